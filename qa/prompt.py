"""What the model reads: the sources in a stable order, then the question, within a counted number of tokens.

Nothing in the prompt offers "the documents do not say" as an answer: with that offer the 1.5B model took it for
every fourth question whose answer stood in the first passage (docs/decisions/no-way-out.md). Whether they do is
for the reader to say, before anything is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from index.text.file_name import file_words
from index.types import Document, Hit
from qa.answer import without_markers
from qa.chat_model import ChatModel, Message
from qa.language import language_to_answer_in
from qa.question import Question
from qa.sources import Source, heading_above

SYSTEM = "You answer questions about documents."
ANSWER = "Answer in one short complete sentence, using only the sources."
ANSWER_FULLY = "Answer every part of the question in short complete sentences, using only the sources."
LONGEST_HEADING = 100  # characters; what is longer is none, whatever its loader took it for


def instruction(question: Question, hits: Sequence[Hit], *, hint: str = "", full: bool = False) -> str:
    """Return what the model is told to do: to answer, how fully, and in which language where it is not English.

    A `hint` is the sentence that most likely answers. Left alone, the model often answers a German or a Spanish
    question in English.
    """
    language = language_to_answer_in(question.text, (hit.document.language for hit in hits))
    asked = ANSWER_FULLY if full else ANSWER
    asked = asked.replace(" in ", f" in {language}, in ") if language else asked
    return hinted(asked, hint) if hint else asked


def hinted(instruction: str, sentence: str) -> str:
    """Return an instruction below a sentence of the sources that may answer."""
    return f"This sentence may answer it: “{sentence}”\n{instruction}"


def said(hit: Hit) -> tuple[str, ...]:
    """Return the sentences of a passage as the model reads them: who speaks, and each on one line."""
    first, *rest = hit.passage.sentences
    begin = Source.of(hit.document, first)
    text = hit.document.text
    spoken = (begin.prefix + begin.text, *(text[one.start : one.end] for one in rest))
    return tuple(" ".join(one.split()) for one in spoken)


def sources_text(hits: Sequence[Hit]) -> str:
    """Return passages as the model reads them, those of a document in its order, under its title."""
    return "".join(
        f"[{called}] {' '.join(_below_headings(sorted(run, key=_place)))}\n\n"
        for (_, called), run in groupby(hits, key=lambda hit: (hit.document.id, _called(hit.document)))
    )


def _place(hit: Hit) -> int:
    return hit.passage.sentences[0].start


def _below_headings(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield the sentences of a document, and before those of a section its heading: it says what they are about.

    Not where the heading is shown as a sentence or is the title.
    """
    shown = ""
    for hit in hits:
        first, last = hit.passage.sentences[0], hit.passage.sentences[-1]
        heading = heading_above(hit.document, first.start)
        known = heading in ("", shown, hit.document.title) or first.heading
        if not known and len(heading) <= LONGEST_HEADING:
            yield f"{heading}:"
        yield from said(hit)
        shown = heading_above(hit.document, last.end)


def _called(document: Document) -> str:
    """Return the title, and the words of the file's name that it lacks: people may mean the document by these."""
    words = file_words(document.source, document.title)
    return f"{document.title} ({words})" if words else document.title


def messages(question: Question, hits: Sequence[Hit], *, instruction: str) -> tuple[Message, ...]:
    """Return the chat that asks something of the sources. Prompts that differ in `instruction` share the rest."""
    earlier = "".join(
        f"Earlier question: {turn.question}\nAnswer: {without_markers(turn.answer)}\n\n"
        for turn in question.earlier
    )
    return chat(sources_text(hits) + earlier, question.text, instruction)


def chat(sources: str, question: str, instruction: str) -> tuple[Message, ...]:
    """Return the chat over sources as text, and what was asked and answered before."""
    return (
        Message("system", SYSTEM),
        Message("user", f"Sources:\n{sources}Question: {question}\n{instruction}"),
    )


def fitting(model: ChatModel, question: Question, hits: Sequence[Hit], *, tokens: int) -> tuple[Hit, ...]:
    """Return the first passages whose whole prompt has at most `tokens` tokens; one at least, if there is any."""
    count = len(hits)
    while count > 1:
        if model.count_tokens(messages(question, hits[:count], instruction=ANSWER)) <= tokens:
            break
        count -= 1
    return tuple(hits[:count])
