"""A filtered search: only what the filters allow, and still as many passages as asked for."""

import json
from dataclasses import replace

import pytest
from conftest import HashingEmbedder, make_document
from store_parts import DATED

from index.errors import QuestionError
from index.filters import Filters
from index.library import Library
from ui.cli import library as cli_library
from ui.cli import main as cli

TITLES = dict(zip(DATED, "abcdefg", strict=True))


@pytest.fixture
def mixed(library: Library) -> Library:
    for source, published in DATED.items():
        document = make_document(f"Red fish swim at {TITLES[source]}.", title=TITLES[source], source=source)
        site = "The Daily" if TITLES[source] == "g" else None
        library.add_document(replace(document, published=published, site=site))
    return library


def test_the_best_of_the_allowed_are_found_behind_any_number_of_better_ones(library: Library) -> None:
    passages = (
        "Red fish of a long old bay swim in the warm and shallow water of the red rocks at the coast of the land."
    )
    library.add_document(make_document("\n\n".join([passages] * 120), title="red fish", source="/sea/fish.txt"))
    library.add_document(make_document("Blue birds sing.", title="sky", source="/sky/birds.txt"))
    library.add_document(make_document("Fish walls stand.", title="sky", source="/sky/walls.txt"))
    assert len(library.passages(library.document("fish.txt").id)) > 50
    assert {hit.document.source for hit in library.search("red fish", 50)} == {"/sea/fish.txt"}
    hits = library.search("red fish", 2, Filters(folder="/sky"))
    assert [hit.document.source for hit in hits] == ["/sky/walls.txt", "/sky/birds.txt"]
    assert hits[0].lexical > hits[1].lexical == 0
    assert len(library.search("red fish", 110, Filters(folder="/sea"))) == 110


@pytest.mark.parametrize("date", ["yesterday", "2024-13", "2024-02-30", "2024-3-1", "24", "2024-03-31T10:00", ""])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    with pytest.raises(QuestionError, match=r"since: .* is no date; write it as"):
        Filters(since=date)
    with pytest.raises(QuestionError, match="until: "):
        Filters(until=date)


def test_the_command_narrows_a_search(
    mixed: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    command = ["search", "--index", str(mixed.folder), "red fish", "--json"]

    def titles(*options: str) -> list[str]:
        assert cli.main([*command, *options]) == 0
        return sorted(hit["document"]["title"] for hit in json.loads(capsys.readouterr().out))

    assert titles("--document", "a.txt", "--document", "b.txt") == ["a", "b"]
    assert titles("--folder", "/notes", "--since", "2024-03-31", "--until", "2024-03-31") == ["a"]
    assert titles("--site", "example.org") == ["e", "f"]
    assert cli.main([*command, "--since", "soon"]) == 1
    assert "'soon' is no date" in capsys.readouterr().err
