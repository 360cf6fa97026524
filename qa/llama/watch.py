"""What a layer of the model holds of the last token, seen while llama.cpp computes it.

llama.cpp asks for every tensor whether it is to be seen, which is how its own tools look into a model (`cb_eval`).
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
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
_ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p] * 2 + [ctypes.c_size_t] * 2
_ggml.ggml_backend_tensor_get.restype = None


class Watch:
    """Sees what one layer puts out for the last token of what is evaluated; nothing until one is chosen."""

    def __init__(self, width: int) -> None:
        """`width` is how many numbers a layer puts out for a token."""
        self._width = width
        self._layer = b""
        self._seen = False
        self._failed: BaseException | None = None
        self.state: npt.NDArray[np.float32] = np.zeros(width, np.float32)
        """What was seen last, (width,)."""
        self.callback = ggml_backend_sched_eval_callback(self._look)  # lives as long as the context that calls it

    @contextmanager
    def at(self, layer: int) -> Iterator[Self]:
        """See the output of a layer, from 0, meanwhile. Raises ModelError when it could not be seen."""
        self._layer, self._failed = b"l_out-%d" % layer, None  # as llama.cpp names it
        self._seen = False
        try:
            yield self
        finally:
            self._layer = b""
        if not self._seen:
            raise ModelError("What the model holds could not be read. Ask again.") from self._failed

    def _look(self, tensor: int, ask: bool, _: int) -> bool:
        """Answer whether a tensor is to be seen (`ask`), and see it; True otherwise: go on.

        What is raised in here ctypes would drop, and llama.cpp stop where it is without a word.
        """
        try:
            if ask:
                return bool(self._layer) and _ggml.ggml_get_name(tensor) == self._layer
            self._see(tensor)
        except BaseException as error:  # noqa: BLE001 - raised again by `at`
            self._failed = error
        return True

    def _see(self, tensor: int) -> None:
        """Take in the last row of a tensor of 32-bit numbers, one row a token."""
        self.state = np.empty(self._width, np.float32)
        size = self.state.nbytes
        _ggml.ggml_backend_tensor_get(tensor, self.state.ctypes.data, _ggml.ggml_nbytes(tensor) - size, size)
        self._seen = True
