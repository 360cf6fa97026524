"""Whatever documents, questions, histories and dates say: an answer comes, or an error of Pincite."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import HashingEmbedder, make_document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from qa_parts import ScriptedModel

from index.errors import PinciteError
from index.filters import Filters
from index.library import Library
from index.models.embed import Vectors
from qa.answer import Answer, Turn
from qa.assistant import Assistant
from qa.options import Options

_WORDS = """
harbour wall repairs cost €1.200.000 £4.50.30 4.2.1 % 3,5 % 01.09.2024 2019 2019-03 32.13.2024 1/0 12:61 9:30 pm
half an hour dozen million The When did Who is he she it that And Ann Lee's O'Neill U.S. Mr. [1] [99] ... !!! ? ; :
\u201cquoted\u201d ( ) {} %s %d {0} \\d+ <b> & \u0130 \u00df \ufb01 \u1e9e \u01c4 \u05d0\u05d1
\u202e \u200b \u0301 \u4e2d \u0967 \u00bd \u00b2 \ud83d \ufffd \x00 \x1b No Yes Do the sources state the answer
SELECT * FROM -- NaN inf 1e999 -0
"""
WORDS = st.sampled_from(_WORDS.split()) | st.text(max_size=8)
SAID = st.builds(
    lambda words, between: between.join(words), st.lists(WORDS, max_size=25), st.sampled_from(" \n\t-")
)
TEXTS = SAID.map(lambda text: text.encode("utf-8", "replace").decode())  # a document's text was decoded
_DATES = ["2019", "2019-03", "2019-13", "0000-00-00", "2024-09-01T25:61", "20240901", "99999-01-01", "yesterday"]
DATES = st.none() | st.sampled_from(["", *_DATES]) | st.text(max_size=12)
HISTORIES = st.lists(st.builds(Turn, SAID, SAID), max_size=4)

FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


class AnyEmbedder(HashingEmbedder):
    """Has a vector for a text without words too, as a real model has."""

    def embed_query(self, text: str) -> Vectors:
        return super().embed_query(f"{text} any")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def asked(
    documents: list[tuple[str, str | None]], question: str, history: list[Turn], draft: str, named: str = ""
) -> None:
    """Ask a new library of these texts and dates, with a model that writes this draft."""
    with TemporaryDirectory() as folder, Library.open(Path(folder), AnyEmbedder(), create=True) as library:
        for number, (text, published) in enumerate(documents):
            document = make_document(text, title=text[:20], source=f"/notes/{number}.txt")
            with suppress(PinciteError):
                library.add_document(replace(document, published=published))
        with suppress(PinciteError):
            options = Options(filters=Filters(documents=(named,))) if named else Options()
            answer = Assistant(library, ScriptedModel(draft)).ask(question, history, options)
            assert Answer.from_json(answer.to_json()) == answer
            assert all(answer.text[one.start : one.end] == one.text for one in answer.statements)
        with suppress(PinciteError):
            library.search(question)


@FEW
@given(st.lists(st.tuples(TEXTS, DATES), min_size=1, max_size=3), SAID, TEXTS)
@example(
    [("The harbour wall cost €1.200.000.", "2019"), ("It cost £4.50.30.", None)],
    "What did it cost?",
    "It cost €1.200.000.",
)
@example([("The wall rose by 4.2.1 % in 2019.", "2019-13")], "How much did the wall rise?", "By 3,5 %.")
@example([("The harbour.", "0000")], "When was it published?", "")
def test_no_document_date_or_draft_raises_anything_else(
    documents: list[tuple[str, str | None]], question: str, draft: str
) -> None:
    asked(documents, question, [], draft)
    asked(documents, "What did the harbour wall cost?", [], documents[0][0])


@FEW
@given(SAID, HISTORIES, st.text(max_size=8))
@example("And why?", [Turn("", "")], "")
@example("And for \ud83d?", [Turn("Who is \ud83d?", "Ann \udce9 [1].")], "")
@example("Summarise it", [Turn("?", " [1] ")], "\x00")
def test_no_question_history_or_name_raises_anything_else(question: str, history: list[Turn], named: str) -> None:
    documents = [
        ("The harbour wall was repaired by Ann Lee in 2019 for £2.3m.", "2019-03"),
        ("It rose 3,5 %.", None),
    ]
    asked(documents, question, history, "The wall cost £2.3m.", named)
