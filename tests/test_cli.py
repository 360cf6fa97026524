"""The command line: what it prints, where, and how it ends."""

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from conftest import HashingEmbedder

import qa
from index.errors import ModelError, QuestionError
from index.library import Library
from index.recall import Recall
from qa.answer import Answer, Citation, CitedDocument, Delta, Event, Progress, Statement, Timings, Tokens, Turn
from ui import cli, cli_eval_parsers, cli_library
from ui.cli_draft import Draft, rows
from ui.cli_text import printable

HARBOUR = "The harbour opened in 1902. It has four piers.\n\nThe lighthouse is 31 metres tall.\n"
CITED = CitedDocument("ab12", "Harbour\x1b[31m notes", "/notes/harbour.txt", "2024-05-01")
QUOTE = "The harbour opened in 1902."
ANSWER = Answer(
    question="When did the harbour open?",
    answered=True,
    confidence=0.9,
    text="It opened in 1902 [1].",
    statements=(Statement("It opened in 1902", 0, 17, (1,), "supported"),),
    citations=(Citation(1, CITED, 0, 27, None, QUOTE),),
    passages=(),
    model="scripted",
    timings=Timings(0.1, 0.2, 0.3, 0.15),
    tokens=Tokens(10, 5),
)


class ScriptedAssistant:
    """Answers the one question it knows, and says of any other that the documents do not."""

    def __init__(self, index: Library, model: object = None) -> None:
        pass

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        if not question.strip():
            raise QuestionError("The question is empty. Write what you want to know.")
        yield Progress("reading 1 passage")
        yield Delta("It opened ")
        yield Delta("in 1902")
        yield ANSWER

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return ANSWER


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that runs a command on the library tmp_path / "library", without any real model."""
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setattr(qa, "Assistant", ScriptedAssistant, raising=False)
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    return lambda *arguments: cli.main([str(argument) for argument in arguments])


@pytest.fixture
def harbour(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> Path:
    """Give the only file of the library, indexed."""
    path = write("harbour.txt", HARBOUR)
    assert run("add", path) == 0
    capsys.readouterr()
    return path


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
    assert shown["source"] == str(harbour)
    assert [sentence["text"] for sentence in shown["sentences"]] == [
        "The harbour opened in 1902.",
        "It has four piers.",
        "The lighthouse is 31 metres tall.",
    ]
    assert all(HARBOUR[one["start"] : one["end"]] == one["text"] for one in shown["sentences"])
    assert (shown["passages"][0]["start"], shown["passages"][-1]["end"]) == (0, len(HARBOUR) - 1)


def test_list_json_names_each_document(
    run: Callable[..., int], harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list", "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert set(listed) == {"id", "title", "source", "published", "passages", "also"}
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
    [[], ["ask"], ["fly"], ["search", "x", "-k", "0"], ["chat", "--port", "0"], ["show", "x", "--text", "--kept"]],
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
    def interrupt(*_: object) -> Iterator[Event]:
        raise KeyboardInterrupt

    monkeypatch.setattr(ScriptedAssistant, "stream", interrupt)
    assert run("ask", "When?") == 130
    assert capsys.readouterr().err == "pincite: interrupted\n"


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))


NO_LIBRARY = {
    "models",
    "models list",
    "models pull",
    "models verify",
    "eval",
    "eval compare",
    "eval gate",
    "eval report",
    "eval support",
    "users",
    "users add",
    "users list",
    "users remove",
}


def test_every_command_shows_an_example_and_takes_a_library() -> None:
    top = commands(cli.build_parser())
    assert set(top) == {
        *("add", "ask", "chat", "search", "list", "show", "remove", "status", "check", "rebuild"),
        *("compact", "eval", "models", "users"),
    }
    assert set(commands(top["models"])) == {"list", "pull", "verify"}
    assert set(commands(top["eval"])) == set(cli_eval_parsers.ACTIONS)
    groups = ("models", "eval", "users")
    in_groups = {f"{group} {name}": one for group in groups for name, one in commands(top[group]).items()}
    for name, parser in {**top, **in_groups}.items():
        text = parser.format_help()
        assert "example:\n" in text, name
        assert f"pincite {name}" in text, name
        assert "--index DIR" in text or name in NO_LIBRARY, name


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from ui.cli import build_parser; build_parser().format_help(); "
        "print({'torch', 'gradio', 'llama_cpp', 'faiss', 'numpy', 'transformers'} & set(sys.modules))"
    )
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout == "set()\n"


def test_a_reader_that_goes_away_gets_no_traceback(tmp_path: Path) -> None:
    code = "import sys; from ui import cli; sys.exit(cli.main(['models', 'list']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[1]
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_draft_is_shown_on_a_terminal_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "10")
    draft = Draft(enabled=True)
    draft.replace("searching")
    draft.add("twelve lett")
    draft.add("ers\x1b[2J")
    draft.clear()
    assert screen.getvalue() == "searching\r\x1b[Jtwelve letters\\x1b[2J\r\x1b[2A\x1b[J"  # 21 characters, 3 rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 1), ("x" * 10, 1), ("x" * 11, 2), ("a\nb", 2), ("北京北京北京", 2), ("e\u0301" * 10, 1)],
)
def test_rows_count_what_a_terminal_of_ten_columns_shows(text: str, expected: int) -> None:
    assert rows(text, 10) == expected


def test_control_characters_of_a_document_are_shown_not_obeyed() -> None:
    assert printable("a\x1b]0;title\x07b\tc\n\x9bd") == "a\\x1b]0;title\\x07b\tc\n\\x9bd"
