# ruff: noqa: RUF001 - curly apostrophes are meant
"""What a question assumes and the cited sentences do not say: a number, a "not", the opposite word.

A small model is glad to answer "What did the 2002 Act grant?" from a sentence about the 2012 Act, and "What has a
stronger association?" from one about a weaker one. Words in common cannot tell; these few words can.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.dates import spellings
from qa.attribution import Source
from qa.names import WORD, swapped_names, unknown_names
from qa.words import asks_yes_or_no, content_words, stem, weighted_share

BEFORE, AFTER = 400, 200  # characters around a cited sentence that may say of what year it speaks
BEGINNING = 300  # characters of a document, where its date stands
MOST = 0.6  # of the weight of the question's words
CLOSE = 3  # words from another
SMALL = 12  # numbers up to this are often a count of what a sentence lists

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d]|(?:st|nd|rd|th)\b)")
_ANY_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\d(?!\d|[.,]\d)")
_ASKS_WHEN = re.compile(
    r"\b(?:when|years?|dates?|day|month|long|until|since|century|decade|era|time)\b", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_NO = re.compile(r"\b(?:not|never|cannot|no|neither|nor|without|nobody|nothing|none)\b|n['’]t\b", re.IGNORECASE)
_NOT_WITHOUT = re.compile(r"(?:\b(?:not|no|never|cannot|nobody)|n['’]t)\b[^.;]*\bwithout\b", re.IGNORECASE)
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
        | [a-z]{3,}less )\b
    | n['’]t\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PREFIXED = re.compile(r"\b(?:un|dis|non|in|im|ir|il)([a-z]{3,})\b", re.IGNORECASE)
_BUT = re.compile(r",?\s(?:but|and)\b", re.IGNORECASE)  # "not a tapestry but a work of embroidery"
_DENIED = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)\s(?!only\b|just\b|until\b|necessarily\b|always\b|all\b)"
    r"(?:\w+ly\s)?(?:be\s|been\s|have\s|an?\s|the\s)?(?!\w+ly\b)(?P<word>\w+)(?![^.;]*\buntil\b)",
    re.IGNORECASE,
)
# The same in an answer to a yes-or-no question: "no guarantor", "not with the model makers" deny it as well.
_DENIED_OF_ALL = re.compile(
    r"(?:\b(?:not|never|cannot|(?<!at\s)no|neither|nor|without)|n['’]t)\s(?!only\b|just\b|until\b|necessarily\b|always\b|all\b)"
    r"(?:(?:\w+ly|be|been|have|an?|any|the|with|in|at|on|by|for|to|from|of)\s){0,3}(?P<word>\w+)(?![^.;]*\buntil\b)",
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
rise-fall rising-falling decline-rise decline-increase decline-growth declining-rising drop-rise drop-increase
loss-gain part-whole
"""
_OPPOSITES: dict[str, set[str]] = {}
for _pair in _PAIRS.split():
    _one, _other = _pair.split("-")
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)
_PREFIXES = ("ab", "un", "in", "im", "ir", "il", "dis", "non")
_UNSPOKEN = "The nearest sentences do not speak of {}."
_SHORTEST = 4  # letters of a word that a prefix turns into its opposite: "directly", and not "to"


def unspoken(question: str, shown: Sequence[Source]) -> str | None:
    """Return, as a sentence, which name of the question stands nowhere in or near the sentences shown, or None.

    Yes-or-no questions may assume what they like, and where nothing is shown nothing is near.
    """
    if not shown or asks_yes_or_no(question):
        return None
    names = unknown_names(question, [around(source) for source in shown])
    return _UNSPOKEN.format(" or ".join(names)) if names else None


def false_premise(question: str, statement: str, cited: Sequence[Source]) -> str | None:
    """Return, as a sentence, what the question or the statement has otherwise than the cited sentences, or None.

    A number of the question must stand in or near them. A "not" of the question must be said by them in some way,
    and theirs by the statement. Where they have the opposite of a word beside the same neighbour ("weaker
    association"), or another name beside the same two words, the word is wrong. Yes-or-no questions may assume
    what they like, but for numbers.
    """
    if missing := _missing_numbers(question, cited):
        return _UNSPOKEN.format(" or ".join(missing))
    return None if asks_yes_or_no(question) else _otherwise(question, statement, cited)


def _otherwise(question: str, statement: str, cited: Sequence[Source]) -> str | None:
    quotes = [source.text for source in cited]
    if _NOT.search(question) and not _NOT_ASKED.search(question) and not _is_denied(question, quotes):
        return "The nearest sentences say so of what is, and not of what is not."
    if years := _another_year(question, statement, quotes):
        return f"The nearest sentence speaks of {years[1]}, not of {years[0]}."
    if denied := _denied(question, statement, quotes):
        return f"The nearest sentence says “{denied}”."
    for text in (question, statement):
        if opposites := next(_opposites(text, question, quotes), None):
            return f"The nearest sentence says “{opposites[1]}”, not “{opposites[0]}”."
    for text in (question, statement):
        if swapped := next(swapped_names(text, question, cited), None):
            return f"The nearest sentence says “{swapped[1]}”, not “{swapped[0]}”."
    return None


