"""Text in drawings and on slides (DrawingML)."""

from collections.abc import Iterator
from typing import Any

from index.load.equations import equation
from index.load.numerals import numeral
from index.load.office.slides import PointNumbers
from index.load.office.symbols import symbols
from index.load.parts import one_line
from index.load.runs import Height, Run, written

_BREAKS = {"br": "\n", "tab": "\t"}
_DROPPED = frozenset({"Fallback", "pPr", "endParaRPr", "rPr"})
_BULLETS = ("buAutoNum", "buChar", "buBlip", "buNone")
_LEVELS = frozenset("012345678")
_FORMS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}
_AROUND = {"ParenBoth": "({})", "ParenR": "{})", "Plain": "{}", "Minus": "{} -"}
_STRUCK = frozenset({"sngStrike", "dblStrike"})


def drawn_text(paragraph: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the text of a paragraph (a:p)."""
    return written(_runs(paragraph))


def _runs(element: Any) -> Iterator[Run]:  # noqa: ANN401 - lxml ships no types
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else None
        if name is None or name in _DROPPED:
            continue
        if name in ("r", "fld"):
            yield _run(child)
        elif name in _BREAKS:
            yield Run(_BREAKS[name])
        elif name in ("oMath", "oMathPara"):
            yield Run(equation(child), apart=True)
        else:
            yield from _runs(child)


def _run(run: Any) -> Run:  # noqa: ANN401 - lxml ships no types
    text = run.findtext("{*}t") or ""
    look = run.find("{*}rPr")
    if look is None:
        return Run(text)
    baseline = look.get("baseline", "0").rstrip("%")
    height: Height = 0 if not baseline.lstrip("-").strip("0.") else -1 if baseline.startswith("-") else 1
    fonts = (look.find("{*}sym"), look.find("{*}latin"))
    font = next((found.get("typeface") for found in fonts if found is not None), None)
    return Run(symbols(text, font), height, look.get("strike") in _STRUCK)


def points(body: Any) -> Iterator[str]:  # noqa: ANN401 - lxml ships no types
    """Yield the paragraphs of a text body, each on one line, numbered points behind their numbers."""
    numbers = PointNumbers()
    for paragraph in body.iterfind("{*}p"):
        text = one_line(drawn_text(paragraph))
        if text:
            yield f"{_number(paragraph, body, numbers)} {text}".strip()


def _number(paragraph: Any, body: Any, numbers: PointNumbers) -> str:  # noqa: ANN401 - lxml ships no types
    own = paragraph.find("{*}pPr")
    stated = own.get("lvl", "0") if own is not None else "0"
    level = int(stated) if stated in _LEVELS else 0
    automatic = _bullet(own)
    if automatic is None:
        automatic = _bullet(body.find(f"{{*}}lstStyle/{{*}}lvl{level + 1}pPr"))
    if automatic is None or not automatic.tag.endswith("}buAutoNum"):
        numbers.next(level, "", 1)
        return ""
    form, start = automatic.get("type", "arabicPeriod"), automatic.get("startAt", "1")
    number = numbers.next(level, form, int(start) if start.isdecimal() and len(start) < 9 else 1)
    shown = numeral(number, next((name for key, name in _FORMS.items() if form.startswith(key)), "decimal"))
    return next((around.format(shown) for end, around in _AROUND.items() if form.endswith(end)), f"{shown}.")


def _bullet(properties: Any) -> Any:  # noqa: ANN401 - lxml ships no types
    """Return what paragraph properties say of a bullet, or None."""
    found = (properties.find("{*}" + name) for name in _BULLETS) if properties is not None else ()
    return next((bullet for bullet in found if bullet is not None), None)
