"""The chat model that runs in this process: a GGUF file under llama.cpp.

A passage is evaluated once, behind the instructions and apart from other passages, and kept. To ask, the kept keys
and values are put one behind the other, their positions shifted, and only the question is evaluated: a third of a
second instead of five for 600 tokens on two cores (docs/performance.md).
"""

import codecs
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path

import numpy as np

from index.errors import ModelError, QuestionError
from qa.chat_model import Message, Piece
from qa.evaluated import EvaluatedPassages
from qa.llama_native import Context, KeyValueType, Run, Weights

CONTEXT_TOKENS = 4096
BATCH_TOKENS = 512
SEQUENCES = 32
MAIN = 0  # the sequence that prompts and replies stand in; the others hold passages on their way to it
DISK_BYTES = 2 * 1024**3
SHARE_OF_MEMORY = 0.25

# Stand in for the messages' contents while the template is rendered, so that the template's own text and the
# contents can be tokenised apart. Contents never pass through the template.
_SLOT = "\ue000{}\ue001"
_SLOT_PATTERN = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Arranged:
    """A prompt as tokens: what stands before the passages, the passages, and all that follows."""

    before: tuple[int, ...]
    passages: tuple[tuple[int, ...], ...]
    after: tuple[int, ...]

    @property
    def length(self) -> int:
        """How many tokens they are together."""
        return len(self.before) + sum(map(len, self.passages)) + len(self.after)


class LlamaModel:
    """A GGUF model with its own chat template. Deterministic: the likeliest token, always.

    What a prompt shares with the one before it is not evaluated again. llama.cpp contexts are not
    thread-safe: every call holds one lock from its first token to its last.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_tokens: int = CONTEXT_TOKENS,
        passages_apart: bool = True,
        keys_and_values: KeyValueType = "f16",
    ) -> None:
        """Load the file. Raises ModelError when llama.cpp cannot, or the file carries no chat template.

        Without `passages_apart` a prompt is evaluated from its first token to its last, as other programs do.
        """
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self._weights = Weights(path)
        template = self._weights.metadata("tokenizer.chat_template")
        if template is None:
            raise ModelError(f"{path} carries no chat template; give the instruct version of the model.")
        end, begin = (
            self._weights.piece(token, special=True).decode() if token >= 0 else ""
            for token in (self._weights.end, self._weights.begin)
        )
        self._formatter = Jinja2ChatFormatter(template=template, eos_token=end, bos_token=begin)
        self.context_tokens = min(context_tokens, self._weights.trained_tokens)
        self._context = Context(
            self._weights,
            tokens=self.context_tokens,
            sequences=SEQUENCES,
            batch=min(BATCH_TOKENS, self.context_tokens),
            threads=len(os.sched_getaffinity(0)),  # the library's default is half of them
            kind=keys_and_values,
        )
        self._passages_apart = passages_apart
        self._identity = f"{_fingerprint(path)} {keys_and_values} {version('llama_cpp_python')}"
        self._kept = EvaluatedPassages(memory_bytes=_memory_budget(), disk_bytes=DISK_BYTES)
        self._placed = Arranged((), (), ())
        self._lock = threading.Lock()
        self._holder: int | None = None
        self.name = path.stem

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
            yes, no = (log_probabilities[self._tokens(word)[0]] for word in ("Yes", "No"))
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
        """Tokenise a chat: markers of the template are control tokens, messages are letters whatever they hold.

        A passage's tokens are the same wherever it stands, and the same when passages are not evaluated apart.
        """
        slots = [{"role": message.role, "content": _SLOT.format(i)} for i, message in enumerate(messages)]
        before: list[int] = []
        passages: list[tuple[int, ...]] = []
        after: list[int] = []
        rendered = self._formatter(messages=slots).prompt  # type: ignore[arg-type]  # its types name every role
        for i, part in enumerate(_SLOT_PATTERN.split(rendered)):
            if i % 2 == 0:
                after += self._weights.tokenize(part, special=True)
                continue
            message = messages[int(part)]
            after += self._tokens(message.opening)
            if message.passages and self._passages_apart and not passages:
                before, after = after, []
                passages = [tuple(self._tokens(passage.text)) for passage in message.passages]
            else:
                for passage in message.passages:
                    after += self._tokens(passage.text)
            after += self._tokens(message.content)
        return Arranged(tuple(before), tuple(passages), tuple(after))

    def _tokens(self, text: str) -> list[int]:
        return self._weights.tokenize(text, special=False)

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
            self._context.evaluate(Run(MAIN, 0, prompt.before))
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
        for first in range(same, len(prompt.passages), SEQUENCES - 1):
            passages = prompt.passages[first : first + SEQUENCES - 1]
            self._read(prompt.before, passages, folders[first:])
            for sequence, passage in enumerate(passages, start=1):
                self._context.shift(sequence, self._placed.length - len(prompt.before))
                self._context.share(sequence, MAIN)
                self._context.remove(sequence)
                self._placed = Arranged(prompt.before, (*self._placed.passages, passage), ())

    def _read(
        self, before: tuple[int, ...], passages: Sequence[tuple[int, ...]], folders: Sequence[Path | None]
    ) -> None:
        """Have the n-th passage in sequence n, right behind the instructions: as it was kept, or evaluated."""
        keys = [self._key(before, passage) for passage in passages]
        unknown = []
        for sequence, (key, folder) in enumerate(zip(keys, folders, strict=False), start=1):
            data = self._kept.get(key, folder)
            if data is None or not self._context.restore(sequence, data):
                self._context.remove(sequence)
                self._context.share(MAIN, sequence, 0, len(before))
                unknown.append(sequence)
        if not unknown:
            return
        self._context.evaluate(*(Run(sequence, len(before), passages[sequence - 1]) for sequence in unknown))
        for sequence in unknown:
            self._context.remove(sequence, 0, len(before))
            self._kept.put(keys[sequence - 1], self._context.saved(sequence), folders[sequence - 1])

    def _key(self, before: tuple[int, ...], passage: tuple[int, ...]) -> str:
        return hashlib.sha256(f"{self._identity} {before} {passage}".encode()).hexdigest()

    def _extend(self, tokens: Sequence[int]) -> None:
        self._context.evaluate(Run(MAIN, self._placed.length, tokens))
        placed = self._placed
        self._placed = Arranged(placed.before, placed.passages, (*placed.after, *tokens))

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


def _memory_budget() -> int:
    """Return the bytes that evaluated passages may take: a share of what is available as the model is loaded."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(int(line.split()[1]) * 1024 * SHARE_OF_MEMORY)
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * SHARE_OF_MEMORY)


@lru_cache(maxsize=1)
def load_model(path: Path) -> LlamaModel:
    """Return the model of a file, loaded once a process."""
    return LlamaModel(path)
