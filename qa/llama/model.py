"""The chat model that runs in this process: a GGUF file under llama.cpp.

A prompt is evaluated from where it differs from the one before.
"""

import codecs
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import takewhile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import ModelError, QuestionError
from index.models.files import cache_folder
from qa.chat_model import Message, Piece
from qa.llama.machine import share
from qa.llama.native import Context, Weights
from qa.llama.others import Threads
from qa.llama.prompt import ChatTemplate
from qa.llama.speed import Speed, Stopwatch, keep_speed


class LlamaModel:
    """A GGUF model with its own chat template. Deterministic: the likeliest token, always.

    What a prompt shares with the one before it is not evaluated again. llama.cpp contexts are not
    thread-safe: every call holds one lock from its first token to its last.
    """

    def __init__(
        self, path: Path, *, context_tokens: int | None = None, measured: Callable[[Speed], None] | None = None
    ) -> None:
        """Load the file. Raises ModelError when llama.cpp cannot, or the file carries no chat template.

        The context is as large as the machine has room for unless `context_tokens` is given. `measured` gets the
        speed after each reply, as soon as enough was read and written to tell.
        """
        self._weights = Weights(path)
        self._template = ChatTemplate(self._weights)
        given = share(path.stat().st_size)
        self.context_tokens = min(context_tokens or given.context_tokens, self._weights.trained_tokens)
        self._context = Context(
            self._weights,
            tokens=self.context_tokens,
            batch=min(given.batch_tokens, self.context_tokens),
        )
        self._threads = Threads(given.threads)
        self._evaluated: tuple[int, ...] = ()
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._stopwatch = Stopwatch()
        self._measured = measured
        self.name = path.stem

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the exact length of a prompt in tokens, template included."""
        return len(self._template.tokens(messages))

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply piece by piece. Raises QuestionError when the prompt leaves no room for it."""
        with self._turn():
            self._evaluate(self._template.tokens(messages), reserve=max_tokens)
            decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
            for _ in range(max_tokens):
                token = int(self._context.logits().argmax())
                if self._weights.ends(token):
                    self._tell_speed()
                    yield Piece(decode(b"", final=True))
                    return
                # Before handing out: a reader that stops here leaves tokens and evaluated state in step.
                self._extend((token,))
                yield Piece(decode(self._weights.piece(token)))

    def log_odds(self, messages: Sequence[Message], one: str, other: str) -> float:
        """Return the log-odds that a reply begins with the first token of `one`, not with that of `other`.

        Raises QuestionError when the prompt leaves no room for a reply.
        """
        with self._turn():
            self._evaluate(self._template.tokens(messages), reserve=1)
            logits = self._context.logits()
        first, second = (self._weights.tokenize(text, special=False)[0] for text in (one, other))
        return float(logits[first] - logits[second])

    def look(self, messages: Sequence[Message], *, layer: int) -> npt.NDArray[np.float32]:
        """Return what a layer, from 0, puts out for the last token of a prompt, (width,).

        Raises QuestionError when the prompt leaves no room for a reply.
        """
        with self._turn(), self._context.watch.at(layer) as watch:
            self._evaluate(self._template.tokens(messages), reserve=1)
            return watch.state

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
                self._keep(0)
                raise
            finally:
                self._holder = None

    def _evaluate(self, prompt: tuple[int, ...], *, reserve: int) -> None:
        """Bring the context to a prompt, keeping what both share; the last token is always evaluated anew."""
        if len(prompt) + reserve > self.context_tokens:
            raise QuestionError(
                f"The prompt needs {len(prompt)} tokens and {reserve} for the reply, but the model's context "
                f"holds {self.context_tokens}. Ask a shorter question."
            )
        self._threads.begin()
        kept = self._keep(_shared(self._evaluated, prompt[:-1]))
        self._extend(prompt[kept:])

    def _extend(self, tokens: tuple[int, ...]) -> None:
        if not tokens:
            return
        started = time.perf_counter()
        self._context.evaluate(tokens, position=len(self._evaluated), threads=self._threads.now())
        self._stopwatch.note(len(tokens), time.perf_counter() - started)
        self._evaluated += tokens

    def _keep(self, tokens: int) -> int:
        kept = self._context.keep(tokens)
        self._evaluated = self._evaluated[:kept]
        return kept

    def _tell_speed(self) -> None:
        if self._measured is not None and (speed := self._stopwatch.speed) is not None:
            self._measured(speed)


def _shared(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many items two sequences share from their start on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@lru_cache(maxsize=1)
def load_model(path: Path) -> LlamaModel:
    """Return the model of a file, loaded once a process. How fast it is, is kept in the folder of the models."""
    return LlamaModel(path, measured=partial(keep_speed, cache_folder(), path.name))
