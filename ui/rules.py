"""What a server allows: who may sign in, who may change the library, and how much may be asked of it."""

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.accounts import Accounts

if TYPE_CHECKING:
    import gradio as gr

MAX_UPLOAD = "100mb"
NOT_YOURS = "Only an owner of this library may change it."
GUEST = "pincite-guest"
"""The cookie that tells the browsers of guests apart."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one server: either those with accounts may ask, or `guests`, whoever reaches it.

    With neither, it is for one person at their own machine.
    """

    accounts: Accounts | None = None
    guests: bool = False
    read_only: bool = False
    questions_a_minute: int = 30
    waiting: int = 100
    max_upload: str = MAX_UPLOAD

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

    def user(self, request: "gr.Request") -> str | None:
        """Return whose conversations and settings a request may see; None stands for the one at their own machine.

        A guest is known by a cookie. No account has a name with a space in it, so a made-up cookie opens none.
        """
        if not self.guests:
            return request.username
        return f"guest {request.cookies.get(GUEST) or request.session_hash}"


OWN_MACHINE = Rules()


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine only. An unknown name is held to be reachable."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
