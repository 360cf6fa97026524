"""What a layer of the model holds of the last token, and where heads look, seen while llama.cpp computes it.

llama.cpp asks for every tensor whether it is to be seen, which is how its own tools look into a model (`cb_eval`).
"""

import ctypes
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from llama_cpp import _ctypes_extensions as extensions
from llama_cpp import ggml_backend_sched_eval_callback

from index.errors import ModelError

_ggml = extensions.load_shared_library("ggml-base", Path(extensions.__file__).parent / "lib")
_ggml.ggml_get_name.argtypes, _ggml.ggml_get_name.restype = [ctypes.c_void_p], ctypes.c_char_p
_ggml.ggml_nbytes.argtypes, _ggml.ggml_nbytes.restype = [ctypes.c_void_p], ctypes.c_size_t
_ggml.ggml_nrows.argtypes, _ggml.ggml_nrows.restype = [ctypes.c_void_p], ctypes.c_int64
_ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p] * 2 + [ctypes.c_size_t] * 2
_ggml.ggml_backend_tensor_get.restype = None


Numbers = npt.NDArray[np.float32]


class Watch:
    """Sees what layers compute for what is evaluated; nothing until some are chosen."""

    def __init__(self, width: int, heads: int) -> None:
        """`width` is how many numbers a layer puts out for a token, `heads` how many ways to attend it has."""
        self._width, self._heads = width, heads
        self._wanted: Mapping[bytes, Callable[[int], None]] = {}
        self._unseen: set[bytes] = set()
        self._failed: BaseException | None = None
        self.state: Numbers = np.zeros(width, np.float32)
        """What a layer put out for the last token, (width,)."""
        self.paid: Numbers = np.zeros((0, 0, 0), np.float32)
        """The attention paid to the first tokens, summed up over those that paid it, (layers, heads, keys)."""
        self.callback = ggml_backend_sched_eval_callback(self._look)  # lives as long as the context that calls it

    @contextmanager
    def at(self, layer: int) -> Iterator[Self]:
        """See the output of a layer, from 0, meanwhile. Raises ModelError when it could not be seen."""
        with self._seeing({b"l_out-%d" % layer: self._see}):  # as llama.cpp names it
            yield self

    @contextmanager
    def heads(self, layers: range, keys: int) -> Iterator[Self]:
        """See how all heads of some layers attend to the first `keys` tokens meanwhile. Raises ModelError as `at`.

        The model's last layer is none of them: there llama.cpp leaves out what no reply needs.
        """
        self.paid = np.zeros((len(layers), self._heads, keys), np.float32)
        sums = zip(layers, self.paid, strict=True)
        with self._seeing({b"kq_soft_max-%d" % layer: partial(self._sum_up, of) for layer, of in sums}):
            yield self

    @contextmanager
    def _seeing(self, wanted: Mapping[bytes, Callable[[int], None]]) -> Iterator[None]:
        self._wanted, self._failed, self._unseen = wanted, None, set(wanted)
        try:
            yield
        finally:
            self._wanted = {}
        if self._failed is not None or self._unseen:
            raise ModelError("What the model holds could not be read. Ask again.") from self._failed

    def _look(self, tensor: int, ask: bool, _: int) -> bool:
        """Answer whether a tensor is to be seen (`ask`), and see it; True otherwise: go on.

        What is raised in here ctypes would drop, and llama.cpp stop where it is without a word.
        """
        try:
            name = _ggml.ggml_get_name(tensor) if self._wanted else b""
            see = self._wanted.get(name)
            if ask:
                return see is not None
            if see is not None:
                see(tensor)
                self._unseen.discard(name)
        except BaseException as error:  # noqa: BLE001 - raised again by `_seeing`
            self._failed = error
        return True

    def _see(self, tensor: int) -> None:
        """Take in the last row of a tensor of 32-bit numbers, one row a token."""
        self.state = np.empty(self._width, np.float32)
        size = self.state.nbytes
        _ggml.ggml_backend_tensor_get(tensor, self.state.ctypes.data, _ggml.ggml_nbytes(tensor) - size, size)

    def _sum_up(self, paid: Numbers, tensor: int) -> None:
        """Add a tensor of shares, head by head a row a token, to the sums of a layer, (heads, keys)."""
        rows = _ggml.ggml_nrows(tensor)
        shares = np.empty((self._heads, rows // self._heads, _ggml.ggml_nbytes(tensor) // 4 // rows), np.float32)
        _ggml.ggml_backend_tensor_get(tensor, shares.ctypes.data, 0, shares.nbytes)
        paid += shares[:, :, : paid.shape[1]].sum(axis=1)
