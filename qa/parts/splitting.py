# ruff: noqa: RUF001 - curly marks are meant
"""What a question asks one after the other: "When does it open, and what does it cost?" is two questions.

By syntax only: each part must ask by itself, in the order of words that a question has ("what does it cost", not
"what it costs"), or be a bare word that asks at the end of one ("and why?"). What is in doubt stays together.
"""

import re

from index.vocabulary.english import (
    ARTICLES,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    HAVE,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECTS,
    one_of,
    words,
)

MOST = 4  # parts; a question of more is an essay, and is asked as one
LONGEST = 400  # characters

_AUXILIARY = one_of(AUXILIARIES)
_PRONOUN = rf"{one_of(SUBJECTS | {'I', 'there'})}\b"
_DETERMINER = rf"{one_of(ARTICLES | DEMONSTRATIVES | POSSESSIVES)}\b"
_SUBJECT = rf"(?:{_PRONOUN}|{_DETERMINER}|[A-Z])"
_PREPOSITION = one_of(PREPOSITIONS | words("about after before during since until"))
_LED = rf"(?:{_PREPOSITION}\s+)?"
# "what kind of dog", "how many of the rooms": a subject before the verb is a clause that does not ask.
_NO_WORD = rf"(?!{_PRONOUN}|{_DETERMINER}|{one_of(AUXILIARIES | QUESTION_WORDS)}\b)"
_WORD = rf"\s+(?:of\s+{_DETERMINER}\s+)?{_NO_WORD}[\w'’-]+"
_ASKS_FOR = rf"{_LED}(?:who|whom|when|where|why|(?:what|which|whose|how)(?:{_WORD}){{0,4}}?)"
_BEFORE_VERB = rf"{_ASKS_FOR}\s+{_AUXILIARY}\b"

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)[‘'][^’']*[’'](?!\w)")
_JOINT = re.compile(
    rf"(?:(?P<ends>[.?!])\s+|(?P<mark>[,;])?\s+(?P<word>and|but|or)\s+|(?P<alone>[,;])\s+)"
    rf"(?:(?:and|but|also|then|if\s+(?:so|not),?)\s+)*(?={_LED}(?:{one_of(QUESTION_WORDS)}|{_AUXILIARY})\b)",
    re.IGNORECASE,
)
_ASKS_WHICH = rf"(?:{_BEFORE_VERB}|who{_WORD}\s+\w|what\s+(?!{_DETERMINER})\w+(?:s|ed)\s+(?!of\b)\w)"
_BEGINS_TO_ASK = re.compile(rf"\W*(?:{one_of(CONJUNCTIONS)}\s+)*(?:{_AUXILIARY}\b|{_ASKS_WHICH})", re.IGNORECASE)
# In the midst of a sentence a capital is a name's: "in March and May".
_ASKS_TOO = re.compile(rf"{_ASKS_WHICH}|who{_WORD}")
_INVERTED = re.compile(
    rf"{_BEFORE_VERB}\s+{_SUBJECT}|{_AUXILIARY}\s+{_PRONOUN}|{one_of(AUXILIARIES - BE - HAVE)}\s+{_SUBJECT}"
)
_INVERTED_AFTER_A_MARK = re.compile(rf"{_AUXILIARY}\s+{_SUBJECT}")
_RELATIVE = re.compile(rf"{_LED}(?:who|whom|whose|which|where|when)\b")
_BARE = re.compile(
    rf"(?:{_LED}(?:when|where|whom?|why(?:\s+or\s+why)?(?:\s+not)?|(?:how|what|which|whose)(?:{_WORD}){{0,2}})"
    rf"|{_PREPOSITION}\s+(?:how|what|which|whose)(?:{_WORD}){{0,4}})\W*",
    re.IGNORECASE,
)
_EMBEDS = re.compile(rf"\b(?:{one_of(QUESTION_WORDS)}|whether)\b", re.IGNORECASE)


def parts_of(question: str) -> tuple[str, ...]:
    """Return the questions that a question consists of, each with a capital and "?"; itself where it is one.

    It is one too where it offers a choice ("Is it open or is it closed?"), is long or has many parts. What stands
    before the first part that asks belongs to it.
    """
    if len(question) > LONGEST:
        return (question,)
    masked = _QUOTED.sub(lambda found: "x" * len(found.group()), question)
    joints = list(_JOINT.finditer(masked))
    ends = [*(joint.start() for joint in joints[1:]), len(masked)]
    first = masked[: joints[0].start()] if joints else masked
    asked = first if _BEGINS_TO_ASK.match(first) else ""
    cuts: list[re.Match[str]] = []
    for joint, end in zip(joints, ends, strict=False):
        segment = masked[joint.end() : end]
        bare = _BARE.fullmatch(segment) is not None
        if not asked:
            asked = segment if _asks_first(segment, joint) else ""
        elif joint["word"] == "or" and not bare:
            return (question,)
        elif _goes_on(asked, joint) and not bare:
            asked = segment
        elif joint["word"] != "or" and _asks_too(segment, joint, embeds=_embeds(asked), bare=bare):
            cuts.append(joint)
            asked = segment
        else:
            asked += joint.group() + segment
    if not 0 < len(cuts) < MOST:
        return (question,)
    starts = [0, *(cut.end() for cut in cuts)]
    return tuple(
        _as_question(question[start:end])
        for start, end in zip(starts, [*(cut.start() for cut in cuts), len(question)], strict=True)
    )


def _asks_first(segment: str, joint: re.Match[str]) -> bool:
    """Return whether what stands behind a part that asks nothing does: "I am ill, who walks my dog?"."""
    if joint["word"]:
        return _asks_too(segment, joint, embeds=False, bare=False)
    return _BEGINS_TO_ASK.match(segment) is not None


def _goes_on(asked: str, joint: re.Match[str]) -> bool:
    """Return whether a bare word waits for its clause: "when and where does it start"."""
    return joint["word"] is not None and not joint["mark"] and _BARE.fullmatch(asked) is not None


def _asks_too(segment: str, joint: re.Match[str], *, embeds: bool, bare: bool) -> bool:
    """Return whether what follows a joint asks by itself, and is no clause of what stands before it.

    A full stop may be that of an abbreviation, and what ends in one or in "!" only says something.
    """
    if joint["ends"] in {".", "!"} or segment.rstrip().endswith((".", "!")):
        return False
    if joint["ends"]:
        return bare or _BEGINS_TO_ASK.match(segment) is not None
    if joint["alone"] == "," and not bare and _RELATIVE.match(segment):  # "the lake, which is the deepest"
        return False
    marked = joint["mark"] or joint["alone"]
    if _INVERTED.match(segment) or (marked and _INVERTED_AFTER_A_MARK.match(segment)):
        return True
    return not embeds and (bare or _ASKS_TOO.match(segment) is not None)


def _embeds(asked: str) -> bool:
    """Return whether a question has another inside, to which a clause may belong: "Who says when it opens"."""
    return any(_EMBEDS.search(rest) for rest in asked.split(maxsplit=2)[2:])


def _as_question(part: str) -> str:
    part = part.strip().rstrip("?.!,; ")
    return f"{part[:1].upper()}{part[1:]}?"
