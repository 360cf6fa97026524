"""A small BERT on numpy: the vectors of a few texts, without the seconds that importing torch takes.

Devlin et al., BERT, 2019; a text's vector is the mean of its tokens' (Reimers and Gurevych, Sentence-BERT, 2019).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Numbers = npt.NDArray[np.float32]

_STEPS = ("Transformer", "Pooling", "Normalize")
_HIDDEN = np.float32(-1e9)  # what a token gets of attention that is only padding


class Bert:
    """The encoder of a sentence-transformers folder, in float32."""

    def __init__(self, folder: Path) -> None:
        """Read weights and tokenizer. `is_bert` tells which folders can be read."""
        settings = _settings(folder / "config.json")
        self._weights = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._layers = int(settings["num_hidden_layers"])
        self._heads = int(settings["num_attention_heads"])
        self._epsilon = np.float32(settings["layer_norm_eps"])
        self.window = int(_settings(folder / "sentence_bert_config.json")["max_seq_length"])
        """Tokens that are read at once, with the two that the model adds."""

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, with the two that the model adds."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def encode(self, tokens: Sequence[Sequence[int]]) -> Numbers:
        """Return the mean vector of each row of tokens, none longer than the window: shape (n, dimension)."""
        width = max(map(len, tokens))
        ids = np.zeros((len(tokens), width), dtype=np.int64)
        mask = np.zeros((len(tokens), width), dtype=np.float32)
        for row, text in enumerate(tokens):
            ids[row, : len(text)], mask[row, : len(text)] = text, 1
        state = self._embedded(ids)
        for layer in range(self._layers):
            state = self._layer(f"encoder.layer.{layer}", state, mask)
        mean: Numbers = (state * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return mean

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Numbers:
        words, positions, kinds = (
            self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        return self._normed("embeddings.LayerNorm", words[ids] + positions[: ids.shape[1]] + kinds[0])

    def _layer(self, name: str, state: Numbers, mask: Numbers) -> Numbers:
        seen = self._linear(
            f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", state, mask)
        )
        state = self._normed(f"{name}.attention.output.LayerNorm", state + seen)
        inner = _gelu(self._linear(f"{name}.intermediate.dense", state))
        return self._normed(f"{name}.output.LayerNorm", state + self._linear(f"{name}.output.dense", inner))

    def _attention(self, name: str, state: Numbers, mask: Numbers) -> Numbers:
        count, width, size = state.shape
        query, key, value = (
            self._linear(f"{name}.{part}", state).reshape(count, width, self._heads, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(query.shape[-1]))
        scores += (1 - mask[:, None, None, :]) * _HIDDEN
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        joined: Numbers = (scores @ value).transpose(0, 2, 1, 3).reshape(count, width, size)
        return joined

    def _linear(self, name: str, state: Numbers) -> Numbers:
        product: Numbers = state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normed(self, name: str, state: Numbers) -> Numbers:
        centred = state - state.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self._epsilon)
        normed: Numbers = centred / deviation * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normed


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
    )


def _settings(path: Path) -> Any:  # noqa: ANN401 - what a file of JSON holds
    """Return what a file of settings holds; nothing where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _gelu(numbers: Numbers) -> Numbers:
    """Return x * P(X <= x) for a normal X; the error function by Abramowitz and Stegun, 7.1.26, within 2e-7."""
    size = np.abs(numbers) * np.float32(np.sqrt(0.5))
    near = np.float32(1) / (np.float32(1) + np.float32(0.3275911) * size)
    series = np.zeros_like(size)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * near
    beyond = series * np.exp(-size * size)  # 1 - erf
    activated: Numbers = numbers * np.where(numbers < 0, beyond, np.float32(2) - beyond) * np.float32(0.5)
    return activated
