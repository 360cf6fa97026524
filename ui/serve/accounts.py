"""Who may sign in: a file of names, hashed passwords, which libraries they may use, and who may change these.

Passwords are hashed with scrypt (RFC 7914), each with a salt of its own, and the cost is written beside the hash,
so that a later, higher one leaves the file readable.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.durable import write_whole
from index.errors import PinciteError
from index.limits import ACCOUNT_NAME

# N = 2^15, r = 8, p = 3: 32 MB and a quarter of a second. One of the settings that OWASP's password storage
# cheat sheet holds to be equally strong.
_LOG_COST, _BLOCK, _PARALLEL = 15, 8, 3
_MEMORY = 128 * 1024 * 1024  # OpenSSL refuses more than 32 MB unless told
_NAME = re.compile(rf"(?=.{{1,{ACCOUNT_NAME}}}\Z)[A-Za-z0-9][\w.@-]*", re.ASCII)
SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. Owners may change the library."""

    name: str
    owner: bool
    password: str
    """The hash: `scrypt$log2(N)$r$p$salt$key`."""
    id: str = ""
    """Made with the account: who gets the name of one that was removed is somebody else. Old files have none."""
    libraries: tuple[str, ...] | None = None
    """The libraries that may be used, by name; None stands for all, those included that are made later."""

    @property
    def key(self) -> str:
        """What conversations and settings are kept under: no other account ever has it."""
        return f"{self.name} {self.id}" if self.id else self.name


class Accounts:
    """The accounts of a file, read anew whenever asked: a change counts at once, without a restart."""

    def __init__(self, file: Path) -> None:
        """Name the file, which need not be there yet."""
        self.file = file

    def all(self) -> tuple[Account, ...]:
        """Return the accounts, by name. Raises PinciteError when the file is unsafe or no file of accounts."""
        try:
            if stat.S_IMODE(self.file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
                raise PinciteError(f"{self.file} can be read by others on this machine: `chmod 600 {self.file}`.")
            entries = json.loads(self.file.read_text(encoding="utf-8"))
            return tuple(_account(name, entry) for name, entry in sorted(entries.items()))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise PinciteError(f"{self.file} cannot be read ({error.strerror}): check who may read it.") from error
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
            raise PinciteError(
                f"{self.file} is not a file of accounts: make a new one with `pincite users add`."
            ) from error

    def find(self, name: str) -> Account | None:
        """Return an account, or None."""
        return next((account for account in self.all() if account.name == name), None)

    def put(self, name: str, password: str, *, owner: bool, libraries: Sequence[str] | None = None) -> None:
        """Add an account, or give one a new password and role; without `libraries` it keeps those it had.

        A new one may then use all. Raises PinciteError for a bad name or password.
        """
        if not _NAME.fullmatch(name):
            raise PinciteError(
                f"{name!r} is no name for an account: use up to {ACCOUNT_NAME} letters, digits and . _ @ -"
            )
        if len(password) < SHORTEST:
            raise PinciteError(f"the password is too short: use at least {SHORTEST} characters.")
        accounts = self.all()
        before = next((one for one in accounts if one.name == name), None)
        identity = before.id if before is not None else secrets.token_hex(8)
        had = before.libraries if before is not None else None
        others = [account for account in accounts if account.name != name]
        allowed = had if libraries is None else tuple(libraries)
        self._write([*others, Account(name, owner, hashed(password), identity, allowed)])

    def allow(self, name: str, libraries: Sequence[str] | None) -> None:
        """Say which libraries an account may use; None are all. Raises PinciteError when there is no such one."""
        accounts = self.all()
        self._check_there(name, accounts)
        allowed = None if libraries is None else tuple(libraries)
        self._write([replace(one, libraries=allowed) if one.name == name else one for one in accounts])

    def remove(self, name: str) -> None:
        """Take an account out. Raises PinciteError when there is none of this name."""
        accounts = self.all()
        self._check_there(name, accounts)
        self._write([account for account in accounts if account.name != name])

    def accepts(self, name: str, password: str) -> Account | None:
        """Return the account if the password is right. An unknown name takes as long as a wrong password.

        Raises PinciteError when what the file has of it is no hash.
        """
        account = self.find(name)
        try:
            right = matches(password, account.password if account is not None else _NOBODY)
        except (ValueError, TypeError, OverflowError) as error:
            raise PinciteError(
                f"{self.file} has a password of {name} that cannot be checked ({error}): set it anew with "
                "`pincite users add`."
            ) from error
        return account if right else None

    def _check_there(self, name: str, accounts: Sequence[Account]) -> None:
        if all(account.name != name for account in accounts):
            raise PinciteError(f"{self.file} has no account {name!r}: `pincite users list` shows them.")

    def _write(self, accounts: Sequence[Account]) -> None:
        content = {one.name: _entry(one) for one in accounts}
        write_whole(self.file, (json.dumps(content, indent=2) + "\n").encode(), mode=0o600)


def hashed(password: str) -> str:
    """Return a password as it is kept."""
    salt = secrets.token_bytes(16)
    key = _key(password, salt, _LOG_COST, _BLOCK, _PARALLEL)
    parts = (_LOG_COST, _BLOCK, _PARALLEL, _encoded(salt), _encoded(key))
    return "$".join(("scrypt", *map(str, parts)))


def matches(password: str, kept: str) -> bool:
    """Return whether a password is the one that was hashed, in a time that does not tell how nearly."""
    _, log_cost, block, parallel, salt, key = kept.split("$")
    found = _key(password, base64.b64decode(salt), int(log_cost), int(block), int(parallel))
    return hmac.compare_digest(found, base64.b64decode(key))


def _key(password: str, salt: bytes, log_cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        password.encode(errors="surrogatepass"),
        salt=salt,
        n=2**log_cost,
        r=block,
        p=parallel,
        maxmem=_MEMORY,
        dklen=32,
    )


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


_NOBODY = f"scrypt${_LOG_COST}${_BLOCK}${_PARALLEL}${_encoded(bytes(16))}${_encoded(bytes(32))}"


def _entry(account: Account) -> dict[str, Any]:
    entry: dict[str, Any] = {"owner": account.owner, "password": account.password, "id": account.id}
    return entry if account.libraries is None else entry | {"libraries": list(account.libraries)}


def _account(name: str, entry: dict[str, Any]) -> Account:
    password = str(entry["password"])
    libraries = entry.get("libraries")
    if libraries is not None and not (
        isinstance(libraries, list) and all(isinstance(one, str) for one in libraries)
    ):
        raise ValueError(f"the libraries of {name} are no list of names")
    if not re.fullmatch(r"scrypt(\$\d{1,2}){3}(\$[A-Za-z0-9+/=]+){2}", password):
        raise ValueError(f"the password of {name} is not hashed")
    allowed = None if libraries is None else tuple(libraries)
    return Account(name, entry["owner"] is True, password, str(entry.get("id", "")), allowed)
