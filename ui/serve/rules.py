"""What a server allows: who may sign in, who may change the library, and how much may be asked of it."""

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from index.errors import PinciteError
from ui.serve.accounts import Account, Accounts

if TYPE_CHECKING:
    import gradio as gr

MAX_UPLOAD = "100mb"
NOT_YOURS = "Only an owner of this library may change it."
NOT_TO_MAKE = "Only an owner of all libraries may make or delete one."
NOT_TO_FOLLOW = "Folders are named by the person at the machine only."
GUEST = "pincite-guest"
"""The cookie that tells the browsers of guests apart."""

_COOKIE = re.compile(r"[\w-]{22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one server: either those with accounts may ask, or `guests`, whoever reaches it.

    With neither, it is for one person at their own machine. `host_names` are what it is called beside its
    addresses; proxies at the addresses in `behind_proxy`, if any, are believed about who asks. `root_path` is
    where people find the page below those names, "/pincite" or "".
    """

    accounts: Accounts | None = None
    guests: bool = False
    read_only: bool = False
    questions_a_minute: int = 30
    waiting: int = 100
    max_upload: str = MAX_UPLOAD
    host_names: tuple[str, ...] = ()
    behind_proxy: str = ""
    root_path: str = ""

    @property
    def own_machine(self) -> bool:
        """Whether only the person at this machine is served."""
        return self.accounts is None and not self.guests

    def may_change(self, name: str | None) -> bool:
        """Return whether somebody may change the library: owners; where nobody signs in, all or none."""
        if self.accounts is None:
            return not self.read_only
        account = self.accounts.find(name) if name is not None else None
        return account is not None and account.owner

    def may_use(self, name: str | None, library: str) -> bool:
        """Return whether somebody may use a library: with accounts, the ones that theirs names, or all."""
        if self.accounts is None:
            return True
        account = self.accounts.find(name) if name is not None else None
        return account is not None and (account.libraries is None or library in account.libraries)

    def may_make(self, name: str | None) -> bool:
        """Return whether somebody may make and delete libraries: the one at their own machine, an owner of all."""
        if self.accounts is None:
            return self.own_machine and not self.read_only
        account = self.accounts.find(name) if name is not None else None
        return account is not None and account.owner and account.libraries is None

    def may_follow(self) -> bool:
        """Return whether folders of this machine may be named on the page: only by whom nothing is between."""
        return self.own_machine and not self.read_only and not self.behind_proxy

    def user(self, request: "gr.Request") -> str | None:
        """Return whose conversations and settings a request may see; None stands for the one at their own machine.

        A guest is known by a cookie. No account has a name with a space in it, so a made-up cookie opens none.
        Raises PinciteError when the account is gone.
        """
        if self.guests:
            return f"guest {guest_cookie(request) or request.session_hash}"
        if self.accounts is None or request.username is None:
            return request.username
        if (account := self.accounts.find(request.username)) is None:
            raise PinciteError(f"{request.username} can no longer sign in.")
        return account.key

    def whose(self, account: Account | None, request: HTTPConnection) -> str:
        """Return whom an open page belongs to: an account, the browser of a guest, else the guest's address."""
        if account is not None:
            return account.key
        if not self.guests:
            return ""
        return f"guest {guest_cookie(request) or (request.client.host if request.client else '')}"


PROXY_HERE = "127.0.0.1,::1"
"""A proxy on this machine, for `Rules.behind_proxy`."""

OWN_MACHINE = Rules()


def guest_cookie(request: "HTTPConnection | gr.Request") -> str | None:
    """Return what tells the browser of a guest apart, or None where it has no such cookie of ours."""
    value = request.cookies.get(GUEST)
    return value if value is not None and _COOKIE.fullmatch(value) else None


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine only. An unknown name is held to be reachable."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
