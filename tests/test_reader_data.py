"""What the reader learns from: what becomes of public claims, and windows that keep what is right."""

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest

from eval.reader.batches import Example
from eval.reader.data import ANSWERED, ELSEWHERE, REPEATS, alike_of, evened_out, one_pass, read_items
from eval.reader.items import HELD_OUT, Item
from eval.reader.windows import GOLD_TAKEN_OUT, PICKED, window, with_bare_lines
from index.models.embed import Embedder

SENTENCES = tuple(f"{letter * 40}." for letter in "abcdefghij")


def public(folder: Path, source: str, **fields: Any) -> list[Item]:  # noqa: ANN401 - whatever JSON holds
    line = json.dumps({"sentences": ["The bridge opened.", "It is red."], "group": "g", **fields})
    with gzip.open(folder / f"{source}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(line)
    return read_items(folder, [])


@pytest.mark.parametrize(
    ("claim", "label", "supporting", "asked"),
    [
        ("The bridge is red.", "supported", [1], [("Is the bridge red?", True)]),
        ("Its old walls were built by monks", "supported", [1], [("Were its old walls built by monks?", True)]),
        ("The bridge is blue.", "unsupported", [1], [("Is the bridge blue?", False)]),
        ("The bridge is blue.", "unsupported", [], []),  # nothing says what it is
        ("The bridge is not blue.", "supported", [1], []),
        ("Bridges carry lorries.", "supported", [0], []),
        ("Anna may cross it.", "supported", [1], [("May Anna cross it?", True)]),
    ],
)
def test_a_claim_of_fever_becomes_a_question_for_yes_or_no_too(
    tmp_path: Path, claim: str, label: str, supporting: list[int], asked: list[tuple[str, bool]]
) -> None:
    stated, *questions = public(tmp_path, "fever.claims", claim=claim, label=label, supporting=supporting)
    assert (stated.example.states, stated.source, stated.example.label) == (
        True,
        "fever.claims",
        label == "supported",
    )
    assert stated.example.gold == (frozenset(supporting) if label == "supported" else frozenset())
    assert [(one.example.text, one.example.yes) for one in questions] == asked
    assert all(one.source == "fever.asked" and one.group == stated.group for one in questions)
    assert all((one.example.label, one.example.gold) == (1.0, {1}) for one in questions)


def test_a_claim_of_another_set_stays_a_claim(tmp_path: Path) -> None:
    claim = {"claim": "The bridge is red.", "label": "partial", "supporting": [1]}
    (item,) = public(tmp_path, "summedits.claims", **claim)
    assert (item.example.label, item.example.gold, item.example.yes) == (0.5, {1}, None)


def test_a_question_that_is_not_answered_has_no_gold(tmp_path: Path) -> None:
    fields = {"question": "When?", "gold": [1], "answers": ["red"]}
    (asked,) = public(tmp_path, "qed", answerable=False, **fields)
    assert (asked.example.label, asked.example.gold) == (0.0, frozenset())
    (asked,) = public(tmp_path, "qed", answerable=True, **fields)
    assert (asked.example.label, asked.example.gold, asked.example.answers) == (1.0, {1}, ("red",))


def test_a_written_document_gives_questions_statements_and_what_is_wrong(tmp_path: Path) -> None:
    document = {
        "id": "d1",
        "title": "Bridge",
        "sentences": ["The bridge opened.", "It is red."],
        "questions": [{"q": "Is it red?", "gold": [1], "answer": "Yes, red.", "statement": "The bridge is red."}],
        "unanswerable": [{"kind": "near-miss", "q": "How long is it?", "near": [0]}],
        "wrong": [{"statement": "It is blue.", "near": [1]}],
    }
    path = tmp_path / "written.jsonl"
    path.write_text(json.dumps(document), encoding="utf-8")
    items = read_items(tmp_path / "none", [path])
    told = [(one.source, one.example.label, one.example.states, one.example.yes) for one in items]
    assert told == [
        ("written question", 1, False, True),
        ("written statement", 1, True, None),
        ("written asked", 1, False, True),
        ("written near-miss", 0, False, None),
        ("written wrong", 0, True, None),
        ("written asked", 1, False, False),
    ]
    assert [one.example.text for one in items if one.source == "written asked"] == [
        "Is the bridge red?",
        "Is it blue?",
    ]
    assert {one.group for one in items} == {"d1"}


def test_a_line_without_sentences_adds_questions_to_its_document(tmp_path: Path) -> None:
    asked = {"q": "Is it red?", "gold": [1], "answer": "Yes.", "statement": "It is red."}
    document = {"id": "d1", "title": "", "sentences": ["It opened.", "It is red."], "questions": [asked]}
    more = {"id": "d1", "questions": [asked | {"q": "Red?"}], "unanswerable": [{"kind": "far", "q": "Who paid?"}]}
    one, other = tmp_path / "documents.jsonl", tmp_path / "more.jsonl"
    one.write_text(json.dumps(document | {"unanswerable": [], "wrong": []}), encoding="utf-8")
    other.write_text(json.dumps(more), encoding="utf-8")
    items = read_items(tmp_path / "none", [other, one])
    questions = [item for item in items if item.source in ("written question", "written far")]
    assert [item.example.text for item in questions] == ["Is it red?", "Red?", "Who paid?"]
    assert {item.example.sentences for item in items} == {("It opened.", "It is red.")}
    with pytest.raises(KeyError, match="d1"):
        read_items(tmp_path / "none", [other])


def test_now_and_then_a_question_is_read_over_a_document_that_does_not_answer_it() -> None:
    leases = [
        Item(
            Example("Which deposit?", (f"The deposit is {n}.",), frozenset({0}), 1.0, title=f"Lease {n}"),
            "written question",
            f"{n}",
        )
        for n in range(100, 400)
    ]
    others = [Item(Example("Who?", ("Yeast.",), frozenset(), 0.0, title="Bread"), "written near-miss", "bread")]
    seen = one_pass([*leases, *others * 300], random.Random(3))
    moved = [one for one in seen if one.source == "written elsewhere"]
    asked = [one for one in seen if one.source == "written question"]
    assert len(moved) / (len(moved) + len(asked)) == pytest.approx(ELSEWHERE["written"], abs=0.06)
    for one in moved:
        assert (one.example.label, one.example.gold) == (0.0, frozenset())
        assert one.example.title != f"Lease {one.group}"
    near = [one for one in moved if one.example.title.startswith("Lease")]
    assert near
    assert all(f"Lease {one.group}" in one.example.text for one in near if "Lease" in one.example.text)


def test_a_question_about_the_world_is_also_read_over_the_written_document_most_like_it() -> None:
    asked = [
        Item(Example("Who wrote the novel?", ("Jane Austen.",), frozenset({0}), 1.0), "qed", f"{n}")
        for n in range(600)
    ]
    texts = {"news": "Who wrote: by Ida Moll.", "bread": "Yeast.", "lease": "A deposit is due."}
    written = [
        Item(Example("?", (text,), frozenset(), label), "written far", group)
        for group, text in texts.items()
        for label in (0.0, 1.0)
    ]
    seen = one_pass([*asked, *written], random.Random(5))
    moved = [
        one for one in seen if one.source == "public elsewhere" and one.example.sentences != ("Jane Austen.",)
    ]
    assert 5 < len(moved) < 40  # half of one in twenty
    assert all((one.example.text, one.example.label) == ("Who wrote the novel?", 0.0) for one in moved)
    assert {one.example.sentences[0] for one in moved} >= {texts["news"]}


def test_the_sentences_most_like_a_question_are_picked_beside_the_one_that_answers(tmp_path: Path) -> None:
    class Lettered:
        """Texts with the letters c and e are like the question, others are not."""

        asked = 0

        def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            self.asked += 1
            return np.array([[1, 0] if set(text) & set("ce") else [0, 1] for text in texts], np.float32)

    item = Item(Example("When is it?", SENTENCES, frozenset({8}), 1.0), "written question", "g")
    embedder = Lettered()
    alike_of([item], cast(Embedder, embedder), tmp_path)
    alike = alike_of([item], cast(Embedder, embedder), tmp_path)
    assert embedder.asked == 1  # the vectors were kept
    assert alike.cosines("When is it?", SENTENCES[:3]) == [0, 0, 1]
    assert alike.cosines("Another?", SENTENCES) is None
    seen = [window(item, random.Random(seed), alike) for seed in range(100)]
    seen = [one for one in seen if one.label]
    both = [one for one in seen if {SENTENCES[2], SENTENCES[4], SENTENCES[8]} <= set(one.sentences)]
    assert len(both) / len(seen) > PICKED["written"] - 0.1
    assert any(SENTENCES[6] not in one.sentences for one in both)


def test_lines_that_state_nothing_stand_between_the_sentences_and_are_never_gold() -> None:
    text = "Dr Ida Moll opened the mill in 1990."
    whole = Example("Who opened the old mill?", (text, "It is red."), frozenset({0}), 1.0, title="Mill")
    lines = set[str]()
    for seed in range(60):
        example = with_bare_lines(whole, whole.text, text, random.Random(seed))
        assert [example.sentences[number] for number in example.gold] == [text]
        kept = [one for one in example.sentences if one in whole.sentences]
        assert tuple(kept) == whole.sentences
        assert 1 <= len(example.sentences) - len(kept) <= 3
        lines |= set(example.sentences) - set(whole.sentences)
    assert {"From: Dr Ida Moll", "Dr Ida Moll", "Subject: Mill", "Dear Dr Ida Moll,"} <= lines
    assert any("old mill" in line.lower() for line in lines)


def test_what_is_held_out_is_told_by_the_group_alone() -> None:
    example = Example("When?", SENTENCES, frozenset(), 0.0)
    groups = [f"group {number}" for number in range(2000)]
    for source, kind in (("written question", "written"), ("squad_train_head", "public")):
        held = [Item(example, source, group).held_out for group in groups]
        assert held == [Item(example, f"{source} ", group).held_out for group in groups]
        assert sum(held) == pytest.approx(2000 / HELD_OUT[kind], rel=0.3)


def test_a_pass_has_each_item_as_often_as_its_set_says() -> None:
    example = Example("When?", SENTENCES, frozenset(), 0.0)
    sources = ("written far", "qed", "fever_symmetric", "quotesum", "qamr")
    items = [Item(example, source, f"{number}") for source in sources for number in range(300)]
    answered = range(round(300 * ANSWERED["question"]))  # as many as even out with those that are not
    items += [Item(replace(example, label=1.0), "written question", f"{number}") for number in answered]
    seen = [one.source for one in one_pass(items, random.Random(1))]
    counts = [seen.count(source) for source in sources]
    assert counts[:3] == [300 * REPEATS["written"], 300 * REPEATS["qed"], 0]
    assert counts[3:] == pytest.approx([300 * REPEATS["quotesum"], 300 * REPEATS["qamr"]], abs=30)


def test_words_in_common_tell_nothing_of_whether_a_written_question_is_answered() -> None:
    def items(text: str, answered: int, others: int) -> list[Item]:
        example = Example(text, ("Bread is sold at nine.",), frozenset(), 1.0)
        missing = replace(example, label=0.0)
        return [
            *[Item(example, "written question", "g")] * answered,
            *[Item(missing, "written near-miss", "g")] * others,
        ]

    near, far = items("When is bread sold?", 2, 6), items("Which hour suits buyers of loaves?", 4, 1)
    few, many = 2 / ANSWERED["question"] / 6, ANSWERED["question"] / 4
    assert evened_out([*near, *far]) == pytest.approx([1, 1, *[few] * 6, *[many] * 4, 1])
    assert evened_out([Item(near[0].example, "qed", "g")]) == [1.0]


@pytest.mark.parametrize("gold", [{0}, {9}, {3, 4}, {2, 6}])
def test_a_window_keeps_the_gold_sentences_and_shifts_their_numbers(gold: set[int]) -> None:
    item = Item(Example("When?", SENTENCES, frozenset(gold), 1.0, title="Title"), "qed", "g")
    seen, picked = [window(item, random.Random(seed)) for seed in range(100)], 0
    for example in seen:
        assert [example.sentences[number] for number in sorted(example.gold)] == [
            SENTENCES[n] for n in sorted(gold)
        ]
        places = [SENTENCES.index(sentence) for sentence in example.sentences]
        assert places == sorted(set(places))
        if places == list(range(places[0], places[-1] + 1)):
            least = sum(map(len, SENTENCES[min(gold) : max(gold) + 1]))
            assert sum(map(len, example.sentences)) <= max(700, least)
        else:
            picked += 1
            assert len(places) <= 8 + len(gold)
    assert picked / len(seen) == pytest.approx(PICKED["public"], abs=0.12)
    assert len({example.sentences for example in seen}) > 5
    assert {example.title for example in seen} == {"Title", ""}


def test_a_window_of_what_is_not_answered_is_near_the_named_sentences_and_has_no_gold() -> None:
    item = Item(Example("When?", SENTENCES, frozenset({7}), 0.0), "written near-miss", "g")
    for seed in range(50):
        example = window(item, random.Random(seed))
        assert (example.gold, example.label) == (frozenset(), 0.0)
        assert SENTENCES[7] in example.sentences


def test_a_written_question_is_also_read_where_its_answer_is_not() -> None:
    item = Item(Example("When?", SENTENCES, frozenset({4}), 1.0, yes=True), "written question", "g")
    seen = [window(item, random.Random(seed)) for seed in range(400)]
    without = [example for example in seen if example.label == 0]
    assert all((example.gold, example.yes) == (frozenset(), None) for example in without)
    assert all(SENTENCES[4] not in example.sentences for example in without)
    assert len(without) / len(seen) == pytest.approx(GOLD_TAKEN_OUT / (1 + GOLD_TAKEN_OUT), abs=0.06)


def test_a_document_that_is_nothing_but_the_answer_stays_as_it_is() -> None:
    item = Item(Example("When?", SENTENCES[:1], frozenset({0}), 1.0), "written question", "g")
    assert all(window(item, random.Random(seed)).label == 1 for seed in range(20))
