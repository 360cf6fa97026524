"""What requests bring along: counted while it is read, and looked through before Gradio is given it."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

NO_URL = "Files are uploaded first: an address, or another file of this machine, is not taken."
NOT_UNDERSTOOD = "This is not what the page sends."
_LARGE = "At most {:,} bytes can be sent here."
DISK_FULL = "The disk of the server is full: nothing was kept of this upload."
DEEPEST = 20  # brackets in brackets
SPACE_LEFT = 100_000_000  # bytes that an upload leaves free: the library itself has to be written
CALL_FIELDS = ("data", "event_data", "fn_index", "trigger_id", "session_hash", "event_id")
"""What a call of one of the page's handlers consists of."""

_FILE = {"_type": "gradio.FileData"}


class Refused(Exception):
    """A request is not taken; `status` and `detail` are the answer."""

    def __init__(self, status: int, detail: str | dict[str, str]) -> None:
        """Refuse with an HTTP status."""
        super().__init__(detail)
        self.status = status
        self.detail = detail


async def read(receive: Receive, *, declared: str | None, most: int) -> bytes:
    """Return a whole body. Raises Refused once it has more than `most` bytes, ClientDisconnect when it breaks off.

    `declared` is its length as the client has it, which is believed only if it is too large.
    """
    _check_declared(declared, most)
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > most:
            raise _too_large(most)
    return b"".join(parts)


def _check_declared(declared: str | None, most: int) -> None:
    if declared is not None and declared.isdecimal() and int(declared[:20]) > most:
        raise _too_large(most)


def _too_large(most: int) -> Refused:
    return Refused(413, _LARGE.format(most))


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` once, and then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class Upload:
    """An upload on its way to Gradio, which deletes what it has of it when a MultiPartException is raised."""

    def __init__(
        self,
        receive: Receive,
        *,
        declared: str | None,
        most: int,
        folder: Path,
        look: Callable[[bytes], None],
    ) -> None:
        """Let at most `most` bytes come, and as long as the disk that `folder` is on has room for more.

        `look` is given each piece, and raises ValueError for what is no upload. `declared` is as for `read`.
        Raises Refused.
        """
        _check_declared(declared, most)
        self._look = look
        self._receive = receive
        self._most = most
        self._folder = folder
        self._size = 0
        self.status: int | None = None
        """What to answer instead, once it was broken off."""

    async def receive(self) -> Message:
        """Give the next part. Raises MultiPartException."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise self._broken_off(400, "The upload was broken off.")
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise self._broken_off(413, _LARGE.format(self._most))
        if shutil.disk_usage(self._folder).free < SPACE_LEFT:
            raise self._broken_off(507, DISK_FULL)
        try:
            self._look(message.get("body", b""))
        except ValueError as error:
            raise self._broken_off(400, NOT_UNDERSTOOD) from error
        return message

    def _broken_off(self, status: int, why: str) -> MultiPartException:
        self.status = status
        return MultiPartException(why)


def checked_call(
    body: bytes, *, fields: Sequence[str] | None, own: Callable[[str], str], files: Path | None
) -> bytes:
    """Return a call as Gradio may have it: of its fields only `fields`, and its session hash made one's `own`.

    A file in it lies below `files`, where uploads arrive; with None there may be none. Raises Refused.
    """
    call = _parsed(body)
    if not isinstance(call, dict):
        raise Refused(400, NOT_UNDERSTOOD)
    call = {name: value for name, value in call.items() if fields is None or name in fields}
    _look_through(call, lambda value: _check_file(value, files))
    if "session_hash" in call:
        call["session_hash"] = own(str(call["session_hash"]))
    return json.dumps(call).encode()


def checked_json(body: bytes) -> None:
    """Raise Refused for what is no JSON, or none that anybody would send: nested or with numbers without end."""
    _look_through(_parsed(body), lambda _: None)


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused(400, NOT_UNDERSTOOD) from error


def _look_through(call: Any, check_file: Callable[[dict[str, Any]], None]) -> None:  # noqa: ANN401 - JSON
    """Check every value, and each that may be a file. Raises Refused."""
    waiting: list[tuple[Any, int]] = [(call, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused(400, NOT_UNDERSTOOD)
        if isinstance(value, dict):
            if "path" in value or "meta" in value:
                check_file(value)
            waiting += [(one, depth + 1) for pair in value.items() for one in pair]
        elif isinstance(value, list):
            waiting += [(one, depth + 1) for one in value]
        elif isinstance(value, str) and not _is_text(value):
            raise Refused(400, NOT_UNDERSTOOD)


def _check_file(value: dict[str, Any], files: Path | None) -> None:
    """Leave of a file what names it. Raises Refused."""
    path = value.get("path")
    if files is None or not isinstance(path, str) or value.get("meta") != _FILE:
        raise Refused(403, NO_URL)
    try:
        found = Path(path).resolve(strict=True)
        is_ours = found.is_file() and found.is_relative_to(files.resolve())
    except (OSError, ValueError) as error:  # no such file, or no path at all
        raise Refused(403, NO_URL) from error
    if not is_ours:
        raise Refused(403, NO_URL)
    name = value.get("orig_name")
    value.clear()
    value |= {"path": str(found), "meta": _FILE, "orig_name": name if isinstance(name, str) else found.name}


def _is_text(value: str) -> bool:
    """Return whether a string can be written down: JSON can bring halves of characters along."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
