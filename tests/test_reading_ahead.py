"""Small files are embedded together, and each is stored by itself all the same."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import HashingEmbedder

from index.errors import ModelError
from index.library import Library
from index.models.embed import Vectors

Write = Callable[[str, str], Path]


class CountingEmbedder(HashingEmbedder):
    """Notes how many texts come at once, and fails on the unlucky ones."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any("unlucky" in text for text in texts):
            raise ModelError("out of memory")
        self.at_once.append(len(texts))
        return super().embed_passages(texts)


def test_small_files_are_embedded_together(tmp_path: Path, write: Write) -> None:
    embedder = CountingEmbedder()
    paths = [write(f"note-{number:03}.txt", f"Ship {number} came in.") for number in range(70)]
    with Library.open(tmp_path / "library", embedder, create=True) as library:
        assert len(library.add(paths).added) == 70
        assert embedder.at_once == [64, 6]
        assert library.search("ship 69")[0].document.title == "note 069"
        assert [document.passages for document in library.documents()] == [1] * 70
        assert library.check() == ()


def test_a_file_that_breaks_the_model_does_not_cost_those_before_it(tmp_path: Path, write: Write) -> None:
    paths = [write("a.txt", "Ants build."), write("b.txt", "An unlucky note."), write("c.txt", "Cats sleep.")]
    with Library.open(tmp_path / "library", CountingEmbedder(), create=True) as library:
        with pytest.raises(ModelError, match="out of memory"):
            library.add(paths)
        assert [document.title for document in library.documents()] == ["a"]
        assert library.check() == ()


def test_nothing_new_asks_for_no_model(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt", "Ants build.")
    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        library.add([path])
    with Library.open(tmp_path / "library") as library:
        monkeypatch.setattr("index.library.default_embedder", lambda: pytest.fail("the model was asked for"))
        assert library.add([path]).unchanged == (str(path),)
