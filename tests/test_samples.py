"""The sample library is what it says: real files, and questions whose evidence stands in them."""

import json
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.load.documents import load

SAMPLES = Path(__file__).parents[1] / "eval" / "samples"
DOCUMENTS = SAMPLES / "documents"
FIELDS = {"id", "question", "answers", "gold", "documents", "answerable", "kind", "history"}
FORMATS = {".txt", ".md", ".html", ".pdf", ".docx", ".epub", ".eml"}
ANSWERABLE_KINDS = {"fact", "list", "yes-no", "contradiction", "paraphrase"}
UNANSWERABLE_KINDS = {"near-miss", "off-topic"}


def read_questions() -> list[dict[str, Any]]:
    lines = (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


QUESTIONS = read_questions()
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
UNANSWERABLE = [question for question in QUESTIONS if not question["answerable"]]


def spaced(text: str) -> str:
    """Return `text` with every run of white space as one space: line breaks differ between formats."""
    return " ".join(text.split())


def words(text: str) -> str:
    """Return the words of `text`, in small letters and without punctuation, between single spaces."""
    found = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(found)} "


@cache
def loaded_text(name: str) -> str:
    return spaced(load(DOCUMENTS / name).text)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_every_question_has_the_fields_of_the_contract(question: dict[str, Any]) -> None:
    assert set(question) == FIELDS
    assert question["question"].endswith("?")
    assert question["history"] == []
    for field in ("answers", "gold", "documents"):
        assert bool(question[field]) == question["answerable"]
        assert all(text == text.strip() and text for text in question[field])
    assert question["kind"] in (ANSWERABLE_KINDS if question["answerable"] else UNANSWERABLE_KINDS)


def test_ids_and_questions_are_unique() -> None:
    assert max(Counter(question["id"] for question in QUESTIONS).values()) == 1
    assert max(Counter(question["question"] for question in QUESTIONS).values()) == 1


def test_there_are_enough_questions_of_both_sorts() -> None:
    assert len(ANSWERABLE) >= 40
    assert len(UNANSWERABLE) >= 20
    kinds = Counter(question["kind"] for question in QUESTIONS)
    assert set(kinds) == ANSWERABLE_KINDS | UNANSWERABLE_KINDS
    assert min(kinds["near-miss"], kinds["off-topic"]) >= 10
    assert 2 * kinds["near-miss"] >= len(UNANSWERABLE)


def test_the_documents_are_those_the_questions_name_in_every_format() -> None:
    named = {name for question in QUESTIONS for name in question["documents"]}
    assert named == {path.name for path in DOCUMENTS.iterdir()}
    assert len(named) >= 14
    assert {Path(name).suffix for name in named} == FORMATS


def test_every_document_is_small_enough_to_ship() -> None:
    assert {path.name for path in DOCUMENTS.iterdir() if not 0 < path.stat().st_size < 60_000} == set()


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_every_gold_sentence_stands_in_a_named_document(question: dict[str, Any]) -> None:
    texts = [loaded_text(name) for name in question["documents"]]
    for gold in question["gold"]:
        assert any(spaced(gold) in text for text in texts)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_every_gold_sentence_stands_in_one_document_only(question: dict[str, Any]) -> None:
    for gold in question["gold"]:
        assert sum(spaced(gold) in loaded_text(path.name) for path in DOCUMENTS.iterdir()) == 1


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_every_gold_sentence_holds_an_accepted_answer(question: dict[str, Any]) -> None:
    for gold in question["gold"]:
        assert any(words(answer) in words(gold) for answer in question["answers"])


def test_contradicting_reports_give_different_answers_in_two_documents() -> None:
    for question in ANSWERABLE:
        if question["kind"] == "contradiction":
            assert len(question["documents"]) == len(question["gold"]) == 2
            first, second = ({a for a in question["answers"] if words(a) in words(g)} for g in question["gold"])
            assert first - second or second - first


@pytest.mark.parametrize(
    ("name", "title", "published"),
    [
        ("orrisham-flood-night.html", "Sea breaks through harbour wall at Orrisham", "2024-11-09"),
        ("orrisham-flood-inquiry.html", "Orrisham flood: inquiry counts the cost", "2025-02-20"),
        ("brackwater-tram.html", "Brackwater's first battery tram carries passengers", "2025-06-12"),
        ("brindle-d4-manual.pdf", "Brindle D4 dehumidifier: owner's manual", "2023-09-04"),
        ("working-from-home-policy.docx", "Working from home: how we do it", "2024-08-19"),
        ("the-tide-clock.epub", "The Tide Clock of Vennack", "2022-11-03"),
        ("choir-weekend.eml", "Choir weekend in Aldermoor: trains, beds and money", "2025-02-05"),
    ],
)
def test_title_and_date_are_read_from_the_file(name: str, title: str, published: str) -> None:
    document = load(DOCUMENTS / name)
    assert document.title == title
    assert document.published is not None
    assert document.published[:10] == published


def test_the_manual_has_a_start_for_each_of_its_pages() -> None:
    document = load(DOCUMENTS / "brindle-d4-manual.pdf")
    assert len(document.pages) == 4
    assert document.page_at(document.text.index("E1 means")) == 3


@pytest.mark.parametrize(
    ("name", "first", "last", "around"),
    [
        (
            "orrisham-flood-night.html",
            "About 140 homes in the lower town",
            "A tanker stands outside the chapel.",
            [
                "Accept all",
                "Family notices",
                "How to claim",
                "Cow found on roof",
                "Sign up",
                "All rights reserved",
            ],
        ),
        (
            "orrisham-flood-inquiry.html",
            "The harbour wall that failed at Orrisham",
            "designed by the Danish firm Lindqvist Marine.",
            ["uses cookies", "Podcast", "cockle pickers", "Seal pups", "Friday letter", "Imprint"],
        ),
        (
            "brackwater-tram.html",
            "A tram without overhead wires",
            "a second line to the hospital will follow in 2029.",
            ["Cookies help", "Maps", "Night buses", "Advertisement", "feeds"],
        ),
        (
            "lunmoor-museum-page.txt",
            "The Lunmoor Toy Museum has opened its doors",
            "Its next exhibition, on kites, opens on 8 November.",
            [
                "Skip to content",
                "Crossword",
                "Share",
                "PA/Echo",
                "Tave bridge",
                "School dinners",
                "All rights reserved",
            ],
        ),
    ],
)
def test_an_article_is_kept_whole_and_what_stands_around_it_is_not(
    name: str, first: str, last: str, around: list[str]
) -> None:
    document = load(DOCUMENTS / name)
    kept = spaced(" ".join(document.text[b.start : b.end] for b in document.blocks if b.kind != "boilerplate"))
    assert first in kept
    assert last in kept
    assert [piece for piece in around if piece in kept] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_rebuilds_the_sample_library_when_documents_are_parted_in_another_way(tmp_path: Path) -> None:
    stamp = tmp_path / ".samples"
    stamp.touch()
    command = ["make", "--dry-run", f"LIBRARY={tmp_path}", str(stamp)]
    for changed, redone in ([], False), (["--what-if=index/adding/indexing.py"], True):
        told = subprocess.run(
            [*command, *changed], cwd=SAMPLES.parents[1], capture_output=True, text=True, check=True
        )
        assert (f'rebuild --outdated --index "{tmp_path}"' in told.stdout) == redone
