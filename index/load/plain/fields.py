"""Any other JSON as text: settings a line each, "server.port: 8080", and records a sentence each."""

import re
from collections.abc import Iterator
from typing import Any

from index.load.parts import TextBuilder, one_line
from index.load.plain.chats import add_chat, is_chat, thread

_MOST_LINES = 100_000
_MOST_VALUE = 300  # characters: a longer value is read if it has words
_LONGEST_WORD = 100
_MOST_DEPTH = 100
_NAMES_OF_CHATS = ("name", "title")


def rows(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of all fields, those of an object in an object as "place.country"."""
    if isinstance(value, dict):
        for inner, member in value.items():
            yield from rows(member, f"{name}.{inner}" if name else str(inner))
    elif isinstance(value, list) and any(isinstance(member, dict | list) for member in value):
        for number, member in enumerate(value, start=1):
            yield from rows(member, f"{name}.{number}" if name else str(number))
    elif isinstance(value, list):
        yield name, ", ".join(_scalar(member) for member in value)
    elif value is not None and value != "":
        yield name, _scalar(value)


def add_fields(value: Any, builder: TextBuilder) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Add what a value holds. Returns what was left out."""
    reader = _FieldReader(builder)
    reader.add(value, "", 0)
    return tuple(reader.left_out)


class _FieldReader:
    def __init__(self, builder: TextBuilder) -> None:
        self.left_out: dict[str, None] = {}
        self._builder = builder
        self._lines = 0

    def add(self, value: Any, name: str, depth: int) -> None:  # noqa: ANN401 - any JSON
        if depth > _MOST_DEPTH:
            raise RecursionError
        value = thread(value) or value
        if is_chat(value):
            self._builder.add(name, "heading")
            add_chat(value, self._builder)
        elif isinstance(value, list) and value and all(isinstance(member, dict) for member in value):
            self._builder.add(name, "heading")
            for record in value:
                self._add_record(record, depth)
        elif isinstance(value, dict):
            for inner, member in value.items():
                self.add(member, f"{name}.{inner}" if name else str(inner), depth + 1)
        else:
            for inner, text in rows(value, name):
                self._add_line([(inner, text)], end="")

    def _add_record(self, record: dict[str, Any], depth: int) -> None:
        inner_lists = {
            name: value for name, value in record.items() if thread(value) or _is_list_of_records(value)
        }
        if any(thread(value) or is_chat(value) for value in inner_lists.values()):
            called = next((name for name in _NAMES_OF_CHATS if isinstance(record.get(name), str)), "")
            self._builder.add(record.get(called, ""), "heading")
            record = {name: value for name, value in record.items() if name != called}
        fields = [
            row for name, value in record.items() if name not in inner_lists for row in rows(value, str(name))
        ]
        self._add_line(fields, end=".")
        for name, value in inner_lists.items():
            self.add(value, str(name), depth + 1)

    def _add_line(self, fields: list[tuple[str, str]], *, end: str) -> None:
        self._lines += 1
        if self._lines > _MOST_LINES:
            self.left_out[f"all records and fields after the first {_MOST_LINES:,} are left out"] = None
            return
        parts = []
        for name, text in fields:
            if _is_no_text(text):
                self.left_out[f"the field {name!r} is left out: it is long and no text"] = None
            elif text:
                parts.append(f"{name}: {text}" if name else text)
        line = "; ".join(parts)
        if line:
            self._builder.add(line if line.endswith((".", "!", "?")) else line + end, "item")


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(member, dict) for member in value)


def _is_no_text(text: str) -> bool:
    """Tell whether a long value is a code or numbers."""
    if len(text) <= _MOST_VALUE:
        return False
    return max(map(len, text.split())) > _LONGEST_WORD or not re.search(r"[^\W\d_]{2}", text)


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else one_line(str(value))
