"""What is put onto a PDF page beside its text: values of form fields, ticks, typed words, and notes."""

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

from index.load.parts import one_line
from index.load.pdf.rules import Box

MOST_MARKS = 1_000  # of a page
TICKED, EMPTY = "☑", "☐"
_BOXES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_LISTS = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_SILENT = (raw.FPDF_FORMFIELD_UNKNOWN, raw.FPDF_FORMFIELD_PUSHBUTTON, raw.FPDF_FORMFIELD_SIGNATURE)
_NOTES = frozenset({raw.FPDF_ANNOT_TEXT, *range(raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_INK + 1)})
_NOTES |= {raw.FPDF_ANNOT_FILEATTACHMENT}
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
# The name of a field that somebody gave it, and no program: no "Text1", "undefined_2" or "form1.page1.f4".
_SAYS_SOMETHING = re.compile(
    r"(?!(?:text|check|radio|combo|list|field|button|undefined|group|box|feld)\b)[^\W\d_]{3,}(?: [^\W\d_]+){0,6}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A value, a tick or typed words, and the `box` they stand in: left, bottom, right and top on the page.

    `label` is what the file has people told of a field, the name of a box where that is words, or "".
    """

    text: str
    box: Box
    label: str = ""
    is_box: bool = False
    is_typed: bool = False


@dataclass(slots=True)
class Marks:
    """What stands on a page: `placed` belongs to a place in its text; `left_out` counts what was too much."""

    placed: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0


def page_marks(page: pdfium.PdfPage) -> Marks:
    """Return what is put onto a page. What is hidden, and passwords, are not read."""
    count = raw.FPDFPage_GetAnnotCount(page)
    marks = Marks(left_out=max(0, count - MOST_MARKS))
    for index in range(min(count, MOST_MARKS)):
        with _annotation(page, index) as annotation:
            if not annotation or raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                continue
            subtype = raw.FPDFAnnot_GetSubtype(annotation)
            if subtype == raw.FPDF_ANNOT_WIDGET and page.formenv:
                marks.placed += _field(page.formenv, annotation)
            elif subtype == raw.FPDF_ANNOT_FREETEXT and (typed := _stated(annotation, b"Contents")):
                marks.placed.append(Mark(typed, _box(annotation), is_typed=True))
            elif subtype in _NOTES and (note := _stated(annotation, b"Contents")):
                author = _stated(annotation, b"T")
                marks.notes.append(f"Note by {author}: {note}" if author else f"Note: {note}")
    return marks


@contextmanager
def _annotation(page: pdfium.PdfPage, index: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        if annotation:
            raw.FPDFPage_CloseAnnot(annotation)


def _field(form: pdfium.PdfFormEnv, annotation: Any) -> list[Mark]:  # noqa: ANN401 - the package ships no types
    """Return the value of a form field, or whether its box is ticked; of an empty field nothing."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    flags = raw.FPDFAnnot_GetFormFieldFlags(form, annotation)
    if kind in _SILENT or (kind == raw.FPDF_FORMFIELD_TEXTFIELD and flags & _PASSWORD):
        return []
    box = _box(annotation)
    label = _text(lambda *room: raw.FPDFAnnot_GetFormFieldAlternateName(form, annotation, *room))
    if kind in _BOXES:
        name = _text(lambda *room: raw.FPDFAnnot_GetFormFieldName(form, annotation, *room))
        label = label or (name if _SAYS_SOMETHING.fullmatch(name) else "")
        tick = TICKED if raw.FPDFAnnot_IsChecked(form, annotation) else EMPTY
        return [Mark(tick, box, label, is_box=True)]
    chosen = _chosen(form, annotation) if kind in _LISTS else ""
    value = chosen or _text(lambda *room: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *room))
    return [Mark(value, box, label)] if value else []


def _chosen(form: pdfium.PdfFormEnv, annotation: Any) -> str:  # noqa: ANN401 - the package ships no types
    """Return the options that are chosen of a list, as they are shown."""
    count = min(raw.FPDFAnnot_GetOptionCount(form, annotation), MOST_MARKS)
    labels = [
        _text(lambda *room, index=index: raw.FPDFAnnot_GetOptionLabel(form, annotation, index, *room))
        for index in range(count)
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, index)
    ]
    return ", ".join(labels)


def _stated(annotation: Any, key: bytes) -> str:  # noqa: ANN401 - the package ships no types
    return _text(lambda *room: raw.FPDFAnnot_GetStringValue(annotation, key, *room))


def _text(read: Callable[[Any, int], int]) -> str:
    """Return a text that PDFium writes as UTF-16 into a buffer, which is asked for its length first."""
    length = int(read(None, 0))
    buffer = ctypes.create_string_buffer(length)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return one_line(buffer.raw.decode("utf-16-le", "replace").replace("\0", ""))


def _box(annotation: Any) -> Box:  # noqa: ANN401 - the package ships no types
    place = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, place)
    left, right = sorted((place.left, place.right))
    bottom, top = sorted((place.bottom, place.top))
    return left, bottom, right, top
