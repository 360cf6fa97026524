"""What the look of a page says within a line, in plain characters: powers, marks of notes, what is struck out.

The rest are borders of words that only boxes make: "Open" and "Save" of two buttons are not "OpenSave".
"""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # no types in the package

from index.load.equations import equation
from index.load.markup.tags import BLOCKS
from index.load.runs import lowered, raised

_CLASSES = {"superscript": 1, "sup": 1, "subscript": -1}
_ALIGNMENTS = {"super": 1, "text-top": 1, "sub": -1, "text-bottom": -1}
_STRUCK = frozenset({"del", "s", "strike"})
_ALIGNED = re.compile(r"vertical-align\s*:\s*([\w-]+)", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_NOTE = re.compile(r"[\w*†‡]{1,4}")
_SENTENCE_ENDS = tuple(".!?…\"”»’')")  # noqa: RUF001 - quotation marks
_SLASHES = ("/", "⁄")  # noqa: RUF001 - of fractions
_BOXES = frozenset({"span", "a", "button", "label", "b", "strong", "em", "i", "small", "font"})
_END_OF_WORD = re.compile(r"(?:\w\w|[.!?:;,…%)\]\"”])\Z")
_LONGEST_BEFORE = 40


def write_marks(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Write the marks of a page as text, in place."""
    _part_boxes(root)
    for formula in list(root.iter("math")):
        if formula.getparent() is not None:
            _write_equation(formula)
    _write_heights(root)
    for element in root.iter():
        if _is_struck(element) and not any(map(_is_struck, element.iterancestors())):
            _strike_out(element)


def _part_boxes(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Put a space between two boxes of a line with nothing between them, where a word ends and one begins."""
    for element in root.iter(*_BOXES):
        following = element.getnext()
        if following is None or following.tag not in _BOXES or element.tail:
            continue
        before, after = _edge(element, last=True), _edge(following, last=False)
        buttons = "button" in (element.tag, following.tag)
        if buttons or (_END_OF_WORD.search(before) and after[:1].isupper()):
            element.tail = " "


def _edge(element: Any, *, last: bool) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the text at one end of an element of a line, "" where none stands there directly."""
    while len(element):
        child = element[-1 if last else 0]
        text = child.tail if last else element.text
        if text:
            return str(text)
        element = child
    return element.text or ""


def _write_equation(formula: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Replace an equation, and what some pages draw beside it for the eye, with one line of text."""
    text = equation(formula)
    holder = formula.getparent()
    for beside in (holder.getnext(), holder.getprevious()) if holder.tag == "span" else ():
        if beside is not None and beside.tag == "span" and beside.get("aria-hidden") == "true":
            beside.drop_tree()
    previous = formula.getprevious()
    before = holder.text if previous is None else previous.tail
    _put(formula, f"{_gap(before, text)}{text}{_gap(text, formula.tail)}")


def _gap(before: str | None, after: str | None) -> str:
    """Return the space that keeps a number or a word before from one after it."""
    return " " if (before or "")[-1:].isalnum() and (after or "")[:1].isalnum() else ""


def _write_heights(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    before = ""  # the end of the line so far
    inside: Any = None  # the raised or lowered element that is being read
    above: tuple[Any, str, str] | None = None  # a raised element, its own text and what stood before it
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag in BLOCKS or element.tag == "br":
                before, above = "", None
            if inside is None:
                if _height(element):
                    inside = element
                else:
                    before = (before + (element.text or ""))[-_LONGEST_BEFORE:]
            continue
        if element is inside:
            inside = None
            height, text = _height(element), "".join(element.itertext())
            if height == -1 and above is not None and _is_fraction(above, text, element):
                raised_element, numerator, earlier = above
                raised_element.text = f" {numerator}" if earlier[-1:].isdigit() else numerator
                raised_element.tail = "/"
                _put(element, text.strip())
                above = None
            else:
                above = (element, text.strip(), before) if height == 1 else None
                _put(element, _at_height(element, text, before, height))
            before = (before + (element.text or ""))[-_LONGEST_BEFORE:]
        if inside is None:
            if element.tag in BLOCKS:
                before, above = "", None
            before = (before + (element.tail or ""))[-_LONGEST_BEFORE:]


def _height(element: Any) -> int:  # noqa: ANN401 - lxml ships no types
    """Return 1 for a raised element of a line, -1 for a lowered one, 0 for any other."""
    tag = element.tag
    if tag in ("sup", "sub"):
        return 1 if tag == "sup" else -1
    if tag in BLOCKS:
        return 0
    if _is_note_mark(element):
        return 1
    aligned = _ALIGNED.search(element.get("style", ""))
    if aligned and aligned[1].lower() in _ALIGNMENTS:
        return _ALIGNMENTS[aligned[1].lower()]
    return next((_CLASSES[name] for name in element.get("class", "").lower().split() if name in _CLASSES), 0)


def _is_note_mark(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    roles = f"{element.get('role', '')} {element.get('epub:type', '')}".split()
    return "noteref" in roles or "doc-noteref" in roles


def _at_height(element: Any, text: str, before: str, height: int) -> str:  # noqa: ANN401 - lxml ships no types
    inner = text.strip()
    if not inner or not before[-1:].strip():
        return text
    space = text[len(text.rstrip()) :]
    if height == -1:
        return lowered(inner, before) + space
    links = [element, *element.iter("a")]
    is_note = any(_is_note_mark(link) or "#" in link.get("href", "") for link in links)
    written = f" [{inner}]" if is_note and _NOTE.fullmatch(inner) else raised(inner, before)
    if before.endswith(_SENTENCE_ENDS):
        written = written.lstrip()  # "1904.[3] It": the mark is of the sentence before it
    return written + space


def _is_fraction(above: tuple[Any, str, str], text: str, element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    between = (above[0].tail or "").strip()
    follows = above[0].getnext() is element
    return follows and between in _SLASHES and above[1].isdecimal() and text.strip().isdecimal()


def _is_struck(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    return element.tag in _STRUCK or _LINE_THROUGH.search(element.get("style", "")) is not None


def _strike_out(element: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Mark struck-out text as such: in each block of its own, where it holds blocks."""
    blocks = [part for part in element.iterdescendants() if part.tag in BLOCKS and not _has_blocks(part)]
    for part in blocks or [element]:
        if not "".join(part.itertext()).strip():
            continue
        part.text = f"[struck out: {(part.text or '').lstrip()}"
        if len(part):
            part[-1].tail = f"{(part[-1].tail or '').rstrip()}]"
        else:
            part.text = f"{part.text.rstrip()}]"
    if element.tag in _STRUCK:
        element.tag = "span"


def _has_blocks(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    return any(inner.tag in BLOCKS for inner in element.iterdescendants())


def _put(element: Any, text: str) -> None:  # noqa: ANN401 - lxml ships no types
    """Let an element be nothing but this text."""
    element.clear(keep_tail=True)
    element.tag = "span"
    element.text = text
