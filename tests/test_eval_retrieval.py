import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HashingEmbedder

import index.library
from eval.metrics.ranking import Relevant
from eval.metrics.retrieval import find, holds, holds_gold, query_of
from eval.retrieval_run import retrieval_table, run_retrieval
from eval.sets.questions import Question
from index.errors import EvaluationError
from index.library import Library
from index.models.embed import Embedder
from qa.answer import Turn
from ui.cli import library as cli_library
from ui.cli import main as cli

Write = Callable[[str, str], Path]

TRADE = "Trade with Mexico\n\nTrade was worth C$56bn in 2024.\n\nThe pact is reviewed in July 2026.\n"
BIRDS = "Birds\n\nHerons eat fish.\n\nOwls eat mice at night.\n"


def question(text: str, *gold: str, history: tuple[Turn, ...] = ()) -> Question:
    return Question("q", text, (), gold, (), True, "", history)


@pytest.fixture
def filled(library: Library, write: Write) -> Library:
    """Give a library of two documents whose every sentence is a passage of its own."""
    library.add([write("trade.txt", TRADE), write("birds.txt", BIRDS)])
    return library


def test_a_gold_sentence_has_the_rank_of_the_first_passage_that_holds_it(filled: Library) -> None:
    hits = filled.search("owls eat mice at night", k=50)
    assert "Owls eat mice" in hits[0].document.text
    found = find(
        filled,
        question(
            "Owls eat mice at night?", "Owls eat  mice\nat night.", "Trade was worth C$56bn in 2024.", "Gone."
        ),
        {"birds.txt": 1, "trade.txt": 2, "other.txt": 1},
    )
    assert found.sentences[0] == Relevant(1)
    assert found.sentences[1].rank is not None
    assert found.sentences[2] == Relevant(None)
    assert found.documents == {"birds.txt": Relevant(1), "trade.txt": Relevant(2, 2), "other.txt": Relevant(None)}
    assert found.seconds > 0


def test_a_document_is_ranked_once_by_its_best_passage(library: Library, write: Write) -> None:
    sentences = "\n\n".join(
        f"The heron number {number} eats a fish at the old river every day." for number in range(9)
    )
    library.add([write("herons.txt", sentences), write("owls.txt", "A fish is not what an owl eats.")])
    assert len(library.search("heron eats fish", k=50)) > 2
    found = find(library, question("heron eats fish"), {"owls.txt": 1, "herons.txt": 1})
    assert [found.documents[name].rank for name in ("herons.txt", "owls.txt")] == [1, 2]


def test_a_line_gives_ranks_in_the_order_of_the_gold(filled: Library) -> None:
    line = find(filled, question("mice at night", "Gone.", "Owls eat mice at night."), {"birds.txt": 3}).to_json()
    assert line.pop("seconds") >= 0
    assert line == {
        "id": "q",
        "kind": "",
        "sentences": [None, 1],
        "documents": [{"name": "birds.txt", "grade": 3, "rank": 1}],
    }


def test_a_sentence_stands_in_a_text_white_space_aside() -> None:
    assert holds("One\ntwo  three.", "two three.")
    assert not holds("One two", "two three")
    assert holds_gold("One two.", question("?", "three", "two."))
    assert not holds_gold("One two.", question("?"))


def test_the_query_of_a_follow_up_holds_the_question_it_leans_on() -> None:
    history = (Turn("Who is Ann?", "A."), Turn("Where is Rome?", "Italy."))
    assert (
        query_of(question(" When was it built? ", history=history))
        == "Where is Rome? When was it built? When was Rome built?"
    )
    assert query_of(question("Who wrote Emma?", history=history)) == "Who wrote Emma?"


