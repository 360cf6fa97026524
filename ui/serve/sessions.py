"""Whose a request is, and what belongs to them: sign-ins to a password, open pages and answers to a user."""

import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Scope

from ui.serve.accounts import Account
from ui.serve.rules import GUEST, Rules

MOST_KEPT = 10_000  # sign-ins, and answers that nobody has fetched yet: the oldest give way
_PLAIN = re.compile(r"[\w-]+", re.ASCII)


class Sessions:
    """The sign-ins of one server, each good as long as the account has the password it was opened with."""

    def __init__(self, rules: Rules) -> None:
        """Begin with nobody signed in."""
        self._rules = rules
        self._secret = secrets.token_bytes(32)
        self._opened: OrderedDict[str, Account] = OrderedDict()
        self._asked: OrderedDict[str, str] = OrderedDict()

    def opened(self, app: Any, found: Sequence[Account], headers: Sequence[tuple[bytes, bytes]]) -> None:  # noqa: ANN401 - Gradio's own class
        """Bind the sign-in that these headers answer to the account as it was `found` when it was checked."""
        for account in found:
            for token in _tokens(app, headers):
                self._opened[token] = account
        while len(self._opened) > MOST_KEPT:
            self._end(app, next(iter(self._opened)))

    def account(self, request: HTTPConnection) -> Account | None:
        """Return who signed in, or None: also once the account was removed, or has another password."""
        if self._rules.accounts is None:
            return None
        for token in _sent(request):
            opened = self._opened.get(token)
            if opened is None or token not in request.app.tokens:
                continue
            account = self._rules.accounts.find(opened.name)
            if account is not None and (account.id, account.password) == (opened.id, opened.password):
                return account
            self._end(request.app, token)
        return None

    def close(self, request: HTTPConnection) -> None:
        """End the sign-in that a request comes with."""
        for token in _sent(request):
            self._end(request.app, token)

    def own(self, user: str, session_hash: str) -> str:
        """Return the name under which Gradio keeps a page: that of another user is another page.

        A page makes up its session hash; whoever knew it could read on with the conversation.
        """
        text = f"{user}\0{session_hash}".encode(errors="replace")
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()

    def asked(self, user: str, event: str) -> None:
        """Note whose question an answer belongs to."""
        self._asked[event] = user
        while len(self._asked) > MOST_KEPT:
            self._asked.popitem(last=False)

    def fetched(self, user: str, event: str) -> bool:
        """Return whether an answer is the user's to fetch, which can be done once."""
        if self._asked.get(event) != user:
            return False
        del self._asked[event]
        return True

    def _end(self, app: Any, token: str) -> None:  # noqa: ANN401 - Gradio's own class, whose tokens these are
        self._opened.pop(token, None)
        app.tokens.pop(token, None)


def sign_in_cookies(app: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    """Return the names of the cookies that hold a sign-in, for TLS and without."""
    return tuple(f"{kind}-{app.cookie_id}" for kind in ("access-token", "access-token-unsecure"))


def own_cookies(scope: Scope) -> Scope:
    """Return a request with no cookies but ours, which are plain.

    Others come along from other servers on the same host, and Python unpacks a quoted one in a time that grows
    with the square of its length: seconds for one request, signed in or not.
    """
    names = (GUEST, *sign_in_cookies(scope["app"]))
    sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    pairs = [pair.strip().partition("=") for pair in ";".join(sent).split(";")]
    ours = [f"{name}={value}" for name, _, value in pairs if name in names and _PLAIN.fullmatch(value)]
    headers = [header for header in scope["headers"] if header[0] != b"cookie"]
    if ours:
        headers.append((b"cookie", "; ".join(ours).encode("latin-1")))
    return {**scope, "headers": headers}


def _sent(request: HTTPConnection) -> list[str]:
    return [request.cookies[name] for name in sign_in_cookies(request.app) if name in request.cookies]


def _tokens(app: Any, headers: Sequence[tuple[bytes, bytes]]) -> set[str]:  # noqa: ANN401 - as above
    """Return the tokens that cookies are set to."""
    cookies = [value.decode("latin-1") for name, value in headers if name == b"set-cookie"]
    pairs = [cookie.partition(";")[0].partition("=") for cookie in cookies]
    return {value for name, _, value in pairs if name in sign_in_cookies(app)}
