"""The bench of an installation: it types what a person would, and counts what is there."""

from pathlib import Path

import pytest

from eval.bench.install import DOCUMENTS, measured, megabytes, steps
from index.models.files import DEFAULT_EMBEDDER
from ui.cli.main import build_parser


@pytest.mark.parametrize("write", [False, True])
def test_each_step_is_a_command_and_the_last_one_answers(tmp_path: Path, write: bool) -> None:
    commands = steps(tmp_path, Path("pincite.whl"), python="python3", write=write, cached=False)
    _, install, *ours = commands.values()
    assert install[-1] == ("pincite.whl[write]" if write else "pincite.whl")
    assert "--no-cache-dir" in install
    assert {command[0] for command in ours} == {str(tmp_path / "environment" / "bin" / "pincite")}
    pull, add, ask = (build_parser().parse_args(command[1:]) for command in ours)
    assert pull.name == (None if write else DEFAULT_EMBEDDER)
    assert add.paths == [str(DOCUMENTS)]
    assert len(list(DOCUMENTS.iterdir())) == 16
    assert ask.quote is not write
    cached = steps(tmp_path, Path("pincite.whl"), python="python3", write=write, cached=True)
    assert "--no-cache-dir" not in cached["install"]


def test_megabytes_are_those_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a").write_bytes(bytes(1_000_000))
    (tmp_path / "folder" / "b").write_bytes(bytes(500_000))
    (tmp_path / "link").symlink_to("/")
    assert megabytes(tmp_path) == pytest.approx(1.5, abs=1e-4)


def test_seconds_are_those_of_the_command(tmp_path: Path) -> None:
    seconds, busy = measured(tmp_path, ["sleep", "0.2"])
    assert 0.2 <= seconds < 60
    assert busy < 0.2
