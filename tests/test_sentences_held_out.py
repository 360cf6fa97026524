"""Sentence boundaries on paragraphs that the rules were not made for, every boundary set by hand."""

from dataclasses import dataclass
from pathlib import Path

from index.load.paragraphs import paragraph_blocks
from index.text.segment import segment, split_sentences

CASES = Path(__file__).with_name("sentence_cases_held_out.txt")
LEAST_F1 = 0.97


@dataclass(frozen=True, slots=True)
class Case:
    """A paragraph, or a text file where `document`, and the sentences it consists of."""

    sentences: tuple[str, ...]
    document: bool


def read_cases() -> list[Case]:
    cases = []
    document = False
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            document = line.startswith("# document:")
        elif line:
            written = line.replace("\\n", "\n").replace("\\t", "\t")
            cases.append(Case(tuple(written.split("|")), document))
    return cases


def ends(case: Case) -> set[int]:
    """Return after how many characters, white space not counted, a sentence ends; the last is not counted."""
    at = [letters("".join(case.sentences[:count])) for count in range(1, len(case.sentences))]
    return set(at)


def found_ends(case: Case) -> set[int]:
    text = "".join(case.sentences)
    if case.document:
        spans = [(one.start, one.end) for one in segment(text, paragraph_blocks(text))]
    else:
        spans = split_sentences(text)
    return {letters(text[:end]) for _, end in spans} - {letters(text)}


def letters(text: str) -> int:
    return len("".join(text.split()))


def test_boundaries_of_paragraphs_of_many_kinds() -> None:
    cases = read_cases()
    right = sum(len(ends(case) & found_ends(case)) for case in cases)
    set_and_found = sum(len(ends(case)) + len(found_ends(case)) for case in cases)
    assert 2 * right / set_and_found >= LEAST_F1


def test_the_cases_hold_more_than_three_hundred_sentences() -> None:
    assert sum(len(case.sentences) for case in read_cases()) > 300
