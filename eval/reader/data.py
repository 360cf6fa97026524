"""What the reader learns from: public sets and documents written for it, as the items of a pass."""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.reader.batches import Example
from eval.reader.items import Item
from eval.reader.nearest import Alike, Nearest
from eval.reader.windows import naming
from index.models.embed import Embedder
from index.vocabulary.english import BE, HAVE, MODALS, one_of
from qa.words import content_words

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

ELSEWHERE = {"written": 0.15, "public": 0.05}
"""How often a question is read over a document that it is not about."""

BINS = 6
"""Of the share of words in common with the document, within which answered and unanswered ones are evened out."""

ANSWERED = {"question": 1.3, "statement": 1.0}
"""How many answered (or carried) ones to one that is not, in each bin."""

_AUXILIARY = re.compile(
    rf"^(\S+(?: \S+){{0,5}}?) ({one_of(BE | HAVE | MODALS - {'might'})})"
    r" (?!not\b|no\b|never\b)(.+?)\.?$"
)
_SMALL = re.compile(
    r"(?:The|A|An|He|She|It|They|This|That|These|Those|His|Her|Its|Their|There|All|Every|Each|No)\b"
)
_YES = re.compile(r"\s*(?:yes|no)\b", re.IGNORECASE)


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
