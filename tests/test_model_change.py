"""The language model of a running chat: who may choose another, when it takes over, and what is kept of it."""

import json
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from conftest import HashingEmbedder
from model_parts import ABSENT, LARGE, SMALL, Loader, folder, loader
from serving_parts import IGNORED, QUESTION, accounts, assistant, called, served, signed_in

import qa.llama.model
import ui.chat.app
import ui.cli.chat
from index.errors import ModelError
from index.library import Library
from qa.answer import Progress
from qa.assistant import Assistant
from qa.llama.speed import Speed, keep_speed
from ui.chat.model_choice import ModelChoice
from ui.chat.page import UNCHANGED
from ui.cli import library as cli_library
from ui.cli import main as cli
from ui.kept.settings import SettingsFile
from ui.serve.accounts import Accounts
from ui.serve.generator import Generator, loaded
from ui.serve.rules import NOT_YOURS, Rules
from ui.serve.service import Service

__all__ = ["accounts", "assistant", "folder", "loader"]

pytestmark = IGNORED

OWNER = SimpleNamespace(username=None, client=None)


@pytest.fixture
def service(assistant: Assistant, library: Library, loader: Loader) -> Service:
    return Service(assistant, library, Rules(), Generator(assistant, LARGE, loader.load))


def chosen(service: Service, library: Library, named: str) -> list[tuple[Any, str]]:
    return list(ModelChoice(service, library, Rules()).choose_model(named, OWNER))


def test_what_is_on_this_machine_is_offered_with_its_speed_and_what_is_not_with_a_command(
    service: Service, library: Library, folder: Path
) -> None:
    keep_speed(folder, "small-q4.gguf", Speed(200.0, 41.2))
    radio, note = ModelChoice(service, library, Rules()).offered_model(OWNER)
    assert radio.choices == [
        ("large, 0 MB", LARGE),
        ("small, 0 MB, writes 41 tokens a second", SMALL),
    ]
    assert (radio.value, radio.visible) == (LARGE, True)
    assert "<code>pincite models pull absent</code>" in note
    assert note.count("pincite models pull") == 1


def test_a_file_named_at_the_start_can_be_chosen_again(
    assistant: Assistant, loader: Loader, write: Callable[[str, str], Path]
) -> None:
    own = str(write("own.gguf", "weights"))
    generator = Generator(assistant, own, loader.load)
    generator.change(SMALL)
    assert list(generator.choices()) == [LARGE, SMALL, own]
    generator.change(own)
    assert loader.loaded == [LARGE, SMALL, own]


def test_the_chosen_model_answers_and_earlier_answers_keep_their_models_name(
    service: Service, library: Library
) -> None:
    before = service.ask(QUESTION)
    steps = chosen(service, library, SMALL)
    assert [note.count("Loading small") for _, note in steps] == [1, 0]
    assert "small answers now" in steps[-1][1]
    after = service.ask(QUESTION)
    assert (before.model, after.model, service.health()["model"]) == (LARGE, SMALL, SMALL)


def test_one_model_is_in_memory_at_a_time(service: Service, library: Library, loader: Loader) -> None:
    service.ask(QUESTION)
    chosen(service, library, SMALL)
    chosen(service, library, LARGE)
    assert loader.loaded == [LARGE, SMALL, LARGE]
    assert loader.alive == []


def test_the_old_model_answers_on_when_the_new_one_does_not_load(
    service: Service, library: Library, loader: Loader
) -> None:
    loader.broken = SMALL
    *_, (radio, note) = chosen(service, library, SMALL)
    assert "llama.cpp cannot load small" in note
    assert radio.value == LARGE
    assert service.ask(QUESTION).model == LARGE
    assert SettingsFile(library.folder).model() is None


def test_a_server_left_without_a_model_says_so_and_loads_another(
    service: Service, library: Library, loader: Loader
) -> None:
    loader.broken = f"{LARGE} {SMALL}"
    chosen(service, library, SMALL)
    assert service.health()["model"] == "none"
    with pytest.raises(ModelError, match="Choose one in the settings"):
        service.ask(QUESTION)
    loader.broken = ""
    chosen(service, library, SMALL)
    assert service.ask(QUESTION).model == SMALL


@pytest.mark.parametrize("named", [ABSENT, "/etc/passwd"])
def test_what_is_not_offered_cannot_be_loaded(
    service: Service, library: Library, loader: Loader, named: str
) -> None:
    *_, (_, note) = chosen(service, library, named)
    assert "is not on this machine" in note
    assert loader.loaded == [LARGE]
    assert service.ask(QUESTION).model == LARGE


