"""Links into the programs that documents belong to, where citations are shown."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from program_parts import NOTE, link_at, note, of_zotero, vault, written, zotero
from render_parts import Elements, answer, citation, said

from index.library import Library
from index.load.documents import load
from index.programs.links import link_into_program, program_of
from index.types import Document, Sentence
from qa.answer import Answer, CitedDocument
from qa.citations import citation as citation_of
from qa.sources import Source
from ui.export.markdown import answer_markdown
from ui.view.panel import evidence
from ui.view.place import Place

__all__ = ["vault", "zotero"]


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
