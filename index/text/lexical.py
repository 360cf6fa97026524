"""A text as terms: what word search indexes of a passage, and what it looks for of a question."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from index.text.invisible import visible
from index.vocabulary.english import QUERY_STOP_WORDS

K1 = 0.9  # of BM25: how soon more of the same term counts no more
B = 0.4  # of BM25: how much a long passage loses
LONGEST = 64  # characters of a term that count; what is longer is no word
HUMP = re.compile(r"(?<=[A-Za-z][a-z])(?=[A-Z][a-z])")  # the border within "LiHua", but none in "iPhone"
JOINED = re.compile(r"[A-Za-z]+[a-z][A-Z][a-z][A-Za-z]*")
_WORD = re.compile(r"[^\W_]+")
_DIACRITICS = re.compile("[\u0300-\u036f]")
_BREAK_IN_A_WORD = re.compile("\u00ad\\s*")
_NO_LETTERS = re.compile(
    "[\u200c-\u200f\u202a-\u202e\u2061-\u2069]"
)  # joiners, and marks of the direction of writing
# "1 250", "1,250", "1.250" and "1'250": the same sign between all groups.
_GROUPED = re.compile(r"(?<![\w.,'’])\d{1,3}([ .,'’])\d{3}(?:\1\d{3})*(?![\w'’]|[.,]\d)")  # noqa: RUF001 - Swiss sign


def terms(text: str) -> list[str]:
    """Return the words of a text in order, in small letters, without diacritics, stemmed (Porter, 1980).

    Words that are written as one ("LiHua") come as one and apart; so do the groups of a number ("1 250").
    """
    return [_stem(word) for word in _words(text)]


def query_terms(query: str) -> list[str]:
    """Return the different terms of a question; stop words are left out, unless there is nothing else."""
    words = _words(query)
    return list(dict.fromkeys(_stem(word) for word in words if word not in QUERY_STOP_WORDS)) or list(
        dict.fromkeys(map(_stem, words))
    )


def _words(text: str) -> list[str]:
    if not text.isascii():
        text = _NO_LETTERS.sub("", _BREAK_IN_A_WORD.sub("", visible(text)))
    folded = JOINED.sub(lambda found: " ".join([found[0], *HUMP.split(found[0])]), text).casefold()
    if not folded.isascii():
        folded = _DIACRITICS.sub("", unicodedata.normalize("NFKD", folded))
    folded = _GROUPED.sub(lambda found: f"{found[0]} {found[0].replace(found[1], '')}", folded)
    return [word[:LONGEST] for word in _WORD.findall(folded)]


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    # A stemmer keeps the word it works on, so threads must not share one.
    stem: str = snowballstemmer.stemmer("porter").stemWord(word)
    return stem
