# ruff: noqa: RUF001 - curly apostrophes are meant
"""What a question assumes and the cited sentences do not say: a number, a "not", the opposite word.

A small model is glad to answer "What did the 2002 Act grant?" from a sentence about the 2012 Act, and "What has a
stronger association?" from one about a weaker one. Words in common cannot tell; these few words can.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from index.dates import spellings
from qa.attribution import Source
from qa.words import asks_yes_or_no, content_words, stem, weighted_share

BEFORE, AFTER = 400, 200  # characters around a cited sentence that may say of what year it speaks
BEGINNING = 300  # characters of a document, where its date stands
ALIKE = 0.7  # of the letters of two spellings of a name
MOST = 0.6  # of the weight of the question's words
SMALL = 12  # numbers up to this are often a count of what a sentence lists

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d]|(?:st|nd|rd|th)\b)")
_ANY_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_OR_NOT = re.compile(r"\bor\s(?:why\s)?not\b|\bwhy not\b|\bif not\b", re.IGNORECASE)
_SAYS_NO = re.compile(r"\W*no\b", re.IGNORECASE)
_NOT_ASKED = re.compile(
    r"\b(?:why|whether|or)\b.*(?:\bnot\b|n['’]t\b)|\bnot only\b|\b(?:i|we)\s(?:\w+\s)?(?:\w+\snot\b|\w+n['’]t\b)",
    re.IGNORECASE,
)
# Anything that may say "not" in other words: a question with "not" is then left alone.
_DENIES = re.compile(
    r"""
    \b(?: not | no | nor | never | none | nobody | nothing | nowhere | neither | without | cannot | except | but
        | only | instead | rather | unlike | hardly | barely | rarely | seldom | against | away | few | little
        | less | zero | free | unable | impossible | contrary | false | wrong | end(?:s|ed)? | los[est]\w*
        | ban(?:s|ned)?
        | (?:fail|refus|den[iy]|lack|exclu|prohibit|forb|stop|ceas|avoid|reject|prevent|oppos|absen|declin|withh
            |miss|separat)\w*
        | (?:un|dis|non|in|im|ir|il)[a-z]{4,} | [a-z]{3,}less )\b
    | n['’]t\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)\s(?!only\b|just\b|until\b|necessarily\b|always\b|all\b)"
    r"(?:\w+ly\s)?(?:be\s|been\s|have\s|an?\s|the\s)?(?!\w+ly\b)(?P<word>\w+)(?![^.;]*\buntil\b)",
    re.IGNORECASE,
)
_PAIRS = """
more-less more-fewer most-least first-last early-late earlier-later earliest-latest high-low higher-lower
highest-lowest strong-weak stronger-weaker strongest-weakest large-small larger-smaller largest-smallest
big-small bigger-smaller biggest-smallest long-short longer-shorter longest-shortest old-new old-young
older-younger older-newer oldest-youngest oldest-newest north-south northern-southern east-west eastern-western
similar-different similar-opposing many-few numerous-few several-few rich-poor wealthy-poor fast-slow
faster-slower fastest-slowest male-female major-minor positive-negative public-private rare-common upper-lower
left-right hot-cold warm-cold wet-dry former-latter active-passive ancient-modern medieval-modern open-closed
global-regional global-local national-regional rural-urban permanent-temporary domestic-foreign
internal-external simple-complex best-worst better-worse good-bad heavy-light deep-shallow wide-narrow
thick-thin always-never often-rarely before-after above-below inside-outside with-without single-multiple
maximum-minimum nearest-farthest closest-farthest increase-decrease increased-decreased increasing-decreasing
rise-fall rising-falling
"""
_OPPOSITES: dict[str, set[str]] = {}
for _pair in _PAIRS.split():
    _one, _other = _pair.split("-")
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)
_PREFIXES = ("ab", "un", "in", "im", "ir", "il", "dis", "non")
_BESIDES = {"with", "besides", "than", "except", "alongside", "and", "or"}
_SAME_NAMES = (
    {"us", "usa", "american", "america", "states"},
    {"uk", "british", "britain"},
    {"eu", "european", "europe"},
)
_SHORTEST = 4  # letters of a word that a prefix turns into its opposite: "directly", and not "to"


def false_premise(question: str, statement: str, cited: Sequence[Source]) -> str | None:
    """Return, as a sentence, what the question or the statement has otherwise than the cited sentences, or None.

    A number of the question must stand in or near them. A "not" of the question must be said by them in some way,
    and theirs by the statement. Where they have the opposite of a word beside the same neighbour ("weaker
    association"), or another name beside the same two words, the word is wrong. Yes-or-no questions may assume
    what they like, but for numbers.
    """
    quotes = [source.text for source in cited]
    if missing := _missing_numbers(question, cited):
        return f"The nearest sentences do not speak of {' or '.join(missing)}."
    if not quotes or asks_yes_or_no(question):
        return None
    if _NOT.search(question) and not _NOT_ASKED.search(question) and not any(map(_DENIES.search, quotes)):
        return "The nearest sentences say so of what is, and not of what is not."
    if denied := _denied(question, statement, quotes):
        return f"The nearest sentence says “{denied}”."
    for text in (question, statement):
        if opposites := next(_opposites(text, question, quotes), None):
            return f"The nearest sentence says “{opposites[1]}”, not “{opposites[0]}”."
    if swapped := next(_swapped_names(question, cited), None):
        return f"The nearest sentence says “{swapped[1]}”, not “{swapped[0]}”."
    return None


