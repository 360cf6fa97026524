"""Without llama-cpp-python, or without a model, all but writing works, and what adds it is told."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import HashingEmbedder
from model_parts import ABSENT, LARGE, SMALL, Loader, folder, loader
from serving_parts import QUESTION, assistant

import ui.chat.app
import ui.cli.chat
import ui.cli.models
from index.errors import ModelError
from index.library import Library
from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.llama import loading
from ui.chat.app import _service
from ui.chat.model_choice import ModelChoice
from ui.chat.page import Page
from ui.cli import library as cli_library
from ui.cli import main as cli
from ui.kept.settings import SettingsFile
from ui.serve.generator import Generator
from ui.serve.rules import Rules
from ui.serve.service import Service, quotes_only

__all__ = ["assistant", "folder", "loader"]

ROOT = Path(__file__).parents[1]
OWNER = SimpleNamespace(username=None, client=None)
WHY = "No model is here. `pincite models pull small` fetches one."

# Runs commands, each an argument of its own as JSON, where nobody can import llama.cpp, as if it were not there;
# other models have stand-ins. Prints the exit code, stdout and stderr of each.
BLOCKED = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
sys.modules["llama_cpp"] = None
sys.path[:0] = [{root!r}, {tests!r}]
from conftest import HashingEmbedder
from qa_parts import WordReader
import qa.assistant
from ui.cli import library, main
library.chosen_embedder = HashingEmbedder
qa.assistant.TrainedReader = WordReader
outcomes = []
for command in sys.argv[1:]:
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main.main(json.loads(command))
    outcomes.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(outcomes))
"""


def blocked(tmp_path: Path, *commands: list[str]) -> list[tuple[int, str, str]]:
    code = BLOCKED.format(root=str(ROOT), tests=str(ROOT / "tests"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(json.dumps, commands)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**environment, "PINCITE_MODELS": str(tmp_path / "models")},
        check=True,
    )
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]


def test_without_llama_cpp_documents_are_added_and_quoted_and_writing_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text("It has four piers. The harbour opened in 1902.\n")
    added, quoted, written, status, listed, doctor = blocked(
        tmp_path,
        ["add", "harbour.txt"],
        ["ask", "When did the harbour open?", "--quote", "--json"],
        ["ask", "When did the harbour open?"],
        ["status"],
        ["models", "list"],
        ["doctor"],
    )
    assert (added[0], added[2]) == (0, "")
    assert (quoted[0], quoted[2]) == (0, "")
    assert json.loads(quoted[1])["text"] == "The harbour opened in 1902. [1]"
    assert written[:2] == (1, "")
    for said in ("llama-cpp-python cannot be used", "`pip install 'pincite[write]'`", "--quote"):
        assert said in written[2]
    assert (status[0], listed[0]) == (0, 0)
    assert "mend: pip install 'pincite[write]'\n" in doctor[1]


