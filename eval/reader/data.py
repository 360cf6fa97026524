"""What the reader learns from: public sets and documents written for it, as items and as windows of them.

An item is kept apart for measuring by its `group` (its document or article), never by itself.
"""

import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.reader.batches import Example
from eval.reader.nearest import Alike, Nearest
from index.models.embed import Embedder
from qa.words import content_words

HELD_OUT = {"written": 10, "public": 25}
"""One in so many groups is held out."""

REPEATS = {
    "written": 4.0,
    "written statement": 2.0,
    "written wrong": 2.0,
    "written asked": 2.0,
    "squad2_dev_rest": 1.0,
    "squadshifts_new_wiki": 0.3,
    "squadshifts_amazon_reviews": 0.25,
    "squadshifts_reddit": 0.25,
    "squad_train_head": 0.25,
    "squad_train_pairs": 0.1,
    "squad_train_nqg": 0.05,
    "selqa": 0.3,
    "qed": 1.0,
    "timeqa": 0.25,
    "covidqa": 0.3,
    "qamr": 0.05,
    "policyqa": 0.05,
    "quotesum": 0.5,
    "fever.claims": 0.4,
    "fever.asked": 0.3,
    "qa_claims.claims": 0.35,
    "summedits.claims": 0.5,
    "wice_train_partial.claims": 0.5,
    "quotesum.claims": 0.5,
}
"""How often each set is seen in a pass. `fever_symmetric` is left for measuring."""

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

ELSEWHERE = {"written": 0.15, "public": 0.05}
"""How often a question is read over a document that it is not about."""

BINS = 6
"""Of the share of words in common with the document, within which answered and unanswered ones are evened out."""

ANSWERED = {"question": 1.3, "statement": 1.0}
"""How many answered (or carried) ones to one that is not, in each bin."""

