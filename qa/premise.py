# ruff: noqa: RUF001 - curly apostrophes are meant
"""What a question assumes and the cited sentences do not say: a number, a "not", the opposite word.

A small model is glad to answer "What did the 2002 Act grant?" from a sentence about the 2012 Act, and "What has a
stronger association?" from one about a weaker one. Words in common cannot tell; these few words can.
"""

import re
from collections.abc import Iterator, Sequence

from qa.attribution import Source
from qa.words import content_words, stem

BEFORE, AFTER = 400, 200  # characters around a cited sentence that may say of what year it speaks
BEGINNING = 300  # characters of a document, where its date stands
SMALL = 12  # numbers up to this are often a count of what a sentence lists

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d]|(?:st|nd|rd|th)\b)")
_ANY_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
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
_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|yes|no)\b",
    re.IGNORECASE,
)

_PAIRS = """
more-less more-fewer most-least first-last early-late earlier-later earliest-latest high-low higher-lower
highest-lowest strong-weak stronger-weaker strongest-weakest large-small larger-smaller largest-smallest
big-small bigger-smaller biggest-smallest long-short longer-shorter longest-shortest old-new old-young
older-younger older-newer oldest-youngest oldest-newest north-south northern-southern east-west eastern-western
similar-different similar-opposing many-few numerous-few several-few rich-poor wealthy-poor fast-slow
faster-slower fastest-slowest male-female major-minor positive-negative public-private rare-common upper-lower
left-right hot-cold warm-cold wet-dry former-latter active-passive ancient-modern rural-urban
permanent-temporary domestic-foreign internal-external simple-complex best-worst better-worse good-bad
heavy-light deep-shallow wide-narrow thick-thin always-never often-rarely before-after above-below
inside-outside with-without single-multiple maximum-minimum nearest-farthest closest-farthest increase-decrease
increased-decreased increasing-decreasing rise-fall rising-falling
"""
_OPPOSITES: dict[str, set[str]] = {}
for _pair in _PAIRS.split():
    _one, _other = _pair.split("-")
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
_SHORTEST = 4  # letters of a word that a prefix turns into its opposite: "directly", and not "to"


def false_premise(question: str, statement: str, cited: Sequence[Source]) -> str | None:
    """Return, as a sentence, what the question or the statement has otherwise than the cited sentences, or None.

    A number of the question must stand in or near them. A "not" of the question must be said by them in some way,
    and theirs by the statement. Where they have the opposite of a word beside the same neighbour ("weaker
    association"), the word is wrong. Yes-or-no questions may assume what they like, but for numbers.
    """
    quotes = [source.text for source in cited]
    if missing := _missing_numbers(question, cited):
        return f"The nearest sentences do not speak of {' or '.join(missing)}."
    if not quotes or _YES_OR_NO.match(question):
        return None
    if _NOT.search(question) and not _NOT_ASKED.search(question) and not any(map(_DENIES.search, quotes)):
        return "The nearest sentences say so of what is, and not of what is not."
    if denied := _denied(question, statement, quotes):
        return f"The nearest sentence says “{denied}”."
    for text in (question, statement):
        if opposites := next(_opposites(text, question, quotes), None):
            return f"The nearest sentence says “{opposites[1]}”, not “{opposites[0]}”."
    return None


def _missing_numbers(question: str, cited: Sequence[Source]) -> list[str]:
    near = " ".join(_around(source) for source in cited)
    known = {_plain(found.group()) for found in _ANY_NUMBER.finditer(near)}
    asked = [_plain(found.group()) for found in _NUMBER.finditer(question.replace("’", "'").replace("'s", ""))]
    return [number for number in asked if number not in known and ("." in number or int(number) > SMALL)]


def _around(source: Source) -> str:
    document, sentence = source.document, source.sentence
    around = document.text[max(sentence.start - BEFORE, 0) : sentence.end + AFTER]
    return f"{document.title} {document.source} {document.published or ''} {document.text[:BEGINNING]} {around}"


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


def opposites_of(word: str) -> set[str]:
    """Return the words that say the opposite of a lower-case word; some of those with a prefix do not exist."""
    stripped = {word.removeprefix(prefix) for prefix in _PREFIXES if len(word) - len(prefix) >= _SHORTEST}
    prefixed = {prefix + word for prefix in _PREFIXES} if len(word) >= _SHORTEST else set()
    return (_OPPOSITES.get(word, set()) | stripped | prefixed) - {word}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _same(word: str, other: str) -> bool:
    return bool(content_words(word)) and stem(word) == stem(other)
