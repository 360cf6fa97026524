"""Passages evaluated apart and joined, with the small real model: against one prompt, in any order, and kept."""

from collections.abc import Sequence
from itertools import chain, permutations
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.models import model_path
from qa import llama_native
from qa.chat_model import Message, PassageText
from qa.llama import LlamaModel

FACTS = (
    "[Inn] The harbour inn serves soup until nine. Dogs must be kept on a lead.\n\n",
    "[Mill] The mill was built in 1754 by Anna Berg. It burned down twice.\n\n",
    "[Ferry] The ferry crosses the sound every forty minutes. Bicycles travel free.\n\n",
)
QUESTIONS = {
    "Until when is soup served at the inn?": "nine",
    "Who built the mill?": "Berg",
    "What travels free on the ferry?": "icycles",
}


def small_model(*, passages_apart: bool = True, keys_and_values: str = "f16") -> LlamaModel:
    return LlamaModel(
        model_path("qwen2.5-coder-0.5b-instruct"),
        context_tokens=1024,
        passages_apart=passages_apart,
        keys_and_values=keys_and_values,  # type: ignore[arg-type]  # one of its names
    )


@pytest.fixture(scope="module")
def model() -> LlamaModel:
    return small_model()


@pytest.fixture(scope="module")
def plain() -> LlamaModel:
    return small_model(passages_apart=False)


def chat(question: str, passages: tuple[str, ...] = FACTS, folder: Path | None = None) -> tuple[Message, ...]:
    content = f"Question: {question}\nAnswer in one short sentence."
    read = tuple(PassageText(text, folder) for text in passages)
    return (
        Message("system", "You answer questions about documents."),
        Message("user", content, "Sources:\n", read),
    )


def written(model: LlamaModel, messages: tuple[Message, ...]) -> str:
    return "".join(piece.text for piece in model.stream(messages, max_tokens=20))


def next_token(model: LlamaModel, messages: tuple[Message, ...]) -> np.ndarray:
    """Return the probability of each token to come first in the reply."""
    model._evaluate(messages, reserve=1)
    return np.exp(model._context.log_probabilities())


def count_evaluated(model: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the number of tokens of each evaluation to come."""
    counts: list[int] = []
    evaluate = model._context.evaluate

    def counted(tokens: Sequence[int], *, sequence: int, position: int) -> None:
        counts.append(len(tokens))
        evaluate(tokens, sequence=sequence, position=position)

    monkeypatch.setattr(model._context, "evaluate", counted)
    return counts


@pytest.mark.slow
def test_the_tokens_of_a_prompt_are_those_of_the_same_prompt_in_one_piece(
    model: LlamaModel, plain: LlamaModel
) -> None:
    apart, whole = (one._arranged(chat("Who built the mill?")) for one in (model, plain))
    assert len(apart.passages) == 3
    assert whole.passages == ()
    assert (*apart.before, *chain(*apart.passages), *apart.after) == whole.after


@pytest.mark.slow
def test_one_passage_apart_is_the_same_as_one_prompt(model: LlamaModel, plain: LlamaModel) -> None:
    """Nothing stands between the instructions and the only passage, so nothing may differ but rounding."""
    for question, passage in zip(QUESTIONS, FACTS, strict=True):
        asked = chat(question, (passage,))
        assert np.abs(next_token(model, asked) - next_token(plain, asked)).max() < 0.03
        assert written(model, asked) == written(plain, asked)


@pytest.mark.slow
def test_a_passage_answers_wherever_it_stands(model: LlamaModel) -> None:
    for passages in permutations(FACTS):
        for question, answer in QUESTIONS.items():
            assert answer in written(model, chat(question, passages)), passages


@pytest.mark.slow
def test_only_the_question_is_evaluated_when_the_passages_are_known(
    model: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.probability_of_yes(chat("Who built the mill?"))
    counts = count_evaluated(model, monkeypatch)
    asked = [chat(question, order[:2]) for question, order in zip(QUESTIONS, permutations(FACTS), strict=False)]
    for messages in asked:
        model.probability_of_yes(messages)
    assert counts == [len(model._arranged(messages).after) for messages in asked]


@pytest.mark.slow
def test_what_was_asked_before_changes_nothing(model: LlamaModel) -> None:
    asked = chat("Who built the mill?", FACTS[:2])
    fresh = next_token(small_model(), asked)
    for passages in (FACTS, FACTS[::-1], FACTS[1:], FACTS[:1], ()):
        model.probability_of_yes(chat("What burned down twice?", passages))
        assert np.abs(next_token(model, asked) - fresh).max() < 1e-3, passages


@pytest.mark.slow
def test_another_process_reads_what_was_kept_and_evaluates_only_the_question(
    model: LlamaModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = chat("Who built the mill?", folder=tmp_path / "document")
    first = small_model()
    expected = next_token(first, asked)
    assert len(list(tmp_path.rglob("*.kv"))) == 3
    second = small_model()
    counts = count_evaluated(second, monkeypatch)
    assert np.abs(next_token(second, asked) - expected).max() < 1e-3
    prompt = second._arranged(asked)
    assert counts == [len(prompt.before), len(prompt.after)]


@pytest.mark.slow
def test_files_that_llama_cpp_does_not_take_are_evaluated_again(model: LlamaModel, tmp_path: Path) -> None:
    """The check sum is right, but what is in them is not: as another version of llama.cpp would write it."""
    asked = chat("Who built the mill?", folder=tmp_path / "document")
    expected = written(model, asked)
    other = small_model()
    prompt = other._arranged(asked)
    for passage, content in zip(prompt.passages, (b"", bytes(100), b"x" * 5000), strict=True):
        other._kept.put(other._key(prompt.before, passage), content, tmp_path / "document")
    assert written(other, asked) == expected


@pytest.mark.slow
def test_keys_and_values_of_another_kind_are_not_mixed_up(tmp_path: Path) -> None:
    asked = chat("Who built the mill?", folder=tmp_path / "document")
    for kind in ("f16", "q8_0"):
        assert "Berg" in written(small_model(keys_and_values=kind), asked)
    sizes = sorted(path.stat().st_size for path in tmp_path.rglob("*.kv"))
    assert len(sizes) == 6
    assert sum(sizes[:3]) < 0.6 * sum(sizes[3:])


@pytest.mark.slow
def test_an_evaluation_that_fails_leaves_a_model_that_answers(
    model: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = written(model, chat("Who built the mill?"))
    model.probability_of_yes(chat("Until when is soup served?"))
    monkeypatch.setattr(llama_native.llama_cpp, "llama_decode", lambda *_: 1)
    with pytest.raises(ModelError, match="Ask again"):
        written(model, chat("Who built the mill?", FACTS[1:]))
    monkeypatch.undo()
    assert written(model, chat("Who built the mill?")) == expected
