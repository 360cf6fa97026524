# ruff: noqa: RUF001 - curly apostrophes are meant
"""The names of a question against those of the sentences: one that is nowhere, and one in another's place."""

import re
import unicodedata
from calendar import day_name, month_name
from collections.abc import Collection, Iterator, Sequence, Set
from difflib import SequenceMatcher

from index.language import most_likely
from qa.attribution import Source
from qa.words import content_words

ALIKE = 0.7  # of the letters of two names in the same place
SPELLED_ALIKE = 0.8  # of the letters of two spellings of a name
SHORTEST = 4  # letters of a name that is missed; shorter ones are often short for another ("US", "WW2")
TITLE_CASE = 0.5  # of the words of a question that are capitalised: then capitals tell nothing

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_DATES = frozenset([*month_name, *day_name])
_FIRST = re.compile(r"(?:^|[.?!]\s+)\W*[^\W_]+")
_BESIDES = {"with", "besides", "than", "except", "alongside", "and", "or"}
_SAME_NAMES = (
    {"us", "usa", "american", "america", "states"},
    {"uk", "british", "britain"},
    {"eu", "european", "europe"},
)


def unknown_names(question: str, texts: Collection[str]) -> list[str]:
    """Return the names of a question that no text has in any spelling: what is asked is not told here.

    A name of several words is unknown when one of them is: "Cornell University" is not any university. German
    capitals tell nothing, nor do those of a question in title case or at the beginning of a sentence.
    """
    words = _names_and_words(_FIRST.sub(" ", question))
    capitals = [word for word in words if word[0].isupper()]
    if len(capitals) > TITLE_CASE * len(words) or most_likely(question, {"en", "de"}) == "de":
        return []
    known = {
        form for text in texts for word in WORD.findall(text) for form in (_folded(word), *content_words(word))
    }
    return [
        " ".join(name)
        for name in _runs(words)
        if any(len(word) >= SHORTEST and not _is_known(word, known) for word in name)
    ]


def swapped_names(text: str, question: str, cited: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield a name of the text and another one of a sentence that stands before or behind the same two words.

    The text's name must be one of the question's and must not stand in what is cited, nor be the other one in
    another form. What a document is about may be called otherwise in it ("the capital").
    """
    asked = _names_and_words(text)
    of_question = set(_names_and_words(question))
    known = {_folded(word) for source in cited for word in WORD.findall(source.text)}
    subjects = {word for source in cited for word in source.about}
    for source in cited:
        quote = _names_and_words(source.text)
        for i, name in enumerate(asked):
            if name not in of_question or not _is_name(name) or (i == 0 and text == question):
                continue
            if {_folded(name), _folded(name) + "s"} & known or subjects & set(content_words(name)):
                continue
            if i and _folded(asked[i - 1]) in _BESIDES:
                continue  # "who along with Russia ...": it is asked for the other one
            for j, other in enumerate(quote):
                if not _is_name(other) or _folded(other) in map(_folded, asked) or _alike(name, other):
                    continue
                for step in (1, -1):
                    one, two = _beside(asked, i, step), _beside(quote, j, step)
                    if one and one == two and any(word.isalpha() for word in content_words(" ".join(one))):
                        yield _span(asked, i, step), _span(quote, j, step)


def _names_and_words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", word) for word in WORD.findall(text)]


def _runs(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names of a text, each with all its words."""
    name: list[str] = []
    for word in [*words, ""]:
        if word and _is_name(word):
            name.append(word)
        elif name:
            yield name
            name = []


def _is_known(word: str, known: Set[str]) -> bool:
    """Whether a name stands among words: itself, its stem, a word that begins like it, or another spelling."""
    name = _folded(word)
    if known & {name, *content_words(word)}:
        return True
    return any(
        name[:SHORTEST] == other[:SHORTEST] or SequenceMatcher(None, name, other).ratio() > SPELLED_ALIKE
        for other in known
    )


def _beside(words: Sequence[str], place: int, step: int) -> list[str]:
    """Return the two words behind a name (`step` 1) or before it (-1); none where the name goes on elsewhere."""
    other_side = place - step
    if 0 <= other_side < len(words) and _is_name(words[other_side]):
        return []
    beside = words[place + 1 : place + 3] if step == 1 else words[max(place - 2, 0) : place]
    return [_folded(word) for word in beside] if len(beside) == 2 else []


def _span(words: Sequence[str], place: int, step: int) -> str:
    return " ".join(words[place : place + 3] if step == 1 else words[place - 2 : place + 1])


def _is_name(word: str) -> bool:
    return word[0].isupper() and bool(content_words(word)) and word not in _DATES


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()
    return plain or word.casefold()


def _alike(word: str, other: str) -> bool:
    """Whether two names may be one: a spelling, a people and its land, "US" and "American"."""
    one, two = _folded(word), _folded(other)
    if one[:3] == two[:3] or any({one, two} <= names for names in _SAME_NAMES):
        return True
    return SequenceMatcher(None, one, two).ratio() > ALIKE
