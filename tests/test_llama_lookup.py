"""Writing with drafts from the prompt, with the small real model: the same reply, in fewer steps."""

import math
from collections.abc import Sequence

import pytest

from index.models import model_path
from qa import llama
from qa.chat_model import Message, Piece
from qa.llama import LlamaModel

SENTENCE = "The harbour inn serves soup until nine, and dogs must be kept on a lead in the garden."
REPEAT = (Message("user", f"{SENTENCE}\n\nRepeat this sentence word for word, and nothing else."),)
MOST = 40


@pytest.fixture
def model() -> LlamaModel:
    return LlamaModel(model_path("qwen2.5-coder-0.5b-instruct"), context_tokens=256)


def pieces(model: LlamaModel, monkeypatch: pytest.MonkeyPatch, *, draft: int, most: int = MOST) -> list[Piece]:
    monkeypatch.setattr(llama, "DRAFT", draft)
    return list(model.stream(REPEAT, max_tokens=most))


def counted_steps(model: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the tokens of each evaluation."""
    sizes: list[int] = []
    evaluate = model._context.evaluate

    def counted(tokens: Sequence[int], *, sequence: int, position: int, every: bool = False) -> None:
        sizes.append(len(tokens))
        evaluate(tokens, sequence=sequence, position=position, every=every)

    monkeypatch.setattr(model._context, "evaluate", counted)
    return sizes


@pytest.mark.slow
def test_a_reply_is_the_same_token_by_token_in_fewer_steps(
    model: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pieces(model, monkeypatch, draft=0)
    sizes = counted_steps(model, monkeypatch)
    drafted = pieces(model, monkeypatch, draft=4)
    assert "".join(piece.text for piece in plain) == SENTENCE
    assert [piece.text for piece in drafted] == [piece.text for piece in plain]
    for one, other in zip(plain, drafted, strict=True):
        assert one.log_probability is not None
        assert other.log_probability is not None
        assert math.exp(one.log_probability) == pytest.approx(math.exp(other.log_probability), abs=0.05)
    assert len(sizes) - 1 < len(plain) / 2  # the first evaluation is the prompt's


@pytest.mark.slow
def test_a_draft_never_writes_more_than_is_allowed(model: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = pieces(model, monkeypatch, draft=0)
    for most in (1, 6, 7):
        assert [piece.text for piece in pieces(model, monkeypatch, draft=4, most=most)] == [
            piece.text for piece in plain[:most]
        ]


@pytest.mark.slow
def test_a_wrong_draft_leaves_no_trace(model: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = pieces(model, monkeypatch, draft=0)
    wrong = model._weights.tokenize(" elephant", special=False)[0]
    monkeypatch.setattr(llama, "draft", lambda tokens, most: (wrong,) * most)
    assert [piece.text for piece in pieces(model, monkeypatch, draft=4)] == [piece.text for piece in plain]


@pytest.mark.slow
def test_a_draft_does_not_reach_behind_the_end_of_a_message(
    model: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end marker stands in the prompt too, and would be written as if it were text."""
    end = model._weights.tokenize("<|im_end|>", special=True)[0]
    plain = pieces(model, monkeypatch, draft=0)
    reply = [model._weights.tokenize(piece.text, special=False)[0] for piece in plain[:-1]]
    start = model.count_tokens(REPEAT)
    # What follows is known: the rest of the reply, its end, and tokens behind it.
    monkeypatch.setattr(llama, "draft", lambda tokens, most: (*reply, end, *reply)[len(tokens) - start :][:most])
    drafted = pieces(model, monkeypatch, draft=4)
    assert [piece.text for piece in drafted] == [piece.text for piece in plain]
    assert model._placed.tokens[start:] == tuple(reply)
