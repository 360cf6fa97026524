"""The report in a real browser, opened from the disk as a reader does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from report_runs import SHOWN, write_run

from eval.report.cards import anchor
from eval.report.page import write_report
from ui.screenshots import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]
WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_report(write_run(tmp_path_factory.mktemp("report") / "run", 324)).as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--headless=new", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give the page, wide and narrow; it must ask for nothing but itself and report no error."""
    context = browser.new_context(viewport={"width": request.param, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked_for: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    yield page
    assert {url.split("#")[0] for url in asked_for if not url.startswith("data:")} == {address}
    assert errors == []
    assert page.title() == "Pincite evaluation: 28.6\u00a0% trustworthy"
    context.close()


def cards_left(page: Page) -> int:
    return page.locator(".card:visible").count()


def test_nothing_is_wider_than_the_page_even_with_everything_open(page: Page) -> None:
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.click("#unfold")
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    far_out = """[...document.querySelectorAll('main *')]
        .filter((part) => !part.closest('.scroll') && part.getBoundingClientRect().right > innerWidth + 1)
        .map((part) => part.outerHTML.slice(0, 200))"""
    assert page.evaluate(far_out) == []


def test_hostile_text_shows_as_text(page: Page) -> None:
    page.locator(".card > summary").nth(0).click()
    card = page.locator(".card").nth(0)
    expect(card.locator(".asked")).to_contain_text(SHOWN)
    expect(card.locator(".citations .place").first).to_contain_text("title </script></style>")
    assert page.locator("main img").count() == 0


def test_questions_are_found_by_outcome_kind_and_words(page: Page) -> None:
    assert cards_left(page) == 324
    page.click(".legend [data-outcome='refused wrongly']")
    expect(page.locator("#tally")).to_have_text("36 of 324")
    assert cards_left(page) == 36
    page.click("#clear")
    page.select_option("#kind", index=1)
    page.select_option("#outcome", "trustworthy")
    assert cards_left(page) == 36
    page.click("#clear")
    page.fill("#find", "IT RAINED in the north")
    assert cards_left(page) == 72  # the citations of "retrieval missed" and "answered wrongly"
    page.fill("#find", "no such words")
    expect(page.locator("#none-left")).to_be_visible()
    page.click("#clear")
    assert cards_left(page) == 324


def test_questions_are_put_in_order_and_back(page: Page) -> None:
    outcomes = "[...document.querySelectorAll('.card')].map((card) => card.dataset.outcome)"
    as_asked = page.evaluate(outcomes)
    page.select_option("#order", "confidence")
    assert page.evaluate(outcomes)[:37] == ["trustworthy"] * 36 + ["refused wrongly"]
    assert page.evaluate(outcomes)[-36:] == ["error"] * 36
    page.select_option("#order", "")
    assert page.evaluate(outcomes) == as_asked


def test_a_link_to_a_question_opens_it(page: Page, address: str) -> None:
    link = page.locator(".identity a").nth(200).get_attribute("href")
    assert link is not None
    page.select_option("#outcome", "error")
    page.goto(f"{address}{link}")
    opened = page.locator(".card[open]")
    expect(opened).to_have_count(1)
    expect(opened).to_be_in_viewport()
    expect(opened.locator(".identity")).to_contain_text("200 </script>")
    assert anchor("200 ").startswith("q-200%20")


def test_without_its_script_the_page_shows_all_and_a_link_still_opens_its_question(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    expect(page.locator("#filters")).to_be_hidden()
    assert cards_left(page) == 324
    page.locator(".card > summary").nth(0).click()
    expect(page.locator(".card").nth(0).locator(".citations")).to_be_visible()
    page.goto(f"{address}{page.locator('.identity a').nth(200).get_attribute('href')}")
    expect(page.locator(".card").nth(200).locator(".verdict")).to_be_visible()
    context.close()
