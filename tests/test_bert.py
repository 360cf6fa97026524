"""The encoder on numpy: which of two texts a token is of, and padding."""

import numpy as np
import pytest

from index.errors import Stopped
from index.models.bert import Encoder, Numbers, padded
from index.stopping import STOP

SIZE, INNER, WORDS, POSITIONS = 8, 16, 12, 6


def weights() -> dict[str, Numbers]:
    """Return the weights of one layer with two heads."""
    layer = "encoder.layer.0"
    shapes = {
        "embeddings.word_embeddings.weight": (WORDS, SIZE),
        "embeddings.position_embeddings.weight": (POSITIONS, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        **{f"{layer}.attention.self.{part}.weight": (SIZE, SIZE) for part in ("query", "key", "value")},
        **{f"{layer}.attention.self.{part}.bias": (SIZE,) for part in ("query", "key", "value")},
        f"{layer}.attention.output.dense.weight": (SIZE, SIZE),
        f"{layer}.intermediate.dense.weight": (INNER, SIZE),
        f"{layer}.intermediate.dense.bias": (INNER,),
        f"{layer}.output.dense.weight": (SIZE, INNER),
        **{f"{layer}.{part}.dense.bias": (SIZE,) for part in ("attention.output", "output")},
        **{
            f"{name}.LayerNorm.weight": (SIZE,)
            for name in ("embeddings", f"{layer}.attention.output", f"{layer}.output")
        },
        **{
            f"{name}.LayerNorm.bias": (SIZE,)
            for name in ("embeddings", f"{layer}.attention.output", f"{layer}.output")
        },
    }
    chance = np.random.default_rng(7)
    return {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def encoded(weights: dict[str, Numbers], *rows: list[int], kinds: list[list[int]] | None = None) -> Numbers:
    ids, read = padded(rows)
    return Encoder(weights, layers=1, heads=2).encode(ids, read, None if kinds is None else np.array(kinds))


def test_the_kind_of_a_token_is_added_to_its_word() -> None:
    given = weights()
    kinds = given["embeddings.token_type_embeddings.weight"]
    words = given["embeddings.word_embeddings.weight"]
    words[5] = words[4] + kinds[1] - kinds[0]
    told = encoded(given, [3, 4], kinds=[[0, 1]])
    assert told == pytest.approx(encoded(given, [3, 5]), abs=1e-5)
    assert np.abs(told - encoded(given, [3, 4])).max() > 0.1


def test_without_kinds_all_is_of_the_first_text() -> None:
    given = weights()
    assert np.array_equal(encoded(given, [3, 4]), encoded(given, [3, 4], kinds=[[0, 0]]))


def test_each_layer_looks_whether_it_was_stopped() -> None:
    looks = iter([False])
    stopping = STOP.set(lambda: next(looks, True))
    try:
        assert encoded(weights(), [3, 4]).shape == (1, 2, SIZE)
        with pytest.raises(Stopped):
            encoded(weights(), [3, 4])
    finally:
        STOP.reset(stopping)


def test_padding_changes_nothing() -> None:
    given = weights()
    alone = encoded(given, [3, 4], kinds=[[0, 1]])
    beside = encoded(given, [3, 4], [1, 2, 3, 4, 5], kinds=[[0, 1, 0, 0, 0], [0, 0, 1, 1, 1]])
    assert beside[:1, :2] == pytest.approx(alone, abs=1e-5)
