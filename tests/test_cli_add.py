"""The command add: what it prints of files, folders and addresses."""

import io
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from web_site import Site, page

from index.adding.mapped import Engine
from ui.cli import library as cli_library
from ui.cli import main as cli
from ui.cli.progress import progress_bar

HARBOUR = "The harbour opened in 1902.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that runs `pincite add` on tmp_path / "library", without any real model."""
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    return lambda *arguments: cli.main(["add", *(str(argument) for argument in arguments)])


def test_pages_and_files_are_listed_together(
    run: Callable[..., int], write: Callable[[str, str], Path], site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("one.txt", HARBOUR)
    address = site.put("/crane", page("Crane", "The crane turns."))
    assert run(path, address, "--allow-private") == 0
    assert capsys.readouterr() == (
        f"added      {path}\nadded      {address}\n2 added, 0 replaced, 0 unchanged, 0 failed\n",
        "",
    )


def test_a_second_copy_is_listed_with_the_first(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = write("one.txt", HARBOUR), write("two.txt", HARBOUR)
    assert run(one.parent) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"added      {one}",
        f"duplicate  {two}: the same as {one}",
        "1 added, 0 replaced, 0 unchanged, 1 duplicate, 0 failed",
    ]


def test_a_record_that_its_file_holds_no_more_is_listed_as_removed(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    records = '{"title": "One", "text": "The harbour opened."}\n', '{"title": "Two", "text": "The crane turns."}\n'
    path = write("news.jsonl", "".join(records))
    run(path)
    write("news.jsonl", records[0])
    capsys.readouterr()
    assert run(path) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"unchanged  {path}#1",
        f"removed    {path}#2",
        "0 added, 0 replaced, 1 unchanged, 1 removed, 0 failed",
    ]


def test_a_deleted_file_is_told_and_its_document_leaves_with_prune(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    kept, deleted = write("notes/kept.txt", HARBOUR), write("notes/deleted.txt", "The crane turns.")
    other = write("other/also.txt", "The pier is long.")
    run(kept.parent, other.parent)
    deleted.unlink()
    other.unlink()
    capsys.readouterr()
    assert run(kept.parent) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"unchanged  {kept}",
        f"missing    {deleted}: its file is gone; --prune takes it out",
        "0 added, 0 replaced, 1 unchanged, 1 missing, 0 failed",
    ]
    for command, line in (("status", "missing files  2, which `pincite check` names"), ("check", str(deleted))):
        assert cli.main([command]) == 0
        assert line in capsys.readouterr().out
    assert run(kept.parent, "--prune", "--json") == 0
    outcomes = {one["source"]: one["outcome"] for one in json.loads(capsys.readouterr().out)}
    assert outcomes == {str(kept): "unchanged", str(deleted): "removed"}
    cli.main(["list"])
    assert "deleted.txt" not in (listed := capsys.readouterr().out)
    assert "2 documents" in listed


def test_an_empty_folder_takes_nothing_out(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("notes/one.txt", HARBOUR)
    run(path.parent)
    path.unlink()
    capsys.readouterr()
    assert run(path.parent, "--prune") == 0
    assert capsys.readouterr().out.splitlines()[0].startswith(f"missing    {path}: kept, as its folder is")


def test_of_two_copies_the_one_that_is_left_keeps_the_document(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = write("notes/one.txt", HARBOUR), write("notes/two.txt", HARBOUR)
    run(one.parent)
    one.unlink()
    assert run(one.parent, "--prune") == 0
    cli.main(["list"])
    listed = capsys.readouterr().out.splitlines()[-2:]
    assert str(two) in listed[0]
    assert listed[1] == "1 document"


def test_private_addresses_need_the_option(
    run: Callable[..., int], site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    address = site.put("/crane", page("Crane", "The crane turns."))
    assert run(address) == 1
    said = capsys.readouterr()
    assert said.out == "0 added, 0 replaced, 0 unchanged, 1 failed\n"
    assert said.err.startswith(f"failed     {address}: 127.0.0.1: is 127.0.0.1, not a public address")
    assert site.asked == []


def test_quiet_leaves_the_failures_and_the_summary(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write("one.txt", HARBOUR)
    empty = write("empty.txt", "")
    assert run("--quiet", empty.parent) == 1
    said = capsys.readouterr()
    assert said.out == "1 added, 0 replaced, 0 unchanged, 1 failed\n"
    assert said.err == f"failed     {empty}: is empty. Check that it was saved or downloaded completely\n"


def test_json_holds_each_outcome_with_its_reason(
    run: Callable[..., int], write: Callable[[str, str], Path], site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("one.txt", HARBOUR)
    listed = "".join(f"<url><loc>{site.put(f'/{n}', page(n, f'Story {n}.'))}</loc></url>" for n in "ab")
    sitemap = site.put("/sitemap.xml", f"<urlset>{listed}</urlset>", "text/xml")
    assert run("--json", "--allow-private", "--limit", "1", path, sitemap) == 0
    reason = "it lists more than 1 articles; name a larger --limit for more"
    assert json.loads(capsys.readouterr().out) == [
        {"source": str(path), "outcome": "added", "reason": ""},
        {"source": sitemap, "outcome": "skipped", "reason": reason},
        {"source": f"{site.origin}/a", "outcome": "added", "reason": ""},
    ]


@pytest.mark.parametrize("wrong", [["--watch", "--json", "x"], ["--limit", "0", "x"], []])
def test_wrong_usage_ends_with_2(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["add", *wrong])
    assert end.value.code == 2


def test_only_a_folder_can_be_watched(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--watch", write("one.txt", HARBOUR)) == 1
    assert "one.txt: is no folder, and only folders are watched" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_count_and_name_on_a_terminal_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar("reading") as progress:
        progress(3, 40, "/notes/[red]\x1b[2Ja.txt")
    shown = screen.getvalue()
    assert "reading" in shown
    assert " 2/40" in shown
    assert "/notes/[red]\\x1b[2Ja.txt" in shown
    assert shown.rstrip().endswith("\x1b[2K")


def test_there_is_no_bar_in_a_pipe_and_none_when_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for screen, shown in ((io.StringIO(), True), (Terminal(), False)):
        monkeypatch.setattr(sys, "stderr", screen)
        with progress_bar("reading", shown=shown) as progress:
            progress(1, 2, "a.txt")
        assert screen.getvalue() == ""


def test_what_follows_ray_is_an_address_and_no_path(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("one.txt", HARBOUR)
    with pytest.raises(SystemExit) as stopped:
        run("--ray", path)
    assert stopped.value.code == 2
    assert "is no address of a cluster (HOST:PORT or auto); put --ray last" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "address"),
    [(["--ray"], "local"), (["--ray", "auto"], "auto"), (["--ray", "a.example:6379"], "a.example:6379")],
)
def test_an_engine_is_asked_for_by_its_address(
    run: Callable[..., int],
    write: Callable[[str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
    address: str,
) -> None:
    asked: list[str] = []

    def engine(of: str) -> AbstractContextManager[Engine]:
        asked.append(of)
        return nullcontext(map)

    monkeypatch.setattr("index.adding.ray_cluster.ray_engine", engine)
    assert run(write("one.txt", HARBOUR), *given) == 0
    assert asked == [address]


def test_without_ray_the_error_names_what_to_install(
    run: Callable[..., int],
    write: Callable[[str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert run(write("one.txt", HARBOUR), "--ray") == 1
    assert "install it with `pip install 'pincite[ray]'`" in capsys.readouterr().err


def test_a_watch_needs_no_engine(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--watch", "--ray") == 1
    assert "leave one of them out" in capsys.readouterr().err