def denial(question: str, statement: str, shown: Sequence[Source], weights: Mapping[str, float]) -> Source | None:
    """Return the sentence that denies what a yes-or-no question asks and the statement affirms, or None.

    It holds most of the weight of the question's words and a "not" before one of them.
    """
    if not asks_yes_or_no(question) or _NOT.search(_OR_NOT.sub("", question)):
        return None
    if _SAYS_NO.match(statement) or _NOT.search(statement):
        return None
    asked = set(content_words(question))
    for source in shown:
        denied = {word for found in _DENIED.finditer(source.text) for word in content_words(found["word"])}
        if denied & asked and weighted_share(asked, source.words, weights) >= MOST:
            return source
    return None


def _missing_numbers(question: str, cited: Sequence[Source]) -> list[str]:
    near = " ".join(_around(source) for source in cited)
    known = {_plain(found.group()) for found in _ANY_NUMBER.finditer(near)}
    asked = [_plain(found.group()) for found in _NUMBER.finditer(question.replace("’", "'").replace("'s", ""))]
    return [number for number in asked if number not in known and ("." in number or int(number) > SMALL)]


def _around(source: Source) -> str:
    document, sentence = source.document, source.sentence
    around = document.text[max(sentence.start - BEFORE, 0) : sentence.end + AFTER]
    return (
        f"{document.title} {document.source} {spellings(document.published)} {document.text[:BEGINNING]} {around}"
    )


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _denied(question: str, statement: str, quotes: Sequence[str]) -> str | None:
    """Return what a sentence denies and the question and the statement affirm: "not change"."""
    if _NOT.search(question) or _DENIES.search(statement):
        return None
    affirmed = set(content_words(question)) & set(content_words(statement))
    for quote in quotes:
        for found in _DENIED.finditer(quote):
            rest = content_words(quote[: found.start()] + quote[found.end() :])
            if set(content_words(found["word"])) & affirmed - set(rest):
                return found.group()
    return None


def _opposites(text: str, question: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield word and opposite, each with the neighbour they share, where only the opposite stands in a quote."""
    if re.search(r"\bor\b", question, re.IGNORECASE):
        return
    said, asked = _words(text), set(_words(question))
    for words in map(_words, quotes):
        for i, word in enumerate(said):
            for j, other in enumerate(words):
                if word in words or other in asked or other not in opposites_of(word):
                    continue
                if i + 1 < len(said) and j + 1 < len(words) and _same(said[i + 1], words[j + 1]):
                    yield f"{word} {said[i + 1]}", f"{other} {words[j + 1]}"
                if i and j and _same(said[i - 1], words[j - 1]):
                    yield f"{said[i - 1]} {word}", f"{words[j - 1]} {other}"


def _swapped_names(question: str, cited: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield a name of the question and another one of a sentence that stands before or behind the same two words.

    The question's name must not stand in what is cited, nor be the other one in another form.
    """
    asked = _names_and_words(question)
    known = {_folded(word) for source in cited for word in _WORD.findall(source.text)}
    for source in cited:
        quote = _names_and_words(source.text)
        for i, name in enumerate(asked):
            if i == 0 or not _is_name(name) or {_folded(name), _folded(name) + "s"} & known:
                continue
            if _folded(asked[i - 1]) in _BESIDES:
                continue  # "who along with Russia ...": it is asked for the other one
            for j, other in enumerate(quote):
                if not _is_name(other) or _folded(other) in map(_folded, asked) or _alike(name, other):
                    continue
                for step in (1, -1):
                    one, two = _beside(asked, i, step), _beside(quote, j, step)
                    if one and one == two and content_words(" ".join(one)):
                        yield _span(asked, i, step), _span(quote, j, step)


def _names_and_words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text)]


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
    return word[0].isupper() and bool(content_words(word))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()
    return plain or word.casefold()


def _alike(word: str, other: str) -> bool:
    """Whether two names may be one: a spelling, a people and its land, "US" and "American"."""
    one, two = _folded(word), _folded(other)
    if one[:3] == two[:3] or any({one, two} <= names for names in _SAME_NAMES):
        return True
    return SequenceMatcher(None, one, two).ratio() > ALIKE


def opposites_of(word: str) -> set[str]:
    """Return the words that say the opposite of a lower-case word; some of those with a prefix do not exist."""
    stripped = {word.removeprefix(prefix) for prefix in _PREFIXES if len(word) - len(prefix) >= _SHORTEST}
    prefixed = {prefix + word for prefix in _PREFIXES} if len(word) >= _SHORTEST else set()
    return (_OPPOSITES.get(word, set()) | stripped | prefixed) - {word}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _same(word: str, other: str) -> bool:
    return bool(content_words(word)) and stem(word) == stem(other)
