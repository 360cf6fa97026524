"""The commands on a library: what they print of it, and how they end."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_parts import HARBOUR, QUOTE, harbour, run

from index.adding.indexing import RECIPE
from index.library import Library
from index.status import Recall

__all__ = ["harbour", "run"]


def test_show_text_prints_the_canonical_text_character_for_character(
    run: Callable[..., int], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "crlf.txt"
    content = "Café opens.\r\n\r\nIt closes at ten.  ".encode()
    path.write_bytes(content)
    run("add", path)
    capfdbinary.readouterr()
    assert run("show", "crlf.txt", "--text") == 0
    assert capfdbinary.readouterr().out == content


def test_show_kept_prints_only_what_is_searched(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    page = write(
        "page.html",
        "<html><head><title>Harbour</title></head><body><nav><a href='/'>Home</a> <a href='/x'>Subscribe</a></nav>"
        f"<article><h1>Harbour</h1><p>{QUOTE} It has four piers and a crane, and boats come in every day.</p>"
        "</article><footer>Copyright, cookies and contact</footer></body></html>",
    )
    run("add", page)
    capsys.readouterr()
    assert run("show", "page.html", "--kept") == 0
    kept = capsys.readouterr().out
    assert QUOTE in kept.splitlines()
    assert "Subscribe" not in kept
    assert "cookies" not in kept


def test_show_json_gives_offsets_that_fit_the_text(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", harbour, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["source"], shown["left_out"]) == (str(harbour), [])
    assert [sentence["text"] for sentence in shown["sentences"]] == [
        "The harbour opened in 1902.",
        "It has four piers.",
        "The lighthouse is 31 metres tall.",
    ]
    assert all(HARBOUR[one["start"] : one["end"]] == one["text"] for one in shown["sentences"])
    assert (shown["passages"][0]["start"], shown["passages"][-1]["end"]) == (0, len(HARBOUR) - 1)


def test_show_tells_the_link_into_the_program_that_a_file_belongs_to(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = write("sea/.obsidian/app.json", "{}").parent
    note, link = write("sea/pier.md", HARBOUR), "obsidian://open?vault=sea&file=pier.md"
    run("add", note)
    capsys.readouterr()
    assert run("show", note) == 0
    assert f"\nopen in Obsidian: {link}\n\n" in capsys.readouterr().out
    assert run("show", note, "--json") == 0
    assert json.loads(capsys.readouterr().out)["link"] == link
    settings.rename(note.parent / "gone")
    assert run("show", note) == 0
    assert "open in" not in capsys.readouterr().out


def test_list_json_names_each_document(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list", "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert set(listed) == {"id", "title", "source", "published", "passages", "also", "confidence"}
    assert listed["source"] == str(harbour)


def test_search_finds_the_passage_and_its_place(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("search", "lighthouse metres", "--json", "-k", "1") == 0
    (hit,) = json.loads(capsys.readouterr().out)
    assert hit["text"] == HARBOUR[hit["start"] : hit["end"]]
    assert "31 metres" in hit["text"]
    assert run("search", "lighthouse") == 0
    assert f"{harbour}#{hit['start']}-{hit['end']}" in capsys.readouterr().out


def test_remove_status_check_and_rebuild_say_what_they_did(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check") == 0
    assert capsys.readouterr().out == "no problems\n"
    assert run("rebuild") == 0
    assert capsys.readouterr().out.startswith("rebuilt 1 documents")
    assert run("remove", "harbour.txt") == 0
    assert capsys.readouterr().out.startswith("removed ")
    assert run("status") == 0
    assert "documents      0" in capsys.readouterr().out.splitlines()


def test_check_ends_with_1_when_something_is_wrong(
    run: Callable[..., int], harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Library, "check", lambda self: ("a vector is missing",))
    assert run("check") == 1
    assert capsys.readouterr().out == "a vector is missing\n"


def test_check_measures_recall_and_ends_with_1_when_it_is_low(
    run: Callable[..., int], harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--recall") == 0
    expected = "recall@10 1.000 against exact search: 1 questions, 1 passages, IDMap,Flat\n"
    assert capsys.readouterr().out == expected
    monkeypatch.setattr(Library, "recall", lambda self: Recall(0.979, 200, 70_000, "IVF1024,SQ8"))
    assert run("check", "--recall") == 1
    assert "less than 0.98: `pincite rebuild` trains a new index" in capsys.readouterr().out


def test_only_an_outdated_library_is_rebuilt_where_that_is_asked(
    run: Callable[..., int], harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("rebuild", "--outdated") == 0
    told = "library is up to date: 1 document, 1 passage, made as this version makes them\n"
    assert capsys.readouterr().out.endswith(told)
    for module in ("library", "adding.building"):
        monkeypatch.setattr(f"index.{module}.RECIPE", RECIPE + 1)
    assert run("status") == 0
    assert "outdated       True" in capsys.readouterr().out.splitlines()
    for told in ("rebuilt 1 documents", "is up to date: 1 document"):
        assert run("rebuild", "--outdated") == 0
        assert told in capsys.readouterr().out
