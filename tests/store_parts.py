"""The stores that the contract tests are run over, and what these tests share."""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from conftest import HashingEmbedder, make_document
from memory_store import MemoryStore

from index.adding.building import new_manifest
from index.adding.indexing import IndexedDocument, index_document
from index.filters import Filters
from index.store.opening import open_store
from index.store.protocol import Store
from index.store.values import Manifest
from index.types import Document, Hit

EMBEDDER = HashingEmbedder()
DATED = {
    "/notes/a.txt": "2024-03-31",
    "/notes/old/b.txt": "2023-12-31T23:30:00+01:00",
    "/notes-old/c.txt": None,
    "/notes/more.zip!/inner/d.txt": "2024-04-01",
    "https://news.example.org/2024/e": "2024-03-01",
    "https://example.org:8080/f?from=https://other.net/": "2022-01-01",
    "https://notexample.org/g": "2025-06-30",
}
"""Sources of all kinds, and when they were published."""
BEES = "Bees make honey. They dance to tell where flowers are."
ANTS = "Ants build hills. They carry leaves that weigh more than they do."
ARTICLE = " ".join(f"The heron {number} of the mill saw comet {number * 7}." for number in range(30))

Make: TypeAlias = Callable[[Manifest], Store]


def embedded(folder: Path) -> Make:
    return lambda manifest: open_store(folder / "library", lambda: manifest)


def in_memory(_: Path) -> Make:
    return MemoryStore


def in_milvus_file(folder: Path) -> Make:
    """Give the embedded form of Milvus; its test is skipped where that is not installed."""
    for needed in ("pymilvus", "milvus_lite"):
        pytest.importorskip(needed, reason="needs pincite[milvus]")
    return lambda manifest: open_store(Path(f"milvus:{folder}/milvus.db/tested"), lambda: manifest)


def on_milvus_server(_: Path) -> Make:
    """Give the server that PINCITE_MILVUS names, as http://HOST:19530, and a library of its own on it."""
    server = os.environ.get("PINCITE_MILVUS")
    if not server:
        pytest.skip("PINCITE_MILVUS names no server, such as http://localhost:19530")
    pytest.importorskip("pymilvus", reason="needs pincite[milvus]")
    return lambda manifest: open_store(Path(f"milvus:{server}/tested{secrets.token_hex(8)}"), lambda: manifest)


@pytest.fixture(
    params=[embedded, in_memory, in_milvus_file, on_milvus_server],
    ids=["embedded", "memory", "milvus", "milvus-server"],
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store of each kind. A store more is a line above."""
    store = request.param(tmp_path)(new_manifest(EMBEDDER, 40))
    yield store
    store.close()


def note(text: str, source: str = "/notes/bees.txt", **other: str | None) -> Document:
    return replace(make_document(text, source=source), **other)  # type: ignore[arg-type]  # texts, all of them


def indexed(document: Document) -> IndexedDocument:
    return index_document(document, EMBEDDER, 40)


def put(store: Store, *documents: Document) -> str | None:
    """Put documents; return what is said of the last one."""
    with store.changing("add"):
        said = [store.put(indexed(document), store.manifest().identity) for document in documents]
    return said[-1]


def found(store: Store, query: str, k: int = 50, filters: Filters | None = None) -> tuple[Hit, ...]:
    vector = EMBEDDER.embed_query(query)
    return store.search(query, vector, k, fingerprint=EMBEDDER.fingerprint, filters=filters)


def sources(store: Store) -> dict[str, tuple[str, ...]]:
    """Return under what documents are listed, of a store that is whole."""
    assert list(store.problems(EMBEDDER)) == []
    return {document.source: document.also for document in store.documents()}
