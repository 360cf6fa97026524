"""Windows of what the reader learns from: passages as search cuts them, or single sentences side by side."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from eval.reader.batches import Example
from eval.reader.items import Item
from eval.reader.nearest import Alike
from qa.words import content_words

GOLD_TAKEN_OUT = 0.25
"""How often, against once with it, a written question is read over the rest of its document without the answer."""

PICKED = {"written": 0.6, "public": 0.3}
"""How often a question is read over single sentences of its document, as those are that were found best before."""

UNSURE = 0.15
"""How much chance, at most, adds to a cosine when such sentences are picked."""

BARE_LINES = 0.35
"""How often lines that state nothing (a sender, a subject, a salutation, a name) stand among written sentences."""

TITLE_NAMED = 0.4
"""The share of written questions that name their document, as people do who have many."""

_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][a-z]+ [A-Z][a-z]+|(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z][a-z]+")
_WORD = re.compile(r"\w[\w'-]{2,}")
_LINES = (
    "From: {name}",
    "To: {name}",
    "Subject: {topic}",
    "Re: {topic}",
    "Dear {name},",
    "{name}",
    "{name} wrote:",
    "By {name}",
    "{topic}",
    "{topic}:",
    "{topic} | {name}",
    "P.S. {topic}",
    "Photo: {name}",
    "{name}, {topic}",
)
STRETCH = (150, 700)  # characters
MOST_PICKED = 8  # sentences beside those in question


def window(item: Item, chance: random.Random, alike: Alike | None = None) -> Example:
    """Return an example over a stretch of the item's sentences, with its gold ones if it has any.

    The stretch has a random length, as search would cut passages; now and then it is of
    single sentences, those most `alike` to the question, as they are read a second time. Of an item that is not
    answered, `gold` says near which sentences it must be and is emptied.
    """
    whole = item.example
    answered = whole.label > 0
    example = whole
    left = [one for number, one in enumerate(whole.sentences) if number not in whole.gold]
    if item.source == "written question" and left and chance.random() < GOLD_TAKEN_OUT / (1 + GOLD_TAKEN_OUT):
        example = replace(whole, sentences=tuple(left), gold=frozenset(), label=0.0, yes=None)
        answered = False
    elsewhere = item.source == "written elsewhere"  # there the title tells that it is another document
    if item.kind == "written" and not elsewhere and not example.states and chance.random() < TITLE_NAMED:
        example = replace(example, text=naming(example.text, example.title, chance))
    picked = not example.states and chance.random() < PICKED[item.kind]
    if picked:
        cosines = alike.cosines(whole.text, example.sentences) if alike else None
        numbers = _picked(example, cosines, chance)
    else:
        numbers = _stretch(example, chance, chance.randint(*STRETCH))
    seen = replace(
        example,
        sentences=tuple(example.sentences[number] for number in numbers),
        gold=frozenset(place for place, number in enumerate(numbers) if number in example.gold)
        if answered
        else frozenset(),
        title="" if not elsewhere and chance.random() < 0.2 else example.title,
    )
    bare = item.kind == "written" and not example.states and chance.random() < BARE_LINES
    return with_bare_lines(seen, whole.text, " ".join(whole.sentences), chance) if bare else seen


def with_bare_lines(example: Example, question: str, text: str, chance: random.Random) -> Example:
    """Return an example with one to three lines more, of names in the text and words of the question.

    They name what is asked for and state nothing of it, as do the first and last lines of letters and mails.
    """
    names = _NAME.findall(text) or [example.title or "Office"]
    words = _WORD.findall(question)
    sentences, gold = list(example.sentences), set(example.gold)
    for _ in range(chance.randint(1, 3)):
        begin = chance.randrange(max(len(words) - 1, 1))
        topic = chance.choice([example.title, " ".join(words[begin : begin + chance.randint(1, 4)])]) or question
        line = chance.choice(_LINES).format(name=chance.choice(names), topic=topic[:1].upper() + topic[1:])
        place = chance.randint(0, len(sentences))
        sentences.insert(place, line)
        gold = {number + (number >= place) for number in gold}
    return replace(example, sentences=tuple(sentences), gold=frozenset(gold))


def naming(question: str, title: str, chance: random.Random) -> str:
    """Return a question that says of what document or matter it is, in one of the ways of people."""
    asked = question.rstrip("?. ")
    ways = (
        f"{asked} in {title}?",
        f"{asked} at {title}?",
        f"{asked} for {title}?",
        f"{asked} ({title})?",
        f"{title}: {question}",
        f"According to {title}, {question[0].lower()}{question[1:]}",
    )
    return chance.choice(ways)


def _picked(example: Example, cosines: Sequence[float] | None, chance: random.Random) -> Sequence[int]:
    """Return single sentences in their order: those in question, and others, rather such as are like it.

    Where no cosines are known, those that share its words.
    """
    if cosines is None:
        words = set(content_words(example.text))
        cosines = [UNSURE / 2 * len(words.intersection(content_words(one))) for one in example.sentences]
    others = [number for number in range(len(example.sentences)) if number not in example.gold]
    alike = {number: cosines[number] + chance.random() * UNSURE for number in others}
    others.sort(key=lambda number: -alike[number])
    return sorted([*example.gold, *others[: chance.randint(2, MOST_PICKED)]])


def _stretch(example: Example, chance: random.Random, characters: int) -> Sequence[int]:
    sentences = example.sentences
    around = sorted(example.gold) or [chance.randrange(len(sentences))]
    first, last = around[0], around[-1] + 1
    used = sum(map(len, sentences[first:last]))
    while first > 0 or last < len(sentences):
        before = first > 0 and (last == len(sentences) or chance.random() < 0.5)
        used += len(sentences[first - 1 if before else last])
        if used > characters:
            break
        first, last = (first - 1, last) if before else (first, last + 1)
    return range(first, last)
