"""Which model a command uses, and what it says of where the documents' sentences go."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_service import Service, status, stream
from conftest import HashingEmbedder

import ui.cli.model
from qa.endpoint.model import EndpointModel
from ui.cli import library as cli_library
from ui.cli import main as cli

HARBOUR = "The harbour opened in 1902. It has four piers.\n\nThe lighthouse is 31 metres tall.\n"
QUESTION = "When did the harbour open?"
DRAFT = "The harbour opened in 1902."
KEY = "sk-secret-1234"
NAMED = ("PINCITE_MODEL", "PINCITE_MODEL_URL", "PINCITE_API_KEY")


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[str, str], Path],
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., int]:
    """Give a function that runs a command on a library of one file; no model runs in this process."""
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
    assert cli.main(["add", str(write("harbour.txt", HARBOUR))]) == 0
    capsys.readouterr()
    return lambda *arguments: cli.main([str(argument) for argument in arguments])


def test_a_service_answers_in_the_place_of_a_model_here(
    run: Callable[..., int], service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.says(status(200, {"data": [{"id": "tiny"}]}), stream("The harbour", DRAFT[11:]))
    assert run("ask", QUESTION, "--json", "--model-url", service.url) == 0
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    assert answer["text"] == f"{DRAFT} [1]"
    assert answer["citations"][0]["quote"] == DRAFT
    assert answer["model"] == f"tiny at {service.url.split('/')[2]}"
    assert answer["verdict"]["by"] == "words"
    assert printed.err == ""  # nothing left this machine


def test_a_service_is_reached_with_the_key_and_the_model_of_the_environment(
    run: Callable[..., int],
    service: Service,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINCITE_MODEL_URL", service.url)
    monkeypatch.setenv("PINCITE_MODEL", "small")
    monkeypatch.setenv("PINCITE_API_KEY", KEY)
    service.says(stream(DRAFT))
    assert run("ask", QUESTION, "--json") == 0
    printed = capsys.readouterr()
    ((_, headers, body),) = service.got
    assert (headers["Authorization"], body["model"]) == (f"Bearer {KEY}", "small")
    assert KEY not in printed.out + printed.err


def test_what_the_documents_do_not_say_is_not_sent_to_a_service(
    run: Callable[..., int], service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "Who is the king of the north?", "--model-url", service.url, "--model", "tiny") == 0
    assert "not in the documents" in capsys.readouterr().out
    assert service.got == []


def test_a_service_that_fails_ends_the_command_with_what_to_do(
    run: Callable[..., int], service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.says(status(401))
    assert run("ask", QUESTION, "--model-url", service.url) == 1
    assert capsys.readouterr().err.startswith("pincite: http://127.0.0.1")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://192.0.2.7:8080", "192.0.2.7:8080, not encrypted"),
        ("https://example.org/v1", "example.org"),
    ],
)
def test_one_line_says_where_sentences_of_documents_go(
    url: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PINCITE_MODEL_URL", raising=False)
    arguments = cli.build_parser().parse_args(["ask", QUESTION, "--model-url", url, "--model", "tiny"])
    assert isinstance(ui.cli.model.own_model(arguments), EndpointModel)
    printed = capsys.readouterr()
    assert printed.err == f"pincite: questions and sentences of your documents are sent to {said}\n"
    assert printed.out == ""


def test_no_service_is_asked_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
    arguments = cli.build_parser().parse_args(["ask", QUESTION])
    assert ui.cli.model.own_model(arguments) is None
    monkeypatch.setattr(ui.cli.model, "loaded", lambda named: named)
    arguments = cli.build_parser().parse_args(["ask", QUESTION, "--model", "a.gguf"])
    assert ui.cli.model.own_model(arguments) == "a.gguf"  # type: ignore[comparison-overlap]  # what stands in for it


def test_a_question_set_is_asked_of_a_service(
    run: Callable[..., int], service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    asked = {"id": "q1", "question": QUESTION, "answers": ["1902"], "gold": [DRAFT], "answerable": True}
    questions.write_text(json.dumps({**asked, "documents": ["harbour.txt"], "kind": "plain", "history": []}))
    service.says(stream(DRAFT))
    out = tmp_path / "run"
    assert run("eval", questions, "--out", out, "--model-url", service.url, "--model", "tiny") == 0
    assert len(service.got) == 1
    assert json.loads((out / "summary.json").read_text())["trustworthy"] == 1.0
    assert json.loads((out / "settings.json").read_text())["model"].startswith("tiny at 127.0.0.1")


def test_the_status_tells_of_the_service_without_asking_it(
    run: Callable[..., int],
    service: Service,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINCITE_MODEL_URL", service.url)
    assert run("status") == 0
    assert f"model          the first of the list at {service.url}\n" in capsys.readouterr().out
    assert service.got == []


def test_the_status_tells_what_a_model_here_is_given(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(b"x" * 3_000_000)
    monkeypatch.setenv("PINCITE_MODEL", str(path))
    assert run("status") == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"model          {path}, 3 MB" in lines
    assert any(line.startswith("threads        ") for line in lines)
    monkeypatch.setenv("PINCITE_MODEL", "gone.gguf")
    assert run("status") == 0
    assert "model          gone.gguf, which is not on this machine" in capsys.readouterr().out
