"""The styles of a Word document: their names, their lists, and how they set text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from index.load.office.word.numbers import value, whole
from index.load.runs import Height, Look

_HEIGHTS: dict[str | None, Height] = {"superscript": 1, "subscript": -1, "baseline": 0}
_MOST_BASES = 20
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A list, and the level in it; None where it goes by the style."""

    number: str
    level: int | None


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, part: Any) -> None:  # noqa: ANN401 - lxml ships no types
        """Read the XML of styles, or none."""
        self._styles: dict[str, Any] = {}
        self._default = ""
        for style in part.iterfind("{*}style") if part is not None else ():
            attributes = {key.rpartition("}")[2]: text for key, text in style.attrib.items()}
            self._styles[attributes.get("styleId", "")] = style
            if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true", "on"):
                self._default = attributes.get("styleId", "")
        self._looks: dict[str, Look] = {}

    def of(self, paragraph: Any) -> str:  # noqa: ANN401 - lxml ships no types
        """Return the id of a paragraph's style."""
        stated = value(paragraph.find("{*}pPr"), "pStyle")
        return stated if stated in self._styles else self._default

    def names(self, style: str) -> tuple[str, ...]:
        """Return the name of a style, in small letters, and of those it is based on."""
        return tuple((value(element, "name") or "").lower() for element in self._chain(style))

    def place(self, style: str) -> ListPlace | None:
        """Return the list that a style belongs to."""
        found = (list_place(element.find("{*}pPr")) for element in self._chain(style))
        return next((place for place in found if place), None)

    def has_bold_first_row(self, style: str | None) -> bool:
        """Tell whether a style of tables sets the first row in bold."""
        parts = (part for element in self._chain(style or "") for part in element.iterfind("{*}tblStylePr"))
        first = [part for part in parts if any(text == "firstRow" for text in part.attrib.values())]
        return any(
            (value(part.find("{*}rPr"), "b") or "1") not in _OFF
            for part in first
            if part.find("{*}rPr/{*}b") is not None
        )

    def look(self, run: Any) -> Look:  # noqa: ANN401 - lxml ships no types
        """Return how a run of text is set."""
        properties = run.find("{*}rPr")
        if properties is None:
            return Look()
        style = value(properties, "rStyle")
        return _look(properties, self._styled(style) if style else Look())

    def _styled(self, style: str) -> Look:
        if style not in self._looks:
            look = Look()
            for element in reversed(list(self._chain(style))):
                look = _look(element.find("{*}rPr"), look)
            self._looks[style] = look
        return self._looks[style]

    def _chain(self, style: str) -> Iterator[Any]:
        for _ in range(_MOST_BASES):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = value(element, "basedOn") or ""


def list_place(properties: Any) -> ListPlace | None:  # noqa: ANN401 - lxml ships no types
    """Return the list that the properties of a paragraph name; that of number 0 is none."""
    place = properties.find("{*}numPr") if properties is not None else None
    number = value(place, "numId")
    level = value(place, "ilvl")
    return ListPlace(number, None if level is None else whole(level)) if number else None


def _look(properties: Any, base: Look) -> Look:  # noqa: ANN401 - lxml ships no types
    if properties is None:
        return base
    look = replace(base, height=_HEIGHTS.get(value(properties, "vertAlign"), base.height))
    for name in ("strike", "dstrike"):
        if (stated := value(properties, name)) is not None:
            look = replace(look, struck=stated not in _OFF)
    fonts = properties.find("{*}rFonts")
    if fonts is not None:
        names = {key.rpartition("}")[2]: text for key, text in fonts.attrib.items()}
        look = replace(look, font=names.get("ascii") or names.get("hAnsi") or look.font)
    return look
