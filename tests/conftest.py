"""What several tests share: an embedder that needs no model, and small libraries made with it."""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from chat_service import Service, serve
from hypothesis import settings
from web_site import Site
from web_site import serve as serve_site

from index.library import Library
from index.load.documents import document_id
from index.models.embed import Vectors
from index.models.files import cache_folder
from index.types import Block, Document
from qa.llama.speed import FILE

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUCKETS = 1024

# Machines are shared: how long an example takes says nothing.
settings.register_profile("pincite", deadline=None)
settings.load_profile("pincite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: else one process runs them at the end, and the other has nothing."""
    long = {item.path for item in items if any(item.iter_markers("slow")) or any(item.iter_markers("browser"))}
    items.sort(key=lambda item: item.path not in long)


@dataclass
class HashingEmbedder:
    """Counts words into buckets: the cosine of two texts is that of their word counts, and can be done by hand."""

    name: str = "hashing"
    fingerprint: str = "hashing-1"
    dimension: int = BUCKETS
    max_tokens: int = 40
    embedded: list[str] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+", text))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def embed_query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[zlib.crc32(word.encode()) % self.dimension] += 1
        return vector / np.linalg.norm(vector)


def make_document(text: str, *, title: str = "", source: str = "/notes/note.txt") -> Document:
    """Make a document of paragraphs, which stand between empty lines."""
    borders = [-2, *(found.start() for found in re.finditer("\n\n", text)), len(text)]
    blocks = tuple(Block(before + 2, after, "prose") for before, after in pairwise(borders))
    return Document(
        id=document_id(source),
        title=title or Path(source).stem,
        text=text,
        source=source,
        published=None,
        pages=(),
        blocks=blocks,
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


@pytest.fixture(scope="session", autouse=True)
def _own_speeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Link the models into a folder of this process: how fast they are in tests is none of the user's figures."""
    folder = tmp_path_factory.mktemp("models")
    for path in cache_folder().absolute().glob("*"):
        if path.name != FILE:
            (folder / path.name).symlink_to(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PINCITE_MODELS", str(folder))
        yield


@pytest.fixture(autouse=True)
def _words_are_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give assistants a reader that needs no model, but to tests marked slow."""
    if "slow" not in request.keywords:
        from qa_parts import WordReader

        monkeypatch.setattr("qa.assistant.TrainedReader", WordReader)


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def library(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Library]:
    """Give an empty library at tmp_path / "library"."""
    with Library.open(tmp_path / "library", embedder, create=True) as library:
        yield library


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Give a function that writes a file below tmp_path / "files" and returns its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def minilm_folder() -> Path:
    """Give the folder of the real embedding model, for tests marked slow."""
    from index.models.files import DEFAULT_EMBEDDER, model_path

    return model_path(DEFAULT_EMBEDDER)


@pytest.fixture
def tokenizer(minilm_folder: Path) -> "Tokenizer":
    """Give the tokenizer of the real embedding model."""
    from index.models.bert import whole_texts

    return whole_texts(minilm_folder / "tokenizer.json")


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a scripted service with the chat API."""
    with serve() as service:
        yield service


@pytest.fixture
def site() -> Iterator[Site]:
    """Give a web site on this computer that says what it is told."""
    with serve_site() as site:
        yield site


@pytest.fixture
def waited() -> list[float]:
    """Give the pauses between tries, none of which is waited for."""
    return []
