"""What a layer of the model holds of the last token, seen while llama.cpp computes it.

llama.cpp asks for every tensor whether it is to be seen, which is how its own tools look into a model (`cb_eval`).
"""

import ctypes
from pathlib import Path

import numpy as np
import numpy.typing as npt
from llama_cpp import _ctypes_extensions as extensions
from llama_cpp import ggml_backend_sched_eval_callback

_ggml = extensions.load_shared_library("ggml-base", Path(extensions.__file__).parent / "lib")
_ggml.ggml_get_name.argtypes, _ggml.ggml_get_name.restype = [ctypes.c_void_p], ctypes.c_char_p
_ggml.ggml_nbytes.argtypes, _ggml.ggml_nbytes.restype = [ctypes.c_void_p], ctypes.c_size_t
_ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p] * 2 + [ctypes.c_size_t] * 2
_ggml.ggml_backend_tensor_get.restype = None


class Watch:
    """Sees the output of one layer for the last token of what is evaluated; of none until one is chosen."""

    def __init__(self, width: int) -> None:
        """`width` is how many numbers a layer puts out for a token."""
        self._layer = b""
        self._seen: npt.NDArray[np.float32] = np.zeros(width, np.float32)
        self.callback = ggml_backend_sched_eval_callback(self._look)  # lives as long as the context that calls it

    def at(self, layer: int | None) -> None:
        """See the output of a layer, from 0, from now on; of none with None."""
        self._layer = b"" if layer is None else b"l_out-%d" % layer  # as llama.cpp names them

    def state(self) -> npt.NDArray[np.float32]:
        """Return what was seen last."""
        return self._seen.copy()

    def _look(self, tensor: int, ask: bool, _: int) -> bool:
        """Answer whether a tensor is to be seen (`ask`), and see it; True otherwise: go on."""
        if ask:
            return bool(self._layer) and _ggml.ggml_get_name(tensor) == self._layer
        size = self._seen.nbytes
        last = _ggml.ggml_nbytes(tensor) - size  # rows of 32-bit numbers, one a token
        _ggml.ggml_backend_tensor_get(tensor, self._seen.ctypes.data, last, size)
        return True
