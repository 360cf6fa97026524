"""Each part of a question asked by itself, and what they are answered put together as one answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from qa.answer import Answer, Citation, Delta, Event, Statement, Timings, Tokens, Turn
from qa.citations import NOT_FOUND
from qa.options import Options
from qa.parts.splitting import parts_of
from qa.talk.small_talk import small_talk
from qa.words import asks_yes_or_no, without_yes_or_no

OPEN = "Not in the documents"
"""Before a part, in quotation marks, that is not answered where others are."""


class Stream(Protocol):
    """What answers one question, or the part of one `beside` another part."""

    def __call__(
        self, question: str, history: Sequence[Turn], options: Options, beside: str = "", /
    ) -> Iterator[Event]:
        """Yield what happens, and last the Answer."""


def ask_parts(stream: Stream, question: str, history: Sequence[Turn], options: Options) -> Iterator[Event]:
    """Yield what `stream` does for a question, or for its parts one after the other, and then one Answer.

    To each part those before it are what was said, without later ones that were not answered. One that does not
    lean on them ("and what are the fees?") is looked up beside the first, where what is meant is named mostly.
    Once something was written, no progress is told of, as it would take the place of that. A question of which a
    part is small talk ("How does this work?") is one.
    """
    parts = parts_of(question)
    if len(parts) == 1 or any(small_talk(part) is not None for part in parts):
        yield from stream(question, history, options)
        return
    answers: list[Answer] = []
    turns, beside = list(history), ""
    for part in parts:
        written = any(answer.tokens.completion for answer in answers)
        between = " " if written else ""
        for event in stream(part, turns, options, beside):
            match event:
                case Answer():
                    answers.append(event)
                case Delta():
                    yield Delta(between + event.text)
                    between = ""
                case _ if not written:
                    yield event
        beside = answers[0].standalone or parts[0]
        if answers[-1].answered or len(answers) == 1:
            turns.append(Turn(part, answers[-1].text))
    yield joined(question, answers)


def joined(question: str, answers: Sequence[Answer]) -> Answer:
    """Return the answers to the parts of a question as one, answered where any of them is.

    A part that is not answered is told of in the text, and is no statement: it claims nothing. What a part only
    repeats is left out. The probability is the least of the answered parts, as all that is said must hold.
    """
    answered = [answer for answer in answers if answer.answered]
    decisive = (
        min(answered, key=lambda answer: answer.confidence)
        if answered
        else max(answers, key=lambda answer: answer.confidence)
    )
    text, statements, citations = _composed(answers) if answered else (NOT_FOUND, (), ())
    understood = any(answer.standalone for answer in answers)
    return replace(
        decisive,
        question=question,
        standalone=" ".join(answer.standalone or answer.question for answer in answers) if understood else None,
        text=text,
        statements=statements,
        citations=citations,
        closest=() if answered else _numbered([one for answer in answers for one in answer.closest]),
        passages=tuple({(one.document, one.start): one for answer in answers for one in answer.passages}.values()),
        timings=Timings(
            retrieve=answers[0].timings.retrieve,
            first_token=_first_token(answers),
            total=sum(answer.timings.total for answer in answers),
            model=sum(answer.timings.model for answer in answers),
        ),
        tokens=Tokens(
            prompt=sum(answer.tokens.prompt for answer in answers),
            completion=sum(answer.tokens.completion for answer in answers),
        ),
        quote=next((answer.quote for answer in answers if answer.quote), None),
    )


def _first_token(answers: Sequence[Answer]) -> float:
    """Return the seconds until the first word of the first part that was written, or else of the first part."""
    waited = 0.0
    for answer in answers:
        if answer.tokens.completion:
            return waited + answer.timings.first_token
        waited += answer.timings.total
    return answers[0].timings.first_token


def _composed(answers: Sequence[Answer]) -> tuple[str, tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the texts one after the other, their statements where they stand in it, and the citations."""
    citations = _numbered([one for answer in answers for one in answer.citations])
    numbers = {_place(one): one.number for one in citations}
    statements: list[Statement] = []
    text = ""
    for answer in answers:
        marks = {one.number: numbers[_place(one)] for one in answer.citations}
        said = [replace(one, citations=tuple(marks[n] for n in one.citations)) for one in answer.statements]
        if said and not asks_yes_or_no(answer.question) and all(_is_repeated(one, statements) for one in said):
            continue
        text += " " if text else ""
        if not answer.answered:
            text += f'{OPEN}: "{answer.question}"'
            continue
        at = 0
        for old, new in zip(answer.statements, said, strict=True):
            text += answer.text[at : old.start]
            statements.append(replace(new, start=len(text), end=len(text) + len(new.text)))
            text += new.text + _markers(new)
            at = old.end + len(_markers(old))
        text += answer.text[at:]
    return text, tuple(statements), citations


def _is_repeated(statement: Statement, before: Sequence[Statement]) -> bool:
    """Return whether a statement was made before it on the same sentences, alone or behind a yes or no."""
    said = without_yes_or_no(statement.text)
    return any(
        without_yes_or_no(one.text) == said and statement.citations == one.citations != () for one in before
    )


def _markers(statement: Statement) -> str:
    return "".join(f" [{number}]" for number in statement.citations)


def _numbered(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return each sentence once, numbered as they first come."""
    places: dict[tuple[str, int, int], Citation] = {}
    for one in citations:
        places.setdefault(_place(one), one)
    return tuple(replace(one, number=number) for number, one in enumerate(places.values(), start=1))


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.document.id, citation.start, citation.end
