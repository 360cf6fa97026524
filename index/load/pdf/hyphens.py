"""Words parted at the end of a line: whether the hyphen is the word's own, or the line made it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.load.pdf.lines import HYPHEN
from index.vocabulary.english import TENS, UNITS

HYPHENS = ("-", "\u00ad", "\u2010", HYPHEN)
_WORD = re.compile("\\w+(?:[-\u00ad]\\w+)*")
_SOFT = re.compile("(\\w+)\u00ad(?=(\\w+))")
_SPAN = re.compile(r"\d\u2013$")
_NUMBERS = frozenset((*UNITS[1:11], *TENS))
_OFTEN_BEFORE_A_HYPHEN_TEXT = """
all cross ex far first full half hard high ill left long low mid multi non north old open part post pre right
second self semi short so soft south third well
"""
_OFTEN_BEFORE_A_HYPHEN = _NUMBERS | frozenset(_OFTEN_BEFORE_A_HYPHEN_TEXT.split())
# Words that are written as one with nearly all that follows them, and endings that look like words.
_NEVER_BEFORE_A_HYPHEN_TEXT = """
any can every for further her him how in it mean more my no on other our out over some them there through
under up what when where who with your
"""
_NEVER_BEFORE_A_HYPHEN = frozenset(_NEVER_BEFORE_A_HYPHEN_TEXT.split())
_ENDINGS = re.compile(
    r"(?:ab|ib)l[ey]|teen|teenth|ness|ship|wards?|less|ments?|hood|[ae]nce|ful|fully|ings?|way|age|ity|ish|ous|ive"
    r"|[aeio]nt|[aeo]ry|est|ern|.?ted|led|ies|tic|..?l[ey]|..?ers?"
)
_SHORTEST_WORD = 3  # letters: what is shorter is more often an ending


@dataclass(frozen=True, slots=True)
class Words:
    """How often a document has each word, in small letters; the halves of parted words are not counted."""

    counts: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Words":
        """Count the words of lines that stand below each other."""
        counts: Counter[str] = Counter()
        parted = False
        for line in lines:
            words = _WORD.findall(line.lower())
            first, parted = int(parted), line.endswith(HYPHENS)
            counts.update(words[first : len(words) - parted])
        return cls(counts)

    def is_compound(self, head: str, tail: str) -> bool:
        """Tell whether two halves are parted by a hyphen in the middle of a line too."""
        compound, joined = self.counts[f"{head}-{tail}"], self.counts[head + tail]
        last = head.rpartition("-")[2]
        if compound or joined:
            return compound > joined
        if len(last) == 1 or tail in _NUMBERS:
            return True  # no line leaves a single letter behind
        if len(tail) < _SHORTEST_WORD or _ENDINGS.fullmatch(tail):
            return False
        both = self.counts[last] and self.counts[tail.partition("-")[0]]
        return last in _OFTEN_BEFORE_A_HYPHEN or bool(both and last not in _NEVER_BEFORE_A_HYPHEN)


def goes_on_inside_a_word(line: str, after: str) -> bool:
    """Tell whether a line ends within a word or a number that the next line completes."""
    if _SPAN.search(line):
        return after[0].isdigit()
    if not line.endswith(HYPHENS):
        return False
    return after[0].islower() or (line[-2:-1].isalnum() and after[0].isalnum())


def with_hyphens_seen(line: str, words: Words) -> str:
    """Return a line with "-" for each soft hyphen in it that is one of a compound; the others go.

    One at its end is like any other hyphen there.
    """

    def seen(found: re.Match[str]) -> str:
        head, tail = found[1], found[2]
        is_word = head.isalpha() and tail.isalpha() and tail.islower()
        return head if is_word and not words.is_compound(head.lower(), tail) else f"{head}-"

    return _SOFT.sub(seen, re.sub("\u00ad$", HYPHEN, line))


def joined(text: str, line: str, words: Words) -> str:
    """Return `text` ready for `line` to be put behind it: with a space, or with a word's two halves mended."""
    if _SPAN.search(text) and line[0].isdigit():
        return text
    if not text.endswith(HYPHENS):
        return text + " "
    stem, hyphen = text[:-1], text[-1].replace(HYPHEN, "-")
    if not (stem and stem[-1].isalpha() and line[0].isalpha() and line[0].islower()):
        return stem + hyphen
    head, tail = _WORD.findall(stem.lower())[-1], _WORD.findall(line.lower())[0]
    return stem + hyphen if words.is_compound(head, tail) else stem
