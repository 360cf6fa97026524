"""Two people who sign in, each in a browser of their own, over the real server and a scripted model."""

from collections.abc import Iterator
from contextlib import contextmanager

import browser_parts
from browser_parts import ask, browser
from playwright.sync_api import Browser, Page, expect
from serving_parts import IGNORED, PASSWORD, QUESTION, accounts, assistant, guarded

__all__ = ["accounts", "assistant", "browser", "guarded"]

pytestmark = [*browser_parts.pytestmark, *IGNORED]


@contextmanager
def signed_in(browser: Browser, address: str, name: str) -> Iterator[Page]:
    """Sign in as `name`; no other host may be contacted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    foreign: list[str] = []
    own = (address, "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
    page.goto(address)
    page.get_by_label("username").fill(name)
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    page.wait_for_selector(".welcome")
    yield page
    context.close()
    assert foreign == []


def test_each_sees_their_own_conversations_and_only_an_owner_is_offered_changes(
    browser: Browser, guarded: str
) -> None:
    with signed_in(browser, guarded, "rita") as rita, signed_in(browser, guarded, "olga") as olga:
        ask(rita, QUESTION)
        for page, conversations, offered in ((rita, 1, False), (olga, 0, True)):
            page.click("#masthead a[href='#history']")
            expect(page.locator("#history .shelf-note" if not conversations else "#history .entry")).to_have_count(
                1
            )
            expect(page.locator("#history .entry")).to_have_count(conversations)
            page.click("#masthead a[href='#documents']")
            expect(page.locator("#shelf .shelf-title")).to_have_text(["secret"])
            for part in ("#upload", "#address", "#shelf [name='remove']"):
                expect(page.locator(part)).to_be_visible(visible=offered)


def test_signing_out_leads_back_to_the_sign_in(browser: Browser, guarded: str) -> None:
    with signed_in(browser, guarded, "rita") as page:
        page.click("#tabs [role=tab] >> text=Settings")
        expect(page.locator("#status")).to_contain_text("rita")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("password")).to_be_visible()
        page.goto(guarded)
        expect(page.get_by_label("password")).to_be_visible()
