"""The reader's network in torch, for training: a BERT body and heads over passage, sentences, span and polarity.

Devlin et al., BERT, 2019, without its dropout: no example is seen more than a few times. `qa.reader.model`
computes the same on numpy; the names of the weights are the same there.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from eval.reader.batches import Batch
from index.models.bert import WORDS

LAYERS, HEADS, SIZE, INNER = 6, 12, 384, 1536
VOCABULARY, POSITIONS = 30522, 512  # of BERT
HIDDEN = -1e9  # what attention adds to a token that is not to be seen


@dataclass(frozen=True, slots=True)
class Judged:
    """Logits.

    `passage` (b,), `sentences` (b, s), `span` (b, l, 2) for its first and last token, `polarity` (b,).
    """

    passage: Tensor
    sentences: Tensor
    span: Tensor
    polarity: Tensor

    def float(self) -> "Judged":
        """Return the same in single precision."""
        return Judged(self.passage.float(), self.sentences.float(), self.span.float(), self.polarity.float())


class Layer(nn.Module):
    """One encoder layer."""

    def __init__(self) -> None:
        """Begin with torch's own weights."""
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(SIZE, SIZE) for _ in range(3))
        self.joined = nn.Linear(SIZE, SIZE)
        self.joined_norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.inner = nn.Linear(SIZE, INNER)
        self.outer = nn.Linear(INNER, SIZE)
        self.outer_norm = nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, state: Tensor, hidden: Tensor) -> Tensor:
        """Return the next state, shape (b, l, SIZE); `hidden` (b, 1, 1, l) is added to what attention scores."""
        count, length, _ = state.shape
        query, key, value = (
            part(state).view(count, length, HEADS, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        # torch's own attention takes twice as long on a processor
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + hidden.to(query.dtype)
        seen = scores.softmax(-1).to(query.dtype) @ value
        state = self.joined_norm(state + self.joined(seen.transpose(1, 2).reshape(count, length, SIZE)))
        out: Tensor = self.outer_norm(state + self.outer(functional.gelu(self.inner(state))))
        return out


class ReaderNetwork(nn.Module):
    """Question or statement and the sentences of a passage in, `Judged` out."""

    def __init__(self) -> None:
        """Begin with torch's own weights; `with_body_of` and `load` bring better ones."""
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, SIZE)
        self.positions = nn.Embedding(POSITIONS, SIZE)
        self.kinds = nn.Embedding(2, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.passage, self.polarity = _head(SIZE), _head(SIZE)
        self.sentence = _head(2 * SIZE)
        self.span = nn.Linear(SIZE, 2)
        self.words.requires_grad_(False)  # the embedder's own, so that they need not be stored twice

    def forward(self, batch: Batch) -> Judged:
        """Judge a batch."""
        length = batch.ids.shape[1]
        state = self.norm(self.words(batch.ids) + self.positions.weight[:length] + self.kinds(batch.kinds))
        hidden = (~batch.read)[:, None, None, :] * HIDDEN
        for layer in self.layers:
            state = layer(state, hidden)
        first = state[:, 0]
        of_sentence = functional.one_hot(batch.sentence + 1, batch.known.shape[1] + 1)[..., 1:].to(state.dtype)
        means = of_sentence.transpose(1, 2) @ state / of_sentence.sum(1).clamp(min=1)[..., None]
        beside = first[:, None, :].expand_as(means)
        return Judged(
            self.passage(first).squeeze(-1),
            self.sentence(torch.cat([means, beside], -1)).squeeze(-1),
            self.span(state),
            self.polarity(first).squeeze(-1),
        )


def _head(size: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(size, SIZE), nn.GELU(), nn.Linear(SIZE, 1))


_BERT = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "positions",
    "embeddings.token_type_embeddings": "kinds",
    "embeddings.LayerNorm": "norm",
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "joined",
    "attention.output.LayerNorm": "joined_norm",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "outer_norm",
}
_LAYER = re.compile(r"(?:encoder\.layer\.(?P<layer>\d+)\.)?(?P<module>.+)\.(?P<kind>weight|bias)")


def _ours(name: str) -> str:
    """Return this network's name for a weight of BERT's; the heads' are the same."""
    found = _LAYER.fullmatch(name)
    if found is None or found["module"] not in _BERT:
        return name
    layer = f"layers.{found['layer']}." if found["layer"] else ""
    return f"{layer}{_BERT[found['module']]}.{found['kind']}"


def with_body_of(folder: Path) -> ReaderNetwork:
    """Return a network with the body of a sentence-transformers BERT, and new heads."""
    network = ReaderNetwork()
    names = network.state_dict().keys()
    body = {_ours(name): weight.float() for name, weight in load_file(folder / "model.safetensors").items()}
    network.load_state_dict({name: weight for name, weight in body.items() if name in names}, strict=False)
    return network


def save(network: ReaderNetwork, path: Path) -> None:
    """Write the weights in half precision under BERT's names, without the word embeddings, the embedder's own."""
    theirs = {ours: name for name, ours in _BERT.items()}
    weights = {}
    for name, weight in network.state_dict().items():
        place, _, kind = name.rpartition(".")
        in_layer = re.fullmatch(r"layers\.(\d+)\.(\w+)", place)
        layer, module = in_layer.groups() if in_layer else ("", place)
        prefix = f"encoder.layer.{layer}." if in_layer else ""
        weights[f"{prefix}{theirs.get(module, module)}.{kind}"] = weight.half().contiguous()
    del weights[WORDS]
    save_file(weights, path)


def load(network: ReaderNetwork, path: Path) -> None:
    """Read what `save` wrote into a network that has its word embeddings.

    Raises RuntimeError for another shape.
    """
    weights = {_ours(name): weight.float() for name, weight in load_file(path).items()}
    network.load_state_dict({**weights, "words.weight": network.words.weight})
