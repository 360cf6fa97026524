"""The tutorial, run as written: what it shows is what happens."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"


def steps(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give each command, with the lines that are typed after `>`, and the lines that are shown below it."""
    command, shown = "", []
    for line in re.findall(r"^    (.*)$", text, re.MULTILINE):
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        elif line == ">" or line.startswith("> "):
            command += f"\n{line[2:]}"
        else:
            shown.append(line)
    yield command, shown


def fits(shown: list[str], said: str) -> bool:
    """Return whether what was said is what is shown; `...` stands for anything, and as a line for any lines."""
    parts = [
        ".*" if line == "..." else ".*?".join(map(re.escape, line.split("..."))).replace(".*?", "[^\n]*?") + r"\s*"
        for line in shown
    ]
    return re.fullmatch("".join(parts), said, re.DOTALL) is not None


def test_commands_are_told_from_what_is_shown() -> None:
    text = "Words.\n\n    $ cat <<END\n    > a\n    >\n    > END\n    a\n    ...\n\n    $ true\n"
    assert list(steps(text)) == [("cat <<END\na\n\nEND", ["a", "..."]), ("true", [])]


@pytest.mark.parametrize(
    ("shown", "said", "fitting"),
    [
        ([], "", True),
        ([], "x\n", False),
        (["It is. [1]", "..."], "It is. [1]\n\n[1] a file\n", True),
        (["It is. [1]", "..."], "Perhaps it is. [1]\n", False),
        (["...", "2 documents..."], "library: x\n2 documents, 3\n", True),
        (["a...c"], "a b\nc\n", False),
    ],
)
def test_dots_stand_for_anything(shown: list[str], said: str, fitting: bool) -> None:
    assert fits(shown, said) is fitting


@pytest.mark.slow
def test_the_tutorial_shows_what_happens(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "pincite"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nimport sys\nfrom ui.cli.main import main\nsys.exit(main())\n")
    command.chmod(0o755)
    here = {name: value for name, value in os.environ.items() if name not in ("PINCITE_INDEX", "PINCITE_EMBEDDER")}
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    folder = tmp_path / "here"
    folder.mkdir()
    for typed, shown in steps(TUTORIAL.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["bash", "-c", typed],
            cwd=folder,
            env={**here, "PATH": path, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{typed}: {done.stderr}"
        assert fits(shown, done.stdout), f"{typed}: {done.stdout}"
