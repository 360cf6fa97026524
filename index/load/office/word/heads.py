"""Which rows of a table of Word hold the names of its columns: those it repeats on each page, or sets in bold."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from index.load.office.word.numbers import value
from index.load.office.word.styles import Styles
from index.load.sheets.heads import Head

_BITS = re.compile(r"[0-9A-Fa-f]{1,8}")
_OFF = ("0", "false", "off")
_FIRST_ROW = 0x20  # of the bits that say which of a style's parts a table shows


def head_of(table: Any, rows: Sequence[Any], styles: Styles) -> Head | None:  # noqa: ANN401 - lxml ships no types
    """Return what a file says of the first rows of a table, None if nothing."""
    repeated = sum(1 for _ in takewhile(_is_repeated, rows))
    if repeated:
        return Head(repeated)
    bold = sum(1 for _ in takewhile(_is_bold, rows))
    if (
        not bold
        and _shows_first_row(table)
        and styles.has_bold_first_row(value(table.find("{*}tblPr"), "tblStyle"))
    ):
        bold = 1
    return Head(bold, sure=False) if 0 < bold < len(rows) else None


def _is_repeated(row: Any) -> bool:  # noqa: ANN401 - as above
    stated = value(row.find("{*}trPr"), "tblHeader")
    return stated is not None and stated not in _OFF


def _is_bold(row: Any) -> bool:  # noqa: ANN401 - as above
    runs = [run for run in row.iter("{*}r") if (run.findtext("{*}t") or "").strip()]
    return bool(runs) and all(value(run.find("{*}rPr"), "b") in ("", "1", "true", "on") for run in runs)


def _shows_first_row(table: Any) -> bool:  # noqa: ANN401 - as above
    look = table.find("{*}tblPr/{*}tblLook")
    if look is None:
        return False
    stated = {key.rpartition("}")[2]: text for key, text in look.attrib.items()}
    if "firstRow" in stated:
        return stated["firstRow"] not in _OFF
    bits = stated.get("val", "")
    return bool(_BITS.fullmatch(bits) and int(bits, 16) & _FIRST_ROW)