@pytest.mark.parametrize("error", [ImportError("no"), OSError("libgomp.so.1 is missing"), RuntimeError("no")])
def test_a_broken_llama_cpp_is_as_none(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    class Broken:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "qa.llama.model":
                raise error

    monkeypatch.delitem(sys.modules, "qa.llama.model", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(ModelError, match=f"cannot be used \\({error}\\)"):
        loading.llama_loader()
    assert loading.INSTALL in loading.why_not()


@pytest.fixture
def started(library: Library, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Give a function that starts the chat and returns what would write."""
    given: list[Any] = []
    monkeypatch.setattr(ui.chat.app, "serve", lambda library, model, **_: given.append(model))
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    for name in ("PINCITE_MODEL", "PINCITE_MODEL_URL"):
        monkeypatch.delenv(name, raising=False)

    def start(*options: str) -> object:
        assert cli.main(["chat", "--index", str(library.folder), *options]) == 0
        return given.pop()

    return start


def test_the_chat_quotes_where_the_default_model_is_not_there_and_nobody_named_another(
    started: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ui.cli.chat, "DEFAULT_GENERATOR", ABSENT)
    model = started()
    assert isinstance(model, NoModel)
    assert "`pincite models pull absent`" in model.why
    assert "answers are the documents' own sentences: The model absent is not on" in capsys.readouterr().err
    assert started("--model", LARGE) == LARGE


def test_the_chat_quotes_without_llama_cpp_whatever_was_chosen_before(
    started: Callable[..., Any],
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def missing() -> None:
        raise ModelError(f"`{loading.INSTALL}`")

    monkeypatch.setattr(ui.cli.chat, "llama_loader", missing)
    SettingsFile(library.folder).keep_model(SMALL)
    model = started()
    assert isinstance(model, NoModel)
    assert model.why == "`pip install 'pincite[write]'`"
    assert "the model chosen in the chat is not used" in capsys.readouterr().err


def test_pull_fetches_no_model_that_could_not_write(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(ui.cli.models.models, "pull", lambda name, **_: fetched.append(name))
    for name in ("PINCITE_MODEL", "PINCITE_MODEL_URL", "PINCITE_EMBEDDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(ui.cli.models, "import_failure", lambda _: "there is no llama.cpp")
    assert cli.main(["models", "pull"]) == 0
    assert fetched == [DEFAULT_EMBEDDER]
    assert "cannot be used (there is no llama.cpp)" in capsys.readouterr().err
    assert cli.main(["models", "pull", DEFAULT_GENERATOR]) == 0
    monkeypatch.setattr(ui.cli.models, "import_failure", lambda _: "")
    assert cli.main(["models", "pull"]) == 0
    assert fetched == [DEFAULT_EMBEDDER, DEFAULT_GENERATOR, DEFAULT_GENERATOR, DEFAULT_EMBEDDER]


def test_answers_are_quotes_and_the_page_says_why(assistant: Assistant, library: Library) -> None:
    assistant.model = NoModel("none", why=WHY)
    answer = assistant.ask(QUESTION)
    assert answer.answered
    assert answer.tokens.completion == 0
    assert answer.quote is not None
    first = Page(assistant, library).shown(())
    assert "Answers are quotes. No model is here. <code>pincite models pull small</code> fetches one." in first
    assistant.model = NoModel("none")
    assert "Answers are quotes" not in Page(assistant, library).shown(())
    with pytest.raises(ModelError, match="Choose one in the settings"):
        assistant.ask(QUESTION)


def test_only_where_there_is_none_to_be_had_another_may_be_chosen(library: Library) -> None:
    for why in (WHY, ""):
        service = _service(library, NoModel("none", why=why), Rules(), None)
        assert (service.generator is not None, quotes_only(service)) == (why != "", why)


def test_a_model_that_is_here_may_be_chosen_in_the_place_of_none(
    assistant: Assistant, library: Library, loader: Loader
) -> None:
    assistant.model = NoModel("none", why=WHY)
    service = Service(assistant, library, Rules(), Generator(assistant, None, loader.load))
    choice = ModelChoice(service, library, Rules())
    radio, note = choice.offered_model(OWNER)
    assert ([named for _, named in radio.choices], radio.value) == ([LARGE, SMALL], None)
    assert "<code>pincite models pull small</code> fetches one." in note
    loader.broken = SMALL
    *_, (_, note) = choice.choose_model(SMALL, OWNER)
    assert "llama.cpp cannot load small" in note
    assert service.ask(QUESTION).tokens.completion == 0
    loader.broken = ""
    *_, (radio, note) = choice.choose_model(SMALL, OWNER)
    assert (radio.value, "fetches one" in note) == (SMALL, False)
    assert service.ask(QUESTION).model == SMALL


def test_pincite_alone_opens_the_chat_in_the_browser(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Path, bool]] = []

    def serve(library: Library, model: object, **given: Any) -> None:  # noqa: ANN401 - whatever serve takes
        started.append((library.folder, given["open_browser"]))

    monkeypatch.setattr(ui.chat.app, "serve", serve)
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setenv("PINCITE_INDEX", str(library.folder))
    assert cli.main([]) == 0
    assert started == [(library.folder, True)]
