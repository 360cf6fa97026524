"""A long list of documents, and many questions over it: `python -m eval.bench.shelf KEPT`, in Chromium.

Short documents are made and kept, with vectors by chance in the place of the model's: nothing here depends on
meaning. Of each number of documents: the seconds until the page is there, from the click on Documents until rows
stand in view, and from each key in its field until the list has changed, as the browser has it. Then questions,
for the best sentence, and the server's memory as they go on.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import httpx
from playwright.sync_api import Page

from eval.bench.browser import opened, quoting_chat
from eval.bench.load import User
from eval.bench.measured import megabytes, timed
from eval.bench.page import OpenPage
from eval.bench.synthetic import SyntheticEmbedder
from index.library import Library, default_embedder

TIMES = 10
KINDS = ("lease", "letter", "minutes", "report", "invoice", "manual", "notice", "plan")
PLACES = ("Orrisham", "Skerrow", "Brackwater", "Kessel Ford", "Immerstadt", "Hale", "Tarn", "Wexcombe")
THINGS = ("bridge", "harbour", "lantern", "mill", "orchard", "ferry", "tower", "well", "archive", "garden")
AFTER = (20, 100, 200)  # questions, after which memory is looked at

_ROWS_AFTER_CLICK = """async () => {
  const rows = () => document.querySelector("#shelf .shelf-entry")?.checkVisibility();
  if (rows()) throw new Error("the list is in view already");
  const began = performance.now();
  document.querySelector("#masthead a[href='#documents']").click();
  while (!rows()) await new Promise(requestAnimationFrame);
  return (performance.now() - began) / 1000;
}"""
_LOOK_AT_KEYS = """() => {
  const rows = () => [...document.querySelectorAll("#shelf .shelf-title")].map((row) => row.textContent).join();
  let before = "";
  addEventListener("keydown", () => {
    [before, window.changed, window.pressed] = [rows(), null, performance.now()];
  }, true);
  new MutationObserver(() => requestAnimationFrame(() => {
    if (rows() !== before) window.changed ??= performance.now();
  })).observe(document.querySelector("#shelf"), { subtree: true, childList: true, characterData: true });
}"""


def text_of(number: int) -> str:
    """Return the text of one document."""
    chance = random.Random(number)
    thing, place = chance.choice(THINGS), chance.choice(PLACES)
    return (
        f"The {thing} number {number} at {place} was opened in {chance.randrange(1700, 2020)}. "
        f"Its keeper is paid {chance.randrange(100, 9000)} crowns a month. "
        f"Each {chance.choice(('spring', 'summer', 'autumn', 'winter'))} the {chance.choice(THINGS)} beside it is "
        f"closed for {chance.randrange(2, 60)} days, because the {chance.choice(THINGS)} needs repairs."
    )


def question(number: int) -> str:
    """Return what is asked about a document."""
    thing = random.Random(number).choice(THINGS)
    return f"When was the {thing} number {number} opened?"


def build(folder: Path, documents: int) -> Path:
    """Write files and add them to a library, unless both are there; return the library."""
    files, place = folder / f"files-{documents}", folder / f"library-{documents}"
    files.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        path = files / f"{random.Random(number).choice(KINDS)} {number:05}.txt"
        if not path.exists():
            path.write_text(text_of(number), encoding="utf-8")
    real = default_embedder()
    embedder = SyntheticEmbedder(real.name, real.fingerprint, real.dimension, real.max_tokens)
    with Library.open(place, embedder, create=True) as library:
        if len(library.documents()) < documents:
            library.add([files])
    return place


def list_on(address: str) -> Iterator[tuple[str, list[float]]]:
    """Yield what was timed on the page, with the seconds of each time."""
    clicks: list[float] = []
    with opened(address) as seen:
        page = seen.page

        def load() -> None:
            page.reload()
            page.wait_for_selector(".welcome")
            page.wait_for_selector("#masthead a[href='#documents']")

        loads = []
        for _ in range(TIMES):
            loads.append(timed(load))
            clicks.append(page.evaluate(_ROWS_AFTER_CLICK))
            page.wait_for_timeout(1000)  # to load it again breaks off what is on its way, which is an error
        yield "the page is there, s", loads
        yield "from the click until rows are in view, s", clicks
        yield "from a key until the list has changed, s", keys(page)
        if seen.errors:
            raise SystemExit(f"the browser tells of errors: {seen.errors}")


def keys(page: Page) -> list[float]:
    """Return the seconds from each of some keys until the list has changed."""
    page.evaluate(_LOOK_AT_KEYS)
    page.focus("#finder :is(input, textarea)")
    took = []
    for key in (*"4312", *["Backspace"] * 4, *"21"):  # each changes which documents are listed
        page.keyboard.press(key)
        page.wait_for_function("window.changed")
        took.append(page.evaluate("(window.changed - window.pressed) / 1000"))
        page.wait_for_timeout(500)
    return took


def memory(address: str, process: int, documents: int) -> Iterator[tuple[int, float, float]]:
    """Ask, and yield how many were asked by then, the server's MB, and the median seconds of an answer."""
    chance, took = random.Random(0), []
    with httpx.Client(base_url=address, timeout=600.0) as client:
        user = User(client, OpenPage.at(client))
        for asked in range(1, max(AFTER) + 1):
            ask = question(chance.randrange(documents))
            took.append(timed(partial(user.called, "quote", {"question": ask})))
            if asked in AFTER:
                yield asked, megabytes(process), median(took)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="for files and libraries, which are kept")
    parser.add_argument("--documents", type=int, nargs="+", default=[5000, 30_000], metavar="N")
    given = parser.parse_args()
    for documents in given.documents:
        place = build(given.folder.resolve(), documents)
        with quoting_chat(place) as running:
            for what, took in list_on(running.address):
                sys.stdout.write(
                    f"{documents:>6} documents, {what:<44} {median(took):>7.3f} (worst {max(took):.3f})\n"
                )
            for asked, held, seconds in memory(running.address, running.process, documents):
                sys.stdout.write(
                    f"{documents:>6} documents, {asked:>3} questions: {held:>6.1f} MB, {seconds:.2f} s each\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
