"""The library's tab, the list of conversations and the settings, without a browser."""

import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from types import SimpleNamespace

import gradio as gr
import pytest
from chat_scripts import ScriptedAssistant, problem

from index.errors import Stopped
from index.library import Library
from qa.options import Options
from ui.chat.documents import SAMPLES, Documents
from ui.chat.history import History
from ui.chat.page import UNCHANGED, Page
from ui.chat.steps import steps
from ui.conversation import Exchange
from ui.kept.settings import Settings, SettingsFile
from ui.scope import EVERYTHING, Scope
from ui.view.shelf import ordered

Write = Callable[[str, str], Path]
ANN = SimpleNamespace(username="ann", session_hash="1")
BEN = SimpleNamespace(username="ben", session_hash="2")


@pytest.fixture
def history(library: Library) -> History:
    return History(Page(ScriptedAssistant(library, {}), library), library)


def test_only_who_may_change_the_library_does(library: Library, write: Write) -> None:
    library.add([write("note.txt", "The kettle holds 1.7 litres.")])
    documents = Documents(library, may_change=lambda user: user == "ann")
    event = SimpleNamespace(value=library.documents()[0].id)
    for attempt in (
        lambda: documents.remove(event, BEN),
        lambda: list(documents.add([], BEN)),
        lambda: list(documents.fetch("example.org", BEN)),
        lambda: list(documents.add_samples(BEN)),
        lambda: documents.prune(BEN),
        lambda: documents.undo((), BEN),
    ):
        with pytest.raises(gr.Error, match="Only an owner"):
            attempt()
    assert len(library.documents()) == 1
    documents.remove(event, ANN)
    assert library.documents() == ()


def test_documents_without_their_file_are_told_and_taken_out_and_come_back(library: Library, write: Write) -> None:
    paths = [write(name, f"This says {name}.") for name in ("a/1.txt", "a/2.txt", "a/3.txt", "b/4.txt")]
    library.add(paths)
    documents = Documents(library)
    before = documents.shown("", "title", EVERYTHING)[1]
    assert "gone" not in before
    for path in paths[1:]:
        path.unlink()
    listed = documents.shown("", "title", EVERYTHING)[1]
    assert "The files of 3 documents are gone" in listed
    assert listed.count("file is gone") == 3
    report, removed = documents.prune(ANN)
    assert "2 documents were removed." in report
    assert "1 document kept: the folder is missing or empty" in report
    assert [one.title for one in library.documents()] == ["1", "4"]
    assert "The file of 1 document is gone" in documents.shown("", "title", EVERYTHING)[1]
    _, left = documents.undo(removed, ANN)
    assert left == ()
    assert [one.title for one in library.documents()] == ["1", "2", "3", "4"]


def test_a_document_is_there_while_one_of_its_files_is(library: Library, write: Write) -> None:
    first, second = write("1.txt", "The same."), write("2.txt", "The same.")
    library.add([first, second])
    first.unlink()
    assert "gone" not in Documents(library).shown("", "title", EVERYTHING)[1]


def test_files_come_in_one_by_one_whoever_else_gives_up(library: Library, write: Write) -> None:
    paths = [str(write(name, f"Here is what {name} says.")) for name in ("1.txt", "2.txt", "3.txt")]
    documents = Documents(library)
    reports = documents.add(paths, ANN)
    assert "Reading 1.txt (2 more files after it)" in next(reports)
    assert "Reading 2.txt (1 more file after it)" in next(reports)
    documents.give_up(BEN)
    assert "Reading 3.txt<" in next(reports)
    assert "Reading" not in list(reports)[-1]
    assert [document.title for document in library.documents()] == ["1", "2", "3"]
    assert documents._adds == []  # nobody is remembered for ever


def test_a_page_that_is_closed_cancels_nothing(library: Library, write: Write) -> None:
    reports = Documents(library).add([str(write(name, f"Here is {name}.")) for name in ("1.txt", "2.txt")], ANN)
    next(reports)
    next(reports)
    reports.close()
    until = time.monotonic() + 60
    while len(library.documents()) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert [document.title for document in library.documents()] == ["1", "2"]


