"""A vault of Obsidian and a folder of Zotero, made for a test."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.load.documents import load, load_documents
from index.programs.links import link_into_program
from index.types import Document

NOTE = (
    "---\naliases: [Jetty]\ntags: [sea]\ncreated: 2024-05-04\n---\nIt is old.\n\n"
    "# The *long* pier\n\nIt is long.\n\n> [!warning] Slippery\n> Wear boots.\n\n"
    "## Hours: [[Rules|by rule]] #1\n\nIt opens at six.\n"
)
TABLES = """
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, libraryID INT NOT NULL, key TEXT);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, contentType TEXT, path TEXT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT NOT NULL UNIQUE, name TEXT NOT NULL);
INSERT INTO itemTypes VALUES (3, 'attachment'), (22, 'journalArticle');
INSERT INTO items VALUES (1, 22, 1, 'PARENT22'), (2, 3, 1, 'ABCD2345'), (3, 3, 1, 'LONE2345'),
    (4, 3, 5, 'GRUP2345');
INSERT INTO itemAttachments VALUES (2, 1, 'application/pdf', 'storage:Paper.pdf'),
    (3, NULL, 'text/plain', 'storage:Alone.txt'), (4, 1, 'text/plain', 'storage:Shared.txt');
INSERT INTO fields VALUES (1, 'title'), (6, 'date');
INSERT INTO itemDataValues VALUES (1, 'Piers of the North'), (2, '2019-05-00 May 2019');
INSERT INTO itemData VALUES (1, 1, 1), (1, 6, 2);
INSERT INTO creators VALUES (1, 'Ada', 'Lund', 0), (2, 'Bo', 'Berg', 0), (3, '', 'Harbour Office', 1),
    (4, 'Ed', 'It', 0);
INSERT INTO itemCreators VALUES (1, 2, 8, 1), (1, 1, 8, 0), (1, 3, 8, 2), (1, 4, 10, 3);
INSERT INTO groups VALUES (2432324, 5, 'Harbour');
"""


def written(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "My notes & more"
    written(folder / ".obsidian" / "app.json", "{}")
    return folder


@pytest.fixture
def zotero(tmp_path: Path) -> Path:
    folder = tmp_path / "Zotero"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "zotero.sqlite")) as database:
        database.executescript(TABLES)
    return folder


def note(vault: Path, name: str = "Sea/The pier.md", text: str = NOTE) -> Document:
    return load(written(vault / name, text))


def link_at(document: Document, words: str) -> str | None:
    return link_into_program(document, document.text.index(words))


def read(path: Path) -> Document:
    (document,) = [one for one in load_documents(path) if isinstance(one, Document)]
    return document


def of_zotero(folder: Path, name: str, data: str | bytes = "It is long.") -> Path:
    return written(folder / "storage" / name, data)
