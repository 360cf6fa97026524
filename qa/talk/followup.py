"""Whether a question leans on what was said before it, and the question it becomes when it stands alone.

By rules: the part that points back ("it", "he") is replaced by what the conversation was about, or the new part
("and for Mexico?") is put into the frame of the earlier question. Where no rule fits, nothing is rewritten, and
the earlier turn is read beside the question.
"""

import re
from collections.abc import Sequence

from index.limits import QUERY, TURN, TURNS, whole_characters
from index.vocabulary.english import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    STOP_WORDS,
    one_of,
)
from qa.answer import Turn, without_markers
from qa.parts.splitting import parts_of
from qa.talk.small_talk import small_talk
from qa.talk.topic import is_name, names, noun_phrase, topic
from qa.words import content_words, without_yes_or_no

_COURTESY = re.compile(
    r"^\W*(?:(?:thanks|thank you|great|ok|okay|good|nice|perfect|cool|hi|hello|hey)"
    r"(?:\s+(?:a lot|so much|very much))?\s*[,.!;]+\W*)+(?=\w)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:and|but|or|so|then|sorry|i\s+meant?)\b\W*)*(?:(?:what|how)\s+about\b\W*)?", re.IGNORECASE
)
_LEANS = re.compile(
    r"^\W*(?:sorry\W+)?(?:and|but|or|so|then|what about|how about|i meant?)\b"
    r"|^\W*which\s+(?:is|are|was|were|one|ones)\b"
    r"|\b(?:this|these|those|of that|that(?=\W*$)|there(?=\W*$)|so(?=\W*$)|so far(?=\W*$)|any other|another)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(rf"^{one_of(QUESTION_WORDS | AUXILIARIES | PREPOSITIONS - {'of'})}\b", re.IGNORECASE)
_OF_IT_ALL = re.compile(
    r"^(?:(?P<when>when|where|why)\b(?:\s+or\s+why\s+not)?(?:\s+(?:is|was|did|does))?(?:\s+(?:that|this))?"
    r"(?:\s+(?:happen|be|so))?"
    r"|who\s+(?P<said>says?|said)\s+(?:that|this|it|so))\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:its?|they|them|their|there(?=\W*$))\b", re.IGNORECASE)
_ASKS_FOR_SUBJECT = re.compile(r"^\W*what\s+(?!is|was|does)\w+s\b", re.IGNORECASE)
_PLURAL = frozenset(("they", "them", "their"))
_POSSESSIVE = frozenset(("his", "its", "their"))
_PREPOSITION = one_of((*PREPOSITIONS, "about", "during", "after", "before"))
_LED = re.compile(
    rf"^(?P<preposition>{_PREPOSITION})\s+(?!{one_of(QUESTION_WORDS)}\b)(?P<thing>.+)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_ONE = re.compile(rf"(?P<which>\b{one_of(ARTICLES)}\s+[a-z]+)\s+one$")  # not "zone one", nor "Part One"
_ASKS_OR_POINTS = re.compile(
    rf",\s*(?:\w+\s+)?{one_of(QUESTION_WORDS)}\b|\b{one_of(DEMONSTRATIVES)}$", re.IGNORECASE
)
MOST_WORDS = 30  # of an earlier question or answer that is taken into another question
MOST_CHARACTERS = 1000  # of a question or an answer that the rules read; a longer question stands alone
MOST_IN_FRAME = 6  # words that are put into the frame of an earlier question
FRAGMENT = 2
_REFUSES = re.compile(
    r"(?:\bnot?\b|n['’]t\b).*\b(?:documents?|sources?|information|answer|know|mention(?:ed)?|stated?)\b",  # noqa: RUF001
    re.IGNORECASE,
)


def recent(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return as much of a conversation as is read: its last turns, each as far as `index.limits` says."""
    return tuple(
        Turn(whole_characters(turn.question[:TURN]), whole_characters(turn.answer[:TURN]))
        for turn in history[-TURNS:]
    )


def leans(question: str) -> bool:
    """Tell whether a question can only be understood with what was said before it."""
    if len(question) > MOST_CHARACTERS:
        return False
    question = _COURTESY.sub("", question)
    pointing = _PERSON.search(question) or _THING.search(question)
    return (
        (pointing is not None and topic(question[: pointing.start()]) is None)
        or _LEANS.search(question) is not None
        or _OF_IT_ALL.match(question.strip()) is not None
        or _is_fragment(question.strip())
    )


def _is_fragment(question: str) -> bool:
    """Tell whether it is a word or two that name nothing: "How many?", "Regional differences"."""
    words = content_words(question)
    if _QUESTION.match(question):
        return not words
    return len(words) <= FRAGMENT and not names(question)


def earlier_turns(question: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the last turn when the question leans on it, else nothing: a new topic is not dragged along."""
    return tuple(_of_documents(history)[-1:]) if leans(question) else ()


def _of_documents(history: Sequence[Turn]) -> list[Turn]:
    """Return the turns on which one may lean: no thanks or greetings, one for each part of a question."""
    return [
        Turn(part, turn.answer)
        for turn in history
        if small_talk(turn.question) is None
        for part in parts_of(turn.question)
    ]


def search_query(question: str, history: Sequence[Turn]) -> str:
    """Return what to search for: the questions it leans on, and it as asked and as it stands alone.

    What would make it too long to be searched for is left out.
    """
    asked = [standalone(question, history) or "", question]
    for turn in reversed(_of_documents(history)):
        if not leans(asked[-1]) or len(" ".join(asked).split()) > MOST_WORDS:
            break
        asked.append(turn.question)
    query = " ".join(one for one in reversed(asked) if one)
    return query if len(query) <= QUERY else question


def standalone(question: str, history: Sequence[Turn]) -> str | None:
    """Return the question as it is understood after `history`, or None where it stands alone or no rule fits.

    Each earlier question is made to stand alone first, so that a topic carries over several turns.
    """
    before: Turn | None = None
    for turn in _of_documents(history):
        asked, answered = turn.question[:MOST_CHARACTERS], turn.answer[:MOST_CHARACTERS]
        made = _rewritten(asked, before)
        before = Turn(asked if made is None or len(made.split()) > MOST_WORDS else made, answered)
    alone = _rewritten(question, before)
    return alone and alone[0].upper() + alone[1:]


def _rewritten(question: str, before: Turn | None) -> str | None:
    if len(question) > MOST_CHARACTERS:
        return None
    rest = _COURTESY.sub("", question).strip()
    if before is not None and leans(rest):
        return _completed(_GOES_ON.sub("", rest), before)
    return rest if rest != question.strip() else None


def _completed(rest: str, before: Turn) -> str | None:
    if found := _OF_IT_ALL.match(rest):
        return _of_it_all("Who said" if found["said"] else f"{found['when'].capitalize()} was it", before.answer)
    new = rest.rstrip(" ?.!")
    if len(new.split()) <= MOST_IN_FRAME and (_LED.match(new) or not _QUESTION.match(new)):
        return _in_frame(new, before.question.strip())
    return _with_topic(rest, before)


def _of_it_all(ask: str, answer: str) -> str | None:
    """Ask about the whole of what was answered: "Why was it that the wall gave way?"."""
    sentence = re.split(r"(?<=[.!?])\s", without_markers(answer).strip(), maxsplit=1)[0].rstrip(" .!?")
    sentence = without_yes_or_no(sentence)
    words = sentence.split()
    if not 1 < len(words) <= MOST_WORDS or _REFUSES.search(sentence):
        return None
    if words[0].casefold() in STOP_WORDS:
        words[0] = words[0].casefold()
    return f"{ask} that {' '.join(words)}?"


def _in_frame(new: str, asked: str) -> str | None:
    """Put "for Mexico" or "a full plot" where the earlier question has its like; None where it has none.

    "The second one" takes its noun from its like. What asks itself, or points back ("the one after that"), is put
    nowhere.
    """
    if _ASKS_OR_POINTS.search(new):
        return None
    led = _LED.match(new)
    if led is not None:
        like = rf"\b{led['preposition']}\s+.+?(?=\s+(?:{_PREPOSITION}|cost|open|take|last|start|end)\b|\W*$)"
        parts = re.findall(like, asked, re.IGNORECASE)
        if is_name(led["thing"]):
            parts = [part for part in parts if names(part)]
        if parts:
            return asked.replace(parts[-1], _named(new, parts[-1]))
    thing = led["thing"] if led is not None else new
    if _NUMBER.fullmatch(thing):
        likes = _NUMBER.findall(asked)
    elif is_name(thing):
        likes = names(asked)
    else:
        phrase = noun_phrase(asked) if led is None and re.match(r"(?:an?|the)\s", new, re.IGNORECASE) else None
        likes = [_without_place(phrase)] if phrase else []
    if likes:
        return asked.replace(likes[-1], _named(thing, likes[-1]))
    return f"{asked.rstrip(' ?.!')} {new}?" if led is not None and not _ONE.search(new) else None


def _named(new: str, like: str) -> str:
    """Return "the second one" as "the second year" where its like is "the first year", or "in the first year"."""
    if not _ONE.search(new):
        return new
    led = _LED.match(like)
    noun = _without_place(led["thing"] if led else like).split()[-1]
    return _ONE.sub(lambda found: f"{found['which']} {noun}", new)


def _without_place(phrase: str) -> str:
    return re.split(rf"\s{_PREPOSITION}\s", phrase)[0]


def _with_topic(rest: str, before: Turn) -> str | None:
    """Put what was talked about in the place of the first pronoun; None where that cannot be told."""
    found = _PERSON.search(rest)
    subject = _person(before) if found is not None else _thing(before)
    found = found or _THING.search(rest)
    if found is None or subject is None:
        return None
    pronoun = found.group().casefold()
    if pronoun in _PLURAL and not subject.endswith("s"):
        return None
    if pronoun == "there":
        subject = f"at {subject}"
    elif pronoun in _POSSESSIVE or (pronoun == "her" and re.match(r"\s+\w", rest[found.end() :])):
        subject = f"{subject}'s"
    return rest[: found.start()] + subject + rest[found.end() :]


def _thing(before: Turn) -> str | None:
    """Return what was talked about; None where it was asked what does something, as that is meant now."""
    return None if _ASKS_FOR_SUBJECT.match(before.question) else topic(before.question)


def _person(before: Turn) -> str | None:
    """Return who was talked about: a name of several words, of the answer where the question asks who."""
    asked, answered = names(before.question), names(without_markers(before.answer))
    who = re.match(r"\W*who\b", before.question, re.IGNORECASE) is not None
    either = [name for name in answered if name not in asked] + asked if who else [*reversed(asked), *answered]
    return next((name for name in either if " " in name and not _NUMBER.search(name)), None)
