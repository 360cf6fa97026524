"""A question that a sentence answers, made by rules: how many, when, who, where, what.

Only plain English sentences of a known shape are taken, whose subject stands first and can be understood alone.
"""

import re

from index.types import Document
from index.vocabulary.english import STOP_WORDS
from ui.chat.question_words import (
    ABOUT,
    ADVERB,
    BASE,
    BY,
    COUNT,
    DATE,
    DATED,
    DETERMINERS,
    LENGTH,
    MEASURE,
    NAMED,
    NO_SUBJECT,
    PERSON,
    PERSONS,
    POINTING,
    SAID_BEFORE,
    SUBJECT,
    SUM,
    TIME,
)

LONGEST = 90  # characters of a question
_LONGEST_SENTENCE = 300
_FEWEST = 4  # words of a heading that is a question by itself
_THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b", re.IGNORECASE)  # where?
_JOINING = frozenset({"of", "the", "and", "for"})

# The shape of a sentence, and the question it answers: {do} and {base} are of its verb, {maker} of what is done.
_SHAPES = (
    (rf"{SUBJECT} (?P<verb>costs) {SUM}", "How much {do} {subject} {base}?"),
    (
        rf"{SUBJECT} (?P<verb>has|have|had|holds|held|contains|contained|employs|employed) {COUNT} "
        r"(?P<noun>(?!items|names|parts|points)(?:[a-z-]+ )?[a-z]{2,}s)\b(?! of\b)",
        "How many {noun} {do} {subject} {base}?",
    ),
    (rf"{SUBJECT} (?P<verb>lasts|lasted|takes|took) {COUNT} {TIME}\b", "How long {do} {subject} {base}?"),
    (
        rf"{SUBJECT} (?P<be>is|was|are|were) {COUNT} {LENGTH} (?P<size>long|tall|wide|high|deep)\b",
        "How {size} {be} {subject}?",
    ),
    (
        rf"{SUBJECT} (?P<be>was|were) {ADVERB}(?P<done>{DATED})"
        rf"(?: (?:in|at) [A-Z][\w ]{{1,30}}?)?,? (?:in|on) {DATE}",
        "When {be} {subject} {done}?",
    ),
    (
        rf"(?:In|On) {DATE}(?:,? \d{{4}})?,? {SUBJECT} (?P<be>was|were) {ADVERB}(?P<done>{DATED})\b",
        "When {be} {subject} {done}?",
    ),
    (
        rf"{SUBJECT} {ADVERB}(?P<verb>opened|closed|began|started|ended|died|retired|opens|closes|begins|starts"
        rf"|ends|expires|meets) (?:in|on|every) {DATE}",
        "When {do} {subject} {base}?",
    ),
    (rf"{SUBJECT} (?P<be>is|was) (?P<done>due )?(?:on|in|by) {DATE}", "When {be} {subject} {done}?"),
    (
        rf"{SUBJECT} (?P<be>is|was) {ADVERB}(?P<done>{'|'.join(BY)}) by (?!hand|then|the end|\d)\w",
        "Who {maker} {subject}?",
    ),
    (
        rf"{SUBJECT} (?P<be>is|was|are|were) (?P<done>located|situated|based|headquartered|buried|kept|stored) "
        r"(?:in|at|near|under|on the) (?!order|part|case|an?\b)\w",
        "Where {be} {subject} {done}?",
    ),
    (
        rf"{SUBJECT} (?P<verb>stand|consist|depend)s (?P<preposition>for|of|on)\b",
        "What does {subject} {verb} {preposition}?",
    ),
    (
        rf"{SUBJECT} (?P<be>is|are|was|were) (?P<done>made of(?! such)|used for|named after|known for|based on)\b",
        "What {be} {subject} {done}?",
    ),
    (
        rf"(?P<subject>The (?:[a-z-]+ )?(?:{MEASURE})(?: (?:of|for) (?:the )?[\w-]+(?: [\w-]+)?)?) "
        rf"(?P<be>is|was) (?:to |{SUM}|{ABOUT}{COUNT}|[A-Z])",
        "What {be} {subject}?",
    ),
    (rf"(?!The ){NAMED} (?P<be>is|was) an? (?:[\w-]+ ){{0,3}}?(?:{PERSON})\b", "Who {be} {subject}?"),
    (rf"(?!{PERSONS}){NAMED} (?P<be>is) an? (?!(?:[\w-]+ ){{0,3}}?(?:{PERSON})\b)\w", "What {be} {subject}?"),
)
_RULES = tuple((re.compile(shape), question) for shape, question in _SHAPES)