def test_a_damaged_file_is_found_before_the_old_model_goes(
    service: Service, library: Library, loader: Loader, folder: Path
) -> None:
    (folder / "small-q4.gguf").write_text("SMALL")
    *_, (_, note) = chosen(service, library, SMALL)
    assert "is not the file the model table names" in note
    assert loader.loaded == [LARGE]


def test_the_change_waits_for_the_answer_and_later_questions_wait_for_the_change(
    service: Service, loader: Loader
) -> None:
    answering = service.stream(QUESTION)
    next(answering)
    change = service.change_model(SMALL, "olga")
    assert next(change) == Progress("Waiting for 1 question")
    *_, before = answering
    assert next(change) == Progress("Loading small")
    later = service.stream(QUESTION)
    assert next(later) == Progress("1 question before yours")
    assert list(change) == []
    *_, after = later
    assert (before.model, after.model) == (LARGE, SMALL)


def test_a_page_that_is_closed_meanwhile_holds_nobody_up_and_the_choice_is_kept(
    service: Service, library: Library, loader: Loader
) -> None:
    loader.let_go.clear()
    loader.reached.clear()
    steps = ModelChoice(service, library, Rules()).choose_model(SMALL, OWNER)
    next(steps)  # and never again: so Gradio leaves it
    assert loader.reached.wait(30)
    assert service.health()["model"] == "loading small"
    loader.let_go.set()
    assert service.ask(QUESTION).model == SMALL
    kept = SettingsFile(library.folder)
    ends = time.monotonic() + 30
    while kept.model() != SMALL and time.monotonic() < ends:  # who asks need not wait for that
        time.sleep(0.01)
    assert kept.model() == SMALL


def test_only_owners_choose_and_the_others_see_which_model_answers(
    assistant: Assistant, library: Library, accounts: Accounts, loader: Loader
) -> None:
    with (
        served(
            assistant, library, Rules(accounts=accounts), generator=Generator(assistant, LARGE, loader.load)
        ) as address,
        signed_in(address, "rita") as reader,
        signed_in(address, "olga") as owner,
    ):
        for client, visible in ((reader, False), (owner, True)):
            radio, _ = called(client, "offered_model", [])[-1]["output"]["data"]
            assert radio.get("visible", False) is visible
            assert LARGE in json.dumps(called(client, "status", [None])[-1]["output"])
        assert not called(reader, "choose_model", [SMALL])[-1]["success"]
        assert loader.loaded == [LARGE]
        assert called(owner, "choose_model", [SMALL])[-1]["success"]
        assert loader.loaded == [LARGE, SMALL]
        assert SMALL in json.dumps(called(reader, "status", [None])[-1]["output"])


def test_who_may_not_change_things_is_told_so(service: Service, library: Library, loader: Loader) -> None:
    choice = ModelChoice(service, library, Rules(read_only=True))
    with pytest.raises(gr.Error, match=NOT_YOURS):
        next(choice.choose_model(SMALL, OWNER))
    assert choice.offered_model(OWNER) == (UNCHANGED, "")
    assert loader.loaded == [LARGE]


def test_a_model_behind_an_address_leaves_nothing_to_choose(assistant: Assistant, library: Library) -> None:
    choice = ModelChoice(Service(assistant, library), library, Rules())
    assert choice.offered_model(OWNER) == (UNCHANGED, "")


def test_the_next_start_takes_what_was_chosen_unless_another_is_named(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    started: list[object] = []
    monkeypatch.setattr(ui.chat.app, "serve", lambda library, model, **_: started.append(model))
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    for name in ("PINCITE_MODEL", "PINCITE_MODEL_URL"):
        monkeypatch.delenv(name, raising=False)

    monkeypatch.setattr(ui.cli.chat, "DEFAULT_GENERATOR", LARGE)

    def start(*options: str) -> object:
        assert cli.main(["chat", "--index", str(library.folder), *options]) == 0
        return started.pop()

    assert start() == LARGE
    SettingsFile(library.folder).keep_model(SMALL)
    assert (start(), start("--model", LARGE)) == (SMALL, LARGE)
    monkeypatch.setenv("PINCITE_MODEL", LARGE)
    assert start() == LARGE
    monkeypatch.delenv("PINCITE_MODEL")
    assert capsys.readouterr().err == ""
    (folder / "small-q4.gguf").unlink()
    assert start() == LARGE
    assert (
        "the model chosen in the chat is not used: The model small is not on this machine"
        in capsys.readouterr().err
    )


def test_the_model_before_is_let_go_before_another_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[object]] = []

    class Weights:
        def __init__(self, path: Path, **_: object) -> None:
            assert [one() for one in made] == [None] * len(made)
            made.append(weakref.ref(self))

    monkeypatch.setattr(qa.llama.model, "LlamaModel", Weights)
    loaded(LARGE)
    loaded(SMALL)
    qa.llama.model.load_model.cache_clear()
    assert len(made) == 2
