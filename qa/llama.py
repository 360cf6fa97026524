"""The chat model that runs in this process: a GGUF file under llama.cpp.

A prompt is evaluated from where it differs from the one before. On demand passages are evaluated apart, once, and
kept: to ask, their keys and values are put one behind the other and only the question is evaluated. That is the
quickest way to a first word, and costs answers (docs/decisions.md).
"""

import codecs
import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path

import numpy as np

from index.errors import ModelError, QuestionError
from index.models import cache_folder
from qa.chat_model import Message, Piece
from qa.evaluated import EvaluatedPassages
from qa.llama_native import Context, KeyValueType, Weights
from qa.llama_prompt import Arranged, ChatTemplate
from qa.machine import available_bytes, share
from qa.speed import Speed, Stopwatch, keep_speed

# The sequences: prompt and reply; a passage on its way to the prompt.
MAIN, PASSAGE = range(2)
DISK_BYTES = 2 * 1024**3
SHARE_OF_MEMORY = 0.25


class LlamaModel:
    """A GGUF model with its own chat template. Deterministic: the likeliest token, always.

    What a prompt shares with the one before it is not evaluated again. llama.cpp contexts are not
    thread-safe: every call holds one lock from its first token to its last.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_tokens: int | None = None,
        passages_apart: bool = False,
        keys_and_values: KeyValueType = "f16",
        measured: Callable[[Speed], None] | None = None,
    ) -> None:
        """Load the file. Raises ModelError when llama.cpp cannot, or the file carries no chat template.

        The context is as large as the machine has room for unless `context_tokens` is given. `measured` gets the
        speed after each reply, as soon as enough was read and written to tell.
        With `passages_apart` no passage sees another, and one that was read before is not read again.
        """
        self._weights = Weights(path)
        self._template = ChatTemplate(self._weights)
        given = share(path.stat().st_size)
        self.context_tokens = min(context_tokens or given.context_tokens, self._weights.trained_tokens)
        self._context = Context(
            self._weights,
            tokens=self.context_tokens,
            sequences=2,
            batch=min(given.batch_tokens, self.context_tokens),
            threads=given.threads,
            kind=keys_and_values,
        )
        self._passages_apart = passages_apart
        self._identity = f"{_fingerprint(path)} {keys_and_values} {version('llama_cpp_python')}"
        self._kept = EvaluatedPassages(
            memory_bytes=int(available_bytes() * SHARE_OF_MEMORY), disk_bytes=DISK_BYTES
        )
        self._placed = Arranged((), (), ())
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._stopwatch = Stopwatch()
        self._measured = measured
        self.name = path.stem
        self.weighs = True

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the exact length of a prompt in tokens, template included."""
        return self._arranged(messages).length

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply piece by piece. Raises QuestionError when the prompt leaves no room for it."""
        with self._turn():
            self._evaluate(messages, reserve=max_tokens)
            decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
            for _ in range(max_tokens):
                log_probabilities = self._context.log_probabilities()
                token = int(log_probabilities.argmax())
                log_probability = float(log_probabilities[token])
                if self._weights.ends(token):
                    self._tell_speed()
                    yield Piece(decode(b"", final=True), log_probability)
                    return
                # Before handing out: a reader that stops here leaves tokens and evaluated state in step.
                self._extend((token,))
                yield Piece(decode(self._weights.piece(token)), log_probability)

    def probability_of_yes(self, messages: Sequence[Message]) -> float:
        """Return P(Yes) / (P(Yes) + P(No)) for the first token of the reply, in [0, 1]."""
        with self._turn():
            self._evaluate(messages, reserve=1)
            log_probabilities = self._context.log_probabilities()
            yes, no = (log_probabilities[self._weights.tokenize(word, special=False)[0]] for word in ("Yes", "No"))
            return float(1 / (1 + np.exp(no - yes)))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the context alone. A plain lock, not a thread's own: a stream may be finished in another thread."""
        if self._holder == threading.get_ident():
            raise ModelError(
                "A stream of this thread is still open: read it to its end or close it, then ask again."
            )
        with self._lock:
            self._holder = threading.get_ident()
            try:
                yield
            except ModelError:
                self._forget()
                raise
            finally:
                self._holder = None

    def _arranged(self, messages: Sequence[Message]) -> Arranged:
        return self._template.arranged(messages, passages_apart=self._passages_apart)

    def _evaluate(self, messages: Sequence[Message], *, reserve: int) -> None:
        """Bring the context to a prompt, keeping what it shares with what is already evaluated."""
        prompt = self._arranged(messages)
        if prompt.length + reserve > self.context_tokens:
            raise QuestionError(
                f"The prompt needs {prompt.length} tokens and {reserve} for the reply, but the model's context "
                f"holds {self.context_tokens}. Ask a shorter question."
            )
        folders = [passage.folder for message in messages for passage in message.passages]
        if prompt.before != self._placed.before:
            self._forget()
            self._context.evaluate(prompt.before, sequence=MAIN, position=0)
            self._placed = Arranged(prompt.before, (), ())
        if prompt.passages != self._placed.passages:
            self._place(prompt, folders)
        shared = _shared(self._placed.after, prompt.after[:-1])  # the last token is always evaluated anew
        start = prompt.length - len(prompt.after) + shared
        self._context.remove(MAIN, start)
        self._placed = Arranged(prompt.before, prompt.passages, prompt.after[:shared])
        self._extend(prompt.after[shared:])

    def _place(self, prompt: Arranged, folders: Sequence[Path | None]) -> None:
        """Put the passages of a prompt one behind the other, from the first that is not in its place."""
        same = _shared(self._placed.passages, prompt.passages)
        self._placed = Arranged(prompt.before, prompt.passages[:same], ())
        self._context.remove(MAIN, self._placed.length)
        for passage, folder in zip(prompt.passages[same:], folders[same:], strict=True):
            self._read(prompt.before, passage, folder)
            self._placed = Arranged(prompt.before, (*self._placed.passages, passage), ())

    def _read(self, before: tuple[int, ...], passage: tuple[int, ...], folder: Path | None) -> None:
        """Put a passage, read right behind the instructions or kept from when it was, at the end of the prompt."""
        key = self._key(before, passage)
        kept = self._kept.get(key, folder)
        if kept is None or not self._context.restore(PASSAGE, kept):
            self._context.remove(PASSAGE)  # what a failed restore may have left
            self._context.share(MAIN, PASSAGE, 0, len(before))
            self._context.evaluate(passage, sequence=PASSAGE, position=len(before))
            self._context.remove(PASSAGE, 0, len(before))
            self._kept.put(key, self._context.saved(PASSAGE), folder)
        self._context.shift(PASSAGE, by=self._placed.length - len(before))
        self._context.share(PASSAGE, MAIN)
        self._context.remove(PASSAGE)

    def _key(self, before: tuple[int, ...], passage: tuple[int, ...]) -> str:
        return hashlib.sha256(f"{self._identity} {before} {passage}".encode()).hexdigest()

    def _extend(self, tokens: Sequence[int]) -> None:
        started = time.perf_counter()
        self._context.evaluate(tokens, sequence=MAIN, position=self._placed.length)
        self._stopwatch.note(len(tokens), time.perf_counter() - started)
        placed = self._placed
        self._placed = Arranged(placed.before, placed.passages, (*placed.after, *tokens))

    def _tell_speed(self) -> None:
        if self._measured is not None and (speed := self._stopwatch.speed) is not None:
            self._measured(speed)

    def _forget(self) -> None:
        self._context.clear()
        self._placed = Arranged((), (), ())


def _shared(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many items two sequences share from their start on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _fingerprint(path: Path) -> str:
    """Return a hash of a model file's size and of 64 stretches of it, spread evenly: a file may have gigabytes."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        for i in range(64):
            file.seek(size * i // 64)
            digest.update(file.read(16 * 1024))
    return digest.hexdigest()


@lru_cache(maxsize=1)
def load_model(path: Path) -> LlamaModel:
    """Return the model of a file, loaded once a process. How fast it is, is kept in the folder of the models."""
    return LlamaModel(path, measured=partial(keep_speed, cache_folder(), path.name))
