"""Straight lines that are drawn on a PDF page, such as the borders of a table's cells."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

THICKEST = 3.0  # points
SHORTEST = 5.0  # points
_MOST_PATHS = 5_000  # more are a drawing
_MOST_SEGMENTS = 2_000  # of one path
_MOST_RULES = 8_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across or down a page: left, bottom, right and top, in points."""

    box: Box

    @property
    def stands(self) -> bool:
        """Whether it goes down the page."""
        return self.box[3] - self.box[1] > self.box[2] - self.box[0]

    @property
    def across(self) -> float:
        """Where it stands from the left, or lies from below."""
        low, high = (0, 2) if self.stands else (1, 3)
        return (self.box[low] + self.box[high]) / 2

    @property
    def along(self) -> tuple[float, float]:
        """From where to where it goes."""
        return (self.box[1], self.box[3]) if self.stands else (self.box[0], self.box[2])


def page_rules(page: pdfium.PdfPage) -> list[Box]:
    """Return the places of straight lines and sides of boxes, none where there are as many as in drawings."""
    paths = list(islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3), _MOST_PATHS + 1))
    if len(paths) > _MOST_PATHS:
        return []
    found: list[Box] = []
    for path in paths:
        found += _rules(path)
        if len(found) > _MOST_RULES:
            return []
    return found


def _rules(path: Any) -> Iterator[Box]:  # noqa: ANN401 - pypdfium2 ships no types
    left, bottom, right, top = path.get_bounds()
    if min(right - left, top - bottom) <= THICKEST:
        if max(right - left, top - bottom) >= SHORTEST:
            yield left, bottom, right, top
        return
    for (x, y), (to_x, to_y) in _sides(path):
        box = min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
        thickness, length = sorted((box[2] - box[0], box[3] - box[1]))
        if thickness <= THICKEST / 2 and length >= SHORTEST:
            yield box


def _sides(path: Any) -> Iterator[Sequence[tuple[float, float]]]:  # noqa: ANN401 - as above
    """Yield both ends of each straight part of a path."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    runs: list[list[tuple[float, float]]] = []
    for number in range(min(raw.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO or not runs:
            runs.append([])
        runs[-1].append(matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            runs[-1].append(runs[-1][0])
    for run in runs:
        yield from pairwise(run)
