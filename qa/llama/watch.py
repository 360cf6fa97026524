"""What layers of the model hold, and where their heads look, seen while llama.cpp computes it.

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
for _count in (_ggml.ggml_nelements, _ggml.ggml_nrows):
    _count.argtypes, _count.restype = [ctypes.c_void_p], ctypes.c_int64
_ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p] * 2 + [ctypes.c_size_t] * 2
_ggml.ggml_backend_tensor_get.restype = None

Numbers = npt.NDArray[np.float32]


class Watch:
    """Sees what is evaluated in some layers; in none until they are chosen."""

    def __init__(self, heads: int) -> None:
        """`heads` is how many ways to attend a layer has."""
        self._heads = heads
        self._wanted: dict[bytes, int] = {}
        self._state = np.zeros(0, np.float32)
        self._attention: list[Numbers] = []  # of each layer: the sum over tokens, (heads, keys)
        self._tokens = 0
        self.callback = ggml_backend_sched_eval_callback(self._look)  # lives as long as the context that calls it

    def at(self, layers: range, keys: int) -> None:
        """See from now on what the last of the layers puts out, and how all of them attend to the first `keys`."""
        self._wanted = {
            b"kq_soft_max-%d" % layer: number for number, layer in enumerate(layers)
        }  # llama.cpp's names
        self._wanted[b"l_out-%d" % layers[-1]] = -1
        self._attention = [np.zeros((self._heads, keys), np.float32) for _ in layers]
        self._tokens = 0

    def away(self) -> None:
        """See nothing more."""
        self._wanted = {}

    def state(self) -> Numbers:
        """Return what the last layer put out for the last token, (width,)."""
        return self._state

    def attention(self) -> Numbers:
        """Return the mean attention that the tokens paid, (layers, heads, keys)."""
        return np.stack(self._attention) / max(self._tokens, 1)

    def _look(self, tensor: int, ask: bool, _: int) -> bool:
        """Answer whether a tensor is to be seen (`ask`), and see it; True otherwise: go on."""
        number = self._wanted.get(_ggml.ggml_get_name(tensor)) if self._wanted else None
        if ask or number is None:
            return not ask or number is not None
        size, rows = _ggml.ggml_nelements(tensor), _ggml.ggml_nrows(tensor)
        seen = np.empty((rows, size // rows), np.float32)  # all are of 32-bit numbers
        _ggml.ggml_backend_tensor_get(tensor, seen.ctypes.data, 0, seen.nbytes)
        if number < 0:
            self._state = seen[-1]  # a row a token
            self._tokens += rows
        else:
            kept = self._attention[number]  # a row a token, head by head
            kept += seen.reshape(self._heads, -1, size // rows)[:, :, : kept.shape[1]].sum(axis=1)
        return True
