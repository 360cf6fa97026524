"""Where a page saved without its tags was glued together.

Nothing stands where a tag was: "border security.This is", "two-day visitCanada faces", "2 hrs agoWhat". A border is
looked for where two characters meet that seldom meet inside a word; a second look keeps names (McDonald, iPhone,
YouTube), initials (J.R.R.Tolkien), addresses and figures whole, mostly by asking whether the two halves are used as
words elsewhere in the same text. The search runs over the text's *shape*, in which every character is replaced by
its class, so that the patterns hold for every cased script.
"""

import re
from collections import Counter

_CLASSES = dict.fromkeys(".!?…‽", ".") | {
    "\n": "\n",
    "\r": "\n",
    '"': '"',
    "“": "<",
    "„": "<",
    "”": ">",
    "’": "'",
    "'": "'",
    "‘": "`",
    "(": "(",
    "[": "(",
    ")": ")",
    "]": ")",
    "©": "©",
    "%": "%",
    ":": ":",
    "#": "#",
    "@": "#",
    "_": "_",
    "/": "/",
    "-": "-",
    **dict.fromkeys(",;", ","),
    **dict.fromkeys("✕×✖›»►▶→∼❖✓▼▲", "|"),
    **dict.fromkeys("•▪●◦", "*"),
}


class _Shapes(dict[int, str]):
    """A table for `str.translate` that is filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _CLASSES:
            shape = _CLASSES[character]
        elif character.isupper() or character.istitle():
            shape = "A"
        elif character.isalpha():
            shape = "a"
        elif character.isdigit():
            shape = "0"
        else:
            shape = " " if character.isspace() else "~"
        self[code] = shape
        return shape


_CANDIDATE = re.compile(
    r"""
      (?P<line>\n+)
    | (?P<camel>(?<=a)(?=A))
    | (?P<acronym>(?<=AA)(?=Aa))
    | (?P<dotted>(?<=[aA]{3})(?=A\.A\.))
    | (?P<stop>\.+[)>']*(?:"(?=[A<`("0])|(?=[A<`(0])|(?=[~*#-](?:[ ]|A))))
    | (?P<colon>(?<=[aA]{2}):(?=[A<])|(?<=aaa),(?=Aa))
    | (?P<list>(?<=[aA]{2}):(?=0))
    | (?P<mark>(?<=\|)(?=A)|(?<=[^\s])(?=\*[ ]))
    | (?P<closing>(?<=[aA0])[>)](?=[A<])|(?<=0)%(?=A)|(?<=aaaa)'(?=Aa))
    | (?P<quote>(?<=[aA0%)])"(?=A))
    | (?P<opening>(?<=[aA0%)])(?=<))
    | (?P<after_digit>(?<=0)(?=A))
    | (?P<digit>(?<=[aA][aA])(?=0))
    | (?P<copyright>(?<=[^\s])(?=©))
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"(?<![aA0#'`/_])(?:Aa+|a+|A+)(?![aA0])")
_TOKEN = re.compile(r"(?<![aA0#/_])[aA0]*(?:[a0]A|AAa)[aA0]*")
_LETTERS = re.compile(r"[aA]+")
# What a paragraph, a list entry or a time stamp starts with, if it starts with a figure.
_STAMP = re.compile(
    r"\d{1,2}[:.]\d\d(?!\d)|\d{1,3}\s?(?:sec|min|hr|hour|day|week|month|year|yr)[a-z]*\b|\d{1,3}-[a-z]|\d+%|\d[X]\s"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}/\d{1,2}|(?:19|20)\d\d\b|\d{1,2}[.)]\s|\d{1,2}[A-Z][a-z]{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|Ma[yi]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])|\d+\s[a-z]+\s[a-z]+"
)
_FOOTNOTE = re.compile(r"\d{1,2}(?= [A-Z])")
_ADDRESS = re.compile(r"(?://|www\.|[#@])\S*$")
# Names with a capital inside that halves used as words ("You", "Linked") would give away.
_NAMES = re.compile(
    r"YouTube|LinkedIn|WhatsApp|TikTok|PayPal|JavaScript|TypeScript|PowerPoint|FaceTime|AirPods|GitHub|GitLab|OpenAI"
    r"|DeepMind|ChatGPT|BlackBerry|BlackRock|MasterCard|FedEx|BuzzFeed|SoundCloud|WordPress|PlayStation|MySpace"
    r"|SnapChat|WeChat|StarCraft|WarCraft|DreamWorks|HarperCollins|DoorDash|HuffPost|SmithKline|ExxonMobil|AstraZeneca"
    r"|GoFundMe|FiveThirtyEight|SpaceX|MacBook|HomePod|AirBnB|NewsGuard|HubSpot|FitBit|QuickTime|PostgreSQL|MySQL|PhD"
)
_NAME_PREFIX = re.compile(r"(?<![^\W\d_])(?:Mac|De|La|Le|Di|Du|Fitz)(?=[A-Z][a-z])|Mc(?=[A-Z])")
_SHORT_FORMS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col st no vs jr sr fig vol art inc ltd co dept jan feb mar "
    "apr jun jul aug sep sept oct nov dec".split()
)
_DOMAINS = frozenset("com org net gov edu co uk de fr info tv io".split())
_LONG_NAME = 24
_SMALL_WORD_BEHIND = re.compile(r"(?<![A-Z])\b[a-z]+\s$")


