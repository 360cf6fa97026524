"""A person asks the real app, with the real models: the answer streams, is checked, stopped, and gone on with."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from real_chat import (
    BRIEFING,
    COST,
    NOT_SAID,
    PATIENCE,
    ask,
    assert_in_view,
    browser,
    chat,
    in_file,
    pytestmark,
    upload,
    visited,
)

__all__ = ["browser", "pytestmark"]

WATCH = """() => {
    window.seen = [];
    const note = () => {
        const reply = document.querySelector(".exchange:last-child .reply");
        window.seen.push([".progress", ".draft"].map((part) => reply?.querySelector(part)?.textContent ?? ""));
    };
    const watched = document.querySelector("#conversation");
    new MutationObserver(note).observe(watched, {childList: true, subtree: true, characterData: true});
}"""
HOUSEBOATS = "Does the temporary barrier protect the houseboats on the north bank, and why or why not?"
KETTLE = "The kettle of the harbour office holds 1.7 litres of water."


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a chat over a library that was empty before the briefing was uploaded."""
    with chat(tmp_path_factory.mktemp("real") / "library") as address:
        with visited(browser, address) as page:
            expect(page.locator(".welcome h1")).to_have_text("Ask your own documents")
            upload(page, BRIEFING)
            expect(page.locator("#masthead")).to_contain_text("1 document")
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visited(browser, address) as page:
        yield page


def assert_shown(page: Page, quote: str) -> None:
    """Check that the panel shows `quote` highlighted, as it stands in the briefing, where one sees it."""
    expect(page.locator(".document-title")).to_have_text("BRIEFING NOTE FOR COUNCILLORS")
    expect(page.locator("mark.target")).to_have_text(quote)
    assert in_file(quote, BRIEFING)
    expect(page.locator("mark.target")).to_be_in_viewport()
    assert_in_view(page, "mark.target", ".document-text")


def test_an_answer_streams_in_and_its_marker_opens_the_sentence_it_rests_on(page: Page) -> None:
    page.evaluate(WATCH)
    ask(page, COST)
    told, drafts = (
        [one for one in dict.fromkeys(column) if one] for column in zip(*page.evaluate("seen"), strict=True)
    )
    assert [step.split()[0] for step in told] == ["Waiting…", "Searching", "Read"]
    assert len(drafts) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(drafts))
    expect(page.locator(".answer-text")).to_contain_text("486,000")
    page.click("#tabs [role=tab] >> text=History")
    page.click(".answer-text .marker >> nth=0")
    quote = page.locator(".quote-text >> nth=0").text_content()
    assert "£486,000" in quote
    assert_shown(page, quote)


def test_keys_lead_through_the_sentences_of_an_answer_and_back(page: Page) -> None:
    ask(page, "Summarise the briefing")
    quotes = page.locator(".quote-text").all_text_contents()
    assert len(quotes) > 2
    assert_shown(page, quotes[0])
    for quote in quotes[1:]:
        page.keyboard.press("Alt+ArrowDown")
        assert_shown(page, quote)
    page.keyboard.press("Alt+ArrowUp")
    assert_shown(page, quotes[-2])


def test_stop_keeps_what_was_said_and_lets_one_ask_on(page: Page) -> None:
    page.fill("#composer textarea", HOUSEBOATS)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.draft')?.textContent.trim().includes(' ')")
    page.click("#composer .stop-button")
    expect(page.locator(".problem")).to_contain_text("Stopped. What was written")
    written = page.locator(".draft").text_content()
    assert written
    ask(page, COST)
    expect(page.locator(".exchange:nth-child(1) .draft")).to_have_text(written)
    expect(page.locator(".exchange:nth-child(2) .answer-text")).to_contain_text("486,000")


def test_a_follow_up_is_answered_as_it_is_understood(page: Page) -> None:
    ask(page, COST)
    ask(page, "And how high is it?")
    expect(page.locator(".exchange:nth-child(2) .understood")).to_have_text(
        "Understood as How high is the flood barrier?"
    )
    expect(page.locator(".exchange:nth-child(2) .answer-text")).to_contain_text("1.1 metres")
    expect(page.locator("mark.target")).to_contain_text("1.1 metres")


def test_what_the_documents_do_not_say_is_refused_calmly_with_the_closest_sentences(page: Page) -> None:
    ask(page, NOT_SAID)
    expect(page.locator(".refusal-title")).to_have_text("Not in the documents")
    expect(page.locator("#conversation :is(.problem, .marker)")).to_have_count(0)
    closest = page.locator(".refusal .quote-text").all_text_contents()
    assert closest
    assert all(in_file(quote, BRIEFING) for quote in closest)
    page.click(".refusal .quote >> nth=0")
    assert_shown(page, closest[0])


def test_a_removed_document_answers_nothing_any_more(page: Page, tmp_path: Path) -> None:
    note = tmp_path / "kettle.txt"
    note.write_text(KETTLE, encoding="utf-8")
    question = "How much water does the kettle of the harbour office hold?"
    upload(page, note)
    ask(page, question)
    expect(page.locator("mark.target")).to_have_text(KETTLE)
    page.click("#masthead a[href='#documents']")
    page.get_by_label("Remove kettle").click()
    expect(page.locator("#masthead")).to_contain_text("1 document")
    ask(page, question)
    expect(page.locator(".exchange:nth-child(2) .refusal")).to_be_visible()
    page.click(".exchange:nth-child(1) .marker >> nth=0")
    expect(page.locator("#panel")).to_contain_text("This document is no longer in the library", timeout=PATIENCE)
