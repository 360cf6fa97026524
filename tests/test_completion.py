"""Completion in a shell: what `pincite completion` prints, and what it completes."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ui.cli import main as cli
from ui.cli.completion import SHELLS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_code_that_is_of_it(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    code = capsys.readouterr().out
    sign = {"bash": "complete ", "zsh": "compdef ", "fish": "complete --command pincite"}[shell]
    assert sign in code
    assert "pincite" in code


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("pincite com", {"compact", "completion"}),
        ("pincite models p", {"pull"}),
        ("pincite ask --q", {"--quote"}),
        ("pincite completion f", {"fish"}),
        ("pincite add no", {"notes.md", "north"}),
    ],
)
def test_bash_completes_commands_options_and_files(tmp_path: Path, typed: str, completed: set[str]) -> None:
    """As a person would: bash reads the code, which asks `pincite` itself."""
    (tmp_path / "notes.md").touch()
    (tmp_path / "north").mkdir()
    command = tmp_path / "bin" / "pincite"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nimport sys\nfrom ui.cli.main import main\nsys.exit(main())\n")
    command.chmod(0o755)
    script = (
        'eval "$(pincite completion bash)"\n'
        f"COMP_LINE={shlex.quote(typed)}; COMP_POINT=${{#COMP_LINE}}; COMP_TYPE=63\n"
        '_python_argcomplete pincite\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    environment = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [bash, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert {word.strip().rstrip("/") for word in done.stdout.splitlines()} == completed, done.stderr
