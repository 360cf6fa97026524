"""What the tests of libraries in Milvus share: the address of one in a file, and its store."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_parts import EMBEDDER

from index.adding.building import new_manifest
from index.store.opening import open_store
from index.store.protocol import Store

ROOT = Path(__file__).parents[1]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give the address of a library in a file that is not there yet."""
    for needed in ("pymilvus", "milvus_lite"):
        pytest.importorskip(needed, reason="needs pincite[milvus]")
    return Path(f"milvus:{tmp_path}/team.db/notes")


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with closing(open_store(place, lambda: new_manifest(EMBEDDER, 40))) as store:
        yield store
