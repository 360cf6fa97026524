"""What the model reads: the sources in a stable order, then the question, within a counted number of tokens.

Nothing in the prompt offers "the documents do not say" as an answer: with that offer the 1.5B model took it for
every fourth question whose answer stood in the first passage (docs/decisions/no-way-out.md). Whether they do is
for the reader to say, before anything is written.
"""

import re
from collections.abc import Sequence

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
    """Return a passage as the model reads it: its title, and its sentences without what lies between (menus)."""
    first, *rest = hit.passage.sentences
    begin = Source.of(hit.document, first)
    text = hit.document.text
    sentences = [
        " ".join(said.split())
        for said in (begin.prefix + begin.text, *(text[one.start : one.end] for one in rest))
    ]
    return f"[{hit.document.title}] {' '.join(sentences)}\n\n"


def messages(
    question: str, hits: Sequence[Hit], history: Sequence[Turn] = (), *, instruction: str
) -> tuple[Message, ...]:
    """Return the chat that asks something of the sources. Prompts that differ in `instruction` share the rest."""
    sources = "".join(map(passage_text, hits))
    earlier = "".join(
        f"Earlier question: {turn.question}\nAnswer: {without_markers(turn.answer)}\n\n" for turn in history
    )
    return (
        Message("system", SYSTEM),
        Message("user", f"Sources:\n{sources}{earlier}Question: {question}\n{instruction}"),
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
