"""Words of English by their kind, in small letters, and the same as alternatives of a regular expression."""

from collections.abc import Iterable


def words(listed: str) -> frozenset[str]:
    """Return the words of a list that is parted by white space."""
    return frozenset(listed.split())


def one_of(alternatives: Iterable[str]) -> str:
    """Return a pattern for one of some words, the longest first: "(?:was|is)"."""
    return f"(?:{'|'.join(sorted(alternatives, key=lambda word: (-len(word), word)))})"


def counted(number: int, noun: str) -> str:
    """Return "1 document", "2 documents", "1,204 documents"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


ARTICLES = words("a an the")
DEMONSTRATIVES = words("this that these those")
POSSESSIVES = words("my our your his her its their")
SUBJECTS = words("i you he she it we they")
DO = words("do does did")
COMPARED = words(
    "higher lower larger smaller bigger cheaper dearer longer shorter older younger earlier later better worse "
    "faster slower wider narrower heavier lighter warmer colder stronger weaker up down fewer"
)
BE = words("am is are was were")
HAVE = words("has have had")
MODALS = words("can could will would should may might must")
AUXILIARIES = BE | DO | HAVE | MODALS
"""The verbs that a question for yes or no begins with."""
QUESTION_WORDS = words("what when where which who whom whose why how")
PREPOSITIONS = words("in on at for from to by with of")
"""The commonest: what a part of a question begins with."""
CONJUNCTIONS = words("and but or so if then also")
NEGATIONS = words(
    """
    no nor not cannot can't don't didn't doesn't isn't aren't wasn't weren't couldn't won't wouldn't shouldn't
    hasn't haven't hadn't
    """
)

QUERY_STOP_WORDS = (
    ARTICLES | BE | DO | HAVE | QUESTION_WORDS | PREPOSITIONS | DEMONSTRATIVES | words(
        """
        about and any as be been can could i if into it its me my or our their there they will would you your
        """
    )
)  # fmt: skip
"""What stands in nearly every question and says nothing about what is asked."""

STOP_WORDS = (
    QUERY_STOP_WORDS | SUBJECTS | NEGATIONS | words(
        """
        above after again against all also am because before being below between both but doing down during
        each few further having her here hers him his itself just more most off once only other out over own
        same should some such than them then through so too under until up very while one much many long
        often name kind type according
        """
    )
)  # fmt: skip
"""Function words, and the words that questions and plain answers are built with: sharing them proves nothing."""

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
MONTHS_SHORT = words("jan feb mar apr jun jul aug sep sept oct nov dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {word: n for n, word in enumerate(UNITS)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
    "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
IRREGULAR_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve",
}  # fmt: skip