def denial(question: str, statement: str, shown: Sequence[Source], weights: Mapping[str, float]) -> Source | None:
    """Return the sentence that denies what a yes-or-no question asks and the statement affirms, or None.

    It holds most of the weight of the question's words and a "not" before one of them.
    """
    if not asks_yes_or_no(question) or _NO.search(_OR_NOT.sub("", question)):
        return None
    if _SAYS_NO.match(statement) or _NOT.search(statement):
        return None
    asked = set(content_words(question))
    for source in shown:
        if _NOT_WITHOUT.search(source.text):
            continue
        often = Counter(content_words(source.text))  # what also stands elsewhere in the sentence is not denied
        denied = {word for found in _DENIED_OF_ALL.finditer(source.text) for word in content_words(found["word"])}
        once = {word for word in denied & asked if often[word] == 1}
        if once and weighted_share(asked, source.words, weights) >= MOST:
            return source
    return None


def _missing_numbers(question: str, cited: Sequence[Source]) -> list[str]:
    near = " ".join(around(source) for source in cited)
    known = {_plain(found.group()) for found in _ANY_NUMBER.finditer(near)}
    asked = [_plain(found.group()) for found in _NUMBER.finditer(question.replace("’", "'").replace("'s", ""))]
    return [number for number in asked if number not in known and ("." in number or int(number) > SMALL)]


def around(source: Source) -> str:
    """Return a sentence with what stands near it, and what its document says of itself at its beginning."""
    document, sentence = source.document, source.sentence
    around = document.text[max(sentence.start - BEFORE, 0) : sentence.end + AFTER]
    return (
        f"{document.title} {document.source} {spellings(document.published)} {document.text[:BEGINNING]} {around}"
    )


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _another_year(question: str, statement: str, quotes: Sequence[str]) -> tuple[str, str] | None:
    """Return the year that is asked about, and another one that the statement tells of instead."""
    if _ASKS_WHEN.search(question):
        return None
    asked, told = _YEAR.findall(question), _YEAR.findall(statement)
    spoken_of = {*told, *(year for quote in quotes for year in _YEAR.findall(quote))}
    return (asked[0], told[0]) if asked and told and not spoken_of & set(asked) else None


def _is_denied(question: str, quotes: Sequence[str]) -> bool:
    """Return whether a sentence may say "not" in some way, be it "unlit" where the question has "not lit"."""
    asked = set(content_words(question))
    return any(
        _DENIES.search(quote) or any(stem(found[1].lower()) in asked for found in _PREFIXED.finditer(quote))
        for quote in quotes
    )


def _denied(question: str, statement: str, quotes: Sequence[str]) -> str | None:
    """Return what a sentence denies and the question and the statement affirm: "not change".

    Or what the statement itself denies of what is asked: "Which bird does not fly?" is not "Which bird flies?".
    """
    if _NOT.search(question):
        return None
    asked = set(content_words(question))
    if _DENIES.search(statement):
        return next(
            (
                found.group()
                for found in _DENIED.finditer(statement)
                if set(content_words(found["word"])) & asked and not _BUT.match(statement, found.end())
            ),
            None,
        )
    affirmed = asked & set(content_words(statement))
    for quote in quotes:
        for found in _DENIED.finditer(quote):
            rest = content_words(quote[: found.start()] + quote[found.end() :])
            if set(content_words(found["word"])) & affirmed - set(rest):
                return found.group()
    return None


def _opposites(text: str, question: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield word and opposite, each with a neighbour they share, where only the opposite stands in a quote."""
    if re.search(r"\bor\b", question, re.IGNORECASE):
        return
    said, asked = _words(text), set(_words(question))
    for words in map(_words, quotes):
        for i, word in enumerate(said):
            for j, other in enumerate(words):
                if word in words or other in asked or other not in opposites_of(word):
                    continue
                for step in (1, -1):
                    beside, others = _near(said, i, step), _near(words, j, step)
                    for shared in beside.keys() & others.keys():
                        yield _stretch(said, i, beside[shared]), _stretch(words, j, others[shared])


def _near(words: Sequence[str], place: int, step: int) -> dict[str, int]:
    """Return where the content word beside a word stands, by its stem, behind it (`step` 1) or before it (-1).

    Where a function word comes between ("a decline in Scottish nationalism"), those close behind it.
    """
    places = [i for i in range(place + step, place + step * (CLOSE + 1), step) if 0 <= i < len(words)]
    if places and content_words(words[places[0]]):
        places = places[:1]
    return {stem: i for i in places for stem in content_words(words[i])}


def _stretch(words: Sequence[str], one: int, other: int) -> str:
    return " ".join(words[min(one, other) : max(one, other) + 1])


def opposites_of(word: str) -> set[str]:
    """Return the words that say the opposite of a lower-case word; some of those with a prefix do not exist."""
    stripped = {word.removeprefix(prefix) for prefix in _PREFIXES if len(word) - len(prefix) >= _SHORTEST}
    prefixed = {prefix + word for prefix in _PREFIXES} if len(word) >= _SHORTEST else set()
    return (_OPPOSITES.get(word, set()) | stripped | prefixed) - {word}


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())
