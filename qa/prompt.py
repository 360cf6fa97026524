"""What the model reads: the sources in a stable order, then the question, within a counted number of tokens.

Nothing in the prompt offers "the documents do not say" as an answer: with that offer the 1.5B model took it for
every fourth question whose answer stood in the first passage (docs/decisions/no-way-out.md). Whether they do is
for the reader to say, before anything is written.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from index.errors import QuestionError
from index.limits import QUESTION, checked
from index.types import Hit
from qa.answer import Turn
from qa.chat_model import ChatModel, Message
from qa.language import language_to_answer_in
from qa.sources import Source

_MARKER = re.compile(r"\s*\[\d+\]")

SYSTEM = "You answer questions about documents."
ANSWER = "Answer in one short complete sentence, using only the sources."
ANSWER_FULLY = "Answer every part of the question in short complete sentences, using only the sources."


def without_markers(text: str) -> str:
    """Return a text without citation markers such as " [1]": the model is not to learn them."""
    return _MARKER.sub("", text)


def instruction(question: str, hits: Sequence[Hit], *, full: bool = False) -> str:
    """Return what the model is told to do: to answer, how fully, and in which language where it is not English.

    Left alone, the model often answers a German or a Spanish question in English.
    """
    language = language_to_answer_in(question, (hit.document.language for hit in hits))
    told = ANSWER_FULLY if full else ANSWER
    return told.replace(" in ", f" in {language}, in ") if language else told


def checked_question(question: str) -> str:
    """Return the question without outer white space. Raises QuestionError when it is empty or too long."""
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty; write what you want to know.")
    return checked(question, "The question", QUESTION)


def passage_text(hit: Hit) -> str:
    """Return the sentences of a passage as the model reads them, without what lies between them (menus)."""
    first, *rest = hit.passage.sentences
    begin = Source.of(hit.document, first)
    text = hit.document.text
    said = (begin.prefix + begin.text, *(text[one.start : one.end] for one in rest))
    return " ".join(" ".join(one.split()) for one in said)


def sources_text(hits: Sequence[Hit]) -> str:
    """Return passages as the model reads them, those of a document that follow each other once under its title."""
    together = groupby(hits, key=lambda hit: (hit.document.id, hit.document.title))
    return "".join(f"[{title}] {' '.join(map(passage_text, run))}\n\n" for (_, title), run in together)


def messages(
    question: str, hits: Sequence[Hit], history: Sequence[Turn] = (), *, instruction: str
) -> tuple[Message, ...]:
    """Return the chat that asks something of the sources. Prompts that differ in `instruction` share the rest."""
    earlier = "".join(
        f"Earlier question: {turn.question}\nAnswer: {without_markers(turn.answer)}\n\n" for turn in history
    )
    return (
        Message("system", SYSTEM),
        Message("user", f"Sources:\n{sources_text(hits)}{earlier}Question: {question}\n{instruction}"),
    )


def fitting(
    model: ChatModel, question: str, hits: Sequence[Hit], history: Sequence[Turn], *, tokens: int
) -> tuple[Hit, ...]:
    """Return the first passages whose whole prompt has at most `tokens` tokens; one at least, if there is any."""
    count = len(hits)
    while count > 1:
        if model.count_tokens(messages(question, hits[:count], history, instruction=ANSWER)) <= tokens:
            break
        count -= 1
    return tuple(hits[:count])
