"""How many words of scanned pages are read, and how long it takes: `python -m eval.studies.scans [--pages 20]`.

Pages are printed, made to look as a poor scanner has them, and read as a person's picture files are. A word counts
when it is the same to the letter, with its punctuation. "In order" counts those that also stand in the order of
reading. Debian's Tesseract is measured beside it where it is installed. Seconds of processor time are told, too:
the machine may have other work. The typefaces are those of Debian's fonts-liberation, fonts-open-sans and
fonts-dejavu.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from os import times
from shutil import which

from eval.studies.scan_pages import printed, scanned
from index.load.documents import load_bytes

Read = Callable[[bytes], list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """What was read of a page: shares of its words, and the seconds on the clock and of processor time."""

    layout: str
    words: int
    read: float
    in_order: float
    seconds: float
    worked: float


def by_pincite(data: bytes) -> list[str]:
    """Return the words of a picture as a document has them."""
    return load_bytes(data, suffix=".jpg", source="/scan.jpg").text.replace(" | ", " ").split()


def by_tesseract(data: bytes) -> list[str]:
    """Return the words that Tesseract prints."""
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(data)
        file.flush()
        command = ["tesseract", file.name, "-", "-l", "eng"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def measured(layout: str, words: Sequence[str], data: bytes, read: Read) -> Row:
    """Read a page and compare it with what was printed."""
    started, before = time.perf_counter(), sum(times()[:4])
    found = read(data)
    seconds, worked = time.perf_counter() - started, sum(times()[:4]) - before
    same = (Counter(words) & Counter(found)).total()
    matched = SequenceMatcher(None, words, found, autojunk=False).get_matching_blocks()
    in_order = sum(block.size for block in matched)
    return Row(layout, len(words), same / len(words), in_order / len(words), seconds, worked)


def main() -> None:
    """Print a line for each layout and reader."""
    parser = argparse.ArgumentParser(description="words and seconds of scanned pages")
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--dots", type=int, default=150, help="dots an inch")
    arguments = parser.parse_args()
    pages = [
        (name, sheet.words, scanned(sheet, number, dots=arguments.dots))
        for number, (name, sheet) in enumerate(printed(arguments.pages))
    ]
    readers: dict[str, Read] = {"pincite": by_pincite}
    if which("tesseract"):
        readers["tesseract"] = by_tesseract
    by_pincite(pages[0][2])  # loads the models
    for reader, read in readers.items():
        rows = [measured(*page, read) for page in pages]
        for layout in (*dict.fromkeys(row.layout for row in rows), "all"):
            some = [row for row in rows if layout in (row.layout, "all")]
            words = sum(row.words for row in some)
            sys.stdout.write(
                f"{reader:9} {layout:8} {words // len(some):5} words a page, "
                f"read {sum(row.read * row.words for row in some) / words:.4f}, "
                f"in order {sum(row.in_order * row.words for row in some) / words:.4f}, "
                f"{sum(row.seconds for row in some) / len(some):5.1f} s a page, "
                f"{sum(row.worked for row in some) / len(some):5.1f} s of work\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
