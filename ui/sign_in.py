"""Signing in: what Gradio's own sign-in asks, and how many wrong attempts it takes."""

import asyncio
from contextvars import ContextVar

from fastapi import HTTPException

from ui.accounts import Accounts
from ui.log import log
from ui.rate import Rate

MOST_WRONG, WITHIN_SECONDS = 10, 300.0
TOO_MANY = "Too many wrong attempts: wait five minutes."
EXPLAINED = f"After {MOST_WRONG} wrong attempts, sign-in is closed for five minutes."

CLIENT: ContextVar[str] = ContextVar("client", default="unknown")
"""The address that the request comes from."""


class SignIn:
    """Checks names and passwords; after ten wrong ones from an address, none more for a while."""

    def __init__(self, accounts: Accounts) -> None:
        """Begin with no attempt counted."""
        self._accounts = accounts
        self._wrong = Rate(most=MOST_WRONG, seconds=WITHIN_SECONDS)

    async def accepts(self, name: str, password: str) -> bool:
        """Return whether the password is right. Raises HTTPException 429 after too many that were not."""
        client = CLIENT.get()
        if wait := self._wrong.wait(client):
            log("sign-in", {"client": client, "outcome": "too many attempts"}, level="warning")
            raise HTTPException(429, TOO_MANY, {"Retry-After": f"{wait:.0f}"})
        right = await asyncio.to_thread(self._accounts.accepts, name, password)
        if right:
            log("sign-in", {"client": client, "user": name, "outcome": "in"})
        else:  # the name is not written down: it may be a password typed into the wrong field
            self._wrong.count(client)
            log("sign-in", {"client": client, "outcome": "wrong"}, level="warning")
        return right
