"""Words of a file that another extractor has, and Pincite neither reads nor tells as left out.

    python -m eval.studies.losses [--made DIR] [FOLDER...]

Files of all formats are made in DIR of our own texts, by pandoc and LibreOffice; those texts are compared.
Files in FOLDERs are read by pandoc, by LibreOffice and pdftotext beside. A word counts as lost where the other has
it more often than we do, and no reason that Pincite gives for what it left out has it. Debian's pandoc,
libreoffice-{writer,calc,impress}-nogui and poppler-utils are needed.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from shutil import which

from eval.studies.losses.made import by_office, made_files, make, run, said
from index.load.documents import SUFFIXES, Refused, load_documents
from index.types import Document

_WORD = re.compile(r"[^\W_]+")
# Raised and lowered digits, which normalising would join to the number before them.
_HIGH_OR_LOW = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089]+")
_BY_PANDOC = {".docx", ".odt", ".rtf", ".epub", ".html", ".md", ".htm"}
_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
_SECONDS = 120  # for a file
_BY_OFFICE = {
    **dict.fromkeys((".docx", ".odt", ".rtf"), "txt:Text (encoded):UTF8"),
    **dict.fromkeys((".pptx", ".odp"), "pdf"),
    **dict.fromkeys((".xlsx", ".ods", ".csv", ".tsv"), _SHEETS),
}


def words(text: str) -> Counter[str]:
    """Return the words of a text, however they are spelled, with how often each stands in it."""
    apart = _HIGH_OR_LOW.sub(r" \g<0>", text.replace("\u00ad", ""))
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", apart).casefold()))


def read(path: Path) -> tuple[str, str]:
    """Return what Pincite reads of a file, "" for one that it refuses, and what it tells of the rest."""
    found = list(load_documents(path))
    texts = [f"{one.title}\n{one.text}" for one in found if isinstance(one, Document)]
    return "\n".join(texts), "\n".join(one.reason for one in found if isinstance(one, Refused))


def by_others(paths: Sequence[Path]) -> Iterator[tuple[Path, str, str]]:
    """Yield what other extractors read: the file, the extractor's name, and the text."""
    for path in paths:
        if path.suffix.lower() in _BY_PANDOC | {".pdf"}:
            pdf = path.suffix.lower() == ".pdf"
            command: list[str | Path] = (
                ["pdftotext", path, "-"] if pdf else ["pandoc", "-t", "plain", "--wrap=none", path]
            )
            try:
                yield path, str(command[0]), run(*command)
            except (subprocess.SubprocessError, UnicodeDecodeError) as error:
                sys.stdout.write(f"{path} | {command[0]} fails: {str(error)[-80:]}\n")
    groups = groupby(
        sorted(paths, key=lambda path: (path.parent, path.suffix)), lambda path: (path.parent, path.suffix)
    )
    for (_, suffix), group in groups:
        if which("soffice") and (kind := _BY_OFFICE.get(suffix.lower())):
            yield from _by_office(list(group), kind)


def _by_office(paths: Sequence[Path], kind: str) -> Iterator[tuple[Path, str, str]]:
    for path in paths:
        with tempfile.TemporaryDirectory() as name:
            try:
                by_office([path], kind, Path(name), seconds=_SECONDS)
                texts = [
                    run("pdftotext", file, "-") if file.suffix == ".pdf" else file.read_text("utf-8")
                    for file in Path(name).iterdir()
                ]
            except (subprocess.SubprocessError, UnicodeDecodeError) as error:
                sys.stdout.write(f"{path} | LibreOffice fails: {str(error)[-80:]}\n")
                continue
        if texts:
            yield path, "LibreOffice", "\n".join(texts)


def lost(ours: str, told: str, other: str) -> Counter[str]:
    """Return the words that the other has more often, less those of what was told as left out."""
    missing = words(other) - words(ours)
    return Counter({word: count for word, count in missing.items() if word not in words(told)})


def known(made: Path | None, folders: Sequence[Path]) -> Iterator[tuple[Path, str, str]]:
    """Yield of each file what it says, by whom: by the text it was made of, or as another extractor reads it."""
    if made:
        make(made)
        for path, source in made_files(made):
            yield path, "source", said(source)
    for folder in folders:
        yield from by_others([path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES])


def main() -> None:
    """Print a line for each file of which words are lost, and the sums."""
    parser = argparse.ArgumentParser(description="words that other extractors have")
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--made", type=Path, help="where the made files are, or are to be")
    arguments = parser.parse_args()
    sums: dict[tuple[str, str], Counter[str]] = {}
    for path, name, text in known(arguments.made, arguments.folders):
        ours, told = read(path)
        row = sums.setdefault((path.suffix, name), Counter())
        row["files"] += 1
        if not ours:
            row["refused"] += 1
            sys.stdout.write(f"{path} | refused: {told}\n")
            continue
        missing, total = lost(ours, told, text), words(text).total()
        row.update(words=total, lost=missing.total(), whole=not missing)
        if missing:
            shown = ", ".join(f"{word} {count}" if count > 1 else word for word, count in missing.most_common(40))
            sys.stdout.write(f"{path} | {name} | {missing.total()} of {total}: {shown} | told: {told[:200]!r}\n")
            sys.stdout.flush()
    for (suffix, name), row in sorted(sums.items()):
        sys.stdout.write(
            f"{suffix:6} {name:12} {row['files']:4} files {row['refused']:3} refused {row['words']:7} words "
            f"{row['lost']:5} lost {row['whole']:4} whole\n"
        )


if __name__ == "__main__":
    main()
