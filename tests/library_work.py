"""Work on a library for the tests that kill writers and read meanwhile: random changes, told before and after."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from conftest import HashingEmbedder, make_document

from index.library import Library

KINDS = ("put", "put", "remove", "batch", "compact", "rebuild")
SOURCES = 12
NOUNS = ("heron", "harbour", "lantern", "mill", "orchard", "bridge", "comet", "sailor", "drum", "glacier")
Change = dict[str, int | None]
Tell = Callable[[str, Change], None]


def text_of(number: int) -> str:
    """Return one text a number, which its first sentence names; every fifth is nearly the one before it."""
    words = random.Random(number - 1 if number % 5 == 4 else number)
    sentences = [
        f"A {words.choice(NOUNS)} met a {words.choice(NOUNS)} near the {words.choice(NOUNS)}."
        for _ in range(words.randrange(3, 40))
    ]
    return "\n\n".join([f"Text {number} begins.", *sentences])


def changes(folder: Path, chance: random.Random, kind: str, tell: Tell) -> Iterator[None]:
    """Change the library, mostly by changes of a kind; `tell` what each makes of which source, before and after.

    A number stands for the text that a source will have, None for no text; the same number is the same bytes.
    """
    with Library.open(folder, HashingEmbedder(), create=True) as library:
        while True:
            one = kind if chance.random() < 0.7 else chance.choice(KINDS)
            change = planned(folder, chance, one)
            tell("start", change)
            perform(library, one, change)
            tell("done", change)
            yield


def planned(folder: Path, chance: random.Random, kind: str) -> Change:
    if kind in ("compact", "rebuild"):
        return {}
    names = chance.sample(range(SOURCES), 3 if kind == "batch" else 1)
    sources = [str(folder.parent / "files" / f"{name}.txt") for name in names]
    return {source: None if kind == "remove" else chance.randrange(200) for source in sources}


def perform(library: Library, kind: str, change: Change) -> None:
    if kind == "batch":
        for source, number in change.items():
            assert number is not None
            Path(source).write_text(text_of(number), encoding="utf-8")
        library.add(list(change))
    elif kind == "compact":
        library.compact()
    elif kind == "rebuild":
        library.rebuild()
    for source, number in change.items():
        if kind == "put" and number is not None:
            library.add_document(make_document(text_of(number), source=source))
        elif kind == "remove" and any(source in (held.source, *held.also) for held in library.documents()):
            library.remove(source)


def held(library: Library) -> dict[str, str]:
    """Return the text of every source in a library."""
    documents = [library.document(summary.id) for summary in library.documents()]
    return {source: document.text for document in documents for source in (document.source, *document.also)}
