"""Text in, unit vectors out: what the library asks of an embedding model, and the sentence-transformers one.

torch and sentence-transformers are imported when a model is first used, so that listing a library stays quick.
"""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.stopping import check_stopped

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

UNIT_TOLERANCE = 1e-3
# Small batches of texts of one length stay in the processor's cache; 32, the library's own, is slower.
BATCH = 16
# Tokens of padding that cost as much as another batch.
PADDING = 32
INSTALL = "pip install 'pincite[embedders]'"
# Formats of the same weights that sentence-transformers does not need, some of them larger than the model.
UNUSED_HUB_FILES = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf"]


class Embedder(Protocol):
    """An embedding model. Vectors are float32 of length one, so their inner product is the cosine."""

    @property
    def name(self) -> str:
        """What a person calls the model."""

    @property
    def fingerprint(self) -> str:
        """Hash of the weights: two embedders with the same one give the same vectors, but for rounding."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens of text, as `count_tokens` counts them, that the model reads at once."""

    def count_tokens(self, text: str) -> int:
        """Count the tokens of `text`, without the ones the model adds."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, shape (n, dimension)."""

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, shape (dimension,)."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model from a folder or by its name on the Hugging Face Hub, on the CPU.

    It computes in bfloat16 where the processor multiplies such numbers itself, which is twice as fast, else in
    float32. Vectors of both may stand in one library: those of one text have a cosine of .9999 or more.

    No text is cut: one longer than the window becomes the mean of its windows' vectors, made unit length again.
    Calls are serialised, because a tokenizer must not be used by two threads at once.
    """

    def __init__(self, folder_or_name: str | Path) -> None:
        """Name the model; nothing is read before it is needed."""
        self._given = folder_or_name
        self._lock = threading.RLock()
        self._loaded: SentenceTransformer | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process by the folder alone; there it is loaded once, however often it comes."""
        return in_this_process, (type(self), str(self.folder))

    @property
    def name(self) -> str:
        """The folder's own name, or the name on the Hub."""
        return Path(self._given).name if Path(self._given).is_dir() else str(self._given)

    @cached_property
    def folder(self) -> Path:
        """Where the model lies on disk. Raises ModelError when it can neither be found nor fetched."""
        if Path(self._given).is_dir():
            return Path(self._given)
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError, RepositoryNotFoundError

        try:
            return Path(snapshot_download(str(self._given), ignore_patterns=UNUSED_HUB_FILES))
        except (HFValidationError, LocalEntryNotFoundError, RepositoryNotFoundError, OSError) as error:
            raise ModelError(
                f"embedding model {self._given}: not a folder here, and the Hugging Face Hub did not give it "
                f"({type(error).__name__}); name a folder that holds a sentence-transformers model"
            ) from error

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the weight file; of the hashes of all of them, in order of their paths, if there are more."""
        files = sorted(self.folder.rglob("*.safetensors")) or sorted(self.folder.rglob("pytorch_model*.bin"))
        if not files:
            raise ModelError(f"embedding model {self.folder}: no weights (*.safetensors) in it; fetch it again")
        hashes = []
        for path in files:
            with path.open("rb") as file:
                hashes.append(hashlib.file_digest(file, "sha256").hexdigest())
        return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"embedding model {self.name}: it does not tell its dimension; use another one")
        return dimension

    @cached_property
    def max_tokens(self) -> int:
        """The model's window, less the tokens it adds itself; loads the model."""
        window = self._model.max_seq_length
        if not window:
            raise ModelError(f"embedding model {self.name}: it does not tell its window; use another one")
        return int(window) - int(self._model.tokenizer.num_special_tokens_to_add())

    def count_tokens(self, text: str) -> int:
        """Count the tokens of `text`, however long, without the ones the model adds."""
        with self._lock:
            return len(self._tokens([text])[0])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, dimension)."""
        return self._embed(texts, query=False)

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""
        vector: Vectors = self._embed([text], query=True)[0]
        return vector

    @property
    def _model(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                self._loaded = load_model(self.folder, bfloat16=multiplies_bfloat16())
            return self._loaded

    def _embed(self, texts: Sequence[str], *, query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            windows = self._windows(texts)
            parts = [part for parts in windows for part in parts]
            vectors = np.empty((len(parts), self.dimension), dtype=np.float32)
            order = batches([len(tokens) for tokens in self._tokens(parts)])
            texts_of = [[parts[place] for place in batch] for batch in order]
            for batch, encoded in zip(order, self._encoded(texts_of, query=query), strict=True):
                vectors[batch] = encoded
        borders = np.cumsum([0, *(len(parts) for parts in windows)])
        return unit(np.add.reduceat(vectors, borders[:-1], axis=0), self.name)

    def _encoded(self, batches: Sequence[Sequence[str]], *, query: bool) -> Iterator[Vectors]:
        """Give the vectors, not yet of length one, of each batch of texts that fit the window."""
        encode = self._model.encode_query if query else self._model.encode_document
        for texts in batches:
            check_stopped()
            encoded = encode(list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_tensor=True)
            yield encoded.float().numpy()

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, without the ones the model adds."""
        tokens: list[list[int]] = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)[
            "input_ids"
        ]
        return tokens

    def _spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where each of these tokens stands in the text."""
        spans: list[tuple[int, int]] = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        return spans

    def _windows(self, texts: Sequence[str]) -> list[list[str]]:
        """Cut each text the model cannot read at once into stretches that it can."""
        return [
            [text] if len(tokens) <= self.max_tokens else self._cut(text)
            for text, tokens in zip(texts, self._tokens(texts), strict=True)
        ]

    def _cut(self, text: str) -> list[str]:
        starts = window_starts(text, self._spans(text), self.max_tokens)
        return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@cache
def in_this_process(kind: "type[SentenceTransformerEmbedder]", folder: str) -> "SentenceTransformerEmbedder":
    """Return the one embedder of a folder that all of this process share which came from other processes."""
    return kind(folder)


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Return the places of the texts to embed together, the longest first.

    A batch is as wide as its longest text, so a text that would be mostly padding begins another one.
    """
    found: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if not found or len(found[-1]) == BATCH or lengths[found[-1][0]] - lengths[place] > PADDING:
            found.append([])
        found[-1].append(place)
    return found