def test_an_address_that_cannot_be_read_is_told_with_the_reason(library: Library) -> None:
    *_, (report, box) = Documents(library).fetch(" http://127.0.0.1:9/page ", ANN)
    assert box == ""
    assert "http://127.0.0.1:9/page" in report
    assert "not added" in report
    assert "upload-reason" in report


def test_an_address_that_is_too_long_is_told_and_an_empty_one_is_nothing(library: Library) -> None:
    ((report, box),) = Documents(library).fetch("example.org/" + "x" * 2000, ANN)
    assert (box, "An address has at most 2,000 characters." in report) == ("", True)
    assert list(Documents(library).fetch("  ", ANN)) == []


def test_the_sample_library_is_there(library: Library) -> None:
    shown = list(Documents(library).add_samples(ANN))
    assert "1 of 16: brackwater-tram.html" in shown[1]
    assert len(library.documents()) == len(list(Path(str(SAMPLES)).iterdir())) == 16


def test_documents_without_a_date_come_last_whatever_the_order(library: Library, write: Write) -> None:
    for name, date in (("b", "2024-05-01"), ("a", ""), ("c", "2025-01-01")):
        meta = f'<meta property="article:published_time" content="{date}">' if date else ""
        page = (
            f"<html><head><title>{name}</title>{meta}</head><body><p>What {name} says is short.</p></body></html>"
        )
        library.add([write(f"{name}.html", page)])
    documents = library.documents()
    assert [one.title for one in ordered(documents, "title")] == ["a", "b", "c"]
    assert [one.title for one in ordered(documents, "newest")] == ["c", "b", "a"]
    assert [one.title for one in ordered(documents, "oldest")] == ["b", "c", "a"]


def test_settings_are_each_users_own_and_reach_the_question(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path)
    settings.keep("ann", Settings(length="long", sentences=8, strictness="strict", theme="dark"))
    assert settings.of("ben") == Settings()
    options = settings.of("ann").options(Scope(("00ff",)))
    assert options == Options(Scope(("00ff",)).filters, 8, 240, full=True, strictness="strict")
    assert Settings().options(EVERYTHING) == Options(None, 5, 120, full=False, strictness="balanced")
    with pytest.raises(ValueError, match="11 sentences"):
        Settings(sentences=11)


def test_a_conversation_is_resumed_renamed_deleted_and_brought_back(history: History) -> None:
    first = (problem("Who built it?"), problem("And when?"))
    history.keep(first, EVERYTHING, "", "", ANN)
    event = SimpleNamespace(value=first[0].id, text="The mill")
    assert "The mill" in history.rename((), "", event, ANN)
    exchanges, shown, scope, *_ = history.resume((), "", event, ANN)
    assert (exchanges, scope) == (first, EVERYTHING)
    assert "And when?" in shown
    assert history.resume((), "", event, BEN)[0] is UNCHANGED
    exchanges, shown, deleted, listed = history.delete(first, "", event, ANN)
    assert exchanges == ()
    assert "“The mill” was deleted." in listed
    assert "The mill" in history.undo((), deleted, "", ANN)[1]


def test_the_last_question_is_taken_up_again_and_replaced(history: History) -> None:
    first, last = problem("Who built it?"), problem("And wehn?")
    history.keep((first, last), EVERYTHING, "", "", ANN)
    exchanges, _, box, replaced = history.edit((first, last), "", SimpleNamespace(exchange=last.id))
    assert (exchanges, box.value, replaced) == ((first,), "And wehn?", last.id)
    better = problem("And when?")
    assert history.keep((first, better), EVERYTHING, replaced, "", ANN)[1] == ""
    event = SimpleNamespace(value=first.id)
    assert history.resume((), "", event, ANN)[0] == (first, better)
    waiting = (first, Exchange.begin("Waiting?"))
    assert history.edit(waiting, "", SimpleNamespace(exchange=first.id)) == (UNCHANGED,) * 4