_AUXILIARY = re.compile(
    r"^(\S+(?: \S+){0,5}?) (is|was|are|were|has|have|had|can|could|will|would|must|may|should)"
    r" (?!not\b|no\b|never\b)(.+?)\.?$"
)
_SMALL = re.compile(
    r"(?:The|A|An|He|She|It|They|This|That|These|Those|His|Her|Its|Their|There|All|Every|Each|No)\b"
)
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
_YES = re.compile(r"\s*(?:yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """An example over all sentences of its region, where it is from (`source`), and its `group`."""

    example: Example
    source: str
    group: str

    @property
    def kind(self) -> str:
        """Whether it was written for this, or is of a public set: "written" or "public"."""
        return "written" if self.source.startswith("written") else "public"

    @property
    def held_out(self) -> bool:
        """Whether the item is kept for measuring: by its group alone."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % HELD_OUT[self.kind] == 0


def read_items(public: Path, written: Sequence[Path]) -> list[Item]:
    """Return the items of the public sets in a folder (`*.jsonl.gz`) and of written documents (`*.jsonl`)."""
    items: list[Item] = []
    for path in sorted(public.glob("*.jsonl.gz")):
        source = path.name.removesuffix(".jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                items.extend(_public(json.loads(line), source))
    for document in _documents(written):
        items.extend(_written(document))
    return items


def _documents(written: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the documents of the files, with the questions that lines without sentences add to them by their id.

    Raises KeyError for such a line about a document that is in none of the files.
    """
    lines = [json.loads(line) for path in written for line in path.read_text(encoding="utf-8").splitlines()]
    documents = {one["id"]: one for one in lines if "sentences" in one}
    for one in lines:
        if "sentences" not in one:
            for kind in ("questions", "unanswerable"):
                documents[one["id"]][kind] += one[kind]
    return list(documents.values())


def _public(data: dict[str, Any], source: str) -> Iterator[Item]:
    sentences, group = tuple(data["sentences"]), data["group"]
    if "claim" in data:
        label = {"supported": 1.0, "partial": 0.5, "unsupported": 0.0}[data["label"]]
        gold = frozenset(data["supporting"])
        claim = Example(data["claim"], sentences, gold if label else frozenset(), label, states=True)
        yield Item(claim, source, group)
        asked = _asked(data["claim"]) if source == "fever.claims" and data["supporting"] else None
        if asked:
            yield Item(Example(asked, sentences, gold, 1.0, yes=label == 1), "fever.asked", group)
        return
    gold = frozenset(data["gold"] if data["answerable"] else ())
    answers = tuple(data["answers"])
    yield Item(
        Example(data["question"], sentences, gold, float(data["answerable"]), answers=answers), source, group
    )


def _asked(statement: str) -> str | None:
    """Return a statement as a question for yes or no; None where it has no auxiliary verb to begin with."""
    found = _AUXILIARY.match(statement)
    if not found:
        return None
    subject, verb, rest = found.groups()
    subject = subject[0].lower() + subject[1:] if _SMALL.match(subject) else subject
    return f"{verb.capitalize()} {subject} {rest}?"


def _written(data: dict[str, Any]) -> Iterator[Item]:
    sentences, title = tuple(data["sentences"]), data["title"]

    def item(kind: str, text: str, gold: Sequence[int], label: float, **more: Any) -> Item:  # noqa: ANN401 - fields of Example
        example = Example(text, sentences, frozenset(gold), label, title=title, **more)
        return Item(example, f"written {kind}", data["id"])

    for one in data["questions"]:
        yes = _YES.match(one["answer"])
        more = {"answers": (one["answer"],), "yes": yes[0].strip().lower() == "yes" if yes else None}
        yield item("question", one["q"], one["gold"], 1, **more)
        yield item("statement", one["statement"], one["gold"], 1, states=True)
        if asked := _asked(one["statement"]):
            yield item("asked", asked, one["gold"], 1, yes=True)
    for one in data["unanswerable"]:
        yield item(one["kind"], one["q"], one.get("near", ()), 0)
    for one in data["wrong"]:
        yield item("wrong", one["statement"], one.get("near", ()), 0, states=True)
        if one.get("near") and (asked := _asked(one["statement"])):
            yield item("asked", asked, one["near"], 1, yes=False)  # it is stated otherwise there
    for number, sentence in enumerate(sentences):
        if number % 5 == 2 and len(sentence) > 40:
            yield item("statement", sentence, [number], 1, states=True)


def one_pass(items: Sequence[Item], chance: random.Random) -> list[Item]:
    """Return the items of one pass in random order, each as often as `REPEATS` says of its set."""
    seen = []
    for item, share in zip(items, evened_out(items), strict=True):
        kind = item.source if item.source in REPEATS else item.source.split()[0]
        often = share * REPEATS.get(kind, 0.0)
        seen += [item] * int(often + chance.random())
    chance.shuffle(seen)
    others = {kind: [item for item in seen if item.kind == kind] for kind in ELSEWHERE}
    written = {item.group: item for item in others["written"]}
    nearest = Nearest({group: item.example for group, item in written.items()}) if written else None
    return [_elsewhere(item, others, written, nearest, chance) for item in seen]


def _elsewhere(
    item: Item,
    others: Mapping[str, Sequence[Item]],
    written: Mapping[str, Item],
    nearest: Nearest | None,
    chance: random.Random,
) -> Item:
    """Return the item, or now and then its question over another document, which does not answer it.

    Half of the written ones say which document they mean and are read over one that is alike: a lease has a
    deposit, but it is not the deposit of that lease. Half of the public ones, which ask of the world, are read
    over the written document that is most like them.
    """
    example = item.example
    if example.states or not example.label or chance.random() >= ELSEWHERE[item.kind]:
        return item
    text, other = example.text, chance.choice(others[item.kind])
    if nearest and chance.random() < 0.5:
        text = naming(example.text, example.title, chance) if item.kind == "written" else text
        other = written[nearest.other(example.text, item.group, chance)]
    if other.group == item.group:
        return item
    read = Example(text, other.example.sentences, frozenset(), 0.0, title=other.example.title)
    return Item(read, f"{item.kind} elsewhere", item.group)


def evened_out(items: Sequence[Item]) -> list[float]:
    """Return which share of each item to take, so that words in common tell nothing of whether it is answered.

    Near misses were written with the document's words and questions with others: left so, a reader learns that.
    """
    bins = [_bin(item) for item in items]
    counts = Counter(one for one in bins if one)
    return [_share(one, counts) if one else 1.0 for one in bins]


def _share(one: tuple[bool, int, bool], counts: Mapping[tuple[bool, int, bool], int]) -> float:
    states, place, answered = one
    wanted = ANSWERED["statement" if states else "question"] ** (1 if answered else -1)
    return min(1.0, wanted * counts.get((states, place, not answered), 0) / counts[one])


def _bin(item: Item) -> tuple[bool, int, bool] | None:
    """Return the mode of a written item, the bin of its words in common, and whether it is answered.

    None for what was made of statements: it stands there, or stands there otherwise.
    """
    if item.kind != "written" or item.source == "written asked":
        return None
    example = item.example
    words = set(content_words(example.text))
    there = _words_of(" ".join([example.title, *example.sentences]))
    share = len(words & there) / len(words) if words else 1.0
    return example.states, min(int(share * BINS), BINS - 1), example.label > 0


@lru_cache(maxsize=2)  # items of one document follow each other
def _words_of(text: str) -> frozenset[str]:
    return frozenset(content_words(text))


def alike_of(items: Sequence[Item], embedder: Embedder, kept: Path | None = None) -> Alike:
    """Return how like their questions the sentences of written documents are; `kept` is where vectors stay."""
    asked = [item.example for item in items if item.kind == "written" and not item.example.states]
    return Alike((text for example in asked for text in (example.text, *example.sentences)), embedder, kept)


def window(
    item: Item, chance: random.Random, alike: Alike | None = None, characters: tuple[int, int] = (150, 700)
) -> Example:
    """Return an example over a stretch of the item's sentences, with its gold ones if it has any.

    The stretch has a random length between `characters`, as search would cut passages; now and then it is of
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
        numbers = _stretch(example, chance, chance.randint(*characters))
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


def _picked(
    example: Example, cosines: Sequence[float] | None, chance: random.Random, most: int = 8
) -> Sequence[int]:
    """Return single sentences in their order: those in question, and others, rather such as are like it.

    Where no cosines are known, those that share its words.
    """
    if cosines is None:
        words = set(content_words(example.text))
        cosines = [UNSURE / 2 * len(words.intersection(content_words(one))) for one in example.sentences]
    others = [number for number in range(len(example.sentences)) if number not in example.gold]
    alike = {number: cosines[number] + chance.random() * UNSURE for number in others}
    others.sort(key=lambda number: -alike[number])
    return sorted([*example.gold, *others[: chance.randint(2, most)]])


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
