"""Drafted questions: which sentences are asked about, which proposals are kept, and what stays in the file."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from qa_parts import ScriptedModel

import qa.llama.model
from eval.sets.draft import Drafted, candidates, draft
from eval.sets.draft_prompt import Candidate, Proposal, fault, messages, proposal
from eval.sets.questions import load_questions
from index.errors import EvaluationError
from index.library import Library
from qa.chat_model import Message, Piece
from ui.cli.main import main

Write = Callable[[str, str], Path]

PIER = "The pier at Sandmouth was opened on 4 May 1902 by the mayor, Ada Quill."
GATE = "Nothing of note ever happens near the old gate, as everybody knows."
LAMP = "The lamp of the Sandmouth lighthouse is visible for 31 miles on a clear night."
SOUP = "The kitchen at Hollow Farm serves soup to walkers from April until late October."
QUESTION = "When was the pier at Sandmouth opened?"


class Proposing(ScriptedModel):
    """Proposes for each sentence what the script says, else something that cannot be read."""

    def __init__(self, replies: dict[str, str]) -> None:
        super().__init__()
        self.replies = replies

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        asked = messages[-1].text.partition("Sentence: ")[2].partition("\n")[0]
        self.prompts.append(tuple(messages))
        yield Piece(self.replies.get(asked, "I cannot do that."))

    @property
    def sentences(self) -> list[str]:
        return [prompt[-1].text.partition("Sentence: ")[2].partition("\n")[0] for prompt in self.prompts]


@pytest.fixture
def model() -> Proposing:
    return Proposing(
        {
            PIER: f"Question: {QUESTION}\nAnswer: 4 May 1902.",
            LAMP: "Question: How far is the lamp of the Sandmouth lighthouse visible?\nAnswer: 31 miles",
            SOUP: "Question: What does the kitchen at Hollow Farm serve to walkers?\nAnswer: stew",
        }
    )


@pytest.fixture
def coast(library: Library, write: Write) -> Library:
    heading = "# What the kitchen at Hollow Farm offered its walkers in 2024"
    library.add([write("coast.txt", f"{PIER} {GATE}\n\n{LAMP}\n"), write("farm.md", f"{heading}\n\n{SOUP}\n")])
    return library


def test_what_is_kept_is_a_question_of_our_format_with_its_sentence(
    coast: Library, model: Proposing, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "questions.jsonl"
    assert draft(coast, model, out=out, limit=9) == Drafted(2, {"the answer does not stand in the sentence": 1})
    pier = next(question for question in load_questions(out) if question.question == QUESTION)
    assert (pier.answers, pier.gold, pier.documents) == (("4 May 1902",), (PIER,), ("coast.txt",))
    assert (pier.answerable, pier.kind, pier.history) == (True, "drafted", ())
    assert "\\u" not in out.read_text(encoding="utf-8")


def test_only_sentences_with_something_exact_are_asked_about_and_documents_take_turns(coast: Library) -> None:
    for seed in range(5):
        drawn = list(candidates(coast, seed=seed))
        assert sorted(candidate.sentence for candidate in drawn) == sorted([PIER, LAMP, SOUP])
        assert {candidate.document for candidate in drawn[:2]} == {"coast.txt", "farm.md"}


def test_the_seed_decides_the_order_and_nothing_else_does(coast: Library) -> None:
    orders = [tuple(candidate.sentence for candidate in candidates(coast, seed=seed)) for seed in range(20)]
    assert orders == [tuple(one.sentence for one in candidates(coast, seed=seed)) for seed in range(20)]
    assert len(set(orders)) > 1


def test_the_model_is_shown_the_passage_the_sentence_and_the_title(coast: Library) -> None:
    pier = next(candidate for candidate in candidates(coast, seed=0) if candidate.sentence == PIER)
    assert GATE in pier.passage
    request = messages(pier)[-1].text
    assert request.startswith(f"Document: coast\nPassage: {pier.passage}\nSentence: {PIER}\n")


def test_the_limit_counts_what_is_kept(coast: Library, model: Proposing, tmp_path: Path) -> None:
    drafted = draft(coast, model, out=tmp_path / "questions.jsonl", limit=1)
    assert drafted.kept == len(load_questions(tmp_path / "questions.jsonl")) == 1


def test_an_existing_file_is_not_touched_unless_it_is_to_be_added_to(
    coast: Library, model: Proposing, tmp_path: Path
) -> None:
    out = tmp_path / "questions.jsonl"
    own = json.dumps({"id": "mine", "question": QUESTION, "answerable": True, "gold": [LAMP], "note": "keep"})
    out.write_text(own, encoding="utf-8")  # by hand, without an end of line
    with pytest.raises(EvaluationError, match="is not overwritten"):
        draft(coast, model, out=out, limit=9)
    assert out.read_text(encoding="utf-8") == own
    assert model.prompts == []
    drafted = draft(coast, model, out=out, limit=9, append=True)
    assert drafted == Drafted(0, {"asked already": 1, "the answer does not stand in the sentence": 1})
    assert LAMP not in model.sentences
    assert out.read_text(encoding="utf-8") == own + "\n"


def test_appending_a_second_time_adds_nothing(coast: Library, model: Proposing, tmp_path: Path) -> None:
    out = tmp_path / "questions.jsonl"
    draft(coast, model, out=out, limit=1)
    draft(coast, model, out=out, limit=9, append=True)
    whole = out.read_bytes()
    assert len(load_questions(out)) == 2
    assert draft(coast, model, out=out, limit=9, append=True).kept == 0
    assert out.read_bytes() == whole


def test_what_was_written_before_an_interruption_stays(coast: Library, model: Proposing, tmp_path: Path) -> None:
    def interrupt(kept: int, limit: int, outcome: str) -> None:
        if kept == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draft(coast, model, out=tmp_path / "questions.jsonl", limit=9, progress=interrupt)
    assert len(load_questions(tmp_path / "questions.jsonl")) == 1


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (QUESTION, "4 May 1902", None),
        ("Who opened the pier at Sandmouth?", "the mayor, Ada Quill", None),
        (QUESTION, "4 May 1903", "the answer does not stand in the sentence"),
        (QUESTION, "4 May 190", "the answer does not stand in the sentence"),
        (QUESTION, "the", "the answer does not stand in the sentence"),
        ("The pier at Sandmouth was opened when", "4 May 1902", "is not a question"),
        ("Was the pier at Sandmouth opened in 1902?", "4 May 1902", "is not a question"),
        ("Which mayor opened the pier at Sandmouth, Ada Quill?", "Ada Quill", "gives the answer away"),
        ("When was it opened by the mayor of Sandmouth?", "4 May 1902", "does not make sense alone"),
        ("Who opened the pier?", "Ada Quill", "does not make sense alone"),
        ("Who opened the new pier?", "Ada Quill", "does not make sense alone"),
        ("When was the pier in the passage opened?", "4 May 1902", "speaks of the text instead of the matter"),
        (QUESTION, PIER.removesuffix("."), "the answer is long"),
    ],
)
def test_a_proposal_is_kept_or_dropped_for_a_reason(question: str, answer: str, reason: str | None) -> None:
    assert fault(Proposal(question, answer), Candidate("coast.txt", "Coast", PIER, PIER)) == reason


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("Question: Who?\nAnswer: Ada.", Proposal("Who?", "Ada")),
        ('Question: Who\n came?\n\nAnswer: "Ada Quill"\nQuestion: And?', Proposal("Who came?", "Ada Quill")),
        ("Who? Ada.", None),
        ("Question: Who?", None),
    ],
)
def test_a_reply_is_read_or_is_none(reply: str, read: Proposal | None) -> None:
    assert proposal(reply) == read


def test_the_command_says_what_was_kept_and_dropped(
    coast: Library,
    model: Proposing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(qa.llama.model, "load_model", lru_cache(lambda path: model))
    monkeypatch.setattr("index.models.files.model_path", Path)
    out = tmp_path / "questions.jsonl"
    command = ["eval", "draft", "--index", str(coast.folder), "--out", str(out)]
    assert main(command) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        f"2 of 3 proposed questions are in {out}: read them before you run them.",
        "  1 dropped: the answer does not stand in the sentence",
    ]
    assert f"of 30  {QUESTION}" in printed.err
    assert main(command) == 1
    assert "--append" in capsys.readouterr().err