def window_starts(text: str, tokens: Sequence[tuple[int, int]], limit: int) -> list[int]:
    """Return where the stretches of at most `limit` tokens begin, at the start of a word where there is one.

    A cut inside a word would change its tokens, and the stretch might no longer fit.
    """
    starts, first = [0], 0
    while len(tokens) - first > limit:
        following = range(first + limit, first, -1)
        cut = next((token for token in following if text[tokens[token][0] - 1].isspace()), first + limit)
        starts.append(tokens[cut][0])
        first = cut
    return starts


def load_model(folder: Path, *, bfloat16: bool) -> "SentenceTransformer":
    """Load a model on the CPU, without the progress bar that would land in a command's output.

    Raises ModelError where it cannot be loaded, or sentence-transformers is not installed.
    """
    from safetensors import SafetensorError

    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise ModelError(f"embedding model {folder} needs sentence-transformers ({error}): `{INSTALL}`") from error

    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it without annotations
    try:
        kind = torch.bfloat16 if bfloat16 else torch.float32
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": kind})
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(f"embedding model {folder} does not load: {error}; fetch it again") from error


def multiplies_bfloat16() -> bool:
    """Tell whether the processor has instructions for it; without them bfloat16 is slower than float32."""
    from torch.cpu import get_capabilities

    capabilities = get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def unit(vectors: Vectors, name: str) -> Vectors:
    """Make every row unit length. Raises ModelError for a vector that has no direction."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(norms).all() and (norms > UNIT_TOLERANCE).all()):
        raise ModelError(f"embedding model {name} gave a vector without a direction; its files may be damaged")
    unit: Vectors = (vectors / norms).astype(np.float32)
    return unit


def questions_like(vectors: Vectors, cosine: float = 0.7) -> Vectors:
    """Return unit vectors in any direction from the given ones, as far as a question is from what answers it."""
    noise = np.random.default_rng(0).standard_normal(vectors.shape, dtype=np.float32)
    noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    mixed: Vectors = np.float32(cosine) * vectors + np.float32((1 - cosine**2) ** 0.5) * noise
    return mixed
