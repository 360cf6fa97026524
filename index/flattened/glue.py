"""Where a page saved without its tags was glued together.

Nothing stands where a tag was: "border security.This is", "two-day visitCanada faces", "2 hrs agoWhat". A seam is
looked for where two characters meet that seldom meet inside a word; a second look keeps names, initials
(J.R.R.Tolkien), addresses, figures and quotes whole.
"""

import re

from index.flattened.shape import shape_of
from index.flattened.words import DOMAINS, FIGURE_START, Words
from index.vocabulary.english import MONTHS_SHORT

# Over the shape of the text. Possessive repeats and the look behind keep a long run of stops linear in time.
_CANDIDATE = re.compile(
    r"""
      (?P<line>\n+)
    | (?P<capital>(?<=a)(?=A) | (?<=AA)(?=Aa))
    | (?P<initials>(?<=[aA]{3})(?=A\.A\.))
    | (?P<stop>(?<!\.)\.++[)>']*+ (?: "(?=[A<`("0]) | (?=[A<`(0]) | (?=[~*\#=-](?:[ ]|A)) | (?<=>)(?=a) ))
    | (?P<colon>(?<=[aA]{2}):(?=[A<]) | (?<=aaa);(?=Aa))
    | (?P<list>(?<=[aA]{2}):(?=0))
    | (?P<mark>(?<=\|)(?=A) | (?<=[^\s])(?=\*[ ]) | (?<=[a.)])(?=\*A) | (?<=[^\s~=])(?==[ ]A) | (?<=[^\s])(?=©))
    | (?P<closing>(?<=[aA0])[>)](?=[A<]) | (?<=0)%(?=A) | (?<=aaaa)'(?=Aa))
    | (?P<quote>(?<=[aA0%)])"(?=A))
    | (?P<opening>(?<=[aA0%)])(?=<|`A))
    | (?P<behind_number>(?<=0)(?=A))
    | (?P<number>(?<=[aA][aA]|0[aA])(?=0))
    """,
    re.VERBOSE,
)
_FOOTNOTE = re.compile(r"\d{1,2}(?= [A-Z])")
_LAST_WORD = re.compile(r"[aA]+$")
_DOTTED = frozenset(("U.S", "U.K", "U.N", "E.U", "D.C", "a.m", "p.m"))

_TITLES = ("mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "col", "st", "jr", "sr")
SHORT_FORMS = frozenset((*MONTHS_SHORT, *_TITLES, "no", "vs", "fig", "vol", "art", "inc", "ltd", "co", "dept"))


def seams(text: str) -> list[int]:
    """Return the offsets, in order, at which one text of the page ends and the next begins. Linear in time."""
    return _Seams(text).find()


class _Seams:
    def __init__(self, text: str) -> None:
        self._text = text
        self._shape = shape_of(text)
        self._words = Words(text, self._shape)

    def find(self) -> list[int]:
        found = [0]
        counted = quotes = 0  # straight quotes since the last seam: an odd number leaves one open
        for match in _CANDIDATE.finditer(self._shape):
            start, end = match.span()
            quotes += self._shape.count('"', counted, start)
            counted = max(counted, start)
            seam = self._seam(match.lastgroup, start, end, in_quotes=quotes % 2 == 1)
            if seam is not None and seam > found[-1]:
                found.append(seam)
                counted, quotes = seam, 0
        return found[1:]

    def _seam(self, kind: str | None, start: int, end: int, *, in_quotes: bool) -> int | None:
        match kind:
            case "line":
                goes_on = self._shape[end : end + 1] == "a" and self._shape[start - 1 : start] != "."
                return None if goes_on else end
            case "capital":
                return start if self._words.parted_at_capital(start) else None
            case "behind_number":
                return start if self._words.parted_behind_number(start) else None
            case "number":
                return start if self._words.parted_before_number(start) else None
            case "quote":
                return start if self._quote_opens(start, in_quotes=in_quotes) else end
            case "stop":
                return self._behind_stop(start, end, in_quotes=in_quotes)
            case "list":
                clock = re.match("00?:", self._shape[end : end + 3])
                return end if clock is None and FIGURE_START.match(self._text, end) else None
            case _:
                return end

    def _behind_stop(self, start: int, end: int, *, in_quotes: bool) -> int | None:
        if not self._ends_sentence(start, end):
            # "at the polls.2 The party": the mark of a note stays with its sentence
            note = _FOOTNOTE.match(self._text, end) if len(self._last_word(start)) > 3 else None
            return note.end() if note else None
        straight = self._shape[end - 1] == '"' and self._shape[end] != '"'
        return end - 1 if straight and self._quote_opens(end - 1, in_quotes=in_quotes) else end

    def _quote_opens(self, quote: int, *, in_quotes: bool) -> bool:
        """Whether a straight quote between two glued texts opens the second (else it closes the first)."""
        if self._shape[quote - 1] == ">":
            return True
        following = self._shape.find('"', quote + 1)
        if following > 0:
            before, after = self._shape[following - 1], self._shape[following + 1 : following + 2]
            if before in ".," and after in ("", " ", "\n"):  # it closes, so one must open before it
                return True
            if before in " (" and after not in ("", " ", "\n"):
                return False
        return not in_quotes

    def _ends_sentence(self, start: int, end: int) -> bool:
        """Whether the stop ends a sentence: not in an initial, a short form, a figure or an address."""
        number_follows = self._shape[end : end + 1] == "0"
        figure = number_follows and FIGURE_START.match(self._text, end) is not None
        if self._text[start] != "." or end - start > 1:
            return figure or not number_follows
        left, right = self._last_word(start), self._words.halves(end)[1]
        if number_follows:
            whole = len(left) > 2 or (not left and self._shape[start - 1 : start] not in ("0", " "))
            return figure and whole and left.lower() not in SHORT_FORMS
        if len(right) == 1 and self._shape[end : end + 2] != "A ":
            return False  # "U.S.", "Filecoder.C,"
        if right.isupper() and right.lower() in DOMAINS:
            return False
        if len(left) == 1 and right:
            return self._words.small(right) or (len(right) > 1 and self._text[start - 3 : start] in _DOTTED)
        return left.lower() not in SHORT_FORMS or self._words.small(right)

    def _last_word(self, end: int) -> str:
        word = _LAST_WORD.search(self._shape[max(0, end - 20) : end])
        return self._text[end - len(word[0]) : end] if word else ""
