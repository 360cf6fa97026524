"""A folder in sync while the page is open, changed by chance: `python -m eval.bench.sync`, minutes, in Chromium.

Files come, are written over, replaced by others of their name, copied, moved and deleted, also while the folder is
looked at; some are empty or broken, some are written piece by piece, some rest half written. After each round the
readable files and what the library holds of them must be the same texts, the page must count the same documents,
tell each kind of change, and name what cannot be read; a text that never stood in a file whole must never be held.
The exit code is 1 if any of this is not so.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from eval.bench.browser import opened, quoting_chat
from eval.bench.changes import Files
from index.errors import LibraryError
from index.library import Library, default_embedder

WORDS = ("new", "changed", "moved", "gone", "not read")  # what the page tells

_KEEP_TOLD = """() => {
  window.told = [];
  new MutationObserver(() => {
    const line = document.querySelector("#followed .synced")?.textContent ?? "";
    if (line && line !== window.told.at(-1)) window.told.push(line);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def held(library: Library) -> dict[str, str]:
    """Return the text of each source in a library."""
    texts: dict[str, str] = {}
    for one in library.documents():
        with suppress(LibraryError):  # it was taken out meanwhile
            texts |= dict.fromkeys((one.source, *one.also), library.document(one.id).text)
    return texts


@dataclass
class Found:
    """What was found wrong, in words, and what the page told."""

    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    taken_out: int = 0

    def counts(self) -> dict[str, int]:
        """Return how many of each kind the page told."""
        counts: Counter[str] = Counter()
        for line in dict.fromkeys(told.partition(")")[0] for told in self.told):  # once, with its time
            for part in line.partition(", ")[2].partition(" (")[0].split(", "):
                number, _, kind = part.partition(" ")
                if kind in WORDS:
                    counts[kind] += int(number.replace(",", ""))
        return dict(counts)


def watch_texts(library: Library, over: threading.Event, texts: set[str]) -> None:
    """Gather every text that the library holds, again and again."""
    while not over.wait(0.3):
        texts.update(text.strip() for text in held(library).values())


def difference(library: Library, files: Files) -> list[str]:
    """Return where the library has not the text of each file that can be read, and of no other that is there."""
    there, texts, unreadable = files.there(), held(library), set(map(str, files.unreadable()))
    gone = {source for source in texts if not Path(source).exists()}
    return [
        f"{source}: {'other text' if source in texts else 'not held'}" if source in there else f"{source}: held"
        for source in sorted((there.keys() | texts.keys()) - gone - unreadable)
        if there.get(source) != texts.get(source)
    ]


def wait(right: Callable[[], list[str]], page: Page, patience: float) -> list[str]:
    """Wait until nothing is wrong, and return what still is when patience is at its end."""
    until = time.monotonic() + patience
    while (wrong := right()) and time.monotonic() < until:
        page.wait_for_timeout(300)
    return wrong


def left(library: Library) -> list[str]:
    """Return what the library still holds of files that went."""
    return [f"{source} is left" for source in held(library) if not Path(source).exists()]


def shown(page: Page, library: Library, files: Files) -> list[str]:
    """Return where the page does not tell how the library and the folder are."""
    documents = library.documents()
    gone = sum(all(not Path(source).exists() for source in (one.source, *one.also)) for one in documents)
    read = page.evaluate(
        """() => ({
          count: document.querySelector("#masthead a[href='#documents']").textContent,
          gone: document.querySelector("#shelf .shelf-note.missing")?.textContent ?? "",
          rows: document.querySelectorAll("#shelf .shelf-title").length,
          failed: [...document.querySelectorAll("#followed .upload-reason bdi, #followed .upload-reason")]
            .map((one) => one.textContent),
        })"""
    )
    failed = set(read["failed"])
    named = [path for path in files.unreadable() if any(told.startswith(f"{path.name}: ") for told in failed)]
    more = sum(int(told.split()[1]) for told in failed if told.startswith("and "))
    unread = len(files.unreadable())
    wrong = {
        f"{len(documents)} documents, told {read['count']}": int(read["count"].split()[0]) != len(documents),
        f"{len(documents)} documents, {read['rows']} rows": read["rows"] != len(documents),
        f"{gone} gone, told {read['gone']!r}": (f" {gone} document" not in read["gone"]) != (gone == 0),
        f"{unread} not readable, told {failed}": len(named) + more < unread,
    }
    return [what for what, is_wrong in wrong.items() if is_wrong]


def rounds(page: Page, library: Library, files: Files, given: argparse.Namespace) -> Found:
    """Change the folder round by round, and return what was wrong after each, and what the page told."""
    found = Found()
    page.evaluate(_KEEP_TOLD)
    line = page.get_by_label("Folder to keep in sync")
    files.new()
    line.fill(str(files.folder))
    line.press("Enter")
    for number in range(given.changes // given.a_round):
        for _ in range(given.a_round):
            files.change()
            page.wait_for_timeout(files.chance.uniform(0, 400))
        files.rest()
        if last := number == given.changes // given.a_round - 1:
            files.mend()
        wrong = wait(lambda: difference(library, files), page, given.patience)
        wrong += wait(lambda: shown(page, library, files), page, given.patience)
        if (number % 5 == 4 or last) and page.locator("#shelf button[name=prune]").count():
            before = held(library)
            page.click("#shelf button[name=prune]")
            wrong += wait(lambda: left(library), page, given.patience)
            wrong += wait(lambda: shown(page, library, files), page, given.patience)
            found.taken_out += len(before.keys() - held(library).keys())
        found.wrong += [f"round {number + 1}: {one}" for one in wrong]
        sys.stderr.write(f"round {number + 1}: {len(files.there())} files, {wrong or 'alike'}\n")
    found.told = page.evaluate("window.told")
    return found


def main() -> None:
    """Change, look, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--a-round", type=int, default=20, help="changes between two times of rest (default: 20)")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds for all to be alike (default: 60)")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with TemporaryDirectory() as scratch:
        files = Files(Path(scratch).resolve() / "files", random.Random(given.seed))
        files.folder.mkdir()
        place, ever, over, began = Path(scratch) / "library", set[str](), threading.Event(), time.monotonic()
        with (
            quoting_chat(place) as running,
            Library.open(place) as library,
            opened(running.address) as seen,
        ):
            looking = threading.Thread(target=watch_texts, args=(library, over, ever))
            looking.start()
            try:
                seen.page.click("#masthead a[href='#documents']")
                found = rounds(seen.page, library, files, given)
            finally:
                over.set()
                looking.join()
            errors = seen.errors
        with Library.open(place, default_embedder()) as library:
            problems = library.check()
            texts = held(library)
        alike = texts == files.there()
    told = found.counts()
    torn = ever - files.whole
    missed = max(0, len(texts) + found.taken_out - told.get("new", 0))
    row = {
        "seconds": round(time.monotonic() - began),
        "changes": dict(files.done),
        "library is like the folder": alike,
        "texts that no file held whole": [f"{text[:40]} ... {text[-40:]}" for text in torn],
        "what `check` finds": problems,
        "told": told,
        "not told": [word for word in WORDS if word not in told],
        "new documents that were not told": missed,
        "errors in the browser": errors,
        "wrong": found.wrong,
    }
    sys.stdout.write(json.dumps(row, indent=2) + "\n")
    sys.stderr.write("\n".join(found.told) + "\n")
    sys.exit(not alike or bool(torn or problems or row["not told"] or missed or errors or found.wrong))


if __name__ == "__main__":
    main()
