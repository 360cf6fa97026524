"""What the tests of engines share: a library that one has made, and another to compare it with."""

from pathlib import Path

import numpy as np
from conftest import HashingEmbedder

from index.adding.mapped import Engine
from index.library import Library


def added(place: Path, files: Path, engine: Engine | None = None) -> Library:
    library = Library.open(place, HashingEmbedder(), create=True)
    library.add([files], engine=engine)
    return library


def same_rows(one: Library, other: Library) -> None:
    assert one.documents() == other.documents()
    for summary in one.documents():
        assert one.document(summary.id) == other.document(summary.id)
        assert one.sentences(summary.id) == other.sentences(summary.id)
        assert one.passages(summary.id) == other.passages(summary.id)
        vectors = (library._store.vectors_of(summary.id) for library in (one, other))
        assert np.array_equal(*vectors)
