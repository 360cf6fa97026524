"""What layers of the model hold, and where their heads look, seen while llama.cpp computes it.

llama.cpp asks for every tensor whether it is to be seen, which is how its own tools look into a model (`cb_eval`).
"""

import ctypes
from pathlib import Path

import numpy as np
import numpy.typing as npt
from llama_cpp import _ctypes_extensions as extensions
from llama_cpp import ggml_backend_sched_eval_callback

from index.errors import ModelError

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
        self._failed: BaseException | None = None
        self.callback = ggml_backend_sched_eval_callback(self._look)  # lives as long as the context that calls it

    def at(self, layers: range, keys: int) -> None:
        """See from now on what the last of the layers puts out, and how all of them attend to the first `keys`.

        The model's last layer is none of them: there llama.cpp leaves out what no reply needs.
        """
        # Both as llama.cpp calls them.
        self._wanted = {b"kq_soft_max-%d" % layer: number for number, layer in enumerate(layers)}
        self._wanted[b"l_out-%d" % layers[-1]] = -1
        self._attention = [np.zeros((self._heads, keys), np.float32) for _ in layers]
        self._tokens = 0

    def away(self) -> None:
        """See nothing more. Raises ModelError when something went wrong while it was seen."""
        self._wanted = {}
        if (failed := self._failed) is not None:
            self._failed = None
            raise ModelError("What the model holds could not be read. Ask again.") from failed

    def state(self) -> Numbers:
        """Return what the last layer put out for the last token, (width,)."""
        return self._state

    def attention(self) -> Numbers:
        """Return the mean attention that the tokens paid, (layers, heads, keys)."""
        return np.stack(self._attention) / np.float32(max(self._tokens, 1))

    def _look(self, tensor: int, ask: bool, _: int) -> bool:
        """Answer whether a tensor is to be seen (`ask`), and see it; True otherwise: go on.

        What is raised in here ctypes would drop, and llama.cpp stop where it is without a word.
        """
        try:
            number = self._wanted.get(_ggml.ggml_get_name(tensor)) if self._wanted else None
            if ask or number is None:
                return not ask or number is not None
            self._see(tensor, number)
        except BaseException as error:  # noqa: BLE001 - raised again by `away`
            self._failed = error
        return True

    def _see(self, tensor: int, number: int) -> None:
        """Take in a tensor of 32-bit numbers: what a layer puts out for the last token, or its attention."""
        rows = _ggml.ggml_nrows(tensor)
        width = _ggml.ggml_nelements(tensor) // rows
        if number < 0:  # a row a token
            self._state = np.empty(width, np.float32)
            _ggml.ggml_backend_tensor_get(
                tensor, self._state.ctypes.data, (rows - 1) * self._state.nbytes, self._state.nbytes
            )
            self._tokens += rows
            return
        seen = np.empty((rows // self._heads, width), np.float32)  # a row a token, head by head
        for head, kept in enumerate(self._attention[number]):
            _ggml.ggml_backend_tensor_get(tensor, seen.ctypes.data, head * seen.nbytes, seen.nbytes)
            kept += seen[:, : len(kept)].sum(axis=0)