def is_asked(heading: str) -> bool:
    """Tell whether a heading is a question that says by itself what it is about."""
    words = re.findall(r"[\w']+", heading.lower() if heading.isupper() else heading)
    return (
        heading.endswith("?")
        and heading[0].isupper()
        and ". " not in heading
        and len(heading) <= LONGEST
        and (len(words) >= _FEWEST or _asks_for_a_name(words))
        and POINTING.isdisjoint(word.casefold() for word in words if not word.isupper())
        and not _THERE.search(heading)
    )


def _asks_for_a_name(words: list[str]) -> bool:
    """Tell whether the words are "What is DNS" or "Who founded Rome"."""
    return len(words) == _FEWEST - 1 and words[1].islower() and words[2][0].isupper()


def question_of(sentence: str, document: Document) -> str | None:
    """Return a question that a sentence of the document answers, or None where no rule is sure of one."""
    sentence = " ".join(sentence.split())
    if len(sentence) > _LONGEST_SENTENCE or not sentence.endswith((".", "!")):
        return None
    for shape, question in _RULES:
        match = shape.match(sentence)
        subject = None if match is None else _subject(match["subject"], document)
        if match is not None and subject is not None:
            asked = " ".join(question.format_map(_parts(match, subject)).split()).replace(" ?", "?")
            return asked if len(asked) <= LONGEST else None
    return None


def _parts(match: re.Match[str], subject: str) -> dict[str, str]:
    """Return what a question is filled in with."""
    found = {name: value or "" for name, value in match.groupdict().items()}
    verb, done = found.get("verb", ""), found.get("done", "")
    auxiliary = "do" if verb == "have" else "does" if verb.endswith("s") else "did"
    maker = BY.get(done, ("", ""))[found.get("be") == "is"]
    return {**found, "subject": subject, "do": auxiliary, "base": BASE.get(verb, ""), "maker": maker}


def _subject(found: str, document: Document) -> str | None:
    """Return the subject as it stands inside a sentence, or None for one that says too little by itself."""
    words = found.split()
    names = words[1:] if words[0] == "The" else words
    small = [word.casefold() for word in names]
    if SAID_BEFORE & set(names) or small[0] in STOP_WORDS | NO_SUBJECT or (STOP_WORDS & set(small)) - _JOINING:
        return None
    return _inside(" ".join(names), document, article=words[0] == "The")


def _inside(name: str, document: Document, *, article: bool) -> str | None:
    """Return what begins a sentence as it stands inside one, or None where that is not known, or says too little.

    Lower case where the document has it so; else it must be a name: of the title, an abbreviation, or within a
    sentence. "The building", "the Term" and "the Trust" are understood in the document alone, if not by its title.
    """
    titled = _stands(name, document.title, re.IGNORECASE)
    if article and " " not in name and not titled:
        return None
    if _stands(name.lower(), document.text):
        name = name.lower()
    elif not (article or titled or _is_abbreviation(name) or _is_named(name, document.text)):
        return None
    return f"the {name}" if article else name


def _stands(words: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, flags) is not None


def _is_abbreviation(name: str) -> bool:
    """Tell whether a word has capitals inside, as "VAT" and "AirLLM" have."""
    return any(word[1:] != word[1:].lower() for word in name.split())


def _is_named(name: str, text: str) -> bool:
    """Tell whether words stand with their capitals within a sentence, and without an article before them."""
    before = re.findall(rf"(\w+)(,?) {re.escape(name)}(?!\w| [A-Z])", text)
    return any((word[0].islower() or comma) and word.lower() not in DETERMINERS for word, comma in before)
