"""The way from a question to an answer with its sentences."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from index.library import Library
from index.models.embed import Embedder
from index.models.files import DEFAULT_GENERATOR, model_path
from index.stopping import never
from index.text.bullets import without_bullet
from index.text.segment import split_sentences
from index.types import DocumentSummary, Hit
from index.vocabulary.english import counted
from qa.answer import Answer, Delta, Event, Progress, SourcePassage, Tokens, Turn, Verdict, without_markers
from qa.chat_model import ChatModel, Piece, why_no_model
from qa.checking import Claim, check
from qa.citations import DOUBTFUL, closest, compose, quote_of, the_sentence, yes_or_no
from qa.clock import Clock
from qa.evidence import choose
from qa.grid.asking import ask_each
from qa.grid.row import Row
from qa.llama.loading import llama_loader
from qa.options import LOG_ODDS, USUAL, Options
from qa.parts.joining import ask_parts
from qa.prompt import fitting, instruction, messages
from qa.question import Question, checked_question, understand
from qa.reader.model import TrainedReader
from qa.reader.protocol import Reader, ReadPassage
from qa.reading import Reading, best_said, leads_by_far, read
from qa.second_opinion import second_opinion
from qa.sources import Source, sources_of
from qa.talk.followup import recent
from qa.talk.replies import Reply, reply
from qa.thinking import spoken, without_thoughts
from qa.words import without_spaces_in_numbers


class Assistant:
    """Answers questions from one library with one model. May be used by several threads; they wait in line."""

    def __init__(
        self,
        index: Library | Path | str,
        model: ChatModel | None = None,
        *,
        reader: Reader | None = None,
        passages: int = 24,
        sentences: int = 4,
        prompt_tokens: int = 600,
        answer_tokens: int = 120,
        full: bool = False,
        quote: bool = False,
    ) -> None:
        """Open the library if a folder is given, and load the default model and reader unless they are given.

        `passages` are searched, and the best `sentences` of what the reader finds in them shown, as many as fit a
        prompt of `prompt_tokens`. `full` answers take every part of a question, in several sentences and at most
        twice the tokens. One that is to `quote`, always or by an option, needs no model: `NoModel` will do. Raises
        LibraryError or ModelError.
        """
        self.library = index if isinstance(index, Library) else Library.open(index)
        self._reader = reader
        self.model = model or _default_model(self.library.embedder)
        self._passages = passages
        self._sentences = sentences
        self._prompt_tokens = prompt_tokens
        self._answer_tokens = answer_tokens
        self._full = full
        self._quote = quote

    @cached_property
    def reader(self) -> Reader:
        """The reader that was given, or else the trained one."""
        return self._reader or TrainedReader()

    def over(self, library: Library) -> "Assistant":
        """Return one that answers from another library, with the same settings and reader, and this model."""
        other = copy(self)
        other.library, other._reader = library, self.reader
        return other

    def ask(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Answer:
        """Answer a question. Raises QuestionError when it is empty or too long."""
        *_, answer = self.stream(question, history, options)
        assert isinstance(answer, Answer)
        return answer

    def quote(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Answer:
        """Answer with the sentence itself, without the model that writes. Raises QuestionError as `ask` does."""
        *_, answer = self.stream(question, history, replace(options, quote=True))
        assert isinstance(answer, Answer)
        return answer

    def grid(
        self,
        question: str,
        options: Options = USUAL,
        *,
        documents: Sequence[DocumentSummary] | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[Row]:
        """Ask each document by itself, and yield its row when it is answered: qa/grid/asking.py says how."""
        return ask_each(self.stream, self.library, question, options, documents=documents, stopped=stopped)

    def stream(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Iterator[Event]:
        """Yield what happens, the draft as it is written, and last the Answer, which replaces the draft.

        A question of several parts is answered part by part, as qa/parts/joining.py says. Raises QuestionError
        when the question is empty or too long, LibraryError when the options name a document that is not in the
        library.
        """
        yield from ask_parts(self._answer, checked_question(question), history, options)

    def _answer(self, asked: str, history: Sequence[Turn], options: Options, beside: str = "") -> Iterator[Event]:
        """Yield what happens with a question, or with a part of one `beside` another, and last its Answer."""
        clock, history = Clock(), recent(history)
        if (replied := reply(asked, history, self.library, options.filters)) is not None:
            yield self._without_reading(asked, replied, clock)
            return
        understood = understand(asked, history, beside)
        quote = self._quote or options.quote or why_no_model(self.model) != ""
        yield Progress(_searching(self.library, options))
        found = self.library.search(understood.query, k=self._passages, filters=options.filters)
        stricter = LOG_ODDS[options.strictness]
        reading = read(understood.read_as, found, self.reader, self.library.embedder, stricter=stricter)
        clock.retrieved()
        yield _read_so_far(reading)
        shown = choose(reading.candidates, sentences=options.sentences or self._sentences)
        claims: tuple[Claim, ...] = ()
        read_tokens, written = 0, list[Piece]()
        if shown and not quote:
            shown = fitting(self.model, understood, shown, tokens=self._prompt_tokens)
            reading = second_opinion(reading, self.model, understood, shown, stricter=stricter)
        if reading.verdict.answered and not quote:
            full = self._full or options.full
            hint = best_said(reading) if leads_by_far(reading) and not full else ""
            told = instruction(understood, shown, hint=hint, full=full)
            prompt = messages(understood, shown, instruction=told)
            read_tokens = self.model.count_tokens(prompt)
            longest = options.answer_tokens or self._answer_tokens * (2 if full else 1)
            writing = _noted(self.model.stream(prompt, max_tokens=longest), written)
            for piece in clock.timed(spoken(writing)):
                clock.first_token()
                yield Delta(piece.text)
            claims = self._checked(understood, written, sources_of(shown), reading)
        elif reading.verdict.answered:
            claims = the_sentence(understood, reading)
        verdict = reading.verdict
        if verdict.answered and not claims:
            verdict = replace(verdict, answered=False, reason="not_carried")
        text, statements, citations = compose(understood, claims, sources_of(found) if claims else ())
        yield Answer(
            question=asked,
            standalone=understood.standalone,
            answered=bool(statements),
            confidence=reading.verdict.probability,
            text=text,
            statements=statements,
            citations=citations,
            closest=() if statements else closest(reading.candidates),
            passages=_passages(shown),
            model=self.reader.name if quote else self.model.name,
            timings=clock.timings(),
            tokens=Tokens(read_tokens, len(written)),
            verdict=verdict,
            quote=quote_of(reading, understood, claims) if statements else None,
        )

    def _without_reading(self, asked: str, replied: Reply, clock: Clock) -> Answer:
        """Return a reply as an answer: nothing was searched for and no model was asked."""
        clock.retrieved()
        return Answer(
            question=asked,
            answered=True,
            confidence=1.0,
            text=replied.text,
            statements=replied.statements,
            citations=replied.citations,
            passages=(),
            model=self.model.name,
            timings=clock.timings(),
            tokens=Tokens(0, 0),
            verdict=Verdict(answered=True, reason="no_question", probability=1.0, by="rules"),
        )

    def _checked(
        self, question: Question, written: Sequence[Piece], shown: Sequence[Source], reading: Reading
    ) -> tuple[Claim, ...]:
        """Return the statements of the draft with the sentences that carry them; else the best sentence itself.

        A statement that was cut off at the most tokens is left out, unless it is all there is. A sentence is the
        answer where no statement is carried, where they do not answer the question, or only by sentences that do
        not answer it, and where the draft says yes and the reader no, or the other way round.
        """
        draft = without_markers(without_thoughts("".join(piece.text for piece in written)))
        draft = without_spaces_in_numbers(draft, " ".join(source.text for source in shown))
        statements = [without_bullet(draft[start:end]) for start, end in split_sentences(draft)]
        ended = not written or not written[-1].text  # by the end marker
        if not ended and draft.rstrip()[-1:].isalnum() and len(statements) > 1:
            statements.pop()
        answering = {one.source: one.answers for one in reading.candidates}
        claims = tuple(check(statement, question.text, shown, self.reader, answering) for statement in statements)
        carried = [claim for claim in claims if claim.support != "unsupported"]
        if (
            not carried
            or not self._answers(question, carried, answering)
            or _contradicts(question, draft, reading)
        ):
            return the_sentence(question, reading, "" if carried else draft, shown)
        return claims

    def _answers(self, question: Question, claims: Sequence[Claim], answering: Mapping[Source, float]) -> bool:
        """Return whether claims, read as a passage, answer the question, and so does a sentence they rest on."""
        said = ReadPassage("", tuple(claim.text for claim in claims))
        (judged,) = self.reader.read(question.text, [said])
        rested_on = [answering[source] for claim in claims for source in claim.sources if source in answering]
        return judged.passage >= DOUBTFUL and max(rested_on, default=-math.inf) >= DOUBTFUL


def _default_model(embedder: Embedder) -> ChatModel:
    """Load the default model, and the embedder meanwhile: llama.cpp reads its file while Python imports."""
    load_model = llama_loader()
    with ThreadPoolExecutor(max_workers=1) as beside:
        loading = beside.submit(load_model, model_path(DEFAULT_GENERATOR))
        embedder.embed_query("anything")  # loads it
        return loading.result()


def _noted(pieces: Iterator[Piece], written: list[Piece]) -> Iterator[Piece]:
    """Yield pieces as the model writes them, each of them noted first, thoughts and the end marker too."""
    for piece in pieces:
        written.append(piece)
        yield piece


def _searching(library: Library, options: Options) -> str:
    if options.filters:
        return "Searching the chosen documents"
    return f"Searching {counted(library.passage_count(), 'passage')}"


def _read_so_far(reading: Reading) -> Progress:
    documents = {one.source.document.id for one in reading.candidates}
    message = f"Read {counted(len(reading.candidates), 'sentence')} of {counted(len(documents), 'document')}"
    quote = quote_of(reading) if reading.verdict.answered else None
    return Progress(message, closest(reading.candidates), quote)


def _contradicts(question: Question, draft: str, reading: Reading) -> bool:
    """Return whether a draft says yes where no was found, or the reverse, or neither where one was."""
    if not question.is_yes_or_no or reading.yes == 0:
        return False
    if (begins := re.match(r"\W*(yes|no)\b", draft, re.IGNORECASE)) is None:
        return yes_or_no(question, reading) != ""
    return (begins[1].lower() == "yes") != (reading.yes > 0)


def _passages(shown: Sequence[Hit]) -> tuple[SourcePassage, ...]:
    return tuple(SourcePassage(hit.document.id, hit.passage.start, hit.passage.end, hit.score) for hit in shown)
