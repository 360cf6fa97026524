"""Files of Obsidian and Zotero: what becomes of them, and the links that open them there again."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import HashingEmbedder
from format_samples import zipped
from hypothesis import given
from hypothesis import strategies as st
from render_parts import Elements, answer, citation, said

from index.library import Library
from index.load.documents import load, load_documents
from index.load.parts import Refused
from index.programs.links import link_into_program, program_of
from index.types import Document, Sentence
from qa.answer import Answer, CitedDocument
from qa.citations import citation as citation_of
from qa.sources import Source
from ui.export.markdown import answer_markdown
from ui.view.panel import evidence
from ui.view.place import Place

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


def test_a_place_in_a_note_opens_under_its_heading(vault: Path) -> None:
    pier = note(vault)
    start = "obsidian://open?vault=My%20notes%20%26%20more&file=Sea%2FThe%20pier.md"
    assert link_at(pier, "It is old.") == start
    assert link_at(pier, "It is long.") == f"{start}%23The%20%2Along%2A%20pier"
    assert link_at(pier, "Wear boots.") == f"{start}%23The%20%2Along%2A%20pier"  # a callout's title is no heading
    assert link_at(pier, "It opens at six.") == f"{start}%23Hours%20Rules%20by%20rule%201"


def test_a_pdf_of_a_vault_opens_at_its_page(vault: Path) -> None:
    paper = replace(note(vault, "Paper.pdf.md"), source=str(written(vault / "Paper.pdf", "x")), pages=(0, 12))
    assert (
        link_into_program(paper, 20) == "obsidian://open?vault=My%20notes%20%26%20more&file=Paper.pdf%23page%3D2"
    )


def test_what_obsidian_cannot_open_has_no_link(vault: Path, tmp_path: Path) -> None:
    assert link_into_program(load(written(tmp_path / "a.md", NOTE))) is None
    assert link_into_program(load(written(vault / "a.txt", NOTE))) is None
    assert link_into_program(note(vault, "C# and F#.md")) is None
    (member,) = load_documents(written(vault / "all.zip", zipped({"a.md": NOTE})))
    assert isinstance(member, Document)
    assert link_into_program(member) is None
    assert link_into_program(replace(member, source="https://example.org/a.md")) is None


def test_the_innermost_vault_is_meant(vault: Path) -> None:
    written(vault / "Sea" / ".obsidian" / "app.json", "{}")
    assert link_into_program(note(vault)) == "obsidian://open?vault=Sea&file=The%20pier.md"


def test_without_the_vault_or_the_note_there_is_no_link_and_no_error(vault: Path) -> None:
    pier = note(vault)
    assert link_into_program(pier) is not None
    (vault / "Sea" / "The pier.md").rename(vault / "Sea" / "The jetty.md")
    assert link_into_program(pier) is None
    vault.rename(vault.parent / "elsewhere")
    assert link_into_program(pier) is None
    assert link_into_program(replace(pier, source=f"/{'x' * 5000}/a.md")) is None


def test_the_second_place_of_a_document_counts_where_the_first_belongs_to_no_program(vault: Path) -> None:
    pier = note(vault)
    copy = replace(pier, source="/downloads/pier.md", also=("/b.md", pier.source))
    assert link_into_program(copy, 30) == link_into_program(pier, 30)


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/#\x00"), min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..")
)


@given(vault=NAMES, name=NAMES)
def test_names_come_out_of_a_link_as_they_are(
    vault: str, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("vaults") / vault
    written(folder / ".obsidian" / "app.json", "{}")
    link = link_into_program(note(folder, f"{name}.md", "It is long.\n"))
    assert link is not None
    assert program_of(link) == "Obsidian"
    assert parse_qs(urlsplit(link).query, strict_parsing=True) == {"vault": [vault], "file": [f"{name}.md"]}


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


def test_only_notes_and_papers_are_added_and_a_rebuild_keeps_their_links(
    vault: Path, zotero: Path, library: Library, embedder: HashingEmbedder
) -> None:
    pier = written(vault / "The pier.md", NOTE)
    for hidden in (".trash/Old.md", ".obsidian/workspace.json", ".obsidian/plugins/a/README.md"):
        written(vault / hidden, "It is hidden.")
    paper = of_zotero(zotero, "ABCD2345/Paper.txt")
    for cache in (".zotero-ft-cache", ".zotero-ft-info", ".zotero-reader-state"):
        of_zotero(zotero, f"ABCD2345/{cache}", "It is hidden.")
    report = library.add([vault, zotero / "storage"])
    assert set(report.added) == {str(pier), str(paper)}
    assert report.failed == ()
    library.rebuild(embedder)
    kept, kept_paper = library.document(str(pier)), library.document(str(paper))
    assert (kept.published, kept_paper.title) == ("2024-05-04", "Piers of the North")
    assert link_at(kept, "It is old.") is not None
    assert link_into_program(kept_paper) == "zotero://select/library/items/ABCD2345"
    sentences = [kept.text[one.start : one.end] for one in library.sentences(kept.id)]
    assert sentences[-1] == "It opens at six."  # and none of names and tags


def answered(document: Document, words: str) -> Answer:
    start = document.text.index(words)
    cited = citation_of(1, Source.of(document, Sentence(start, start + len(words))))
    return answer(f"{words} [1]", [said(words, 1)], [cited])


def test_a_citation_carries_the_link_in_json_and_markdown(vault: Path, tmp_path: Path) -> None:
    pier = note(vault)
    given = answered(pier, "It is long.")
    link = link_at(pier, "It is long.")
    assert given.to_json()["citations"][0]["document"]["link"] == link
    assert Answer.from_json(given.to_json()) == given
    assert answer_markdown(given).endswith(f"The pier, 4 May 2024, [open in Obsidian]({link})\n")
    plain = answered(load(written(tmp_path / "a.md", NOTE)), "It is long.")
    assert plain.to_json()["citations"][0]["document"]["link"] is None
    assert answer_markdown(plain).endswith("4 May 2024\n")


def test_answers_without_the_field_are_read() -> None:
    given = answered(Document("ab", "A", "It is long.", "/a.txt", None, (), (), "h"), "It is long.")
    data = given.to_json()
    del data["citations"][0]["document"]["link"]
    assert Answer.from_json(data) == given


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "obsidian:alert", "https://x.example", "zotero://a)<b", "obsidian://a b"]
)
def test_nothing_but_a_link_into_a_program_is_exported_as_one(link: str) -> None:
    source = Document("ab", "A", "It is long.", "/a.txt", None, (), (), "h")
    cited = replace(citation(source, "It is long."), document=CitedDocument("ab", "A", "/a.txt", None, link))
    given = answer("It is long. [1]", [said("It is long.", 1)], [cited])
    assert program_of(link) is None
    assert answer_markdown(given) == "It is long.[^1]\n\n[^1]: “It is long.” A\n"


def test_the_panel_leads_to_the_place_in_the_program(vault: Path, tmp_path: Path) -> None:
    pier = note(vault)
    start = pier.text.index("It is long.")
    page = evidence(pier, Place(pier.id, start, start + 11))
    assert Elements(page).links("in-program") == [link_at(pier, "It is long.")]
    assert ">Open in Obsidian</a>" in page
    assert "in-program" not in evidence(load(written(tmp_path / "a.md", NOTE)), Place(pier.id, 0, 5))


def test_what_stands_in_a_document_makes_no_link(vault: Path) -> None:
    hostile = '# x" onclick="alert(1)\n\n[a](javascript:alert(1)) obsidian://open?vault=evil <b>'
    pier = note(vault, "a.md", hostile)
    page = Elements(evidence(pier, Place(pier.id, len(pier.text) - 3, len(pier.text))))
    (link,) = page.links("in-program")
    assert link is not None
    assert link.startswith("obsidian://open?vault=My%20notes%20%26%20more&file=a.md%23x%22%20onclick")
    assert [one["href"] for tag, one in page.elements if tag == "a"] == [link]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
