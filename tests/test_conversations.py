"""The sample conversations: their evidence stands in the sample documents, and rules rewrite most."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.sets.questions import Question, load_questions
from index.load.documents import load
from qa.talk.followup import leans, standalone

SAMPLES = Path(__file__).parents[1] / "eval" / "samples"
TALKS = load_questions(SAMPLES / "conversations.jsonl")
KINDS = {"pronoun", "ellipsis", "who-said-so", "topic-change", "thanks-then-question", "near-miss"}


@cache
def text_of(name: str) -> str:
    return " ".join(load(SAMPLES / "documents" / name).text.split())


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(talk.kind for talk in TALKS)
    assert len({talk.id for talk in TALKS}) == len(TALKS) >= 30
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 2


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.id)
def test_a_talk_has_a_history_and_exact_evidence(talk: Question) -> None:
    assert talk.history
    assert talk.answerable == bool(talk.gold) == bool(talk.answers) == bool(talk.documents)
    for gold in talk.gold:
        (name,) = talk.documents
        assert gold in text_of(name)


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.id)
def test_a_topic_change_alone_leaves_the_history_behind(talk: Question) -> None:
    stands_alone = talk.kind == "topic-change" or talk.id == "talk-32"  # "Great, thanks. On which day ..."
    assert leans(talk.question) != stands_alone


def test_the_rules_rewrite_most_follow_ups() -> None:
    follow_ups = [talk for talk in TALKS if talk.kind in ("pronoun", "ellipsis", "who-said-so")]
    rewritten = [talk for talk in follow_ups if standalone(talk.question, talk.history)]
    assert (len(rewritten), len(follow_ups)) == (17, 24)
