"""A small BERT on numpy: what a few texts become, without the seconds that importing torch takes.

Devlin et al., BERT, 2019; a text's vector is the mean of its tokens' (Reimers and Gurevych, Sentence-BERT, 2019).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.stopping import check_stopped

Numbers = npt.NDArray[np.float32]

WORDS = "embeddings.word_embeddings.weight"
"""The name of the word embeddings among BERT's weights."""
_STEPS = ("Transformer", "Pooling", "Normalize")
_HIDDEN = np.float32(-1e9)  # what a token gets of attention that is only padding
_BLOCK = 16  # rows that the activation takes at once: they stay in the processor's cache


class Encoder:
    """The layers of a BERT whose hidden activation is GELU, in float32."""

    def __init__(self, weights: Mapping[str, Numbers], *, layers: int, heads: int, epsilon: float = 1e-12) -> None:
        """Take the weights under the names that BERT gives them."""
        self._weights = weights
        self._layers = layers
        self._heads = heads
        self._epsilon = np.float32(epsilon)

    def encode(
        self, ids: npt.NDArray[np.int64], read: Numbers, kinds: npt.NDArray[np.int64] | None = None
    ) -> Numbers:
        """Return the last state of each token, shape (n, width, size).

        `ids` (n, width) are tokens; `read` is 1 for them and 0 for padding; `kinds` tell which of two texts each
        is of, the first by default. Raises Stopped when that is the case.
        """
        words, positions, of_kinds = (
            self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        of_kind = of_kinds[0] if kinds is None else of_kinds[kinds]
        state = self._normed("embeddings.LayerNorm", words[ids] + positions[: ids.shape[1]] + of_kind)
        for layer in range(self._layers):
            check_stopped()
            state = self._layer(f"encoder.layer.{layer}", state, read)
        return state

    def _layer(self, name: str, state: Numbers, read: Numbers) -> Numbers:
        seen = linear(
            self._weights, f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", state, read)
        )
        state = self._normed(f"{name}.attention.output.LayerNorm", state + seen)
        inner = gelu(linear(self._weights, f"{name}.intermediate.dense", state))
        return self._normed(
            f"{name}.output.LayerNorm", state + linear(self._weights, f"{name}.output.dense", inner)
        )

    def _attention(self, name: str, state: Numbers, read: Numbers) -> Numbers:
        count, width, size = state.shape
        query, key, value = (
            linear(self._weights, f"{name}.{part}", state)
            .reshape(count, width, self._heads, -1)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = (query * np.float32(query.shape[-1] ** -0.5)) @ key.transpose(0, 1, 3, 2)
        if not read.all():
            scores += (1 - read[:, None, None, :]) * _HIDDEN
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        seen = scores @ value
        seen /= scores.sum(axis=-1, keepdims=True)
        return seen.transpose(0, 2, 1, 3).reshape(count, width, size).astype(np.float32, copy=False)

    def _normed(self, name: str, state: Numbers) -> Numbers:
        state -= state.mean(axis=-1, keepdims=True)
        variance = np.einsum("...i,...i->...", state, state) / np.float32(state.shape[-1])
        state /= np.sqrt(variance + self._epsilon)[..., None]
        state *= self._weights[f"{name}.weight"]
        state += self._weights[f"{name}.bias"]
        return state


class Bert:
    """The encoder of a sentence-transformers folder, in float32."""

    def __init__(self, folder: Path) -> None:
        """Read weights and tokenizer. `is_bert` tells which folders can be read."""
        settings = _settings(folder / "config.json")
        self._tokenizer = whole_texts(folder / "tokenizer.json")
        self._encoder = Encoder(
            load_file(folder / "model.safetensors"),
            layers=int(settings["num_hidden_layers"]),
            heads=int(settings["num_attention_heads"]),
            epsilon=float(settings["layer_norm_eps"]),
        )
        self.dimension = int(settings["hidden_size"])
        self.window = int(_settings(folder / "sentence_bert_config.json")["max_seq_length"])
        """Tokens that are read at once, with those that the model adds."""
        self.added = self._tokenizer.num_special_tokens_to_add(is_pair=False)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, without those that the model adds."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where each of these tokens stands in the text."""
        spans: list[tuple[int, int]] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return spans

    def encode(self, texts: Sequence[str]) -> Numbers:
        """Return the mean vector of each text, none longer than the window: shape (n, dimension)."""
        ids, read = padded([encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))])
        state = self._encoder.encode(ids, read)
        mean: Numbers = (state * read[..., None]).sum(axis=1) / read.sum(axis=1, keepdims=True)
        return mean


def whole_texts(path: Path) -> Tokenizer:
    """Return a tokenizer that neither pads nor cuts, whatever its file says."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def padded(tokens: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Return rows of tokens as one array, shape (n, width), and one with 1 for each token and 0 for padding."""
    width = max(map(len, tokens))
    ids = np.zeros((len(tokens), width), dtype=np.int64)
    read = np.zeros((len(tokens), width), dtype=np.float32)
    for row, text in enumerate(tokens):
        ids[row, : len(text)], read[row, : len(text)] = text, 1
    return ids, read


def is_bert(folder: Path) -> bool:
    """Return whether a folder holds what `Bert` computes: that encoder, the mean of all tokens, no prompts."""
    model, pooling = _settings(folder / "config.json"), _settings(folder / "1_Pooling" / "config.json")
    steps = _settings(folder / "modules.json")
    return (
        (folder / "model.safetensors").is_file()
        and (folder / "tokenizer.json").is_file()
        and (folder / "sentence_bert_config.json").is_file()
        and (model.get("model_type"), model.get("hidden_act")) == ("bert", "gelu")
        and model.get("position_embedding_type", "absolute") == "absolute"
        and [name for name, used in pooling.items() if used is True] == ["pooling_mode_mean_tokens"]
        and tuple(step["type"].rpartition(".")[2] for step in steps) == _STEPS
        and not _settings(folder / "config_sentence_transformers.json").get("prompts")
        and _has_plain_weights(folder / "model.safetensors")
    )


def _has_plain_weights(path: Path) -> bool:
    with safe_open(path, "np") as file:
        return WORDS in file.keys() and file.get_slice(WORDS).get_dtype() == "F32"  # noqa: SIM118 - no mapping


def _settings(path: Path) -> Any:  # noqa: ANN401 - what a file of JSON holds
    """Return what a file of settings holds; nothing where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def linear(weights: Mapping[str, Numbers], name: str, state: Numbers) -> Numbers:
    """Return `state` (..., in) through the layer of that name.

    Shape (..., out). One product, however many rows.
    """
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    product = state.reshape(-1, state.shape[-1]) @ weight.T
    product += bias
    return product.reshape(*state.shape[:-1], len(bias))


def gelu(numbers: Numbers) -> Numbers:
    """Return x * P(X <= x) for a normal X, in place.

    The error function by Abramowitz and Stegun, 7.1.26 (2e-7).
    """
    rows = numbers.reshape(-1, numbers.shape[-1])
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        size = np.abs(block)
        size *= np.float32(np.sqrt(0.5))
        near = size * np.float32(0.3275911)
        near += np.float32(1)
        np.reciprocal(near, out=near)
        series = np.full_like(size, 1.061405429)
        for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
            series *= near
            series += np.float32(factor)
        series *= near
        size *= size
        np.negative(size, out=size)
        np.exp(size, out=size)
        series *= size  # 1 - erf of the size
        np.subtract(np.float32(1), series, out=series)
        series *= np.abs(block)
        block += series
        block *= np.float32(0.5)
    return numbers
