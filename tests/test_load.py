from pathlib import Path

import pytest

from index.errors import DocumentError
from index.load import document_id, load


def test_a_text_file_keeps_every_character_and_gets_title_and_source(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("\ufeffThe bridge\r\n\r\nIt is 40 m long.\r\n".encode())
    document = load(path)
    assert document.text == "The bridge\r\n\r\nIt is 40 m long.\r\n"
    assert document.title == "The bridge"
    assert document.source == path.resolve().as_posix()
    assert document.id == document_id(document.source)
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks] == [
        ("heading", "The bridge"),
        ("prose", "It is 40 m long."),
    ]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b" \n")
    with pytest.raises(DocumentError, match=r"empty\.txt: is empty"):
        load(path)
