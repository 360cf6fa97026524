"""Chats as JSON: the messages of an export of Telegram, Slack, Messenger and others, each with who wrote it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from index.load.dates import read_date
from index.load.parts import TextBuilder, one_line

_SENDER = (
    "user_profile", "from", "sender_name", "sender", "user_name", "username", "author", "user", "actor", "role",
    "sourceServiceId",
)  # fmt: skip
_TEXT = ("text", "content", "message", "body")
_MOMENT = ("date", "timestamp", "timestamp_ms", "ts", "created_at", "create_time", "sent_at", "time")
_TITLE = ("title", "headline", "subject", "url", "link")
_WITH_IT = (
    "photo", "file", "file_name", "forwarded_from", "attachments", "files", "quote", "sticker", "sticker_emoji",
    "poll", "contact_information", "location_information", "place_name", "address", "reactions",
)  # fmt: skip
_KINDS = {"outgoing": "You"}  # what Signal calls messages of whoever made the export
_NAMES = (
    "display_name", "real_name", "name", "nickname", "username", "text", "parts", "value", "filename", "url",
    "role",
)  # fmt: skip
_CODES = re.compile(
    r"(?:.*_)?(?:id|type|date|unixtime|path|width|height|size|duration)|\w*Id|contentType|thumbnail"
)
_OF_A_NODE = frozenset({"id", "message", "parent", "children"})
_MOST_CHARACTERS = 2000  # of a message, on average: more are articles
_EARLIEST, _LATEST = 10**8, 10**11  # seconds since 1970; what is later counts in milliseconds


def is_chat(value: object) -> bool:
    """Tell whether a value is a list of messages: most say who wrote them and what, and none has a title."""
    if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
        return False
    written = [message for message in value if _sender(message) and _first(message, _TEXT)]
    titled = any(_first(message, _TITLE) for message in written)
    length = sum(len(_first(message, _TEXT)) for message in written)
    return 2 * len(written) > len(value) and not titled and length <= _MOST_CHARACTERS * len(written)


def thread(value: object) -> list[dict[str, Any]]:
    """Return the messages of a chat that is kept as a tree, as ChatGPT's `mapping` is, [] for any other value."""
    if not isinstance(value, dict) or not all(
        isinstance(node, dict) and "message" in node and _OF_A_NODE.issuperset(node) for node in value.values()
    ):
        return []
    messages = [node["message"] for node in value.values() if isinstance(node["message"], dict)]
    written = [message for message in messages if _first(message, _TEXT)]
    return written if is_chat(written) else []


def add_chat(messages: list[dict[str, Any]], builder: TextBuilder) -> None:
    """Add messages, one a line: "Liv (2031-03-04 09:12): The boiler is dead"."""
    for message in messages:
        sender, text = _sender(message), _first(message, _TEXT)
        moment = next(filter(None, (_moment(message.get(name)) for name in _MOMENT)), "")
        others = [f"[{name}: {value}]" for name in _WITH_IT if (value := _all_of(message.get(name)))]
        if not text and not others:
            others = [f"[{name}: {value}]" for name, value in message.items() if isinstance(value, str) and value]
        said = " ".join(filter(None, (text, *others)))
        head = f"{sender} ({moment})" if sender and moment else sender or moment
        builder.add(one_line(f"{head}: {said}" if head else said), "message")


def _sender(message: Mapping[str, Any]) -> str:
    return _first(message, _SENDER) or _KINDS.get(str(message.get("type")), "")


def _first(message: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(message.get(name)) for name in names)), "")


def _text(value: object) -> str:
    """Return a value as text; pieces of one line, of which some are bold or links, are joined."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list):
        pieces = [piece if isinstance(piece, str) else _text(piece) for piece in value]
        return one_line(("" if any(isinstance(piece, str) for piece in value) else " ").join(pieces))
    if isinstance(value, dict):
        return next(filter(None, (_text(value.get(name)) for name in _NAMES)), "")
    return ""


def _all_of(value: object) -> str:
    """Return all texts in a value: the question and the answers of a poll, the name and the sign of a reaction."""
    if isinstance(value, dict):
        kept = [_all_of(member) for name, member in value.items() if not _CODES.fullmatch(str(name))]
        return ", ".join(filter(None, kept))
    if isinstance(value, list) and any(isinstance(member, dict) for member in value):
        return "; ".join(filter(None, map(_all_of, value)))
    return _text(value) or (str(value) if isinstance(value, int | float) and not isinstance(value, bool) else "")


def _moment(value: object) -> str:
    """Return day and time: of a date as text, or of seconds or milliseconds since 1970."""
    if isinstance(value, str) and (stated := read_date(value) or read_date(value.partition(".")[0])):
        return stated.replace("T", " ")[:16]
    try:
        seconds = float(str(value))
    except ValueError:
        return ""
    if seconds > _LATEST:
        seconds /= 1000
    if not _EARLIEST < seconds < _LATEST:
        return ""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
