# ruff: noqa: RUF001 - curly apostrophes are meant
"""What two texts say in common: content words, stemmed, with numbers in one form."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache

import snowballstemmer

from index.text.lexical import HUMP
from index.vocabulary.english import (
    ARTICLES,
    AUXILIARIES,
    COMPARED,
    CONJUNCTIONS,
    NUMBERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    STOP_WORDS,
    one_of,
)

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.,;:!?]\s+|\s[-–—]\s")
_ASKS = re.compile(
    rf"\W*(?:{one_of(CONJUNCTIONS)}\s+)?(?:(?P<auxiliary>{one_of(AUXILIARIES)})|{one_of(QUESTION_WORDS)})\b",
    re.IGNORECASE,
)
_BY_THE_WAY = re.compile(
    rf"\b(?:tell|know|say|explain|remind|remember)\b.*\b{one_of(QUESTION_WORDS)}\b", re.IGNORECASE
)
_COMPARED = one_of(COMPARED)
_CHOICE = re.compile(
    rf"\b(?P<led>{one_of(PREPOSITIONS | ARTICLES)})\s.+?\bor\s+(?P=led)\s|\b{_COMPARED}\s+or\s+{_COMPARED}\b"
    r"|\bmore\s+or\s+(?:less|fewer)(?=\s+than\b|\W*$)",
    re.IGNORECASE,
)  # of the same kind on both sides: "a visa or permit" gives none
_REPLY = re.compile(r"^(?:Probably )?(?:yes|no)\b\W+", re.IGNORECASE)
_SPACED_NUMBER = re.compile(r"\d{1,3}(?:, \d{3})+(?!\d)")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})(?::00|:(\d\d))(?=\s?(?:[ap]\.?\s?m\b|o['’]clock))", re.IGNORECASE)
_TENS_AND_UNITS = re.compile(r"\b([a-z]+ty)[-\u2010]([a-z]+)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")

_NUMBER_WORDS = {word: str(value) for word, value in NUMBERS.items()}


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of an English word in small letters (Porter's second stemmer)."""
    # A stemmer keeps the word it works on, so threads must not share one.
    stemmed: str = snowballstemmer.stemmer("english").stemWord(word)
    return stemmed


def content_words(text: str) -> list[str]:
    """Return the stems of a text's content words in order; numbers keep their digits ("C$1,200" gives "1200").

    "Sixty-two" is 62, and "7:30 p.m." 7.30 p.m. Words that are written as one ("LiHua") come as one and apart.
    """
    words: list[str] = []
    text = _TENS_AND_UNITS.sub(_in_digits, _CLOCK.sub(_on_the_clock, unicodedata.normalize("NFKC", text)))
    for match in _WORD.finditer(text):
        parts = HUMP.split(match.group())
        for written in (match.group(), *(parts if len(parts) > 1 else ())):
            word = _POSSESSIVE.sub("", written.casefold().replace("’", "'"))
            if word and word not in STOP_WORDS:
                words.append(_NUMBER_WORDS.get(word) or _in_one_form(word))
    return words


def _on_the_clock(found: re.Match[str]) -> str:
    """Return "7.30" for the "7:30" of "7:30 p.m.", and "7" for "7:00"."""
    return ".".join(part for part in found.groups() if part)


def _in_digits(found: re.Match[str]) -> str:
    """Return "62" for "sixty-two"; what is no number as it is."""
    tens, units = (_NUMBER_WORDS.get(part.casefold()) for part in found.groups())
    return str(int(tens) + int(units)) if tens and units and int(units) < 10 else found.group()


def _in_one_form(word: str) -> str:
    return _THOUSANDS.sub("", word) if word[0].isdigit() else stem(word)


def weighted_share(words: Collection[str], found_in: Collection[str], weights: Mapping[str, float]) -> float:
    """Return the share of the weight of `words` that is on those in `found_in` too, in [0, 1]; 0 for none."""
    total = sum(weights[word] for word in words)
    return sum(weights[word] for word in words if word in found_in) / total if total else 0.0


def asks_yes_or_no(question: str) -> bool:
    """Return whether a question can be answered with Yes or No.

    Its first clause that asks begins with an auxiliary verb ("If the washing machine packs up, does he mend it?"),
    asks for nothing by the way ("Do you know when he comes?"), and gives no choice ("Is it the red or the blue?",
    "Did it go up or down?").
    """
    asks = next((found for clause in _CLAUSE.split(question) if (found := _ASKS.match(clause))), None)
    if asks is None or asks["auxiliary"] is None or _BY_THE_WAY.search(question):
        return False
    return _CHOICE.search(asks.string) is None


def without_yes_or_no(answer: str) -> str:
    """Return what an answer says behind "Yes:", "Probably no:" or the like."""
    return _REPLY.sub("", answer)


def without_spaces_in_numbers(text: str, source: str) -> str:
    """Return a text with "1, 300, 000" as "1,300,000" where the source has it so: some models put spaces in."""

    def mended(found: re.Match[str]) -> str:
        number = found.group().replace(" ", "")
        return number if number in source else found.group()

    return _SPACED_NUMBER.sub(mended, text)
