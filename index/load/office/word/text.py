"""The text of a paragraph of Word, from its XML: with equations, symbols and the ticks of forms."""

from collections.abc import Iterator
from typing import Any

from index.load.equations import equation
from index.load.markup.tags import name_of
from index.load.office.symbols import symbol, symbols
from index.load.office.word.numbers import value, whole
from index.load.office.word.styles import Styles
from index.load.runs import Look, Run, written

_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_DROPPED = frozenset(
    {"Fallback", "del", "moveFrom", "delText", "instrText", "delInstrText", "footnoteRef", "endnoteRef", "rt"}
)
_DRAWN = frozenset({"drawing", "pict", "object", "txbxContent"})
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_OFF = ("0", "false", "off")


def paragraph_text(paragraph: Any, styles: Styles) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the text of a paragraph, without what is drawn in it and without deleted text."""
    return written(_runs(paragraph, styles, Look()))


def _runs(element: Any, styles: Styles, look: Look) -> Iterator[Run]:  # noqa: ANN401 - lxml ships no types
    for child in element:
        name = name_of(child)
        if name is None or name in _DROPPED or name in _DRAWN or name.endswith("Pr"):
            continue
        if name == "t":
            yield Run(symbols(child.text or "", look.font), look.height, look.struck)
        elif name in ("oMath", "oMathPara"):
            yield Run(equation(child), apart=True)
        elif name in _BREAKS or name in ("sym", "checkBox", "ddList"):
            yield Run(_sign(name, child), look.height, look.struck)
        else:
            yield from _runs(child, styles, styles.look(child) if name == "r" else look)


def _sign(name: str, element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return what stands for an element that holds no text: a break, a symbol, the state of a field of a form."""
    if name == "sym":
        stated = {key.rpartition("}")[2]: text for key, text in element.attrib.items()}
        return symbol(int(stated.get("char", "FFFD"), 16), stated.get("font"))
    if name == "checkBox":
        state = value(element, "checked")
        ticked = (state if state is not None else value(element, "default") or "0") not in _OFF
        return "☒" if ticked else "☐"
    if name == "ddList":
        choices = [
            choice.get(choice.tag.replace("listEntry", "val"), "") for choice in element.iter("{*}listEntry")
        ]
        chosen = whole(value(element, "result") or value(element, "default"))
        return choices[chosen] if chosen < len(choices) else ""
    return _BREAKS[name]


def shows_page_number(paragraph: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether a paragraph holds the number of its page."""
    fields = [code.text or "" for code in paragraph.iter("{*}instrText")]
    fields += [text for field in paragraph.iter("{*}fldSimple") for text in field.attrib.values()]
    return any(code.split()[:1] and code.split()[0].upper() in _PAGE_FIELDS for code in fields)


def drawn_in(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml ships no types
    """Yield what is drawn in a paragraph and holds words or figures, in order and the outermost only."""
    for child in paragraph:
        name = name_of(child)
        if name in ("txbxContent", "txBody", "chart", "relIds", "OLEObject"):
            yield child
        elif name is not None and name not in _DROPPED:
            yield from drawn_in(child)
