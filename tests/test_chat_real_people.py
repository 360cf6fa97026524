"""Two people sign in to the real app, with the real models; after a restart each finds their own history."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from real_chat import BRIEFING, COST, ask, browser, chat, pincite, pytestmark, resumed, watched
from serving_parts import PASSWORD

__all__ = ["browser", "pytestmark"]


@contextmanager
def signed_in(browser: Browser, address: str, name: str) -> Iterator[Page]:
    """Sign in, after a wrong password has been refused."""
    with watched(browser, address, expected="status of 400") as page:
        _give(page, name, "wrong horse")
        expect(page.get_by_text("Incorrect")).to_be_visible()
        page.reload()
        expect(page.locator("#composer")).to_have_count(0)
        _give(page, name, PASSWORD)
        page.wait_for_selector(".welcome")
        yield page


def _give(page: Page, name: str, password: str) -> None:
    page.get_by_label("username").fill(name)
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Login").click()


def test_two_people_sign_in_and_find_their_own_conversations_after_a_restart(
    browser: Browser, tmp_path: Path
) -> None:
    library, accounts = tmp_path / "library", tmp_path / "users"
    pincite("add", "--index", library, BRIEFING)
    for name in ("olga", "rita"):
        pincite("users", "add", name, "--auth-file", accounts, said=f"{PASSWORD}\n")
    with (
        chat(library, "--auth-file", accounts) as address,
        signed_in(browser, address, "olga") as olga,
        signed_in(browser, address, "rita") as rita,
    ):
        ask(olga, COST)
        rita.click("#masthead a[href='#history']")
        expect(rita.locator("#history .shelf-note")).to_be_visible()
        expect(rita.locator("#history .entry")).to_have_count(0)
        said = olga.locator(".answer-text").text_content()
    with chat(library, "--auth-file", accounts) as address:
        with signed_in(browser, address, "rita") as rita:
            rita.click("#masthead a[href='#history']")
            expect(rita.locator("#history .shelf-note")).to_be_visible()
            expect(rita.locator("#history .entry")).to_have_count(0)
        with signed_in(browser, address, "olga") as olga:
            resumed(olga, COST)
            expect(olga.locator(".answer-text")).to_have_text(said)
            ask(olga, "And how high is it?")
            expect(olga.locator(".exchange")).to_have_count(2)
            expect(olga.locator(".exchange:nth-child(2) .answer-text")).to_contain_text("1.1 metres")
