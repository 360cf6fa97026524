r"""Compare sentence segmenters on text with known boundaries.

    python -m eval.studies.segmentation DATA [--cases FILE]

DATA is a folder with `wice/claims.jsonl`, `squad2` and `clapnq`. FILE holds cases one a line, "|" where a sentence
ends and "\n" for a line break. Rivals are measured if they are installed (pysbd, sentencex, syntok, blingfire,
razdel, spacy); the project does not need them. What a segmenter returns is looked up in the text before it counts,
since some change what they were given.
"""

# ruff: noqa: RUF001 - quotation marks of all kinds are meant

import argparse
import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.text.segment import split_sentences

Splitter = Callable[[str], list[str]]

_FULL_SENTENCE = re.compile(r"""["“'‘(\[]*[^\W\d_a-z].*[.!?]["”’')\]]*""", re.DOTALL)
_RUN = 40


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the sentences known to stand in it; `complete` when these are all of its sentences."""

    text: str
    sentences: tuple[str, ...]
    complete: bool


@dataclass(slots=True)
class Tally:
    """Counts of one segmenter over one set: boundaries inside texts, and known sentences that came out whole."""

    known: int = 0
    found: int = 0
    right: int = 0
    sentences: int = 0
    whole: int = 0
    changed: int = 0
    characters: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)

    def add(self, case: Case, split: Splitter) -> None:
        """Segment a case and count."""
        began = time.perf_counter()
        output = split(case.text)
        self.seconds += time.perf_counter() - began
        self.characters += len(case.text)
        text = _letters(case.text)
        pieces, changed = _locate(text, output)
        self.changed += changed
        if case.complete:
            expected = _locate(text, case.sentences)[0]
            known = {end for _, end in expected} - {len(text)}
            found = {end for _, end in pieces} - {len(text)}
            self.known += len(known)
            self.found += len(found)
            self.right += len(known & found)
        else:
            expected = [
                (at, at + len(_letters(known))) for known in case.sentences for at in [text.find(_letters(known))]
            ]
        self.sentences += len(expected)
        self.whole += len(set(expected) & set(pieces))
        self.missed.extend(text[start:end] for start, end in sorted(set(expected) - set(pieces)))

    def row(self) -> str:
        """Return precision, recall and F1 of boundaries, share of whole sentences, changed characters, speed."""
        precision = self.right / self.found if self.found else float("nan")
        recall = self.right / self.known if self.known else float("nan")
        f1 = 2 * self.right / (self.found + self.known) if self.known else float("nan")
        cells = [f"{value:.3f}" if value == value else "-" for value in (precision, recall, f1)]
        whole = f"{self.whole / self.sentences:.3f}"
        return " | ".join([*cells, whole, str(self.changed), f"{self.characters / self.seconds / 1e6:.2f}"])


def _letters(text: str) -> str:
    return "".join(text.split())


def _locate(text: str, pieces: Iterable[str]) -> tuple[list[tuple[int, int]], int]:
    """Return where each piece stands in `text` (both without white space), and how many characters do not."""
    spans: list[tuple[int, int]] = []
    at = 0
    kept = 0
    for piece in filter(None, map(_letters, pieces)):
        start = text.find(piece, at)
        if start < 0:
            continue
        at = start + len(piece)
        kept += len(piece)
        spans.append((start, at))
    return spans, len(text) - kept


def _own(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _rival(name: str) -> Splitter:
    """Return another segmenter as text -> sentences. Raises ModuleNotFoundError if it is not installed."""
    module = importlib.import_module(name)
    if name == "pysbd":
        return lambda text: list(module.Segmenter(language="en", clean=False).segment(text))
    if name == "sentencex":
        return lambda text: list(module.segment("en", text))
    if name == "syntok":
        segmenter = importlib.import_module("syntok.segmenter")
        return lambda text: [
            "".join(token.spacing + token.value for token in sentence)
            for paragraph in segmenter.process(text)
            for sentence in paragraph
        ]
    if name == "blingfire":
        return lambda text: list(module.text_to_sentences(text).split("\n"))
    if name == "razdel":
        return lambda text: [piece.text for piece in module.sentenize(text)]
    pipeline = module.blank("en")
    pipeline.add_pipe("sentencizer")
    return lambda text: [sentence.text for sentence in pipeline(text).sents]


def _lines(path: Path) -> Iterator[dict[str, list[str]]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def hard_cases(path: Path) -> list[Case]:
    """Read cases, one a line with "|" at each boundary; empty lines and lines that begin with # are left out."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            marked = line.replace("\\n", "\n")
            cases.append(Case(marked.replace("|", ""), tuple(marked.split("|")), complete=True))
    return cases


def wice_cases(path: Path, between: str) -> list[Case]:
    """Join runs of up to forty full sentences of cited pages with `between`; every page is used once."""
    pages = {tuple(claim["sentences"]) for claim in _lines(path)}
    cases = []
    for page in sorted(pages):
        full = [sentence for sentence in page if _FULL_SENTENCE.fullmatch(sentence) and "\n" not in sentence]
        for start in range(0, len(full) - 1, _RUN):
            run = tuple(full[start : start + _RUN])
            cases.append(Case(between.join(run), run, complete=True))
    return cases


def gold_cases(folder: Path) -> list[Case]:
    """Take the paragraphs that hold gold sentences of a question set, with these."""
    gold: dict[str, list[str]] = {}
    for question in _lines(folder / "questions.jsonl"):
        for name in question["documents"]:
            for paragraph in (folder / "documents" / name).read_text(encoding="utf-8").split("\n\n"):
                gold.setdefault(paragraph, []).extend(known for known in question["gold"] if known in paragraph)
    return [Case(text, tuple(sorted(set(known))), complete=False) for text, known in gold.items() if known]


def main(arguments: list[str] | None = None) -> int:
    """Print the table, one line a set and segmenter."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.segmentation", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--missed", type=Path, help="write the known sentences each segmenter did not give whole")
    options = parser.parse_args(arguments)
    sets = {"hard cases": hard_cases(options.cases)} if options.cases else {}
    sets["wice, joined by a space"] = wice_cases(options.data / "wice" / "claims.jsonl", " ")
    sets["wice, run together"] = wice_cases(options.data / "wice" / "claims.jsonl", "")
    sets["squad2 gold"] = gold_cases(options.data / "squad2")
    sets["clapnq gold"] = gold_cases(options.data / "clapnq")
    splitters: dict[str, Splitter] = {"ours": _own}
    for name in ("pysbd", "sentencex", "syntok", "blingfire", "razdel", "spacy"):
        try:
            splitters[name] = _rival(name)
        except ModuleNotFoundError:
            sys.stderr.write(f"{name} is not installed and left out\n")
    out = ["| set | segmenter | precision | recall | F1 | whole sentences | changed characters | M characters/s |"]
    out.append("|---|---|---|---|---|---|---|---|")
    missed: list[str] = []
    for label, cases in sets.items():
        for name, split in splitters.items():
            tally = Tally()
            for case in cases:
                tally.add(case, split)
            out.append(f"| {label} ({tally.sentences}) | {name} | {tally.row()} |")
            missed.extend(f"{label}\t{name}\t{sentence}" for sentence in tally.missed)
    sys.stdout.write("\n".join(out) + "\n")
    if options.missed:
        options.missed.write_text("\n".join(missed) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
