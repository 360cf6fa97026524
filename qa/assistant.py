"""The way from a question to an answer with its sentences."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from index.embed import Embedder
from index.library import Library
from index.models import DEFAULT_GENERATOR, model_path
from index.segment import split_sentences
from qa.answer import (
    Answer,
    Check,
    Delta,
    Event,
    Progress,
    SourcePassage,
    Tokens,
    Turn,
)
from qa.attribution import Source, attribute, sources_of, word_weights
from qa.bullets import without_bullet
from qa.chat_model import ChatModel, Piece
from qa.checks import checks_made
from qa.clock import Clock
from qa.composing import Claim, closest, compose
from qa.conversing import Reply, reply
from qa.evidence import Evidence, says_nothing, weights_for
from qa.expected import answers_in_kind
from qa.followup import earlier_turns, recent, search_query, standalone
from qa.llama import load_model
from qa.options import LOG_ODDS, USUAL, Options
from qa.premise import denial, false_premise, unspoken
from qa.prompt import STATED, checked_question, fitting, instruction, messages, without_markers
from qa.selection import select
from qa.words import asks_yes_or_no, content_words, weighted_share, without_spaces_in_numbers


class Assistant:
    """Answers questions from one library with one model. May be used by several threads; they wait in line."""

    def __init__(
        self,
        index: Library | Path | str,
        model: ChatModel | None = None,
        *,
        passages: int = 8,
        sentences: int = 5,
        prompt_tokens: int = 600,
        answer_tokens: int = 120,
        full: bool = False,
    ) -> None:
        """Open the library if a folder is given, and load the default model unless one is given.

        `passages` are searched, and their best `sentences` shown, as many as fit a prompt of `prompt_tokens`.
        `full` answers take every part of a question, in several sentences and at most twice the tokens. Raises
        LibraryError or ModelError.
        """
        self.library = index if isinstance(index, Library) else Library.open(index)
        self.model = model or _default_model(self.library.embedder)
        self._passages = passages
        self._sentences = sentences
        self._prompt_tokens = prompt_tokens
        self._answer_tokens = answer_tokens
        self._full = full

    def ask(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Answer:
        """Answer a question. Raises QuestionError when it is empty or too long."""
        *_, answer = self.stream(question, history, options)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Iterator[Event]:
        """Yield what happens, the draft as it is written, and last the Answer, which replaces the draft.

        Raises QuestionError when the question is empty or too long, LibraryError when the options name a document
        that is not in the library.
        """
        said, history = checked_question(question), recent(history)
        clock = Clock()
        if (replied := reply(said, history, self.library, options.filters)) is not None:
            yield self._without_model(said, replied, clock)
            return
        alone = standalone(said, history)
        question = alone or said
        earlier = () if alone else earlier_turns(said, history)
        yield Progress(_searching(self.library, options))
        query = search_query(said, history)
        found = self.library.search(query, k=self._passages, filters=options.filters)
        sentences = options.sentences or self._sentences
        hits = select(alone or query, found, self.library.embedder, sentences=sentences)
        hits = fitting(self.model, question, hits, earlier, tokens=self._prompt_tokens)
        clock.retrieved()
        full = self._full or options.full
        longest = options.answer_tokens or self._answer_tokens * (2 if full else 1)
        told = instruction(question, hits, full=full)
        asked = messages(question, hits, earlier, instruction=told)
        read = 0
        written: list[Piece] = []
        claims: tuple[Claim, ...] = ()
        checks: tuple[Check, ...] = ()
        confidence = 0.0
        sources = sources_of(hits)
        premise = unspoken(question, sources)
        if premise is not None:
            checks = ("premise",)
        elif hits:
            yield Progress(_reading(sources), closest(question, sources))
            read = self.model.count_tokens(asked)
            nearness = max(hit.dense for hit in found)
            with clock.in_model():
                stated = self.model.probability_of_yes(messages(question, hits, earlier, instruction=STATED))
            evidence = Evidence(
                stated,
                nearness,
                yes_or_no=asks_yes_or_no(question),
                denied=denial(question, "", sources, word_weights(sources, question)) is not None,
                stricter=LOG_ODDS[options.strictness],
                weights=weights_for(self.model.name),
            )
            if evidence.suffices:  # else no draft could be good enough
                for piece in clock.timed(self.model.stream(asked, max_tokens=longest)):
                    clock.first_token()
                    written.append(piece)
                    yield Delta(piece.text)
                claims = self._claims(question, written, sources)
                evidence = replace(evidence, coverage=_coverage(question, claims, sources))
                premise = _false_premise(question, claims)
                claims = claims if evidence.suffices and premise is None else ()
            confidence = evidence.probability
            checks = checks_made(self.model, drafted=bool(written), claimed=bool(claims))
        text, statements, citations = compose(question, claims, sources, sources_of(found))
        yield Answer(
            question=said,
            standalone=alone,
            answered=bool(statements),
            confidence=confidence,
            text=text if statements or premise is None else f"{text} {premise}",
            statements=statements,
            citations=citations,
            closest=() if statements else closest(question, sources),
            passages=tuple(
                SourcePassage(hit.document.id, hit.passage.start, hit.passage.end, hit.score) for hit in hits
            ),
            model=self.model.name,
            timings=clock.timings(),
            tokens=Tokens(read, len(written)),
            checks=checks,
        )

    def _without_model(self, said: str, replied: Reply, clock: Clock) -> Answer:
        """Return a reply as an answer: nothing was searched for and no model was asked."""
        clock.retrieved()
        return Answer(
            question=said,
            answered=True,
            confidence=1.0,
            text=replied.text,
            statements=replied.statements,
            citations=replied.citations,
            passages=(),
            model=self.model.name,
            timings=clock.timings(),
            tokens=Tokens(0, 0),
        )

    def _claims(self, question: str, written: Sequence[Piece], sources: Sequence[Source]) -> tuple[Claim, ...]:
        """Split the draft into statements and find their sentences.

        What only says "not stated", and what is not of the kind that is asked for, is left out; so is a sentence
        that was cut off at the most tokens, unless it is all there is. Where a sentence denies what the draft
        affirms, the sentence is the answer.
        """
        draft = without_markers("".join(piece.text for piece in written))
        draft = without_spaces_in_numbers(draft, " ".join(source.text for source in sources))
        denying = denial(question, draft, sources, word_weights(sources, question))
        if denying is not None:
            return (Claim(f"No: {without_bullet(' '.join(denying.text.split()))}", (denying,)),)
        statements = [without_bullet(draft[start:end]) for start, end in split_sentences(draft)]
        ended = not written or not written[-1].text  # by the end marker
        if not ended and draft.rstrip()[-1:].isalnum() and len(statements) > 1:
            statements.pop()
        return tuple(
            Claim(statement, attribute(statement, question, sources))
            for statement in statements
            if not says_nothing(statement) and answers_in_kind(question, statement)
        )


def _default_model(embedder: Embedder) -> ChatModel:
    """Load the default model, and the embedder meanwhile: llama.cpp reads its file while Python imports."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        loading = beside.submit(load_model, model_path(DEFAULT_GENERATOR))
        embedder.embed_query("anything")  # loads it
        return loading.result()


def _searching(library: Library, options: Options) -> str:
    if options.filters:
        return "Searching the chosen documents"
    passages = library.passage_count()
    return f"Searching {passages:,} passage{'' if passages == 1 else 's'}"


def _reading(sources: Sequence[Source]) -> str:
    sentences, documents = len(sources), len({source.document.id for source in sources})
    of = "1 document" if documents == 1 else f"{documents} documents"
    return f"Reading {sentences} sentence{'' if sentences == 1 else 's'} of {of}"


def _coverage(question: str, claims: Sequence[Claim], sources: Sequence[Source]) -> float:
    """Return the weighted share of the question's words in the cited sentences and in what is known of them."""
    weights = word_weights(sources, question)
    found: set[str] = set()
    for claim in claims:
        for source in claim.sources:
            found |= source.words | source.about
    return weighted_share(set(content_words(question)), found, weights)


def _false_premise(question: str, claims: Sequence[Claim]) -> str | None:
    premises = (false_premise(question, claim.text, claim.sources) for claim in claims if claim.sources)
    return next((premise for premise in premises if premise), None)
