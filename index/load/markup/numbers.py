"""The numbers that a page shows before the items of a list, which stand nowhere in its text."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from index.load.markup.tags import BLOCKS
from index.load.numerals import roman

_NO_NUMBERS = re.compile(r"list-style(?:-type)?\s*:[^;]*(?:none|disc|circle|square)", re.IGNORECASE)
_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?(?P<name>(?:lower|upper)-(?:alpha|latin|roman))", re.IGNORECASE
)
_TYPES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"}
_TYPES |= {"lower-roman": "i", "upper-roman": "I"}
_FIRST = BLOCKS | {"a", "span", "b", "strong", "em", "i"}
_WHOLE = re.compile(r"\s*[+-]?\d{1,9}")
_NUMBERED = re.compile(r"\s*(?:\(?\d+|\(?[a-zA-Z]|[ivxIVX]+)[.)]\s")


def write_numbers(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Write the number of each item of an ordered list at its beginning."""
    for ordered in root.iter("ol"):
        style = ordered.get("style", "")
        if _NO_NUMBERS.search(style):
            continue
        items = [item for item in ordered if item.tag == "li"]
        named = _STYLE.search(style)
        write = _writer(_TYPES[named["name"].lower()] if named else ordered.get("type", "1"))
        for item, number in zip(items, _numbers(ordered, items), strict=True):
            _put_before(item, f"{write(number)}. ")


def _numbers(ordered: Any, items: list[Any]) -> Iterator[int]:  # noqa: ANN401 - lxml ships no types
    step = 1 if ordered.get("reversed") is None else -1
    number = _whole(ordered.get("start"), 1 if step == 1 else len(items))
    for item in items:
        number = _whole(item.get("value"), number)
        yield number
        number += step


def _whole(stated: str | None, default: int) -> int:
    found = _WHOLE.match(stated or "")
    return int(found[0]) if found else default


def _writer(kind: str) -> Callable[[int], str]:
    if kind in ("a", "A"):
        return lambda number: letters_of(number) if kind == "a" else letters_of(number).upper()
    if kind in ("i", "I"):
        return lambda number: roman(number) if kind == "i" else roman(number).upper()
    return str


def letters_of(number: int) -> str:
    """Return a number as lists with letters count: a to z, then aa."""
    text = ""
    rest = number
    while rest > 0:
        rest, place = divmod(rest - 1, 26)
        text = chr(ord("a") + place) + text
    return text or str(number)


def _put_before(item: Any, number: str) -> None:  # noqa: ANN401 - lxml ships no types
    place = item
    while not (place.text or "").strip() and len(place) and place[0].tag in _FIRST:
        place = place[0]
        if place.tag in ("ol", "ul", "table"):
            return
    text = (place.text or "").lstrip()
    if not _NUMBERED.match(text) and (text or len(place)):
        place.text = number + text
