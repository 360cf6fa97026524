"""What the tests of the chat share: a real library, and an assistant that answers from a script."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.library import Library
from index.stopping import never
from index.types import Document, DocumentSummary
from qa.answer import (
    Answer,
    Citation,
    CitedDocument,
    Delta,
    Event,
    Progress,
    SourcePassage,
    Statement,
    Support,
    Timings,
    Tokens,
    Turn,
)
from qa.citations import NOT_FOUND
from qa.grid.asking import ask_each
from qa.grid.row import Row
from qa.options import USUAL, Options
from ui.conversation import Exchange

REFUSAL = NOT_FOUND


def problem(question: str) -> Exchange:
    """Return a question that came to nothing."""
    return replace(Exchange.begin(question), problem="broken")


@dataclass(frozen=True)
class Said:
    """One statement of a scripted answer, and the sentences it cites: (file name, quote)."""

    text: str
    quotes: tuple[tuple[str, str], ...] = ()
    support: Support = "supported"


@dataclass
class ScriptedAssistant:
    """Answers each known question as scripted, raises what is scripted, and refuses every other question."""

    library: Library
    script: Mapping[str, tuple[Said, ...] | Exception]
    pause: float = 0.0
    word_pause: float = 0.0
    closest: tuple[tuple[str, str], ...] = ()
    histories: list[tuple[Turn, ...]] = field(default_factory=list)
    options: list[Options] = field(default_factory=list)

    def stream(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Iterator[Event]:
        self.histories.append(tuple(history))
        self.options.append(options)
        said = self.script.get(question, ())
        yield Progress("Searching the documents…")
        time.sleep(self.pause)
        if isinstance(said, Exception):
            raise said
        yield Progress("Reading 3 passages…")
        time.sleep(self.pause)
        for word in " ".join(part.text for part in said).split(" "):
            yield Delta(word + " ")
            time.sleep(self.word_pause or self.pause / 10)
        yield scripted_answer(self.library, question, said, self.closest)

    def quote(self, question: str) -> Answer:
        """Be sure of nothing: the tests of a page offer no questions."""
        return scripted_answer(self.library, question, ())

    def over(self, library: Library) -> "ScriptedAssistant":
        return replace(self, library=library)

    def grid(
        self,
        question: str,
        options: Options = USUAL,
        *,
        documents: Sequence[DocumentSummary] | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[Row]:
        return ask_each(self.stream, self.library, question, options, documents=documents, stopped=stopped)


def scripted_answer(
    library: Library, question: str, said: Sequence[Said], closest: Sequence[tuple[str, str]] = ()
) -> Answer:
    """Return the answer made of `said`, with its quotes looked up in the library; `closest` go with a refusal."""
    text = ""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for part in said:
        text += " " if text else ""
        start = len(text)
        text += part.text
        end = len(text)
        numbers = []
        for source, quote in part.quotes:
            citation = _citation(library, source, quote, len(citations) + 1)
            known = [c.number for c in citations if (c.document, c.start) == (citation.document, citation.start)]
            if not known:
                citations.append(citation)
            numbers.append(known[0] if known else citation.number)
            text += f" [{numbers[-1]}]" if len(numbers) == 1 else f"[{numbers[-1]}]"
        statements.append(Statement(part.text, start, end, tuple(numbers), part.support))
    passages = {(c.document.id, max(0, c.start - 80), c.end) for c in citations}
    return Answer(
        question=question,
        answered=bool(said),
        confidence=0.9,
        text=text or REFUSAL,
        statements=tuple(statements),
        citations=tuple(citations),
        closest=() if said else tuple(_citation(library, *one, n) for n, one in enumerate(closest, start=1)),
        passages=tuple(SourcePassage(*passage, score=0.7) for passage in sorted(passages)),
        model="scripted",
        timings=Timings(retrieve=0.02, first_token=1.1, total=3.4, model=3.3),
        tokens=Tokens(prompt=512, completion=31),
    )


def _citation(library: Library, source: str, quote: str, number: int) -> Citation:
    document = document_named(library, source)
    start = document.text.index(quote)
    cited = CitedDocument(document.id, document.title, document.source, document.published)
    return Citation(number, cited, start, start + len(quote), document.page_at(start), quote)


def document_named(library: Library, name: str) -> Document:
    found = [summary.id for summary in library.documents() if Path(summary.source).name == name]
    return library.document(found[0])
