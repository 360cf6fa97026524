"""The native calls to llama.cpp, in one place: the weights of a model, and a context of evaluated tokens.

Nothing here is safe to use from two threads at once.
"""

import ctypes
import logging
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import ModelError, Stopped
from index.stopping import STOP, check_stopped
from qa.llama.patience import let_threads_sleep

let_threads_sleep()
import llama_cpp  # noqa: E402 - OpenMP comes with it, and reads its settings

from qa.llama.watch import Watch  # noqa: E402 - and so does llama.cpp with this

logger = logging.getLogger(__name__)

_ABORTED = 2  # of llama_decode
_ERROR = 4  # of ggml_log_level; what llama.cpp calls a warning or an info is a page of text a model


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]  # a ctypes prototype
def _log(level: int, text: bytes, _: ctypes.c_void_p) -> None:
    is_error = level == _ERROR and not STOP.get()()  # what is stopped fails, as it should
    logger.log(logging.ERROR if is_error else logging.DEBUG, "%s", text.decode("utf-8", "replace").rstrip())


@llama_cpp.ggml_abort_callback  # type: ignore[untyped-decorator]  # as above
def _is_stopped(_: ctypes.c_void_p) -> bool:
    """Answer before each product, in the thread that evaluates: what has been computed stays as it is."""
    return STOP.get()()


_NEVER = llama_cpp.ggml_abort_callback()  # no function


def uses_graphics_card() -> bool:
    """Return whether llama.cpp was built with a back end for graphics cards, which then holds all layers."""
    return bool(llama_cpp.llama_supports_gpu_offload())


class Weights:
    """A GGUF file: its weights, its vocabulary and what it says of itself."""

    def __init__(self, path: Path) -> None:
        """Map the file into memory. Raises ModelError when llama.cpp cannot read it."""
        llama_cpp.llama_log_set(_log, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        settings = llama_cpp.llama_model_default_params()
        settings.n_gpu_layers = -1 if uses_graphics_card() else 0  # all of them
        model = llama_cpp.llama_model_load_from_file(str(path).encode(), settings)
        if model is None:
            raise ModelError(
                f"llama.cpp cannot load {path}. Give a GGUF file of a chat model, or run `pincite models verify` "
                "for one of the shipped ones."
            )
        weakref.finalize(self, llama_cpp.llama_model_free, model)
        self.path = path
        self.model = model
        self._vocabulary = llama_cpp.llama_model_get_vocab(model)
        self.size = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self.width = llama_cpp.llama_model_n_embd(model)
        self.trained_tokens = llama_cpp.llama_model_n_ctx_train(model)
        self.begin = llama_cpp.llama_vocab_bos(self._vocabulary)
        self.end = llama_cpp.llama_vocab_eos(self._vocabulary)

    def metadata(self, key: str) -> str | None:
        """Return what the file says under a key, or None."""
        length = llama_cpp.llama_model_meta_val_str(self.model, key.encode(), b"", 0)
        if length < 0:
            return None
        buffer = ctypes.create_string_buffer(length + 1)
        llama_cpp.llama_model_meta_val_str(self.model, key.encode(), buffer, length + 1)
        return buffer.value.decode("utf-8", "replace")

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Return the tokens of a text; with `special` its control markers are tokens, else letters."""
        data = text.encode("utf-8", "replace")
        tokens = (llama_cpp.llama_token * (len(data) + 1))()  # a token is a byte long at least
        count = llama_cpp.llama_tokenize(self._vocabulary, data, len(data), tokens, len(tokens), False, special)
        return list(tokens[:count])

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """Return the bytes of a token, maybe a part of a character. Control tokens have none unless `special`."""
        buffer = ctypes.create_string_buffer(256)
        length = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), 0, special)
        return buffer.raw[: max(length, 0)]

    def ends(self, token: int) -> bool:
        """Return whether a token ends the reply."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))


class Context:
    """Keys and values of at most `tokens` tokens, one behind the other; each attends to those before it."""

    def __init__(self, weights: Weights, *, tokens: int, batch: int) -> None:
        """Make room. Raises ModelError when there is not enough memory."""
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = tokens
        settings.n_batch = settings.n_ubatch = batch
        settings.no_perf = True
        self.watch = Watch(weights.width)
        settings.cb_eval = self.watch.callback
        # The other way divides what was read by the number of threads, which shows in the last digits of a reply.
        settings.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        context = llama_cpp.llama_init_from_model(weights.model, settings)
        if context is None:
            raise ModelError(f"llama.cpp cannot make a context of {tokens} tokens; close other programs")
        self._weights = weights  # which must outlive the context
        self._context = context
        self._memory = llama_cpp.llama_get_memory(context)
        self._batch = llama_cpp.llama_batch_init(batch, 0, 1)
        weakref.finalize(self, llama_cpp.llama_batch_free, self._batch)
        weakref.finalize(self, llama_cpp.llama_free, context)
        self._room = batch

    def evaluate(self, tokens: Sequence[int], *, position: int, threads: int) -> None:
        """Evaluate tokens, the first at `position`; `logits` are then those behind the last one.

        Raises ModelError when llama.cpp fails, Stopped when that is the case; what the context then
        holds from `position` on is undefined, and it can be used on.
        """
        batch = self._batch
        llama_cpp.llama_set_n_threads(self._context, threads, threads)
        # A token alone is soon done, and asking a thousand times meanwhile is not.
        stops = _is_stopped if len(tokens) > 1 else _NEVER
        llama_cpp.llama_set_abort_callback(self._context, stops, ctypes.c_void_p(0))
        for first in range(0, len(tokens), self._room):
            check_stopped()  # a graphics card does not ask
            step = tokens[first : first + self._room]
            batch.n_tokens = len(step)
            for i, token in enumerate(step):
                batch.token[i], batch.pos[i] = token, position + first + i
                batch.n_seq_id[i], batch.seq_id[i][0] = 1, 0
                batch.logits[i] = first + i == len(tokens) - 1
            status = llama_cpp.llama_decode(self._context, batch)
            if status == _ABORTED:
                raise Stopped
            if status:
                raise ModelError(f"llama.cpp failed on {len(step)} tokens (status {status}). Ask again.")

    def logits(self) -> npt.NDArray[np.float32]:
        """Return the logit of every token of the vocabulary behind the last evaluated one, as a copy."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, -1)
        logits: npt.NDArray[np.float32] = np.ctypeslib.as_array(pointer, shape=(self._weights.size,)).copy()
        return logits

    def keep(self, tokens: int) -> int:
        """Forget all but the first so many tokens, and return how many are kept.

        A model that keeps a state instead of keys and values cannot forget a part: then all goes.
        """
        if llama_cpp.llama_memory_seq_rm(self._memory, 0, tokens, -1):
            return tokens
        llama_cpp.llama_memory_clear(self._memory, True)
        return 0
