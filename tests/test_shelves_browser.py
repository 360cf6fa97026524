"""History, settings and the library's tab in a real browser, over a real library and a scripted assistant."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import gradio as gr
import pytest
from browser_parts import address, ask, browser, narrow_page, opened, page, pytestmark, reload, served
from playwright.sync_api import Browser, Page, expect

from index.adding.gone import without_files
from index.library import Library
from index.types import DocumentSummary
from qa.assistant import Assistant
from qa.chat_model import NoModel
from ui.chat.app import build
from ui.chat.uploads import UPLOADS
from ui.kept.conversations import Conversations
from ui.kept.settings import SettingsFile

__all__ = ["address", "browser", "narrow_page", "page", "pytestmark", "served"]


def tab(page: Page, name: str) -> None:
    page.click(f"#tabs [role=tab] >> text={name}")


def test_a_conversation_is_found_after_a_reload_and_continued(page: Page, library: Library) -> None:
    ask(page, "How long?")
    page.click("#masthead a[href='#restart']")
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, "Who won?")
    reload(page)
    page.click("#masthead a[href='#history']")
    expect(page.locator("#history .shelf-title")).to_have_text(["Who won?", "How long?"])
    page.locator("#sought :is(input, textarea)").press_sequentially("C$56BN")  # as a person does
    expect(page.locator("#history .shelf-title")).to_have_text(["How long?"])
    page.click("#history .entry")
    expect(page.locator(".answer-text .marker")).to_have_count(2)
    ask(page, "And then?")
    expect(page.locator(".exchange")).to_have_count(2)
    page.fill("#sought :is(input, textarea)", "")
    expect(page.locator("#history .shelf-title")).to_have_text(["How long?", "Who won?"])
    (latest, _) = Conversations(library.folder).listed(None)
    assert latest.title == "How long?"


def test_a_conversation_is_renamed_deleted_and_brought_back_with_the_keyboard(page: Page) -> None:
    ask(page, "How long?")
    tab(page, "History")
    page.get_by_label("Rename How long?").press("Enter")
    field = page.get_by_label("New title")
    expect(field).to_have_value("How long?")
    field.fill("The visit")
    field.press("Enter")
    expect(page.locator("#history .shelf-title")).to_have_text(["The visit"])
    page.get_by_label("Delete The visit").press("Enter")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#history .entry")).to_have_count(0)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#history .shelf-title")).to_have_text(["The visit"])


def test_the_last_question_is_edited_and_asked_again(page: Page, library: Library) -> None:
    ask(page, "Hwo long?")
    page.get_by_role("button", name="Edit “Hwo long?”").click()
    expect(page.locator("#composer textarea")).to_have_value("Hwo long?")
    ask(page, "How long?")
    expect(page.locator(".exchange")).to_have_count(1)
    tab(page, "History")
    expect(page.locator("#history .shelf-title")).to_have_text(["How long?"])


def test_an_earlier_question_is_edited_and_the_conversation_until_then_is_in_the_history(page: Page) -> None:
    for question in ("Who came?", "Hwo long?", "Who won?"):
        ask(page, question)
    page.get_by_role("button", name="Edit “Hwo long?”").click()
    expect(page.locator("#composer textarea")).to_have_value("Hwo long?")
    expect(page.locator("#composer textarea")).to_be_focused()
    expect(page.locator(".exchange")).to_have_count(1)
    ask(page, "How long?")
    expect(page.locator(".exchange .question")).to_have_text(["You asked: Who came?", "You asked: How long?"])
    tab(page, "History")
    expect(page.locator("#history .shelf-title")).to_have_text(["How long?", "Who came?"])
    page.locator("#history .entry").last.click()
    expect(page.locator(".exchange .question")).to_have_text(
        ["You asked: Who came?", "You asked: Hwo long?", "You asked: Who won?"]
    )


def test_a_document_is_removed_and_brought_back_and_chosen(page: Page) -> None:
    tab(page, "Documents")
    expect(page.locator("#shelf .shelf-title")).to_have_count(2)
    page.get_by_label("Remove visit").click()
    expect(page.locator("#masthead")).to_contain_text("1 document")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#masthead")).to_contain_text("2 documents")
    page.get_by_label("Ask visit", exact=True).check()
    expect(page.locator("#asking")).to_contain_text("Asking 1 of 2 documents")
    expect(page.get_by_label("Ask visit", exact=True)).to_be_checked()
    page.get_by_role("button", name="Ask all").click()
    expect(page.locator(".scope")).to_have_count(0)


def test_ticks_stay_with_their_documents_when_one_between_goes(
    page: Page, library: Library, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([write(f"{name}.txt", f"This is what {name} says.") for name in ("a", "b", "c", "d")])
    reload(page)
    tab(page, "Documents")
    begun, go_on = Event(), Event()

    def looked_for(documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
        first, _ = not begun.is_set(), begun.set()
        if first:  # a list that takes long, as on a busy machine: it must not undo what is ticked meanwhile
            go_on.wait()
        return without_files(documents)

    monkeypatch.setattr("ui.chat.documents.without_files", looked_for)
    page.get_by_label("Ask a", exact=True).click()
    assert begun.wait(30)
    page.get_by_label("Ask d", exact=True).click()
    page.wait_for_timeout(1000)
    go_on.set()
    page.wait_for_timeout(1000)
    expect(page.locator("#asking")).to_contain_text("Asking 2 of 6 documents")
    page.get_by_label("Remove b", exact=True).click()
    expect(page.locator("#asking")).to_contain_text("Asking 2 of 5 documents")
    expect(page.get_by_label("Ask d", exact=True)).to_be_checked()
    expect(page.get_by_label("Ask c", exact=True)).not_to_be_checked()
    expect(page.locator(".tick:checked")).to_have_count(2)


def test_dropped_files_are_added(page: Page, tmp_path: Path) -> None:
    page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(["The kettle holds 1.7 litres."], "kettle.txt", {type: "text/plain"}));
            const drop = {dataTransfer: dropped, bubbles: true, cancelable: true};
            document.body.dispatchEvent(new DragEvent("drop", drop));
        }"""
    )
    expect(page.locator(".uploads .kept")).to_contain_text("kettle.txt added")
    expect(page.locator("#masthead")).to_contain_text("3 documents")


