"""The command add --watch: what it prints as files come and go, and how it ends."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HARBOUR = "The harbour opened in 1902.\n"

WATCH = """
import sys
from conftest import HashingEmbedder
from ui.cli import main as cli; from ui.cli import library as cli_library
cli_library.chosen_embedder = HashingEmbedder
sys.exit(cli.main(["add", "--watch", *sys.argv[1:]]))
"""


@contextmanager
def watched(folder: Path, library: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that watches a folder; it has ended when the block is left."""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", WATCH, "--index", str(library), str(folder)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={"PYTHONPATH": f"{root}:{root / 'tests'}"},
    ) as process:
        yield process


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def ended(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    process.send_signal(signal.SIGINT)
    return process.stdout.read()


def test_ctrl_c_ends_the_watch_with_0_and_a_summary(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    one = write("one.txt", HARBOUR)
    with watched(one.parent, tmp_path / "library") as process:
        assert line_of(process) == f"added      {one}\n"
        assert line_of(process) == "1 added, 0 replaced, 0 unchanged, 0 failed. Watching; Ctrl-C ends it\n"
        one.unlink()
        assert line_of(process) == f"removed    {one}\n"
        write("two.txt", HARBOUR)
        assert line_of(process) == f"added      {one.with_name('two.txt')}\n"
        assert ended(process) == "2 added, 0 replaced, 0 unchanged, 1 removed, 0 failed\n"
    assert process.returncode == 0


@pytest.mark.parametrize("mended", [False, True])
def test_a_watch_ends_with_1_when_a_file_could_not_be_added_to_the_end(
    write: Callable[[str, str], Path], tmp_path: Path, mended: bool
) -> None:
    one = write("one.txt", "")
    with watched(one.parent, tmp_path / "library") as process:
        assert line_of(process) == "0 added, 0 replaced, 0 unchanged, 1 failed. Watching; Ctrl-C ends it\n"
        if mended:
            one.write_text(HARBOUR, encoding="utf-8")
            assert line_of(process) == f"added      {one}\n"
        assert ended(process) == f"{int(mended)} added, 0 replaced, 0 unchanged, 1 failed\n"
    assert process.returncode == int(not mended)
