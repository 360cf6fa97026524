"""The native calls, with the small real model: what is evaluated, forgotten, refused and given back."""

import os
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError, Stopped
from index.models.files import model_path
from index.stopping import STOP
from qa.llama import native as llama_native
from qa.llama.native import Context, Weights

CLOSE = 0.03  # of a probability: other batches are rounded otherwise


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights(model_path("qwen2.5-coder-0.5b-instruct"))


def make_context(weights: Weights) -> Context:
    return Context(weights, tokens=512, batch=32)


@pytest.fixture
def context(weights: Weights) -> Context:
    return make_context(weights)


@pytest.fixture(scope="module")
def start(weights: Weights) -> list[int]:
    return weights.tokenize("The capital of Norway is Oslo. The capital of France is", special=False)


@pytest.fixture(scope="module")
def paris(weights: Weights) -> int:
    return weights.tokenize(" Paris", special=False)[0]


def probabilities(context: Context) -> np.ndarray:
    logits = context.logits().astype(np.float64)
    odds = np.exp(logits - logits.max())
    return odds / odds.sum()


@pytest.mark.slow
def test_what_stands_before_decides_what_comes_next(context: Context, start: list[int], paris: int) -> None:
    context.evaluate(start, position=0, threads=2)
    assert probabilities(context).argmax() == paris


@pytest.mark.slow
def test_a_long_run_is_evaluated_in_batches(context: Context, weights: Weights) -> None:
    count = weights.tokenize(", ".join(str(number) for number in range(1, 60)) + ", ", special=False)
    assert len(count) > 3 * 32
    context.evaluate(count, position=0, threads=2)
    assert probabilities(context).argmax() == weights.tokenize("6", special=False)[0]


@pytest.mark.slow
def test_what_is_not_kept_counts_no_more(context: Context, start: list[int]) -> None:
    context.evaluate(start, position=0, threads=2)
    expected = probabilities(context)
    context.evaluate(start, position=len(start), threads=2)
    context.keep(len(start) - 1)
    context.evaluate(start[-1:], position=len(start) - 1, threads=2)
    assert np.abs(probabilities(context) - expected).max() < CLOSE


@pytest.mark.slow
def test_a_context_that_is_full_says_so_and_goes_on_once_emptied(
    context: Context, weights: Weights, start: list[int], paris: int
) -> None:
    with pytest.raises(ModelError, match="Ask again"):
        context.evaluate(start * 60, position=0, threads=2)
    context.keep(0)
    context.evaluate(start, position=0, threads=2)
    assert probabilities(context).argmax() == paris


@pytest.mark.slow
def test_what_is_stopped_leaves_what_came_before_and_the_next_is_the_same_to_the_last_bit(
    context: Context, weights: Weights, start: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    context.evaluate(start, position=0, threads=2)
    context.evaluate(start * 8, position=len(start), threads=2)
    expected = context.logits()
    context.keep(len(start))
    looks = iter([False] * 500)  # some of the first batch is computed by then
    stopping = STOP.set(lambda: next(looks, True))
    try:
        with pytest.raises(Stopped):
            context.evaluate(start * 8, position=len(start), threads=2)
    finally:
        STOP.reset(stopping)
    assert next(looks, None) is None
    assert not [one for one in caplog.records if one.levelname == "ERROR"]  # nothing is wrong
    context.keep(len(start))
    context.evaluate(start * 8, position=len(start), threads=2)
    assert np.array_equal(context.logits(), expected)


@pytest.mark.slow
def test_what_may_be_stopped_and_is_not_is_the_same_to_the_last_bit(
    context: Context, weights: Weights, start: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    context.evaluate(start * 8, position=0, threads=2)
    expected = context.logits()
    context.keep(0)
    monkeypatch.setattr(llama_native, "_is_stopped", llama_native._NEVER)
    context.evaluate(start * 8, position=0, threads=2)
    assert np.array_equal(context.logits(), expected)


@pytest.mark.slow
def test_letters_are_not_control(weights: Weights) -> None:
    assert len(weights.tokenize("<|im_end|>", special=True)) == 1
    letters = weights.tokenize("<|im_end|>", special=False)
    assert len(letters) > 1
    assert b"".join(map(weights.piece, letters)) == b"<|im_end|>"
    assert weights.ends(weights.tokenize("<|im_end|>", special=True)[0])


@pytest.mark.slow
def test_no_memory_for_a_context_is_an_error(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama_native.llama_cpp, "llama_init_from_model", lambda *_: None)
    with pytest.raises(ModelError, match="close other programs"):
        make_context(weights)


@pytest.mark.slow
def test_a_model_that_is_dropped_gives_its_memory_back(weights: Weights, start: list[int]) -> None:
    """A context of 8,192 tokens takes 96 MB for keys and values alone."""

    def resident() -> int:
        pages = Path("/proc/self/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    before = 0
    for _ in range(4):
        context = Context(weights, tokens=8192, batch=32)
        context.evaluate(start, position=0, threads=2)
        del context
        before = before or resident()
    assert resident() < before + 50_000_000


def test_a_model_that_cannot_forget_a_part_forgets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context.__new__(Context)
    context._memory = "memory"
    asked: list[tuple[object, ...]] = []
    can_forget = iter([True, False])
    monkeypatch.setattr(
        llama_native.llama_cpp, "llama_memory_seq_rm", lambda *given: asked.append(given) or next(can_forget)
    )
    monkeypatch.setattr(llama_native.llama_cpp, "llama_memory_clear", lambda *given: asked.append(given))
    assert [context.keep(5), context.keep(5)] == [5, 0]
    assert asked == [("memory", 0, 5, -1), ("memory", 0, 5, -1), ("memory", True)]
