"""What a conversation asks: chosen documents or a folder, and what is said once they have gone."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from chat_scripts import Said, ScriptedAssistant, document_named
from qa_parts import ScriptedModel

from index.library import Library
from qa import Assistant
from ui.chat.documents import Documents
from ui.chat.page import NOTHING_CHOSEN, Page
from ui.chat.preferences import Preferences
from ui.conversation import Exchange
from ui.scope import EVERYTHING, Scope, folders

Write = Callable[[str, str], Path]
ANN = SimpleNamespace(username="ann", session_hash="1")
GONE = "What this conversation was to ask is no longer in the library."


@pytest.fixture
def two(library: Library, write: Write) -> Library:
    library.add([write("a/one.txt", "One is here."), write("b/two.txt", "Two is here.")])
    return library


def folder_of(library: Library, name: str) -> Scope:
    return Scope(folder=str(Path(document_named(library, name).source).parent))


def test_a_scope_is_documents_or_a_folder_and_forgets_what_has_gone(two: Library) -> None:
    one = document_named(two, "one.txt")
    documents = two.documents()
    scope = Scope(folder="/somewhere").toggled(one.id).toggled("gone")
    assert scope.within(documents) == Scope((one.id,))
    assert scope.toggled("gone").toggled(one.id) == EVERYTHING
    assert scope.within(documents).told(2) == "1 of 2 documents"
    assert Scope.from_json(scope.to_json()) == scope
    assert [Path(folder).name for folder in folders(documents)] == ["a", "b"]
    (hit,) = two.search("here", filters=folder_of(two, "one.txt").filters)
    assert hit.document.id == one.id


def test_only_what_is_in_the_library_is_chosen(two: Library) -> None:
    documents, one = Documents(two), document_named(two, "one.txt")
    folder = folder_of(two, "one.txt")
    for chosen in ("x" * 100_000, "gone", "/etc"):
        assert documents.choose(EVERYTHING, SimpleNamespace(value=chosen)) == EVERYTHING
        assert documents.choose_folder(SimpleNamespace(value=chosen)) == EVERYTHING
    assert documents.choose_folder(SimpleNamespace(value=folder.folder)) == folder
    scope = documents.choose(EVERYTHING, SimpleNamespace(value=one.id))
    assert scope == Scope((one.id,))
    other = document_named(two, "two.txt")
    both = documents.choose(scope, SimpleNamespace(value=other.id))
    two.remove(one.id)
    assert documents.choose(scope, SimpleNamespace(value=one.id)) == EVERYTHING
    assert documents.choose(both, SimpleNamespace(value=other.id)) == EVERYTHING  # what has gone is not chosen


def test_a_scope_of_which_nothing_is_left_is_told(two: Library) -> None:
    one = document_named(two, "one.txt")
    documents = Documents(two)
    scopes = (Scope((one.id,)), folder_of(two, "one.txt"))
    assert not any(scope.is_gone(two.documents()) for scope in (*scopes, EVERYTHING))
    two.remove(one.id)
    for scope in scopes:
        asking = documents.shown("", "title", scope)[2]
        assert GONE in asking
        assert "Ask all documents" in asking
    assert documents.shown("", "title", EVERYTHING)[2] == ""


def test_a_folder_is_there_while_an_archive_in_it_is() -> None:
    held = [SimpleNamespace(source="/notes/more.zip!/inner/d.txt")]
    assert not Scope(folder="/notes").is_gone(held)
    assert not Scope(folder="/notes/more.zip").is_gone(held)
    assert Scope(folder="/note").is_gone(held)


def test_a_question_to_what_has_gone_is_not_asked_of_everything(two: Library) -> None:
    assistant = ScriptedAssistant(two, {"How many?": (Said("Two.", (("two.txt", "Two is here."),)),)})
    page, preferences = Page(assistant, two), Preferences(two, lambda: None, lambda request: None)
    one = document_named(two, "one.txt")
    scopes = (Scope((one.id,)), folder_of(two, "one.txt"))
    two.remove(one.id)
    for scope in scopes:
        *_, (exchanges, _, _) = page.respond((Exchange.begin("How many?"),), preferences.options(scope, ANN))
        assert exchanges[-1].problem == NOTHING_CHOSEN
    assert assistant.options == []
    both = Scope((one.id, document_named(two, "two.txt").id))
    *_, (exchanges, _, _) = page.respond((Exchange.begin("How many?"),), preferences.options(both, ANN))
    assert exchanges[-1].answer is not None
    assert assistant.options[-1].filters == Scope(both.documents[1:]).filters


def test_the_assistant_lists_only_what_is_chosen(two: Library) -> None:
    options = Preferences(two, lambda: None, lambda request: None).options(folder_of(two, "two.txt"), ANN)
    answer = Assistant(two, ScriptedModel()).ask("Which documents do you have?", options=options)
    assert answer.text == "1 document is chosen: two."
