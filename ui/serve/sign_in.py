"""Signing in: what Gradio's own sign-in asks, and how many wrong attempts it takes."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from contextvars import ContextVar

from fastapi import HTTPException

from ui.language import say
from ui.serve.accounts import Account, Accounts
from ui.serve.log import log
from ui.serve.rate import Rate

FROM_AN_ADDRESS, FOR_A_NAME, WITHIN_SECONDS = 10, 50, 300.0
TOO_MANY = "Too many wrong attempts: wait five minutes."
REMEMBERED_SECONDS, MOST_REMEMBERED = 60.0, 1000
TURNS = 64  # addresses are spread over as many

CLIENT: ContextVar[str] = ContextVar("client", default="unknown")
"""The address that the request comes from."""

SIGNED_IN: ContextVar[list[Account] | None] = ContextVar("signed_in", default=None)
"""Where the request's sign-in, when it is right, puts the account as it was checked."""


def explained() -> str:
    """Return what the page to sign in tells."""
    return say("After {n} wrong attempts, sign-in is closed for five minutes.", n=FROM_AN_ADDRESS)


class SignIn:
    """Checks names and passwords; after too many wrong ones from an address, or for a name, none more for a while.

    A name takes more than an address does, so that one machine alone cannot lock somebody out. What was right is
    remembered for a minute, as a keyed hash: a program that sends its password along each time is checked once.
    """

    def __init__(self, accounts: Accounts) -> None:
        """Begin with no attempt counted."""
        self._accounts = accounts
        self._from_address = Rate(most=FROM_AN_ADDRESS, seconds=WITHIN_SECONDS)
        self._for_name = Rate(most=FOR_A_NAME, seconds=WITHIN_SECONDS)
        self._secret = secrets.token_bytes(32)
        self._remembered: OrderedDict[bytes, float] = OrderedDict()  # until when, by what was right
        self._turns = tuple(asyncio.Lock() for _ in range(TURNS))

    async def accepts(self, name: str, password: str) -> bool:
        """Return whether the password is right. Raises HTTPException 429 after too many that were not."""
        # One at a time from an address: many at once neither slip through nor count while they may be right.
        async with self._turns[hash(CLIENT.get()) % TURNS]:
            account = await self._account(CLIENT.get(), name, password)
        if account is not None and (found := SIGNED_IN.get()) is not None:
            found.append(account)
        return account is not None

    async def _account(self, client: str, name: str, password: str) -> Account | None:
        if wait := self._from_address.wait(client):
            raise _too_many(client, wait)
        account = self._accounts.find(name)
        if (
            account is not None
            and self._remembered.get(self._hash(client, account, password), 0) > time.monotonic()
        ):
            log("sign-in", {"client": client, "user": name, "outcome": "in"})
            return account
        if wait := self._for_name.take(name):
            raise _too_many(client, wait)
        self._from_address.take(client)
        account = await asyncio.to_thread(self._accounts.accepts, name, password)
        if account is None:
            # The name is not written down: it may be a password typed into the wrong field.
            log("sign-in", {"client": client, "outcome": "wrong"}, level="warning")
            return None
        self._from_address.give_back(client)
        self._for_name.give_back(name)
        self._remembered[self._hash(client, account, password)] = time.monotonic() + REMEMBERED_SECONDS
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        log("sign-in", {"client": client, "user": name, "outcome": "in"})
        return account

    def _hash(self, client: str, account: Account, password: str) -> bytes:
        """Return what is remembered: from another address, or with another password on either side, it is not."""
        text = "\0".join((client, account.key, account.password, password))
        return hmac.digest(self._secret, text.encode(errors="surrogatepass"), hashlib.sha256)


def _too_many(client: str, wait: float) -> HTTPException:
    log("sign-in", {"client": client, "outcome": "too many attempts"}, level="warning")
    return HTTPException(429, TOO_MANY, {"Retry-After": f"{wait:.0f}"})