def shape_of(text: str) -> str:
    """Return the text with each character replaced by its class; offsets stay the same."""
    return text.translate(_Shapes())


class Borders:
    """Finds the borders of one text; linear in its length."""

    def __init__(self, text: str) -> None:
        """Read the text once for the words that stand alone in it and the names that must stay whole."""
        self.text = text
        self.shape = shape_of(text)
        self.words = {text[m.start() : m.end()] for m in _WORD.finditer(self.shape)}
        self.names = {p for m in _NAMES.finditer(text) for p in range(m.start() + 1, m.end())}
        self.names.update(m.end() for m in _NAME_PREFIX.finditer(text))
        self._add_repeated_names()

    def _add_repeated_names(self) -> None:
        """A word with a capital inside, met again between other neighbours, is a name and not two menu entries."""
        neighbours: dict[str, set[tuple[str, str]]] = {}
        places: dict[str, list[tuple[int, int]]] = {}
        for match in _TOKEN.finditer(self.shape):
            start, end = match.span()
            if end - start > _LONG_NAME or self.shape[start] == "a":
                continue
            token = self.text[start:end]
            before, after = self.text[max(0, start - 20) : start], self.text[end : end + 6]
            if before[-1:].isspace() and (after[:1] in " ,;:)'’" or after[:2] in (". ", '."')):
                neighbours.setdefault(token, set()).add((before, after))
                places.setdefault(token, []).append((start, end))
        for token, seen in neighbours.items():
            if len(seen) > 1 and any(_SMALL_WORD_BEHIND.search(before) for before, _ in seen):
                self.names.update(p for start, end in places[token] for p in range(start + 1, end))

    def find(self) -> tuple[list[int], Counter[str]]:
        """Return the border offsets in order, and how many of each kind were found."""
        found: list[int] = []
        kinds: Counter[str] = Counter()
        last = counted = quotes = 0
        for match in _CANDIDATE.finditer(self.shape):
            kind = match.lastgroup or ""
            start, end = match.span()
            quotes += self.shape.count('"', counted, start)
            counted = max(counted, start)
            border = self._border(kind, start, end, open_quote=quotes % 2 == 1)
            if border is None:
                continue
            if border > last:
                found.append(border)
                kinds[kind] += 1
                last = counted = border
                quotes = 0
        return found, kinds

    def _border(self, kind: str, start: int, end: int, *, open_quote: bool) -> int | None:
        match kind:
            case "colon" if self.text[start] == ",":
                return None
            case "line":
                return end if self._line_ends(start, end) else None
            case "camel" | "acronym":
                return start if start not in self.names and self._two_words(start) else None
            case "stop":
                if not self._ends_sentence(start, end):
                    note = _FOOTNOTE.match(self.text, end)
                    return note.end() if note and len(_last_word(self.text, self.shape, start)) > 3 else None
                straight = self.shape[end - 1] == '"' and self.shape[end] != '"'
                return end - 1 if straight and self._opens(end - 1, open_quote=open_quote) else end
            case "quote":
                return start if self._opens(start, open_quote=open_quote) else end
            case "list":
                return (
                    end if _STAMP.match(self.text, end) and not self.shape.startswith(("00:", "0:"), end) else None
                )
            case "closing" if self.shape[start] == "'":
                return end
            case "after_digit":
                return start if self._number_then_word(start) else None
            case "digit":
                return start if self._word_then_number(start) else None
            case _:
                return end

    def _opens(self, quote: int, *, open_quote: bool) -> bool:
        """Whether a straight quote between two glued texts opens the second (else it closes the first)."""
        following = self.shape.find('"', quote + 1)
        if following > 0:
            before, after = self.shape[following - 1], self.shape[following + 1 : following + 2]
            if before in ".," and after in (" ", "\n", ""):
                return True
            if before in " (" and after not in (" ", "\n", ""):
                return False
        return not open_quote

    def _line_ends(self, start: int, end: int) -> bool:
        return self.shape[start - 1 : start] == "." or self.shape[end : end + 1] != "a"

    def _halves(self, position: int) -> tuple[str, str]:
        """The letters on both sides of a position, up to the next change from small to capital."""
        left = re.search(r"(?:A?a+|A+)$", self.shape[max(0, position - 40) : position])
        right = re.match(r"Aa+|A+(?!a)|A", self.shape[position : position + 40])
        before = self.text[position - len(left[0]) : position] if left else ""
        return before, self.text[position : position + (len(right[0]) if right else 0)]

    def _known(self, word: str) -> bool:
        return word in self.words or word.lower() in self.words or word.capitalize() in self.words

    def _two_words(self, position: int) -> bool:
        left, right = self._halves(position)
        token_start = position - len(left)
        if self.shape[token_start - 1 : token_start] == "#":
            return False
        following = self.shape[position + len(right) : position + len(right) + 1]
        if self._in_address(position):
            return left.lower() in _DOMAINS
        if len(right) == 1:  # "a visitA 35% rate", not "AfD"
            return right in "AI" and following == " " and len(left) > 2
        before = self.shape[token_start - 1 : token_start]
        if before == "'":  # "didn'tSo far"
            return True
        if left[:1].islower():
            if before == "0":  # "5:19pmFor", "40overs"
                return left in ("am", "pm")
            return len(left) > 2 or before in ("a", "A") or (left in self.words and right in self.words)
        if left.isupper() and right[1:] == "s" and following != "a":  # "NGOs"
            return False
        if self._known(left) or self._known(right):
            return True
        return not self._in_a_sentence(token_start, position + len(right))

    def _in_address(self, position: int) -> bool:
        return _ADDRESS.search(self.text, max(0, position - 80), position) is not None

    def _in_a_sentence(self, start: int, end: int) -> bool:
        """Whether a word stands free, behind a small word: "with developer WhiTim today"."""
        behind = re.search(r"(?<![aA0])a+ $", self.shape[max(0, start - 20) : start])
        return behind is not None and self.shape[end : end + 1] in (" ", ".", ",", "'", ")", ":", "~")

    def _ends_sentence(self, start: int, end: int) -> bool:
        following = self.shape[end : end + 2]
        if self.text[start] != "." or end - start > 1:
            return following[:1] != "0" or self.text[start] != "."
        left = _last_word(self.text, self.shape, start)
        right = self._halves(end)[1]
        if len(right) == 1 and (following == "A." or (following != "A " and following[:1] == "A")):
            return False  # "U.S.", "Filecoder.C,"
        if following[:1] == "0":
            return len(left) > 2 and left.lower() not in _SHORT_FORMS and bool(_STAMP.match(self.text, end))
        if right.lower() in _DOMAINS and self.shape[end + len(right) : end + len(right) + 1] != " ":
            return False
        common = right.lower() in self.words
        if len(left) == 1 and following[:1] == "A":
            dotted = self.shape[start - 2 : start - 1] == "."
            return len(right) > 1 and (
                common or (dotted and following == "Aa" and not left.islower() and self._state(start))
            )
        if left.lower() in _SHORT_FORMS:
            return common
        return True

    def _state(self, stop: int) -> bool:
        return self.text[stop - 3 : stop] in ("U.S", "U.K", "U.N", "D.C", "E.U")

    def _number_then_word(self, position: int) -> bool:
        if position in self.names or self._in_address(position):
            return False
        number = re.search(r"[\d.,]*\d$", self.text[max(0, position - 12) : position])
        right = self._halves(position)[1]
        if len(right) < 2 or number is None:
            return False
        if self.shape[position - len(number[0]) - 1 : position - len(number[0])] == "." and len(number[0]) < 4:
            return False  # "condition.7News cameras"
        year = re.fullmatch(r"(?:19|20)\d\d", number[0])
        clock = self.shape[position - 3 : position - 2] == ":" and right not in ("AM", "PM")
        return year is not None or clock or self._known(right) or len(number[0]) > 4

    def _word_then_number(self, position: int) -> bool:
        left = self._halves(position)[0]
        if not left or self._in_address(position) or not _STAMP.match(self.text, position):
            return False
        return self._known(left) or len(left) > 3


def _last_word(text: str, shape: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 20 and shape[start - 1] in "aA":
        start -= 1
    return text[start:end]
