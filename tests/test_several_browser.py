"""Several libraries and a folder in sync in a real browser, over real libraries and a scripted assistant."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr
import pytest
from axe import serious
from browser_parts import ask, browser, opened, pytestmark, served
from chat_scripts import ScriptedAssistant
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from ui.chat.app import build
from ui.chat.documents import Documents
from ui.serve.rules import OWN_MACHINE
from ui.several.desks import Desks

__all__ = ["browser", "pytestmark", "served"]


HELD, RELEASED = Event(), Event()
"""While the first is set, the next list of documents that is made is held until the other is."""


@pytest.fixture
def address(
    library: Library,
    write: Callable[[str, str], Path],
    served: Callable[[gr.Blocks], str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    shown = Documents.shown

    @wraps(shown)
    def slowly(*given: Any) -> Any:  # noqa: ANN401 - as `shown` has it
        made = shown(*given)
        if HELD.is_set():
            HELD.clear()
            RELEASED.wait(60)
        return made

    monkeypatch.setattr(Documents, "shown", slowly)
    monkeypatch.setattr("ui.chat.layout.OFTEN", 0.2)
    library.add([write("visit.txt", "The visit lasted two days.")])
    assistant = ScriptedAssistant(library, {})
    desks = Desks(assistant, library, OWN_MACHINE, seconds=0.1)
    yield served(build(assistant, library, OWN_MACHINE, desks))
    desks.end()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=1280, height=800)


def make(page: Page, name: str) -> None:
    page.get_by_role("button", name="New library").press("Enter")
    field = page.get_by_label("Name of the library")
    field.fill(name)
    field.press("Enter")


def test_libraries_are_made_chosen_and_deleted_and_a_conversation_stays_with_its_own(
    page: Page,
) -> None:
    ask(page, "How long?")
    page.click("#masthead a[href='#documents']")
    make(page, "Contracts")
    expect(page.locator("#masthead")).to_contain_text("Contracts")
    expect(page.locator("#masthead")).to_contain_text("0 documents")
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.get_by_label("Library", exact=True)).to_have_value("Contracts")
    assert serious(page) == []
    page.click("#masthead a[href='#history']")
    expect(page.locator("#history .shelf-facts bdi")).to_have_text(["library"])
    page.click("#history .entry")
    expect(page.get_by_text("This conversation asks the library “library”")).to_be_visible()
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("#masthead")).to_contain_text("1 document")
    page.click("#masthead a[href='#documents']")
    chosen = page.get_by_label("Library", exact=True)
    chosen.select_option("Contracts")
    expect(page.locator("#masthead")).to_contain_text("0 documents")
    page.get_by_role("button", name="Delete the library Contracts").click()
    page.get_by_role("button", name="Keep it").click()
    expect(chosen).to_have_value("Contracts")
    page.get_by_role("button", name="Delete the library Contracts").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("#masthead")).to_contain_text("1 document")
    expect(chosen).to_have_count(0)


def test_a_folder_is_kept_in_sync_and_what_vanished_leaves_with_one_click(
    page: Page, library: Library, write: Callable[[str, str], Path]
) -> None:
    page.click("#masthead a[href='#documents']")
    folder = write("sync/kettle.txt", "The kettle holds 1.7 litres.").parent
    pan = write("sync/pan.txt", "The pan is heavy.")
    line = page.get_by_label("Folder to keep in sync")
    line.fill(str(folder))
    line.press("Enter")
    expect(page.locator(".synced")).to_contain_text("2 new")
    expect(page.locator("#masthead")).to_contain_text("3 documents")
    pan.unlink()
    write("sync/kettle.txt", "The kettle holds 1.8 litres.")
    expect(page.locator("#shelf .shelf-note.missing")).to_contain_text("The file of 1 document is gone")
    expect(page.locator(".synced")).to_contain_text("1 changed")
    page.get_by_role("button", name="Remove from the library").click()
    expect(page.locator("#masthead")).to_contain_text("2 documents")
    assert sorted(one.title for one in library.documents()) == ["kettle", "visit"]
    page.get_by_role("button", name="Stop keeping sync in sync").click()
    expect(page.locator(".synced")).to_have_count(0)


def test_an_older_list_of_documents_does_not_come_last(
    page: Page, library: Library, write: Callable[[str, str], Path]
) -> None:
    page.click("#masthead a[href='#documents']")
    folder = write("sync/kettle.txt", "The kettle holds 1.7 litres.").parent
    RELEASED.clear()
    HELD.set()
    line = page.get_by_label("Folder to keep in sync")
    line.fill(str(folder))
    line.press("Enter")
    while HELD.is_set():
        page.wait_for_timeout(50)
    write("sync/pan.txt", "The pan is heavy.")
    while len(library.documents()) < 3:
        page.wait_for_timeout(50)
    page.wait_for_timeout(2000)  # all other lists are on the page by then
    RELEASED.set()
    page.wait_for_timeout(1000)
    expect(page.locator("#shelf .shelf-title")).to_have_text(["kettle", "pan", "visit"])