def test_with_an_earlier_question_another_conversation_begins_and_the_one_until_then_stays(
    history: History,
) -> None:
    asked = tuple(problem(question) for question in ("Who built it?", "And wehn?", "And why?"))
    history.keep(asked, EVERYTHING, "", "", ANN)
    earlier, shown, box, replaced = history.edit(asked, "", SimpleNamespace(exchange=asked[1].id))
    assert [one.question for one in earlier] == ["Who built it?"]
    assert "Who built it?" in shown
    assert (box.value, replaced) == ("And wehn?", "")
    history.keep((*earlier, problem("And when?")), EVERYTHING, replaced, "", ANN)
    assert history.resume((), "", SimpleNamespace(value=asked[0].id), ANN)[0] == asked
    assert 'dir="auto">And when?</span>' in history.listed("", (), ANN)  # not as the one until then
    told, *_ = history.resume((), "", SimpleNamespace(value=earlier[0].id), ANN)
    assert [one.question for one in told] == ["Who built it?", "And when?"]


def test_what_is_to_be_replaced_stays_when_a_question_before_it_is_taken_up(history: History) -> None:
    asked = tuple(problem(question) for question in ("Who built it?", "And when?", "And wyh?"))
    history.keep(asked, EVERYTHING, "", "", ANN)
    left, *_, replaced = history.edit(asked, "", SimpleNamespace(exchange=asked[2].id))
    earlier, *_, replaced = history.edit(left, replaced, SimpleNamespace(exchange=asked[1].id))
    assert replaced == ""
    history.keep((*earlier, problem("And where?")), EVERYTHING, replaced, "", ANN)
    assert history.resume((), "", SimpleNamespace(value=asked[0].id), ANN)[0] == asked


def test_a_question_taken_up_and_left_for_a_fresh_start_stays_kept(history: History) -> None:
    first, last = problem("Who built it?"), problem("And when?")
    history.keep((first, last), EVERYTHING, "", "", ANN)
    *_, replaced = history.edit((first, last), "", SimpleNamespace(exchange=last.id))
    _, replaced = history.keep((), EVERYTHING, replaced, "", ANN)
    history.keep((problem("Something else?"),), EVERYTHING, replaced, "", ANN)
    assert history.resume((), "", SimpleNamespace(value=first.id), ANN)[0] == (first, last)


def test_steps_are_told_and_end_with_the_result_an_error_or_being_given_up() -> None:
    def work(tell: Callable[[int, int, str], None]) -> int:
        tell(1, 2, "a")
        tell(2, 2, "b")
        return 7

    assert list(steps(work)) == ["1 of 2: a", "2 of 2: b", 7]
    with pytest.raises(Stopped):
        list(steps(work, stopped=lambda: True))
    with pytest.raises(ZeroDivisionError):
        list(steps(lambda tell: 1 / 0))


@pytest.mark.parametrize("connected", [True, False])
def test_a_document_stays_while_one_of_its_files_may_be_on_a_disk(
    connected: bool, library: Library, write: Write
) -> None:
    one, other = write("a/1.txt", "The same."), write("disk/2.txt", "The same.")
    library.add([one, write("a/3.txt", "Another."), other, write("disk/4.txt", "A fourth.")])
    one.unlink()
    if connected:
        other.unlink()
    else:
        rmtree(other.parent)
    report, removed = Documents(library).prune(ANN)
    assert [one.document.title for one in removed] == (["1"] if connected else [])
    assert ("2 documents kept" in report) is not connected


def test_a_folder_that_cannot_be_read_takes_nothing_out(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a/1.txt", "One.")
    library.add([path, write("a/2.txt", "Two.")])
    path.unlink()

    def forbidden(folder: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", forbidden)
    report, removed = Documents(library).prune(ANN)
    assert removed == ()
    assert "1 document kept" in report
