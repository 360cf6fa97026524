# ruff: noqa: RUF001 - curly apostrophes are meant
"""What a question is about: a name in it, or else the noun phrase that its auxiliary verb is followed by."""

import re
from itertools import dropwhile

from index.vocabulary.english import (
    ARTICLES,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    HAVE,
    MONTHS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECTS,
    WEEKDAYS,
    one_of,
    words,
)

_NAME = re.compile(r"[A-Z][\w'’&.-]*(?:\s+(?:(?:of|de|van|&)\s+(?:the\s+)?)?[A-Z0-9][\w'’&-]*)*")
_SENTENCE_END = re.compile(r"[.?!:]\s")
_NO_NAMES = (
    QUESTION_WORDS
    | AUXILIARIES
    | ARTICLES
    | DEMONSTRATIVES
    | SUBJECTS
    | PREPOSITIONS
    | CONJUNCTIONS
    | {*MONTHS, *WEEKDAYS}
    | words("i'm there yes no")
)
_AUXILIARY = one_of(AUXILIARIES - {"might"})  # "might a speaker address the House" names no speaker
_END_OF_PHRASE = one_of(
    AUXILIARIES - {"might"}
    | PREPOSITIONS
    | QUESTION_WORDS - words("what whom whose")
    | words("about into over under after before during until than as and or but that if because not be been")
)
_PHRASE = re.compile(
    rf"(?:\b(?P<auxiliary>{_AUXILIARY})\s+(?=(?:an?|the|my|our|your)\b)|\b(?=(?:the|my|our|your)\s))"
    rf"(?P<phrase>(?:an?|the|my|our|your)(?:\s+(?!{_END_OF_PHRASE}\b)[\w'’-]+)+)",
    re.IGNORECASE,
)
_WHERE = re.compile(rf"\s+(?:of|at|in|near|on|for)\s+(?:the\s+)?(?P<name>{_NAME.pattern})")
_VERB_FOLLOWS = re.compile(rf"\s+(?!{_END_OF_PHRASE}\b)\w")
_OWNED = re.compile(rf"\b[A-Z][\w-]*['’]s(?:\s+(?!(?:{_END_OF_PHRASE}|called|named)\b)[\w'’-]+)+")
_ASKS_NOUN = re.compile(r"^\W*(?:what|who|how\s+\w+)\s+(?:is|are|was|were)\b", re.IGNORECASE)


def names(text: str) -> list[str]:
    """Return the names in a text, in order; one capitalised word where a sentence begins is not taken for one."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        said = match.group().rstrip(".").split()
        words = list(dropwhile(_is_no_name, said))
        first = len(words) == len(said) and _begins_sentence(text, match.start())
        name = re.sub(r"['’]s?$", "", " ".join(words))
        if name and not (first and len(words) == 1):
            found[name] = None
    return list(found)


def _is_no_name(word: str) -> bool:
    return word.casefold().removesuffix("'s") in _NO_NAMES


def _begins_sentence(text: str, place: int) -> bool:
    """Return whether a text, or a sentence of it, begins at a place: looks back no further than to a word."""
    before = place
    while before and not (text[before - 1].isalnum() or text[before - 1] == "_"):
        before -= 1
    return before == 0 or _SENTENCE_END.search(text, before, place) is not None


def noun_phrase(question: str) -> str | None:
    """Return the first definite noun phrase, without the verb that a question puts behind it.

    A name of where it is, or what of, belongs to it: "the bridge at Kessel Ford".
    """
    found = _PHRASE.search(question)
    if found is None:
        return None
    words = found["phrase"].split()
    where = _WHERE.match(question, found.end())
    named = where.group() if where and where["name"] in names(question) else ""
    goes_on = re.match(r"\W*(?:of|for)\b", question[found.end() :])
    of_be = found["auxiliary"] and found["auxiliary"].casefold() in BE | HAVE
    verb_follows = named and of_be and _VERB_FOLLOWS.match(question, found.end() + len(named))
    before_verb = found["auxiliary"] and not (goes_on or verb_follows or _ASKS_NOUN.match(question))
    if (before_verb or words[-1] in ("called", "named")) and len(words) > 2:
        words.pop()
        named = ""
    return " ".join(words) + named


def topic(question: str) -> str | None:
    """Return what a question is about: something's possession, else its noun phrase, else its last name."""
    owned = _OWNED.search(question)
    named = names(question)
    return owned.group() if owned else noun_phrase(question) or (named[-1] if named else None)


def is_name(text: str) -> bool:
    """Tell whether a text is one name and nothing else."""
    return _NAME.fullmatch(text) is not None
