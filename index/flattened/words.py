"""Which capitals and digits inside a word are seams, and which belong to a name: McDonald, YouTube, NGOs, 7News.

The text itself is the dictionary: two halves are two words if one of them stands alone somewhere else in it.
"""

import re

from index.vocabulary.english import one_of
from index.vocabulary.months import NAMES, without_accents

_WORD = re.compile(r"(?<![aA0#'`/_])(?:Aa+|a+|A+)(?![aA0])")
_MIXED = re.compile(r"(?<![aA0#/_])[aA0]*(?:[a0]A|AAa)[aA0]*")
_LEFT_HALF = re.compile(r"(?:A?a+|A+)$")
_RIGHT_HALF = re.compile(r"Aa+|A+(?!a)|A")
_SMALL_WORD_BEHIND = re.compile(r"(?<![aA0])a+ $")
_ADDRESS_BEHIND = re.compile(r"(?://|www\.|[#@])\S*$")
_NUMBER_BEHIND = re.compile(r"\d[\d.,]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Names with a capital inside that the rule would take apart, as "You" and "Linked" are words.
_NAMES = re.compile(
    "YouTube|LinkedIn|WhatsApp|TikTok|PayPal|JavaScript|TypeScript|PowerPoint|FaceTime|AirPods|GitHub|GitLab|OpenAI"
    "|DeepMind|ChatGPT|BlackBerry|BlackRock|MasterCard|FedEx|BuzzFeed|SoundCloud|WordPress|PlayStation|MySpace"
    "|SnapChat|WeChat|StarCraft|WarCraft|DreamWorks|HarperCollins|DoorDash|HuffPost|SmithKline|ExxonMobil|SpaceX"
    "|AstraZeneca|GoFundMe|FiveThirtyEight|MacBook|HomePod|AirBnB|HubSpot|FitBit|QuickTime|PostgreSQL|MySQL|PhD"
)
_NAME_PREFIX = re.compile(r"(?<![^\W\d_])(?:Mac|De|La|Le|Di|Du|Fitz)(?=[A-Z][a-z])|Mc(?=[A-Z])")
_LONGEST_NAME = 24
_WINDOW = 80

DOMAINS = frozenset(["com", "org", "net", "gov", "edu", "co", "uk", "de", "fr", "info", "tv", "io"])
_COUNT = re.compile(r"\d+\s[a-z]+\s[a-z]+")
_OF_AMOUNTS = frozenset(("k", "m", "bn", "tn", "am", "pm"))
_AGO = re.compile(r"\d{1,3}\s[a-z]+\sago")
_MONTHS = {without_accents(name)[:3].title() for code in ("en", "de") for name in NAMES[code].split()}
# What a paragraph, a list entry or a time stamp starts with, if it starts with a figure.
FIGURE_START = re.compile(
    r"""
      \d{1,2}[:.]\d\d(?!\d)
    | \d{1,3}\s?(?:sec|min|hr|hour|day|week|month|year|yr)[a-z]*\b
    | \d{1,3}-[a-z] | \d+% | \dX\s
    | \d{1,2}[./-]\d{1,2}[./-]\d{2,4} | \d{1,2}/\d{1,2} | (?:19|20)\d\d\b
    | \d{1,2}[.)]\s | \d{1,2}[A-Z][a-z]{2}
    | \d{1,2}(?:st|nd|rd|th)?\s+"""
    + one_of(_MONTHS),
    re.VERBOSE,
)


class Words:
    """The words of one text, and the verdict on each seam inside a word."""

    def __init__(self, text: str, shape: str) -> None:
        """Read the text once for the words that stand alone in it and the names that must stay whole."""
        self._text = text
        self._shape = shape
        self._alone = {text[match.start() : match.end()] for match in _WORD.finditer(shape)}
        self._inside_names = {
            place for match in _NAMES.finditer(text) for place in range(match.start() + 1, match.end())
        }
        self._inside_names.update(match.end() for match in _NAME_PREFIX.finditer(text))
        self._inside_names.update(self._inside_repeated_names())

    def small(self, word: str) -> bool:
        """Whether the text uses the word with a small first letter, as it does "the" and not "Tolkien"."""
        return word.lower() in self._alone

    def halves(self, place: int) -> tuple[str, str]:
        """Return the letters on both sides, up to the next change from small to capital."""
        left = _LEFT_HALF.search(self._shape[max(0, place - _WINDOW // 2) : place])
        right = _RIGHT_HALF.match(self._shape[place : place + _WINDOW // 2])
        before = self._text[place - len(left[0]) : place] if left else ""
        return before, self._text[place : place + len(right[0])] if right else ""

    def parted_at_capital(self, place: int) -> bool:
        """Whether the capital at `place` starts another word: "visitCanada", "BBCHome", not "McDonald", "NGOs"."""
        if place in self._inside_names:
            return False
        left, right = self.halves(place)
        start, end = place - len(left), place + len(right)
        before, after = self._shape[start - 1 : start], self._shape[end : end + 1]
        if before == "#":
            return False
        if self._in_address(place):
            return left.lower() in DOMAINS
        if len(right) == 1:  # "a visitA 35% rate", not "AfD"
            return right in "AI" and after == " " and len(left) > 1
        if before == "'":  # "didn'tSo far"
            return True
        if left[:1].islower():
            return self._small_word_ends(left, right, start)
        if left.isupper() and right[1:] == "s" and after != "a":  # "NGOs"
            return False
        return self._known(left) or self._known(right) or not self._in_a_sentence(start, end)

    def parted_behind_number(self, place: int) -> bool:
        """Whether the capital behind a digit starts another word: "2023Share", "7:35Officials", not "7News"."""
        number = _NUMBER_BEHIND.search(self._text[max(0, place - 12) : place])
        right = self.halves(place)[1]
        if place in self._inside_names or len(right) < 2 or number is None or self._in_address(place):
            return False
        figure = number[0]
        if self._shape[place - len(figure) - 1 : place - len(figure)] == "." and len(figure) < 4:
            return False  # "critical condition.7News cameras": the seam is before the figure
        clock = self._shape[place - 3] == ":" and right not in ("AM", "PM")
        return clock or _YEAR.fullmatch(figure) is not None or len(figure) > 4 or self._known(right)

    def parted_before_number(self, place: int) -> bool:
        """Whether the digit at `place` starts another text: "trade war4 days ago", not "covid19"."""
        left = self.halves(place)[0]
        behind_number = self._shape[place - len(left) - 1 : place - len(left)] == "0"
        if left in _OF_AMOUNTS and behind_number and _AGO.match(self._text, place):
            return True  # "a bill of £61m6 hours ago"
        if not left or self._in_address(place) or not (len(left) > 2 or self._known(left)):
            return False
        if FIGURE_START.match(self._text, place):
            return True
        return not left.isupper() and _COUNT.match(self._text, place) is not None  # not "the COP28 summit"

    def _inside_repeated_names(self) -> set[int]:
        """Find what stands twice with a capital inside, among other words: a name, and not two menu entries."""
        neighbours: dict[str, set[tuple[str, str]]] = {}
        spans: dict[str, list[tuple[int, int]]] = {}
        in_a_sentence: set[str] = set()
        for match in _MIXED.finditer(self._shape):
            start, end = match.span()
            before, after = self._text[max(0, start - 6) : start], self._text[end : end + 6]
            free = before[-1:].isspace() and (self._shape[end : end + 1] in tuple(" ,;:)'") or after[1:2] in ' "')
            if end - start > _LONGEST_NAME or self._shape[start] == "a" or not free:
                continue
            token = self._text[start:end]
            neighbours.setdefault(token, set()).add((before, after))
            spans.setdefault(token, []).append((start, end))
            if _SMALL_WORD_BEHIND.search(self._shape[max(0, start - 20) : start]):
                in_a_sentence.add(token)
        names = [token for token in in_a_sentence if len(neighbours[token]) > 1]
        return {place for name in names for start, end in spans[name] for place in range(start + 1, end)}

    def _small_word_ends(self, left: str, right: str, start: int) -> bool:
        before = self._shape[start - 1 : start]
        if left in ("am", "pm") and "0" in self._shape[max(0, start - 2) : start]:  # "5:19pmFor"
            return True
        if before == "0":  # "40oversCricket"
            return False
        return len(left) > 2 or before == "a" or (left in self._alone and self._known(right))

    def _known(self, word: str) -> bool:
        return not self._alone.isdisjoint((word, word.lower(), word.capitalize()))

    def _in_address(self, place: int) -> bool:
        return _ADDRESS_BEHIND.search(self._text[max(0, place - _WINDOW) : place]) is not None

    def _in_a_sentence(self, start: int, end: int) -> bool:
        """Whether a word stands free, behind a small word: "with developer WhiTim today"."""
        behind = _SMALL_WORD_BEHIND.search(self._shape[max(0, start - 20) : start])
        return behind is not None and self._shape[end : end + 1] in tuple(" .,;:')~")
