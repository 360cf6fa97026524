"""How much of a web page's article is kept, and how much of what stands around it is not.

    python -m eval.studies.reading DATA [--gold FOLDER] [--pages]

DATA is a folder with `articles.jsonl` and the pages it names under `documents/`, each as .txt (saved with its tags
gone) and as .html. Counted are the strings that must and must not be kept, white space aside, and the token F1 of
what is kept (as `pincite show DOC --kept` prints it) with the article: `body` of the page, or a file of its name
in FOLDER. "everything" keeps the whole page: the floor.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from eval.metrics.squad import token_f1
from index.load.documents import load
from index.load.encoding import decode
from index.load.markup.tree import add_markup, decode_markup, parse_markup
from index.load.parts import TextBuilder
from index.text.segment import segment

Reader = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one page was read; `f1` is None where the article is not known."""

    page: str
    must: int
    missing: tuple[str, ...]
    must_not: int
    left_in: tuple[str, ...]
    f1: float | None


def kept(path: Path) -> str:
    """Return what is searched of a file: its sentences, a line each."""
    document = load(path)
    sentences = segment(document.text, document.blocks)
    return "\n".join(document.text[one.start : one.end] for one in sentences)


def everything(path: Path) -> str:
    """Return all the text of a page."""
    data = path.read_bytes()
    if path.suffix != ".html":
        return decode(data)
    builder = TextBuilder()
    add_markup(parse_markup(decode_markup(data)), builder)
    return builder.build().text


def read_pages(folder: Path, field: str, reader: Reader, gold: Path | None = None) -> list[Reading]:
    """Read each page of `articles.jsonl` with `reader`: the file that `field` ("document" or "html") names."""
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").split("\n")
    return [_read(folder, json.loads(line), field, reader, gold) for line in lines if line.strip()]


def _read(folder: Path, page: Mapping[str, Any], field: str, reader: Reader, gold: Path | None) -> Reading:
    text = reader(folder / "documents" / page[field])
    letters = _letters(text)
    marked = gold / page["document"] if gold else None
    body = marked.read_text(encoding="utf-8") if marked and marked.is_file() else page["body"]
    return Reading(
        page=page[field],
        must=len(page["must"]),
        missing=tuple(wanted for wanted in page["must"] if _letters(wanted) not in letters),
        must_not=len(page["must_not"]),
        left_in=tuple(unwanted for unwanted in page["must_not"] if _letters(unwanted) in letters),
        f1=token_f1(text, body) if body else None,
    )


def _letters(text: str) -> str:
    return "".join(text.split())


def summary(name: str, readings: list[Reading]) -> str:
    """Return one line about all pages."""
    must, must_not = sum(one.must for one in readings), sum(one.must_not for one in readings)
    found = must - sum(len(one.missing) for one in readings)
    out = must_not - sum(len(one.left_in) for one in readings)
    f1s = [one.f1 for one in readings if one.f1 is not None]
    overlap = f"F1 {mean(f1s):.3f} (least {min(f1s):.3f}, {len(f1s)} pages)" if f1s else "F1 not known"
    return f"{name:24} must {found}/{must}  must not {out}/{must_not}  {overlap}"


def main() -> int:
    """Read the pages four times and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument(
        "--gold", type=Path, metavar="FOLDER", help="articles marked by hand, named as the .txt files"
    )
    parser.add_argument("--pages", action="store_true", help="a line a page, with what was lost or left in")
    arguments = parser.parse_args()
    for field, name in (("document", "flattened"), ("html", "HTML")):
        for reader in (everything, kept):
            readings = read_pages(arguments.data, field, reader, arguments.gold)
            sys.stdout.write(summary(f"{name}, {reader.__name__}", readings) + "\n")
            for one in readings if arguments.pages and reader is kept else ():
                f1 = "  -  " if one.f1 is None else f"{one.f1:.3f}"
                sys.stdout.write(f"    {f1} {one.page}  lost {[*one.missing]}  left in {[*one.left_in]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
