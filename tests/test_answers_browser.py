"""Reading an answer in a real browser: previews, keys, stopping, copying, exports, addresses, pages of a PDF."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import gradio as gr
import pytest
from axe import serious
from browser_parts import SCRIPT, TRADE, VISIT, ask, browser, opened, pytestmark, served
from chat_scripts import Said, ScriptedAssistant, document_named
from load_samples import pdf
from playwright.sync_api import Browser, Page, expect
from test_pdf_page import PAGES

from index.library import Library
from ui.chat.app import build
from ui.view.place import Place

__all__ = ["browser", "pytestmark", "served"]

PIER = "The pier is 300 yards long."
WORDS = "x" * 1_000_000
SPOOF = "invoice\u202efdp.txt"  # reads "invoicetxt.pdf" where the direction of writing is obeyed


@pytest.fixture
def address(library: Library, write: Callable[[str, str], Path], served: Callable[[gr.Blocks], str]) -> str:
    pier = write("visit.txt", f"{VISIT} {TRADE}\n\nAnd so on.").with_name("pier.pdf")
    pier.write_bytes(pdf(PAGES, title="All about the pier"))
    library.add([pier.with_name("visit.txt"), pier])
    script = {**SCRIPT, "How far?": (Said("300 yards.", (("pier.pdf", PIER),)),)}
    closest = (("visit.txt", VISIT), ("pier.pdf", PIER))
    return served(build(ScriptedAssistant(library, script, pause=0.1, closest=closest), library))


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=1280, height=800)


def test_a_marker_shows_its_quote_while_hovered_or_focused(page: Page) -> None:
    ask(page, "How long?")
    preview = page.get_by_role("tooltip")
    page.hover(".answer-text .marker >> nth=1")
    expect(preview).to_have_text(f"visit{TRADE}")
    page.hover("#preview")
    page.wait_for_timeout(400)
    expect(preview).to_be_visible()
    page.hover(".question")
    expect(preview).to_be_hidden()
    page.focus("#composer textarea")
    page.keyboard.press("Shift+Tab")
    page.focus(".answer-text .marker >> nth=0")
    expect(preview).to_have_text(f"visit{VISIT}")
    expect(page.locator(".answer-text .marker >> nth=0")).to_have_attribute("aria-describedby", "preview")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "[1]"


def test_keys_lead_from_citation_to_citation_but_not_while_typing(page: Page) -> None:
    ask(page, "How long?")
    expect(page.locator("mark.target")).to_have_text(VISIT)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("mark.target")).to_have_text(TRADE)
    expect(page.locator(".quote[aria-current]")).to_have_text(f"2visit{TRADE}")
    page.keyboard.press("Alt+ArrowDown")  # there is no third
    page.fill("#composer textarea", "And")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_timeout(500)
    expect(page.locator("mark.target")).to_have_text(TRADE)
    page.fill("#composer textarea", "")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("mark.target")).to_have_text(VISIT)
    expect(page.get_by_role("status").filter(has_text=f"visit: {VISIT}")).to_have_count(1)


def test_a_refusal_leads_to_the_closest_sentences(page: Page) -> None:
    ask(page, "Who won?")
    expect(page.locator(".closest-title")).to_have_text("Closest, but not an answer")
    page.click(".refusal .quote >> nth=0")
    expect(page.locator(".cited-here")).to_contain_text("Closest, but not an answer")
    expect(page.locator("mark.target")).to_have_text(VISIT)
    page.click(".hint a")
    expect(page.locator("#upload")).to_be_visible()


def test_stop_keeps_what_was_written(
    browser: Browser, library: Library, address: str, served: Callable[[gr.Blocks], str]
) -> None:
    slow = served(build(ScriptedAssistant(library, SCRIPT, word_pause=0.5), library))
    for page in opened(browser, slow, width=1280, height=800):
        page.fill("#composer textarea", "How long?")
        page.keyboard.press("Enter")
        expect(page.locator(".draft")).to_contain_text("Two")
        page.click("#composer .stop-button")
        expect(page.locator(".problem")).to_contain_text("Stopped.")
        expect(page.locator(".draft")).to_contain_text("Two")
        page.wait_for_timeout(1500)
        expect(page.locator(".problem")).to_contain_text("Stopped.")


def test_an_answer_is_copied_with_footnotes_and_a_place_with_its_address(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "How far?")
    # Marks stay: on a busy machine the two seconds until they go may pass before anybody looks.
    page.evaluate(
        "window.setTimeout = (later => (work, ...rest) => rest[0] === 2000 || later(work, ...rest))(setTimeout)"
    )
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"300 yards.[^1]\n\n[^1]: “{PIER}” All about the pier, page 1\n"
    )
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".copy.done")).to_have_count(2)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}#cite-")
    other = page.context.new_page()
    other.goto(link)
    expect(other.locator(".document-title")).to_have_text("All about the pier")
    expect(other.locator("mark.target")).to_have_text(PIER)


def test_a_conversation_is_saved_as_files_and_the_page_opens_alone(page: Page, tmp_path: Path) -> None:
    ask(page, "How long?")
    for name in ("Markdown", "JSON", "HTML"):
        with page.expect_download() as saved:
            page.click(f".exporting button >> text={name}")
        saved.value.save_as(tmp_path / saved.value.suggested_filename)
    assert "\n\n[^1]: “" + VISIT in (tmp_path / "conversation.md").read_text(encoding="utf-8")
    kept = json.loads((tmp_path / "conversation.json").read_text(encoding="utf-8"))
    assert kept["exchanges"][0]["answer"]["citations"][0]["quote"] == VISIT
    other = page.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto((tmp_path / "conversation.html").as_uri())
    other.click(".marker >> nth=1")
    expect(other.locator("li:target q")).to_have_text(TRADE)
    assert [url for url in asked if not url.startswith("file:")] == []
    assert len({url.partition("#")[0] for url in asked}) == 1


def test_an_address_opens_the_place_it_names(browser: Browser, address: str, library: Library) -> None:
    document = document_named(library, "visit.txt")
    start = document.text.index(TRADE)
    place = Place(document.id, start, start + len(TRADE))
    for page in opened(browser, f"{address}{place.link}", width=390, height=844, own=address):
        expect(page.locator("mark.target")).to_have_text(TRADE)
        page.keyboard.press("Escape")
        expect(page.locator("#side")).to_be_hidden()


def test_a_pdf_shows_its_page_and_its_text(page: Page) -> None:
    ask(page, "How far?")
    page.click(".answer-text .marker")
    expect(page.locator(".sheet img")).to_be_visible()
    assert page.eval_on_selector(".sheet img", "image => image.naturalWidth") > 800
    mark, sheet = page.locator(".on-page.target").bounding_box(), page.locator(".sheet").bounding_box()
    assert mark is not None
    assert sheet is not None
    assert (mark["x"] - sheet["x"]) / sheet["width"] == pytest.approx(72 / 595, abs=0.01)
    assert (mark["y"] - sheet["y"]) / sheet["height"] == pytest.approx((842 - 710) / 842, abs=0.02)
    expect(page.locator(".document-text")).to_be_hidden()
    page.get_by_role("button", name="Text").click()
    expect(page.locator("mark.target")).to_be_visible()
    expect(page.locator(".sheet")).to_be_hidden()
    ask(page, "How long?")
    expect(page.locator("mark.target")).to_have_text(VISIT)


def test_a_name_that_turns_the_writing_and_a_line_of_a_megabyte_do_no_harm(
    page: Page, library: Library, write: Callable[[str, str], Path]
) -> None:
    library.add([write(SPOOF, f"Pay 40 euros.\n\n{WORDS}")])
    page.evaluate("place => (location.hash = place)", Place(document_named(library, SPOOF).id, 0, 13).link)
    expect(page.locator("mark.target")).to_have_text("Pay 40 euros.")
    expect(page.locator(".document-facts")).to_contain_text("invoice\u202efdp.txt")
    assert page.evaluate("document.querySelector('.document-text').textContent.length") < 100_000
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(browser: Browser, address: str, width: int, scheme: str) -> None:
    for page in opened(browser, address, width=width, height=844, scheme=scheme):
        assert serious(page) == []
        for question in ("How long?", "Who won?", "How far?"):
            ask(page, question)
        assert serious(page) == []
        page.click(".answer-text .marker >> nth=-1")
        page.get_by_role("button", name="Page").click()  # a phone shows the text first
        expect(page.locator(".sheet img")).to_be_visible()
        page.wait_for_timeout(500)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
