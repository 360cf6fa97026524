"""Links into a vault of Obsidian."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from format_samples import zipped
from hypothesis import given
from hypothesis import strategies as st
from program_parts import NOTE, link_at, note, vault, written

from index.load.documents import load, load_documents
from index.programs.links import link_into_program, program_of
from index.types import Document

__all__ = ["vault"]


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
