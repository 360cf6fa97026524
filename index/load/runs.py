"""Raised, lowered and struck-out text in plain characters, so that 10 with a raised 6 is not read as 106.

The digits of a power or an index that follow a letter have characters of their own (m², CO₂). After a digit these
would be taken for more digits of the number wherever text is normalised (NFKC), so there a power is written 10^6
and an index 101_2. A raised number after a large number, a word or the end of a sentence is the mark of a note:
2,150 [3].
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Height = Literal[-1, 0, 1]

_RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")  # noqa: RUF001 - minus signs
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")  # noqa: RUF001 - minus signs
_RAISABLE = re.compile(r"[-+−–]?\d+|[ni]")  # noqa: RUF001 - minus signs
_LOWERABLE = re.compile(r"\d+")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|ère|d|nd|de|e|è|ème|eme|o|os|a|as)\.?", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:me|mes|lle|lles|gr|r|rs|o|os|e|er|st|nd|rd|th)\.?", re.IGNORECASE)
_WORD_AT_END = re.compile(r"[^\W\d_]{4,}\Z")
_LENGTH = re.compile(
    r"(?:kilo|centi|milli|deci)?m[eèé]t(?:er|re|ro)[sn]?|inch(?:es)?|feet|foot|yards?|miles?", re.IGNORECASE
)
_ENDS = tuple(".,;:!?…\"”»’'")  # noqa: RUF001 - quotation marks
_TRADE_MARK = "TM"
_NOTED = re.compile(r"\d[.,  ’']\d{3}|\d{4}$")  # noqa: RUF001 - separators of thousands
_NUMBER_AT_END = re.compile(r"[\d.,  ’']*\d\Z")  # noqa: RUF001 - separators of thousands
_MARKS = re.compile(r"\d{1,3}(?:[,;\s–-]+\d{1,3})*")  # noqa: RUF001 - a dash
_SLASHES = ("/", "⁄")  # noqa: RUF001 - the slash of fractions
_ONE = re.compile(r"[-−]?\d+(?:[.,]\d+)*|[^\W\d]\w*")  # noqa: RUF001 - a minus sign
_OPEN = re.compile(r"[_^]\w+\Z")  # what follows would be read as a part of it
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Look:
    """How text is set."""

    height: Height = 0
    struck: bool = False
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Text at one height: 1 is raised, -1 lowered. What is `apart` is no part of a number before it."""

    text: str
    height: Height = 0
    struck: bool = False
    apart: bool = False


def written(runs: Iterable[Run]) -> str:
    """Return runs as one text."""
    parts: list[str] = []
    for struck, group in groupby((run for run in runs if run.text), key=lambda run: run.struck):
        text = _levelled(list(group), "".join(parts[-2:])[-_LONGEST_NUMBER:])
        parts.append(f"[struck out: {text.strip()}]" if struck and text.strip() else text)
    return "".join(parts)


def _levelled(runs: Sequence[Run], before: str) -> str:
    merged = _merged(runs)
    parts: list[str] = []
    end = before
    index = 0
    while index < len(merged):
        run = merged[index]
        fraction = _fraction(merged[index : index + 3])
        if fraction:
            text = f" {fraction}" if end[-1:].isdigit() else fraction
            index += 3
        else:
            text = _text(run, end)
            index += 1
        if text[:1].isalnum() and _OPEN.search(end) and index > 1 and merged[index - 2].height:
            text = f" {text}"
        parts.append(text)
        end = (end + text)[-_LONGEST_NUMBER:]
    return "".join(parts)


def _merged(runs: Sequence[Run]) -> list[Run]:
    """Return runs with neighbours of one height as one, as programs part a number into several."""
    return [
        Run("".join(run.text for run in group), height, apart=apart)
        for (height, apart), group in (
            (key, list(found)) for key, found in groupby(runs, key=lambda run: (run.height, run.apart))
        )
    ]


def _fraction(runs: Sequence[Run]) -> str:
    """Return "1/2" for a raised 1, a slash and a lowered 2."""
    if [run.height for run in runs] != [1, 0, -1] or runs[1].text.strip() not in _SLASHES:
        return ""
    above, below = runs[0].text.strip(), runs[2].text.strip()
    return f"{above}/{below}" if above.isdecimal() and below.isdecimal() else ""


def _text(run: Run, before: str) -> str:
    inner = run.text.strip()
    if run.height and inner and before[-1:].strip():
        space = run.text[len(run.text.rstrip()) :]
        return (raised(inner, before) if run.height == 1 else lowered(inner, before)) + space
    if run.apart and before[-1:].isdigit() and run.text[0].isdigit():
        return f" {run.text}"
    return run.text


def raised(text: str, before: str) -> str:
    """Return how a raised text is written behind `before`, which does not end in a space."""
    if _MARKS.fullmatch(text) and _takes_notes(before):
        return f" [{text}]"
    if text == _TRADE_MARK:
        return "™"
    after_digit = before[-1].isdigit()
    if (_ORDINAL if after_digit else _ABBREVIATED).fullmatch(text):
        return text
    if _RAISABLE.fullmatch(text):
        return text.translate(_RAISED) if before[-1].isalpha() else f"^{text}"
    return f"^{grouped(text)}" if any(map(str.isalnum, text)) and text[0] not in "[(" else text


def lowered(text: str, before: str) -> str:
    """Return how a lowered text is written behind `before`, which does not end in a space."""
    if before[-1].isalpha() and _LOWERABLE.fullmatch(text):
        return text.translate(_LOWERED)
    return f"_{grouped(text)}" if any(map(str.isalnum, text)) else text


def grouped(text: str) -> str:
    """Return a part of an equation, in brackets unless it is one number, one name or in brackets."""
    text = text.strip()
    return text if _ONE.fullmatch(text) or _is_bracketed(text) else f"({text})"


def _is_bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and not re.search(r"[()]", text[1:-1])


def _takes_notes(before: str) -> bool:
    """Tell whether a raised number behind a text marks a note rather than a power."""
    if before.endswith(_ENDS):
        return True
    number, word = _NUMBER_AT_END.search(before), _WORD_AT_END.search(before)
    return bool((number and _NOTED.search(number[0])) or (word and not _LENGTH.fullmatch(word[0])))
