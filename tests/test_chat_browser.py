"""The chat in a real browser, over a real library and a scripted assistant."""

from collections.abc import Callable
from pathlib import Path

import gradio as gr
import httpx
import pytest
from browser_parts import (
    HOSTILE,
    SCRIPT,
    TRADE,
    VISIT,
    address,
    ask,
    assert_in_view,
    browser,
    narrow_page,
    opened,
    page,
    pytestmark,
    served,
)
from chat_scripts import ScriptedAssistant
from playwright.sync_api import Browser, Page, expect

from eval.sets.questions import load_questions
from index.library import Library
from ui.chat.app import build

__all__ = ["address", "browser", "narrow_page", "page", "pytestmark", "served"]


def test_a_marker_opens_the_document_at_the_cited_sentence(page: Page) -> None:
    ask(page, "How long?")
    expect(page.locator("mark.target")).to_have_text(VISIT)
    page.click(".answer-text .marker >> nth=1")
    expect(page.locator("mark.target")).to_have_text(TRADE)
    expect(page.locator("mark.also")).to_have_text(VISIT)
    expect(page.locator(".document-title")).to_have_text("visit")
    page.wait_for_function("document.querySelector('.document-text').scrollTop > 0")
    assert_in_view(page, "mark.target", ".document-text")
    page.eval_on_selector(".document-text", "region => region.scrollTop = 0")
    page.click(".quotes .quote >> nth=1")
    page.wait_for_function("document.querySelector('.document-text').scrollTop > 0")
    assert_in_view(page, "mark.target", ".document-text")


def test_the_answer_comes_in_steps_and_says_what_is_weak(page: Page) -> None:
    page.evaluate(
        """() => {
            window.seen = [];
            const watched = document.querySelector("#conversation");
            const note = () => window.seen.push(document.querySelector(".reply")?.textContent);
            new MutationObserver(note).observe(watched, {childList: true, subtree: true, characterData: true});
        }"""
    )
    ask(page, "How long?")
    seen = page.evaluate("window.seen")
    assert "Searching the documents…" in seen
    assert any(text and text.startswith("Two days. It") and text.endswith("Reading 3 passages…") for text in seen)
    expect(page.locator(".answer-text")).to_have_text(
        "Two days. [1] It was worth C$56bn. [2]◐ partly supported It rained.△ not supported by the documents"
    )
    expect(page.locator("#composer textarea")).to_have_value("")


@pytest.mark.usefixtures("address")  # fills the library
def test_an_answer_can_be_stopped_and_another_question_asked(
    browser: Browser, library: Library, served: Callable[[gr.Blocks], str]
) -> None:
    assistant = ScriptedAssistant(library, SCRIPT, pause=3)
    for stopped in opened(browser, served(build(assistant, library)), width=1280, height=800):
        stopped.fill("#composer textarea", "How long?")
        stopped.keyboard.press("Enter")
        stopped.click("#composer .stop-button")
        expect(stopped.locator(".problem")).to_have_text("Stopped before there was an answer.")
        assistant.pause = 0.1
        ask(stopped, "How long?")
        expect(stopped.locator(".exchange")).to_have_count(2)
        stopped.click("#masthead a[href='#restart']")
        expect(stopped.locator(".welcome h1")).to_have_text("Ask your documents")


def test_hostile_text_is_inert_everywhere(page: Page) -> None:
    ask(page, HOSTILE)
    expect(page.locator(".question")).to_have_text(f"You asked: {HOSTILE}")
    expect(page.locator(".statement")).to_have_text(HOSTILE)
    expect(page.locator("mark.target")).to_have_text(HOSTILE)
    page.click("#tabs [role=tab] >> text=Documents")
    expect(page.locator(".shelf-entry >> text=hostile <b>.txt")).to_be_visible()
    assert page.locator("main img").count() == 0
    assert page.locator("main script").count() == 0
    assert page.evaluate("window.broken") is None


