"""Character recognition on this machine: PP-OCRv6 by way of RapidOCR and ONNX Runtime, an extra of the install.

The models lie in the package itself, which is told their paths: nothing is looked for elsewhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

from index.load.parts import one_line
from index.load.scans.kept import Word
from index.processors import processors

_PACKAGES = ("onnxruntime", "rapidocr")
_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}
_MOST_THREADS = 4
_MOST_PIXELS = 4_000_000  # a larger picture is made smaller first
_MOST_SIDE = 16_000
_LEAST_CONFIDENCE = 0.5  # of a line: what is less is no text, or nobody could tell
_LONGEST_REASON = 200
_TALL = 1.5  # times as high as wide: a line that is turned by a quarter
_UPRIGHT = 0.85  # what is read with less may stand on its head: there it is about .67

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line as it was seen on an upright picture: its corners in pixels, from the upper left one with the clock.

    The words' boxes are shares of the picture as it was given, before it was turned upright.
    """

    text: str
    corners: tuple[Corner, Corner, Corner, Corner]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen on a picture, whose upright size is in pixels. Of `doubtful` lines the text is left out."""

    lines: tuple[SeenLine, ...]
    width: int
    height: int
    doubtful: int = 0


class PageFailed(Exception):
    """A picture could not be read; the message says why."""


def is_installed() -> bool:
    """Tell whether the extra is installed, and starts."""
    return all(find_spec(name) for name in _PACKAGES) and not why_not()


@lru_cache(maxsize=1)
def why_not() -> str:
    """Return why the extra does not start though it is installed, such as a library of the system it misses."""
    try:
        for name in _PACKAGES:
            if find_spec(name):
                import_module(name)
    except (ImportError, OSError) as error:
        return one_line(str(error))
    return ""


def read_picture(picture: Image.Image) -> Seen:
    """Return the text on a picture of a page, which may stand on its side or its head. Raises PageFailed."""
    try:
        return _read(picture)
    except Exception as error:  # OpenCV, ONNX Runtime and RapidOCR have errors of their own
        raise PageFailed(one_line(f"{type(error).__name__}: {error}")[:_LONGEST_REASON]) from error


def _read(picture: Image.Image) -> Seen:
    import numpy as np

    shown = _fitting(picture.convert("RGB"))
    pixels = np.asarray(shown)[:, :, ::-1]  # the engine wants blue first
    found = _engine()(pixels)
    if turns := _quarters(found):
        pixels = np.ascontiguousarray(np.rot90(pixels, turns))
        found = _engine()(pixels)
    if _count(found) and _sureness(found) < _UPRIGHT:
        turned = np.ascontiguousarray(np.rot90(pixels, 2))
        again = _engine()(turned)
        if _sureness(again) > _sureness(found):
            turns, pixels, found = turns + 2, turned, again
    height, width = pixels.shape[:2]
    lines = []
    for text, score, corners, words in _results(found):
        if score >= _LEAST_CONFIDENCE and text.strip():
            places = tuple(
                _word(word, float(sure), place, width, height, turns % 4) for word, sure, place in words
            )
            lines.append(SeenLine(text.strip(), corners, places))
    return Seen(tuple(lines), width, height, doubtful=_count(found) - len(lines))


def _fitting(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    scale = min(1.0, math.sqrt(_MOST_PIXELS / (width * height)), _MOST_SIDE / max(width, height))
    if scale == 1:
        return picture
    size = max(1, round(scale * width)), max(1, round(scale * height))
    return picture.resize(size, Image.Resampling.LANCZOS)


@lru_cache(maxsize=1)
def _engine() -> Any:  # noqa: ANN401 - in the extra, which need not be installed
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    threads = min(_MOST_THREADS, len(processors()))
    return rapidocr.RapidOCR(
        params={
            **{name: str(folder / file) for name, file in _MODELS.items()},
            "Global.log_level": "critical",
            "Global.max_side_len": _MOST_SIDE,
            "Global.text_score": 0.0,  # what is doubtful is counted here
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Rec.rec_batch_num": 1,  # several together are all made as long as the longest
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _count(found: Any) -> int:  # noqa: ANN401 - as above
    return 0 if getattr(found, "txts", None) is None else len(found.txts)


def _results(found: Any) -> list[tuple[str, float, Any, Any]]:  # noqa: ANN401 - as above
    """Return text, confidence, corners and words of each line; a line whose words have no places is one word."""
    results = []
    placed = found.word_results if _count(found) and len(found.word_results) == _count(found) else ()
    for number in range(_count(found)):
        corners = tuple((float(x), float(y)) for x, y in found.boxes[number])
        text, score = str(found.txts[number]), float(found.scores[number])
        words = placed[number] if placed else ()
        if "".join(str(word[0]) for word in words) != "".join(text.split()):
            words = ((text, score, corners),)
        results.append((text, score, corners, words))
    return results


def _quarters(found: Any) -> int:  # noqa: ANN401 - as above
    """Return by how many quarters, against the clock, a picture must be turned so that its lines lie."""
    boxes = [corners for _, _, corners, _ in _results(found)]
    heights = [distance(box[0], box[3]) / max(1.0, distance(box[0], box[1])) for box in boxes]
    return 1 if len(heights) > 1 and median(heights) > _TALL else 0


def _sureness(found: Any) -> float:  # noqa: ANN401 - as above
    """Return how sure the reading is of a letter, the mean over all."""
    letters = [(len(text), score) for text, score, _, _ in _results(found)]
    return sum(count * score for count, score in letters) / max(1, sum(count for count, _ in letters))


def distance(one: Corner, other: Corner) -> float:
    """Return how far two places are apart."""
    return math.hypot(one[0] - other[0], one[1] - other[1])


def _word(text: str, confidence: float, corners: Sequence[Corner], width: int, height: int, turns: int) -> Word:
    """Return a word with its box on the picture as it was given."""
    across, down = ([float(corner[axis]) for corner in corners] for axis in (0, 1))
    left, right = (min(1.0, max(0.0, x / width)) for x in (min(across), max(across)))
    top, bottom = (min(1.0, max(0.0, y / height)) for y in (min(down), max(down)))
    match turns:
        case 1:
            left, top, right, bottom = 1 - bottom, left, 1 - top, right
        case 2:
            left, top, right, bottom = 1 - right, 1 - bottom, 1 - left, 1 - top
        case 3:
            left, top, right, bottom = top, 1 - right, bottom, 1 - left
    return Word(str(text), confidence, left, top, right, bottom)