QUESTIONS = [
    {
        "id": "q1",
        "question": "Owls eat mice at night?",
        "gold": ["Owls eat mice at night."],
        "documents": ["birds.txt"],
        "answerable": True,
        "kind": "plain",
    },
    {"id": "q2", "question": "Herons eat fish", "documents": ["absent.txt"], "answerable": True, "kind": "plain"},
    {
        "id": "q3",
        "question": "And at night what do they eat?",
        "gold": ["Owls eat mice at night.", "Nowhere to be found."],
        "answerable": True,
        "kind": "follow-up",
        "history": [{"question": "Owls?", "answer": "Birds."}],
    },
    {"id": "q4", "question": "Who won?", "documents": ["birds.txt"], "answerable": False, "kind": "off-topic"},
    {"id": "q5", "question": "Unknown evidence", "answerable": True, "kind": "plain"},
]


@pytest.fixture
def questions(write: Write, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index.library, "default_embedder", lambda: embedder)
    write("documents/trade.txt", TRADE)
    write("documents/birds.txt", BIRDS)
    return write("questions.jsonl", "".join(json.dumps(line) + "\n" for line in QUESTIONS))


def test_a_run_writes_a_line_a_question_and_the_figures_by_level_and_kind(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    figures = run_retrieval(questions, out=out)
    lines = [json.loads(line) for line in (out / "retrieval.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["sentences"]) for line in lines] == [("q1", [1]), ("q2", []), ("q3", [1, None])]
    assert json.loads((out / "retrieval.json").read_text(encoding="utf-8")) == figures
    assert (figures["n"], figures["left_out"]) == (3, {"off-topic": 1, "plain": 1})
    sentences, documents = figures["sentences"], figures["documents"]
    assert (sentences["n"], sentences["recall@5"], sentences["success@5"]) == (2, 0.75, 1)
    assert (documents["n"], documents["recall@1"], documents["mrr@10"]) == (2, 0.5, 0.5)
    assert figures["by_kind"]["follow-up"]["sentences"]["recall@10"] == 0.5
    assert figures["by_kind"]["follow-up"]["documents"]["n"] == 0
    assert figures["absent_documents"] == ["absent.txt"]
    assert 0 < figures["seconds_p50"] <= figures["seconds_p95"]
    assert figures["library"] == {"embedder": "hashing", "documents": 2, "passages": 2, "searched": 50}


def test_questions_without_known_evidence_alone_are_refused(write: Write, questions: Path, tmp_path: Path) -> None:
    path = write("questions.jsonl", "".join(json.dumps(line) + "\n" for line in QUESTIONS[3:]))
    with pytest.raises(EvaluationError, match="None of the 2 questions"):
        run_retrieval(path, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_measures_a_beir_folder_and_prints_the_table(
    questions: Path,
    write: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("PINCITE_INDEX", raising=False)
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    write(
        "set/corpus.jsonl", '{"_id": "a/b", "text": "Herons eat fish."}\n{"_id": "o", "text": "Owls eat mice."}\n'
    )
    write("set/queries.jsonl", '{"_id": "1", "text": "owls and mice"}\n{"_id": "2", "text": "nothing"}\n')
    write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\ta/b\t1\n1\to\t2\n2\to\t0\n")
    folder = tmp_path / "files" / "set"
    assert cli.main(["eval", str(folder), "--out", str(tmp_path / "out"), "--retrieval-only"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "1 questions, up to 50 of 2 passages of 2 documents, embedder hashing"
    assert printed[1] == "1 left out, not answerable or without known evidence: no kind 1"
    row = next(line.split() for line in printed if line.startswith("all, documents"))
    # Both documents are found, the one with the higher grade first: an ideal list.
    assert row[2:] == ["1", "0.500", "1.000", "1.000", "1.000", *["1.000"] * 6]
    line = json.loads((tmp_path / "out" / "retrieval.jsonl").read_text(encoding="utf-8"))
    assert [one["name"] for one in line["documents"]] == ["a%2Fb.txt", "o.txt"]


def test_the_table_names_what_cannot_be_found(questions: Path, tmp_path: Path) -> None:
    table = retrieval_table(run_retrieval(questions, out=tmp_path / "out"))
    assert "2 left out, not answerable or without known evidence: off-topic 1, plain 1" in table
    assert "1 relevant documents are not in the library, such as absent.txt" in table
    assert "follow-up, documents" not in table
