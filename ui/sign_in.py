"""Signing in: what Gradio's own sign-in asks, and how many wrong attempts it takes."""

import asyncio
from contextvars import ContextVar

from fastapi import HTTPException

from ui.accounts import Accounts
from ui.log import log
from ui.rate import Rate

FROM_AN_ADDRESS, FOR_A_NAME, WITHIN_SECONDS = 10, 50, 300.0
TOO_MANY = "Too many wrong attempts: wait five minutes."
EXPLAINED = f"After {FROM_AN_ADDRESS} wrong attempts, sign-in is closed for five minutes."

CLIENT: ContextVar[str] = ContextVar("client", default="unknown")
"""The address that the request comes from."""


class SignIn:
    """Checks names and passwords; after too many wrong ones from an address, or for a name, none more for a while.

    A name takes more than an address does, so that one machine alone cannot lock somebody out.
    """

    def __init__(self, accounts: Accounts) -> None:
        """Begin with no attempt counted."""
        self._accounts = accounts
        self._from_address = Rate(most=FROM_AN_ADDRESS, seconds=WITHIN_SECONDS)
        self._for_name = Rate(most=FOR_A_NAME, seconds=WITHIN_SECONDS)

    async def accepts(self, name: str, password: str) -> bool:
        """Return whether the password is right. Raises HTTPException 429 after too many that were not."""
        client = CLIENT.get()
        # Counted before they are checked: many at once must not slip through.
        if wait := self._from_address.take(client) or self._for_name.take(name):
            log("sign-in", {"client": client, "outcome": "too many attempts"}, level="warning")
            raise HTTPException(429, TOO_MANY, {"Retry-After": f"{wait:.0f}"})
        if not await asyncio.to_thread(self._accounts.accepts, name, password):
            # The name is not written down: it may be a password typed into the wrong field.
            log("sign-in", {"client": client, "outcome": "wrong"}, level="warning")
            return False
        self._from_address.give_back(client)
        self._for_name.give_back(name)
        log("sign-in", {"client": client, "user": name, "outcome": "in"})
        return True
