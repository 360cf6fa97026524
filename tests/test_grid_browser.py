"""Each document asked by itself in a real browser: the table over a real library, with a reader of words."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
import pytest
from axe import serious
from browser_parts import HOSTILE, browser, opened, pytestmark, served
from playwright.sync_api import Browser, Page, expect
from qa_parts import WordReader

from index.library import Library
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.reader.protocol import Judgement, ReadPassage
from ui.chat.app import build
from ui.export.grid import grid_csv
from ui.serve.service import Service

__all__ = ["browser", "pytestmark", "served"]

QUESTION = "How long did the visit last?"
DAYS = ("two", "seven", "nine", "three")
NOTHING = "Bins are emptied on Fridays."


@dataclass
class SlowReader(WordReader):
    """Takes its time, and fails over the document that says so."""

    seconds: float = 0.0

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        time.sleep(self.seconds)
        if any("breaks" in passage.title for passage in passages):
            raise ValueError("<b>it broke</b>")
        return super().read(question, passages)


@pytest.fixture
def reader() -> SlowReader:
    return SlowReader()


@pytest.fixture
def address(
    library: Library,
    write: Callable[[str, str], Path],
    served: Callable[[gr.Blocks], str],
    reader: SlowReader,
) -> str:
    texts = {f"{name} visit.txt": f"{NOTHING} The visit lasted {name} days." for name in DAYS}
    texts |= {
        "bins.txt": NOTHING,
        "breaks.txt": "Glass is collected on Mondays.",
        "hostile <b>.txt": f"{HOSTILE} The visit lasted long.",
    }
    library.add([write(name, text) for name, text in texts.items()])
    service = Service(Assistant(library, NoModel("none", "there is none"), reader=reader), library)
    return served(build(service, library))


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=1280, height=800)


@pytest.fixture
def narrow_page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=390, height=844, scheme="dark")


def ask(page: Page, question: str = QUESTION) -> None:
    page.click("#ways [name=each]")
    page.fill("#each-composer textarea", question)
    page.keyboard.press("Enter")


def done(page: Page) -> None:
    expect(page.locator("#grid .grid-told[role=status]")).to_be_visible()


def column(page: Page, name: str) -> list[str]:
    return page.locator(f"#grid tbody .grid-{name}").all_inner_texts()


def test_each_document_becomes_a_row_and_a_click_opens_its_sentence(page: Page) -> None:
    ask(page)
    done(page)
    expect(page.locator(".grid-told")).to_have_text("7 documents asked: 5 answered, 1 not stated, 1 failed")
    assert [text.split("\n")[0] for text in column(page, "document")] == [
        "bins",
        "breaks",
        "hostile <b>",
        "nine visit",
        "seven visit",
        "three visit",
        "two visit",
    ]
    expect(page.locator("#grid .unstated .grid-answer")).to_have_text("not stated")
    expect(page.locator("#grid .failed .grid-answer")).to_have_text("ValueError: <b>it broke</b>")
    page.click("#grid tbody tr:nth-child(4) .grid-sentence")
    expect(page.locator("mark.target")).to_contain_text("The visit lasted nine days.")
    expect(page.locator("#grid [aria-current]")).to_have_text("nine visit")
    page.click("#grid .unstated a.grid-open")
    expect(page.locator(".cited-here")).to_contain_text("Closest, but not an answer")
    assert page.evaluate("window.broken") is None


def test_columns_are_sorted_either_way(page: Page) -> None:
    ask(page)
    done(page)
    page.get_by_role("button", name="Probability").click()
    odds = [float(text.split()[0]) for text in column(page, "probability") if text.strip()]
    assert odds == sorted(odds, reverse=True)
    assert column(page, "probability")[-1].strip() == ""
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("columnheader", name="Answer")).to_have_attribute("aria-sort", "ascending")
    answers = [text for text in column(page, "answer") if "visit lasted" in text and "<script>" not in text]
    assert [text.split()[3] for text in answers] == ["nine", "seven", "three", "two"]
    assert column(page, "answer")[-2:] == ["not stated", "ValueError: <b>it broke</b>"]
    page.get_by_role("columnheader", name="Document").get_by_role("button").click()
    page.get_by_role("columnheader", name="Document").get_by_role("button").click()
    assert column(page, "document")[0].startswith("two visit")


def test_it_is_stopped_within_a_second_and_gone_on_with(page: Page, reader: SlowReader) -> None:
    reader.seconds = 1.5
    ask(page)
    expect(page.locator("#grid tbody tr")).not_to_have_count(0)
    expect(page.locator(".grid-now")).to_contain_text("of 7: ")
    pressed = time.monotonic()
    page.click("#each-composer .stop-button")
    done(page)
    assert time.monotonic() - pressed < 6  # a second and a document; all that are left would take nine
    rows = page.locator("#grid tbody tr").count()
    assert rows < 7
    page.wait_for_timeout(2000)
    expect(page.locator("#grid tbody tr")).to_have_count(rows)  # nothing comes after it
    reader.seconds = 0
    page.click(".grid-tool[name=go_on]")
    expect(page.locator(".grid-told")).to_have_text("7 documents asked: 5 answered, 1 not stated, 1 failed")
    assert len(set(column(page, "document"))) == 7
    expect(page.get_by_role("button", name="Ask the last one")).to_be_visible()  # which ended in an error


def test_only_ticked_documents_are_asked_and_the_conversation_stays_as_it_was(page: Page) -> None:
    page.click("#masthead a[href='#documents']")
    page.get_by_label("Ask two visit", exact=True).check()
    expect(page.locator("#asking")).to_contain_text("Asking 1 of 7 documents")
    ask(page)
    done(page)
    expect(page.locator("#asking")).to_be_visible()
    expect(page.locator("#grid tbody tr")).to_have_count(1)
    page.click("#ways [name=together]")
    expect(page.locator("#conversation .welcome")).to_be_visible()
    expect(page.locator("#grid")).to_be_hidden()
    expect(page.locator("#composer textarea")).to_be_focused()


def test_the_table_is_downloaded_as_csv(page: Page) -> None:
    ask(page)
    done(page)
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download CSV").click()
    assert downloaded.value.suggested_filename == "table.csv"
    text = Path(downloaded.value.path()).read_bytes().decode()
    assert text.splitlines()[0] == grid_csv(QUESTION, ()).strip()
    assert '"two visit","' in text
    assert len(text.splitlines()) == 8


def test_the_keyboard_alone_asks_and_goes_from_row_to_row(page: Page) -> None:
    page.locator("#ways [name=each]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#each-composer textarea")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    done(page)
    expect(page.locator("#each-composer textarea")).to_be_focused()
    page.locator("#grid a.grid-open").nth(3).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#grid a.grid-open").nth(4)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("mark.target")).to_contain_text("The visit lasted seven days.")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("mark.target")).to_contain_text("The visit lasted three days.")


def test_axe_finds_nothing_serious_and_nothing_sticks_out(page: Page) -> None:
    page.click("#ways [name=each]")
    assert serious(page) == []
    ask(page)
    done(page)
    page.click("#grid tbody tr:nth-child(4)")
    expect(page.locator("mark.target")).to_be_visible()
    page.wait_for_timeout(500)
    assert serious(page) == []


def test_on_a_phone_in_the_dark_a_document_is_a_card(narrow_page: Page) -> None:
    page = narrow_page
    ask(page)
    done(page)
    page.wait_for_timeout(300)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "[...document.querySelectorAll('#grid *')].filter(e => e.getBoundingClientRect().right > 391).length"
    assert page.evaluate(wide) == 0
    page.click("#grid tbody tr:nth-child(4) .grid-answer")
    expect(page.locator("mark.target")).to_be_in_viewport()
    expect(page.locator(".close")).to_have_text("Back", use_inner_text=True)
    page.click(".close")
    expect(page.locator("#grid")).to_be_in_viewport()