def test_markers_are_reached_and_opened_with_the_keyboard(page: Page) -> None:
    ask(page, "How long?")
    page.focus(".answer-text .marker >> nth=1")
    page.keyboard.press("Enter")
    expect(page.locator("mark.target")).to_have_text(TRADE)
    assert page.evaluate("document.activeElement.textContent") == "[2]"


def test_a_vote_is_kept_with_the_library_and_taken_back(page: Page, library: Library) -> None:
    questions = library.folder / "questions.jsonl"
    ask(page, "How long?")
    up, down = page.get_by_role("button", name="Good answer"), page.get_by_role("button", name="Bad answer")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    (voted,) = load_questions(questions)
    assert (voted.question, voted.gold, voted.kind) == ("How long?", (VISIT, TRADE), "thumbs-up")
    page.focus(".thumb.up")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(down).to_be_focused()
    page.keyboard.press("Tab")
    field = page.get_by_label("What is the right answer?")
    expect(field).to_be_focused()
    page.keyboard.type("Three days")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(field).to_have_value("Three days")
    (voted,) = load_questions(questions)
    assert (voted.answers, voted.gold, voted.kind) == (("Three days",), (), "thumbs-down")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    expect(field).to_have_count(0)
    assert questions.read_bytes() == b""


def test_what_is_being_typed_stays_while_the_page_changes(page: Page) -> None:
    ask(page, "How long?")
    page.click(".thumb.down")
    page.fill(".correction input", "Three")
    ask(page, "Who won?")
    expect(page.locator(".correction input")).to_have_value("Three")


def test_files_are_uploaded_told_and_listed(page: Page, library: Library, tmp_path: Path) -> None:
    note = tmp_path / "kettle <i>.txt"
    note.write_text("The kettle holds 1.7 litres.", encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.touch()
    page.click("#masthead a[href='#documents']")
    with page.expect_file_chooser() as chosen:
        page.click("#upload")
    chosen.value.set_files([note, empty])
    expect(page.locator(".uploads .kept")).to_contain_text("added")
    expect(page.locator(".uploads .failed")).to_contain_text("empty.txt not added")
    expect(page.locator("#masthead")).to_contain_text("3 documents")
    page.fill("#finder :is(input, textarea)", "kettle")
    expect(page.locator(".shelf-entry")).to_have_count(1)
    page.click(".shelf-entry")
    expect(page.locator(".document-text")).to_have_text("The kettle holds 1.7 litres.")
    kept = [path for path in (library.folder / "files").iterdir()]
    assert [path.read_text(encoding="utf-8") for path in kept] == ["The kettle holds 1.7 litres."]


def test_a_narrow_page_shows_one_side_at_a_time(narrow_page: Page) -> None:
    page = narrow_page
    ask(page, "How long?")
    expect(page.locator("#side")).to_be_hidden()
    page.click(".answer-text .marker >> nth=0")
    expect(page.locator("mark.target")).to_be_visible()
    page.wait_for_function("document.querySelector('.document-text').scrollTop > 0")
    page.wait_for_timeout(300)
    assert_in_view(page, "mark.target", ".document-text")
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "[1]"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_page_closed_while_it_waits_does_not_block_the_next(browser: Browser, address: str) -> None:
    for leaving in (True, False):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".welcome")
        page.fill("#composer textarea", "How long?")
        page.keyboard.press("Enter")
        page.wait_for_selector(".progress" if leaving else ".quotes")
        context.close()


def test_an_empty_library_says_how_to_add_files(
    browser: Browser, library: Library, served: Callable[[gr.Blocks], str]
) -> None:
    address = served(build(ScriptedAssistant(library, {}), library))
    for empty in opened(browser, address, width=1280, height=800):
        expect(empty.locator(".welcome h1")).to_have_text("Ask your own documents")
        empty.click(".welcome a[href='#documents']")
        expect(empty.locator("#upload")).to_be_visible()
        expect(empty.locator("#shelf")).to_contain_text("No documents yet")


def test_the_server_gives_out_no_files_of_the_computer(address: str) -> None:
    for path in ("/etc/passwd", str(Path(__file__).resolve()), "../../../../etc/passwd"):
        assert httpx.get(f"{address}gradio_api/file={path}").status_code in {403, 404}
