"""What `pincite ask` prints when the documents do not say."""

from pathlib import Path

import pytest
from conftest import HashingEmbedder
from qa_parts import ScriptedModel

from ui.cli import answer as cli_answer
from ui.cli import library as cli_library
from ui.cli import main as cli


def test_a_refusal_shows_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setattr(cli_answer, "own_model", lambda arguments: ScriptedModel("The harbour opened in 1902."))
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    (tmp_path / "harbour.txt").write_text("The harbour opened in 1902. It has four piers.\n")
    assert cli.main(["add", str(tmp_path / "harbour.txt")]) == 0
    capsys.readouterr()
    assert cli.main(["ask", "Who paints the walls?"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "The answer is not in the documents.",
        "",
        "Closest, but not an answer:",
    ]
    assert lines[3].startswith('[1] harbour, "The harbour opened in 1902."')
    assert lines[4].startswith('[2] harbour, "It has four piers."')