def test_a_file_is_cancelled_while_it_is_read(
    page: Page, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.load.guarded._idle", [])
    monkeypatch.setattr("index.load.guarded.TASK", "worker_tasks:read_for_long")
    (tmp_path / "long.txt").write_text("Rain fell.")
    tab(page, "Documents")
    with page.expect_file_chooser() as chooser:
        page.locator("#upload").click()
    chooser.value.set_files(tmp_path / "long.txt")
    expect(page.locator("#report .progress")).to_contain_text("Reading long.txt")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".uploads .failed")).to_have_text("long.txt not addedIt was cancelled.", timeout=4000)
    expect(page.locator("#masthead")).to_contain_text("2 documents")
    assert list((library.folder / UPLOADS).iterdir()) == []
    monkeypatch.undo()
    with page.expect_file_chooser() as chooser:
        page.locator("#upload").click()
    chooser.value.set_files(tmp_path / "long.txt")
    expect(page.locator(".uploads .kept")).to_contain_text("long.txt added")


def test_settings_are_kept_and_the_theme_is_shown(page: Page, library: Library) -> None:
    tab(page, "Settings")
    page.get_by_label("Strict", exact=True).check()
    page.get_by_label("Dark", exact=True).check()
    page.wait_for_function("document.body.classList.contains('dark')")
    expect(page.locator("#status")).to_contain_text("2 documents")
    page.wait_for_timeout(500)
    kept = SettingsFile(library.folder).of(None)
    assert (kept.strictness, kept.theme) == ("strict", "dark")
    reload(page)
    page.wait_for_function("document.body.classList.contains('dark')")


def test_every_tab_is_reached_on_a_narrow_page(narrow_page: Page) -> None:
    page = narrow_page
    page.click("#masthead a[href='#history']")
    expect(page.locator("#sought")).to_be_visible()
    for name, part in (("Settings", "#settings"), ("Documents", "#upload")):
        tab(page, name)
        expect(page.locator(part)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_sample_library_is_one_click_away(
    browser: Browser, library: Library, served: Callable[[gr.Blocks], str]
) -> None:
    address = served(build(Assistant(library, NoModel("none")), library))
    for empty in opened(browser, address, width=1280, height=800):
        empty.get_by_role("link", name="Try the sample library").click()
        expect(empty.locator(".example")).to_have_count(4, timeout=120_000)  # each was asked once
        expect(empty.locator("#masthead")).to_contain_text("16 documents")
