"""The chat model that runs in this process: a GGUF file under llama.cpp, through llama-cpp-python."""

import codecs
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError, QuestionError
from qa.chat_model import Message, Piece

CONTEXT_TOKENS = 4096
BATCH_TOKENS = 512

# Stand in for the messages' contents while the template is rendered, so that the template's own text and the
# contents can be tokenised apart. Contents never pass through the template.
_SLOT = "\ue000{}\ue001"
_SLOT_PATTERN = re.compile("\ue000(\\d+)\ue001")


class LlamaModel:
    """A GGUF model with its own chat template. Deterministic: the likeliest token, always.

    What a prompt shares with the one before it, from its start on, is not evaluated again. llama.cpp contexts are
    not thread-safe: every call holds one lock from its first token to its last.
    """

    def __init__(self, path: Path, *, context_tokens: int = CONTEXT_TOKENS) -> None:
        """Load the file. Raises ModelError when llama.cpp cannot, or the file carries no chat template."""
        import llama_cpp
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        threads = len(os.sched_getaffinity(0))  # the library's default is half of them
        try:
            self._llama: Any = llama_cpp.Llama(
                str(path),
                n_ctx=context_tokens,
                n_batch=BATCH_TOKENS,
                n_threads=threads,
                n_threads_batch=threads,
                verbose=False,
            )
        except (ValueError, OSError, RuntimeError) as error:
            raise ModelError(
                f"llama.cpp cannot load {path}: {error}. Give a GGUF file of a chat model, or run "
                "`pincite models verify` for one of the shipped ones."
            ) from error
        template = self._llama.metadata.get("tokenizer.chat_template")
        if template is None:
            raise ModelError(f"{path} carries no chat template; give the instruct version of the model.")
        end, begin = (
            self._llama.detokenize([token], special=True).decode() if token >= 0 else ""
            for token in (self._llama.token_eos(), self._llama.token_bos())
        )
        self._formatter = Jinja2ChatFormatter(template=template, eos_token=end, bos_token=begin)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._llama.model)
        self._is_end = llama_cpp.llama_vocab_is_eog
        self._evaluated: list[int] = []
        self._lock = threading.Lock()
        self._holder: int | None = None
        self.name = path.stem
        self.context_tokens = context_tokens

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the exact length of a prompt in tokens, template included."""
        return len(self._prompt(messages))

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply piece by piece. Raises QuestionError when the prompt leaves no room for it."""
        with self._turn():
            prompt = self._prompt(messages)
            self._evaluate(prompt, reserve=max_tokens)
            decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
            written: list[int] = []
            for _ in range(max_tokens):
                log_probabilities = self._log_probabilities()
                token = int(log_probabilities.argmax())
                log_probability = float(log_probabilities[token])
                if self._is_end(self._vocabulary, token):
                    yield Piece(decode(b"", final=True), log_probability)
                    return
                # Before handing out: a reader that stops here leaves tokens and evaluated state in step.
                written.append(token)
                text = decode(self._llama.detokenize([token], prev_tokens=prompt + written[:-1]))
                self._extend([token])
                yield Piece(text, log_probability)

    def probability_of_yes(self, messages: Sequence[Message]) -> float:
        """Return P(Yes) / (P(Yes) + P(No)) for the first token of the reply, in [0, 1]."""
        with self._turn():
            self._evaluate(self._prompt(messages), reserve=1)
            log_probabilities = self._log_probabilities()
            yes, no = (log_probabilities[self._tokens(word, special=False)[0]] for word in ("Yes", "No"))
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
            finally:
                self._holder = None

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        """Tokenise a chat: markers of the template are control tokens, contents are letters whatever they hold."""
        slots: list[Any] = [{"role": m.role, "content": _SLOT.format(i)} for i, m in enumerate(messages)]
        tokens: list[int] = []
        for i, part in enumerate(_SLOT_PATTERN.split(self._formatter(messages=slots).prompt)):
            is_content = i % 2 == 1
            tokens += self._tokens(messages[int(part)].content if is_content else part, special=not is_content)
        return tokens

    def _tokens(self, text: str, *, special: bool) -> list[int]:
        return list(self._llama.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=special))

    def _evaluate(self, prompt: list[int], *, reserve: int) -> None:
        """Bring the context to `prompt`, keeping what it shares with what is already evaluated."""
        if len(prompt) + reserve > self.context_tokens:
            raise QuestionError(
                f"The prompt needs {len(prompt)} tokens and {reserve} for the reply, but the model's context "
                f"holds {self.context_tokens}. Ask a shorter question."
            )
        pairs = zip(self._evaluated, prompt[:-1], strict=False)  # the last token is always evaluated anew
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._llama.n_tokens = shared  # Llama.eval drops what lies behind
        del self._evaluated[shared:]
        self._extend(prompt[shared:])

    def _extend(self, tokens: list[int]) -> None:
        try:
            self._llama.eval(tokens)
        except RuntimeError as error:
            self._llama.n_tokens = 0
            self._evaluated.clear()
            raise ModelError(f"llama.cpp failed on {len(tokens)} tokens: {error}. Ask again.") from error
        self._evaluated += tokens

    def _log_probabilities(self) -> npt.NDArray[np.float64]:
        """Return the log-probability of every token of the vocabulary at the end of the context."""
        pointer = self._llama._ctx.get_logits_ith(
            -1
        )  # the public `scores` are kept only with logits for all tokens
        logits = np.ctypeslib.as_array(pointer, shape=(self._llama.n_vocab(),)).astype(np.float64)
        logits -= logits.max()
        log_probabilities: npt.NDArray[np.float64] = logits - np.log(np.exp(logits).sum())
        return log_probabilities


@lru_cache(maxsize=1)
def load_model(path: Path) -> LlamaModel:
    """Return the model of a file, loaded once a process."""
    return LlamaModel(path)
