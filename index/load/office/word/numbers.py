"""The numbers that Word sets before paragraphs: counted here, as a file holds only the rules for them."""

import re
from dataclasses import dataclass
from typing import Any

from index.load.numerals import numeral

_PLACE = re.compile(r"%([1-9])")
_UNNUMBERED = frozenset({"bullet", "none"})
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    decimal: bool = False
    style: str | None = None


_PLAIN = _Level(1, "none", "")


class Numbering:
    """The lists of a document, with the number that each has come to."""

    def __init__(self, part: Any) -> None:  # noqa: ANN401 - lxml ships no types
        """Start at the beginning of a document; `part` is its XML of lists, or None."""
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if part is None:
            return
        abstract = {element.get(_w(element, "abstractNumId")): element for element in part.iter("{*}abstractNum")}
        shared = {
            value(element, "styleLink"): key for key, element in abstract.items() if value(element, "styleLink")
        }
        levels = {key: _levels(element) for key, element in abstract.items()}
        for number in part.iter("{*}num"):
            key = number.get(_w(number, "numId"))
            named = value(number, "abstractNumId") or ""
            if named in abstract:
                named = shared.get(value(abstract[named], "numStyleLink"), named)
            own = {whole(level.get(_w(level, "ilvl"))): level for level in number.iterfind("{*}lvlOverride")}
            self._lists[key] = named
            self._levels[key] = levels.get(named, {}) | {
                place: inner for place, level in own.items() for inner in _levels(level).values()
            }
            self._starts[key] = {
                place: whole(start)
                for place, level in own.items()
                if (start := value(level, "startOverride")) is not None
            }

    def level_of(self, number: str, style: str) -> int:
        """Return the level of a list that belongs to a style of paragraphs."""
        levels = self._levels.get(number, {})
        return next((place for place, level in levels.items() if level.style == style), 0)

    def label(self, number: str, place: int) -> str:
        """Count a paragraph of a list, and return what stands before it: "1.2", or "" for a bullet."""
        levels = self._levels.get(number)
        if levels is None or not 0 <= place < _LEVELS:
            return ""
        counts = self._counts.setdefault(self._lists[number], {})
        for inner, start in self._starts.pop(number, {}).items():
            counts[inner] = start - 1
        for inner in [inner for inner in counts if inner > place]:
            del counts[inner]
        for outer in range(place):
            counts.setdefault(outer, levels.get(outer, _PLAIN).start)
        level = levels.get(place, _PLAIN)
        counts[place] = counts.get(place, level.start - 1) + 1
        if level.form in _UNNUMBERED and not _PLACE.search(level.text):
            return "" if level.form == "bullet" else level.text.strip()
        return _PLACE.sub(lambda found: self._shown(int(found[1]) - 1, level, levels, counts), level.text).strip()

    def _shown(self, place: int, of: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        level = levels.get(place, _PLAIN)
        number = counts.get(place, level.start)
        if of.decimal:
            return str(number)
        return "" if level.form in _UNNUMBERED else numeral(number, level.form)


def _levels(parent: Any) -> dict[int, _Level]:  # noqa: ANN401 - lxml ships no types
    return {
        whole(level.get(_w(level, "ilvl"))): _Level(
            start=whole(value(level, "start") or "1"),
            form=value(level, "numFmt") or "decimal",
            text=value(level, "lvlText") or "",
            decimal=level.find("{*}isLgl") is not None,
            style=value(level, "pStyle"),
        )
        for level in parent.iterfind("{*}lvl")
        if whole(level.get(_w(level, "ilvl"))) < _LEVELS
    }


def value(parent: Any, name: str) -> str | None:  # noqa: ANN401 - lxml ships no types
    """Return the value of the property `name` of an element of Word, or None."""
    found = parent.find("{*}" + name) if parent is not None else None
    return None if found is None else str(found.get(_w(found, "val"), ""))


def whole(text: str | None) -> int:
    """Return a whole number, 0 for what is none."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else 0


def _w(element: Any, name: str) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the name of an attribute in the namespace of its element."""
    return str(element.tag.rpartition("}")[0]) + "}" + name
