"""The trained reader: MiniLM's body over question and passage together, computed on numpy.

A cross-encoder (Nogueira and Cho 2019) with heads over the passage, each sentence (the mean of its tokens beside
the first), the first and last token of the answer, and yes against no. docs/reader.md is its model card.
"""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from safetensors.numpy import load, load_file
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from index.errors import HashMismatch
from index.models.bert import WORDS, Encoder, Numbers, gelu, linear, padded, whole_texts
from index.models.files import DEFAULT_EMBEDDER, model_path
from index.models.table import READER, READER_NAME
from index.stopping import STOP
from qa.reader.input import Read, read_input
from qa.reader.protocol import Judgement, ReadPassage

WEIGHTS = Path(__file__).parents[1] / "reader.safetensors"
TOKENS = 384
"""Of an input: a passage of the embedding model's window and a question find room."""
BATCH_TOKENS = 1024
LONGEST_SPAN = 30
WORKERS = 2


class TrainedReader:
    """The reader of this project."""

    name = READER_NAME

    def __init__(self, weights: Path = WEIGHTS, body: Path | None = None) -> None:
        """Read the weights, and tokenizer and word embeddings of the embedder's folder.

        Raises ModelError when that is missing, HashMismatch when the weights are not those of the model table.
        """
        folder = body or model_path(DEFAULT_EMBEDDER)
        content = weights.read_bytes()
        if weights == WEIGHTS and hashlib.sha256(content).hexdigest() != READER.sha256:
            raise HashMismatch(f"{weights} is not the reader that the model table names: install Pincite again.")
        stored = {name: weight.astype(np.float32) for name, weight in load(content).items()}
        self._weights: Mapping[str, Numbers] = {**stored, WORDS: load_file(folder / "model.safetensors")[WORDS]}
        self._encoder = Encoder(self._weights, layers=6, heads=12)
        self._threads = ThreadpoolController()
        self._tokenizer: Tokenizer = whole_texts(folder / "tokenizer.json")

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return what each passage says to a question."""
        return self._judge(question, passages, states=False)

    def check(self, statement: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return how far each passage carries a statement."""
        return self._judge(statement, passages, states=True)

    def _judge(self, text: str, passages: Sequence[ReadPassage], *, states: bool) -> tuple[Judgement, ...]:
        if not passages:
            return ()
        reads = [
            read_input(self._tokenizer, text, passage.sentences, title=passage.title, states=states, tokens=TOKENS)
            for passage in passages
        ]
        order = sorted(range(len(reads)), key=lambda place: len(reads[place].ids))
        batches = _batches(order, reads)
        judged: dict[int, Judgement] = {}
        # Two threads with a processor each read twice as fast as one whose products are shared out.
        pool = ThreadPoolExecutor(WORKERS, initializer=STOP.set, initargs=(STOP.get(),))
        with self._threads.limit(limits=1, user_api="blas"), pool:
            for batch, judgements in zip(batches, pool.map(partial(self._batch, reads), batches), strict=True):
                judged.update(zip(batch, judgements, strict=True))
        return tuple(judged[place] for place in range(len(reads)))

    def _batch(self, reads: Sequence[Read], batch: Sequence[int]) -> list[Judgement]:
        ids, read = padded([reads[place].ids for place in batch])
        kinds = np.zeros_like(ids)
        for row, place in enumerate(batch):
            kinds[row, reads[place].second : len(reads[place].ids)] = 1
        states = self._encoder.encode(ids, read, kinds)
        first = states[:, 0]
        passages, yes = self._head("passage", first)[:, 0], self._head("polarity", first)[:, 0]
        return [
            self._judgement(reads[place], states[row], float(passages[row]), float(yes[row]))
            for row, place in enumerate(batch)
        ]

    def _judgement(self, read: Read, states: Numbers, passage: float, yes: float) -> Judgement:
        of = np.array(read.sentence)
        means = np.stack([states[: len(of)][of == number].mean(axis=0) for number in range(read.sentences)])
        beside = np.broadcast_to(states[0], means.shape)
        sentences = self._head("sentence", np.concatenate([means, beside], axis=1))[:, 0]
        ends = linear(self._weights, "span", states[: len(of)])
        spans = [_span(read, np.flatnonzero(of == number), ends) for number in range(read.sentences)]
        return Judgement(passage, tuple(map(float, sentences)), tuple(spans), yes)

    def _head(self, name: str, state: Numbers) -> Numbers:
        return linear(self._weights, f"{name}.2", gelu(linear(self._weights, f"{name}.0", state)))


def _batches(order: Sequence[int], reads: Sequence[Read]) -> list[list[int]]:
    """Return runs of inputs of like length, each with at most `BATCH_TOKENS` tokens, padding included."""
    batches: list[list[int]] = []
    for place in order:
        width = len(reads[place].ids)
        if batches and width * (len(batches[-1]) + 1) <= BATCH_TOKENS:
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def _span(read: Read, places: "np.ndarray[tuple[int], np.dtype[np.intp]]", ends: Numbers) -> tuple[int, int]:
    """Return the characters of a sentence between its best first and last token."""
    scores = ends[places, 0][:, None] + ends[places, 1][None, :]
    apart = np.arange(len(places))[None, :] - np.arange(len(places))[:, None]
    scores[(apart < 0) | (apart >= LONGEST_SPAN)] = -np.inf
    first, last = np.unravel_index(int(scores.argmax()), scores.shape)
    return read.offsets[places[first]][0], read.offsets[places[last]][1]
