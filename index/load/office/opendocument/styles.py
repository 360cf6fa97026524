"""The styles of an OpenDocument text: how text is set, and what stands before the items of lists and headings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from index.load.numerals import numeral
from index.load.runs import Height, Look

_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PLACE = re.compile(r"%(\d{1,2})%")
_LIST_FORMAT = "num-list-format"
_OUTLINE = ""
_MOST_BASES = 20
_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    before: str
    after: str
    shown: int
    start: int
    pattern: str


class OdfStyles:
    """The styles of a document, from its content and from its file of styles."""

    def __init__(self, *trees: Any) -> None:  # noqa: ANN401 - lxml ships no types
        """Read the styles in these trees, the later ones first."""
        self._styles: dict[str, Any] = {}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._looks: dict[str, Look] = {}
        for tree in trees:
            for style in tree.iter(_SPACE % ("style", "style")):
                self._styles[attribute(style, "style", "name") or ""] = style
            for style in tree.iter(_SPACE % ("text", "list-style"), _SPACE % ("text", "outline-style")):
                outline = style.tag.endswith("}outline-style")
                name = _OUTLINE if outline else attribute(style, "style", "name") or ""
                self._lists[name] = dict(_levels(style))

    def look(self, style: str | None, base: Look) -> Look:
        """Return how text of a style is set, within text that is set as `base`."""
        for element in reversed(list(self._chain(style))):
            base = _look(element.find("{*}text-properties"), base)
        return base

    def start(self, style: str, level: int) -> int:
        """Return the first number of a level of a list."""
        found = self._lists.get(style, {}).get(level)
        return found.start if found else 1

    def label(self, style: str, level: int, counts: Mapping[int, int]) -> str:
        """Return what stands before an item of a list, or of a heading for the style "": "1.2", or nothing."""
        levels = self._lists.get(style, {})
        own = levels.get(level)
        if own is None or not own.form:
            return ""
        if own.pattern:
            return _PLACE.sub(lambda found: _shown(levels, int(found[1]), counts), own.pattern).strip()
        places = range(max(1, level - own.shown + 1), level + 1)
        numbers = [shown for place in places if (shown := _shown(levels, place, counts))]
        return f"{own.before}{'.'.join(numbers)}{own.after}".strip()

    def _chain(self, style: str | None) -> Iterator[Any]:
        for _ in range(_MOST_BASES):
            element = self._styles.get(style or "")
            if element is None:
                return
            yield element
            style = attribute(element, "style", "parent-style-name")


def attribute(element: Any, space: str, name: str) -> str | None:  # noqa: ANN401 - lxml ships no types
    """Return an attribute of OpenDocument's namespace `space`."""
    found: str | None = element.get(_SPACE % (space, name))
    return found


def count(text: str | None, default: int) -> int:
    """Return a whole number, `default` for what is none."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else default


def _shown(levels: Mapping[int, _Level], place: int, counts: Mapping[int, int]) -> str:
    level = levels.get(place)
    if level is None or not level.form:
        return ""
    return numeral(counts.get(place, level.start), _FORMS.get(level.form, "decimal"))


def _levels(style: Any) -> Iterator[tuple[int, _Level]]:  # noqa: ANN401 - lxml ships no types
    for level in style:
        if isinstance(level.tag, str):
            place = count(attribute(level, "text", "level"), 0)
            patterns = (text for name, text in level.attrib.items() if name.endswith(_LIST_FORMAT))
            if 0 < place <= _MOST_LEVELS:
                yield (
                    place,
                    _Level(
                        form=attribute(level, "style", "num-format") or "",
                        before=attribute(level, "style", "num-prefix") or "",
                        after=attribute(level, "style", "num-suffix") or "",
                        shown=count(attribute(level, "text", "display-levels"), 1),
                        start=count(attribute(level, "text", "start-value"), 1),
                        pattern=next(patterns, ""),
                    ),
                )


def _look(properties: Any, base: Look) -> Look:  # noqa: ANN401 - lxml ships no types
    if properties is None:
        return base
    position = (attribute(properties, "style", "text-position") or "").split()
    if position:
        base = replace(base, height=_height(position[0]))
    line = attribute(properties, "style", "text-line-through-style") or attribute(
        properties, "style", "text-line-through-type"
    )
    if line is not None:
        base = replace(base, struck=line != "none")
    return replace(base, font=attribute(properties, "style", "font-name") or base.font)


def _height(position: str) -> Height:
    if position == "sub" or position.startswith("-"):
        return -1
    return 0 if not position.strip("0.%") else 1
