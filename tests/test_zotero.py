"""Links into Zotero, and what it knows of its files."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from format_samples import zipped
from program_parts import of_zotero, read, written, zotero

from index.load.documents import load, load_documents
from index.load.parts import Refused
from index.programs.links import link_into_program
from index.types import Document

__all__ = ["zotero"]


def test_a_paper_opens_at_its_page_in_zotero(zotero: Path) -> None:
    pdf = of_zotero(zotero, "ABCD2345/Paper.pdf")
    paper = replace(load(of_zotero(zotero, "ABCD2345/Paper.txt")), source=str(pdf))
    assert link_into_program(paper) == "zotero://select/library/items/ABCD2345"
    paged = replace(paper, pages=(0, 6))
    assert link_into_program(paged, 7) == "zotero://open-pdf/library/items/ABCD2345?page=2"
    assert link_into_program(replace(paged, source=f"{paged.source}.zip!/a.pdf"), 7) == (
        "zotero://select/library/items/ABCD2345"
    )


def test_what_belongs_to_a_group_opens_there(zotero: Path) -> None:
    shared = load(of_zotero(zotero, "GRUP2345/Shared.txt"))
    assert link_into_program(shared) == "zotero://select/groups/2432324/items/GRUP2345"


def test_without_zotero_there_is_no_link_and_no_error(zotero: Path, tmp_path: Path) -> None:
    paper = load(of_zotero(zotero, "ABCD2345/Paper.txt"))
    assert link_into_program(load(of_zotero(zotero, "elsewhere/Paper.txt"))) is None
    assert link_into_program(load(written(zotero / "ABCD2345" / "Paper.txt", "It is long."))) is None
    (zotero / "zotero.sqlite").rename(tmp_path / "zotero.sqlite")
    assert link_into_program(paper) is None
    assert read(Path(paper.source)).title == paper.title


def test_title_authors_and_date_are_those_of_the_item(zotero: Path) -> None:
    paper = read(
        of_zotero(zotero, "ABCD2345/lund19.md", "---\ntitle: x\nauthor: y\ndate: 2001-01-01\n---\nIt is long.")
    )
    assert (paper.title, paper.author) == ("Piers of the North", "Ada Lund, Bo Berg, Harbour Office")
    assert (paper.published, paper.left_out) == ("2019-05", ())


def test_they_are_read_while_zotero_has_its_database_locked(zotero: Path) -> None:
    path = of_zotero(zotero, "ABCD2345/a.txt")
    with closing(sqlite3.connect(zotero / "zotero.sqlite", isolation_level=None)) as running:
        running.execute("BEGIN EXCLUSIVE")
        paper = read(path)
        assert link_into_program(paper) == "zotero://select/library/items/ABCD2345"
    assert (paper.title, paper.left_out) == ("Piers of the North", ())


def test_what_zotero_knows_nothing_of_says_its_own_title(zotero: Path) -> None:
    assert read(of_zotero(zotero, "LONE2345/Alone.txt")).title == "Alone"
    assert read(of_zotero(zotero, "NEWX2345/new.txt")).title == "new"
    assert read(of_zotero(zotero, "ABCD2345/all.zip", zipped({"a.txt": "It is long."}))).title == "a"


@pytest.mark.parametrize("broken", [b"", b"no database" * 200, None])
def test_a_database_that_cannot_be_read_is_told(zotero: Path, broken: bytes | None) -> None:
    if broken is None:
        with closing(sqlite3.connect(zotero / "zotero.sqlite")) as database:
            database.execute("ALTER TABLE itemData RENAME COLUMN valueID TO textID")
            database.commit()
    else:
        (zotero / "zotero.sqlite").write_bytes(broken)
    paper, told = load_documents(of_zotero(zotero, "ABCD2345/a.txt"))
    assert isinstance(paper, Document)
    assert isinstance(told, Refused)
    assert paper.title == "a"
    assert told.part
    assert told.reason.startswith("title, authors and date that Zotero has: zotero.sqlite cannot be read (")
    assert paper.left_out == (told.reason,)
    assert link_into_program(paper) == "zotero://select/library/items/ABCD2345"


@pytest.mark.parametrize(
    ("stored", "date"),
    [("2020-05-12 May 12, 2020", "2020-05-12"), ("2020-00-00 2020", "2020"), ("0000-00-00 in press", None)],
)
def test_of_a_date_the_known_part_is_kept(zotero: Path, stored: str, date: str | None) -> None:
    with closing(sqlite3.connect(zotero / "zotero.sqlite")) as database:
        database.execute("UPDATE itemDataValues SET value = ? WHERE valueID = 2", (stored,))
        database.commit()
    assert read(of_zotero(zotero, "ABCD2345/a.txt")).published == date
