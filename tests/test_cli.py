"""The command line: what it prints, where, and how it ends."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_parts import ANSWER, HARBOUR, QUOTE, ScriptedAssistant, harbour, run
from conftest import HashingEmbedder

from index.errors import ModelError
from qa.answer import Answer, Event
from ui.cli import eval_parsers as cli_eval_parsers
from ui.cli import library as cli_library
from ui.cli import main as cli

__all__ = ["harbour", "run"]


def test_add_prints_a_line_a_file_and_what_came_of_all(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = write("one.txt", HARBOUR), write("two.md", "# Tram\n\nThe tram runs every ten minutes.\n")
    assert run("add", one.parent) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"added      {one}",
        f"added      {two}",
        "2 added, 0 replaced, 0 unchanged, 0 failed",
    ]
    write("two.md", "# Tram\n\nThe tram runs every five minutes.\n")
    assert run("add", one, two) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"replaced   {two}",
        f"unchanged  {one}",
        "0 added, 1 replaced, 1 unchanged, 0 failed",
    ]


def test_what_cannot_be_read_is_listed_and_the_rest_is_indexed(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, empty = write("good.txt", HARBOUR), write("empty.txt", "")
    assert run("add", good.parent, "ftp://example.org/page") == 1
    said = capsys.readouterr()
    assert f"added      {good}" in said.out
    assert said.out.splitlines()[-1] == "1 added, 0 replaced, 0 unchanged, 2 failed"
    assert f"failed     {empty}: " in said.err
    assert "failed     ftp://example.org/page: only http and https are fetched. Save the page" in said.err
    assert run("list") == 0


def test_ask_prints_the_answer_and_its_sources_and_no_draft_into_a_pipe(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "When did the harbour open?") == 0
    assert capsys.readouterr().out == (
        f'It opened in 1902 [1].\n\n[1] Harbour\\x1b[31m notes, 2024-05-01, "{QUOTE}", /notes/harbour.txt#0-27\n'
    )


def test_ask_json_is_the_published_form(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "--json", "When did the harbour open?") == 0
    assert Answer.from_json(json.loads(capsys.readouterr().out)) == ANSWER


def test_errors_are_one_message_and_exit_code_1(
    run: Callable[..., int], harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "  ") == 1
    assert capsys.readouterr() == ("", "pincite: The question is empty. Write what you want to know.\n")
    assert run("list", "--index", harbour.parent / "nowhere") == 1
    assert "pincite add" in capsys.readouterr().err

    def no_embedder() -> HashingEmbedder:
        raise ModelError("no such model")

    monkeypatch.setattr(cli_library, "chosen_embedder", no_embedder)
    assert run("search", "harbour") == 1
    assert capsys.readouterr().err == "pincite: no such model\n"


@pytest.mark.parametrize(
    "wrong",
    [
        ["ask"],
        ["fly"],
        ["--fly"],
        ["search", "x", "-k", "0"],
        ["chat", "--port", "0"],
        ["show", "x", "--text", "--kept"],
    ],
)
def test_wrong_usage_ends_with_2(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(wrong)
    assert end.value.code == 2


def test_eval_prints_the_figures_and_where_the_report_is(
    run: Callable[..., int], harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {"id": "q1", "question": "When?", "answers": ["1902"], "gold": [QUOTE], "answerable": True}
    (tmp_path / "questions.jsonl").write_text(json.dumps(line), encoding="utf-8")
    out = tmp_path / "run"
    assert run("eval", tmp_path / "questions.jsonl", "--out", out) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "1 questions, 0 errors"
    assert said[-1].split() == ["report", str(out / "report.html")]
    assert "It opened in 1902" in (out / "report.html").read_text(encoding="utf-8")


def test_ctrl_c_ends_without_a_traceback(
    run: Callable[..., int], harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> Iterator[Event]:
        raise KeyboardInterrupt

    monkeypatch.setattr(ScriptedAssistant, "stream", interrupt)
    assert run("ask", "When?") == 130
    assert capsys.readouterr().err == "pincite: interrupted\n"


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))


NO_LIBRARY = {
    "completion",
    "models",
    "models list",
    "models pull",
    "models verify",
    "eval",
    "eval compare",
    "eval gate",
    "eval report",
    "eval support",
    "libraries",
    "libraries make",
    "libraries remove",
    "users",
    "users add",
    "users allow",
    "users list",
    "users remove",
}


def test_every_command_shows_an_example_and_takes_a_library() -> None:
    top = commands(cli.build_parser())
    assert set(top) == {
        *("add", "ask", "chat", "search", "list", "show", "remove", "status", "check", "rebuild"),
        *("completion", "copy", "grid", "libraries"),
        *("compact", "doctor", "eval", "models", "users"),
    }
    assert set(commands(top["models"])) == {"list", "pull", "verify"}
    assert set(commands(top["eval"])) == set(cli_eval_parsers.ACTIONS)
    groups = ("models", "eval", "users", "libraries")
    in_groups = {f"{group} {name}": one for group in groups for name, one in commands(top[group]).items()}
    for name, parser in {**top, **in_groups}.items():
        text = parser.format_help()
        assert "example:\n" in text, name
        assert f"pincite {name}" in text, name
        assert "--index DIR" in text or name in NO_LIBRARY, name


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from ui.cli.main import build_parser; build_parser().format_help(); "
        "print({'torch', 'gradio', 'llama_cpp', 'faiss', 'numpy', 'transformers'} & set(sys.modules))"
    )
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout == "set()\n"


def test_a_reader_that_goes_away_gets_no_traceback(tmp_path: Path) -> None:
    code = "import sys; from ui.cli import main as cli; sys.exit(cli.main(['models', 'list']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[1]
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1
