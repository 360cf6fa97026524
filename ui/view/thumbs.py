"""The thumbs under an answer, as HTML, and what is written down when one is pressed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.sets.feedback import QUESTIONS_FILE, Vote, keep, take_back, voted_question
from qa.answer import Answer, Turn
from ui.language import say
from ui.words import escaped

MOST_SHOWN = 10_000
"""Votes that are remembered to be shown: the oldest give way. In the file they stay."""

_HAND = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7.5 10.5 11 3.8c1.6 0 2.7 1.2 2.4 2.8l-.6 3.4h4.6'
    'c1.4 0 2.4 1.2 2.2 2.6l-.9 5.6c-.2 1.2-1.2 2-2.4 2H7.5m0-9.7v9.7m0-9.7H4.4v9.7h3.1"/></svg>'
)


class Votes:
    """The votes on the answers that a server has given, by exchange, each kept in the library's question set."""

    def __init__(self, library_folder: Path) -> None:
        """Begin without votes; those of earlier days stay in the file."""
        self.file = library_folder / QUESTIONS_FILE
        self._of: dict[str, Vote] = {}
        self._copies: dict[str, str] = {}  # the exchange that each is a copy of

    def of(self, exchange_id: str) -> Vote | None:
        """Return the vote on the answer of an exchange."""
        return self._of.get(self._original(exchange_id))

    def share(self, exchange_id: str, copy_id: str) -> None:
        """Have an exchange and its copy in another conversation share one vote, as they do in the file."""
        self._copies[copy_id] = self._original(exchange_id)
        _keep_latest(self._copies)

    def press(self, exchange_id: str, answer: Answer, history: Sequence[Turn], *, up: bool) -> None:
        """Vote; the same thumb again takes the vote back. Raises OSError or QuestionError as `keep` does."""
        earlier = self.of(exchange_id)
        if earlier is not None and earlier.up == up:
            take_back(self.file, voted_question(answer, history, earlier))
            del self._of[self._original(exchange_id)]
        else:
            self._vote(exchange_id, answer, history, Vote(up))

    def correct(self, exchange_id: str, answer: Answer, history: Sequence[Turn], *, right_answer: str) -> None:
        """Vote down with the right answer. Raises OSError or QuestionError as `keep` does."""
        self._vote(exchange_id, answer, history, Vote(up=False, right_answer=right_answer.strip()))

    def _vote(self, exchange_id: str, answer: Answer, history: Sequence[Turn], vote: Vote) -> None:
        keep(self.file, voted_question(answer, history, vote))
        self._of[self._original(exchange_id)] = vote
        _keep_latest(self._of)

    def _original(self, exchange_id: str) -> str:
        return self._copies.get(exchange_id, exchange_id)


def _keep_latest(remembered: dict[str, Any]) -> None:
    while len(remembered) > MOST_SHOWN:
        del remembered[next(iter(remembered))]


def thumbs(exchange_id: str, vote: Vote | None) -> str:
    """Return the two buttons under the answer of an exchange."""
    return (
        f'<div class="thumbs" role="group" aria-label="{say("Your opinion of this answer")}">'
        f"{_thumb('up', say('Good answer'), exchange_id, pressed=vote is not None and vote.up)}"
        f"{_thumb('down', say('Bad answer'), exchange_id, pressed=vote is not None and not vote.up)}</div>"
    )


def _thumb(name: str, label: str, exchange_id: str, *, pressed: bool) -> str:
    title = say("{opinion}: keep it in the library's own question set", opinion=label)
    return (
        f'<button class="thumb {name}" type="button" id="{name}-{exchange_id}" name="{name}" '
        f'value="{exchange_id}" aria-label="{label}" aria-pressed="{str(pressed).lower()}" '
        f'title="{escaped(title)}">{_HAND}</button>'
    )


def correction(exchange_id: str, vote: Vote | None) -> str:
    """Return the field for the right answer, which a thumb down brings; it may stay empty."""
    if vote is None or vote.up:
        return ""
    saved = f'<span class="saved" role="status">{say("Saved")}</span>' if vote.right_answer else ""
    return (
        f'<form class="correction" id="{exchange_id}"><label for="right-{exchange_id}">'
        f"{say('What is the right answer?')}</label>"
        f'<span class="correction-line"><input id="right-{exchange_id}" type="text" dir="auto" '
        f'autocomplete="off" placeholder="{say("Optional")}" value="{escaped(vote.right_answer)}">'
        f'<button class="save" id="save-{exchange_id}" type="submit">{say("Save")}</button>{saved}</span></form>'
    )
