"""What was found, read: which sentences answer the question, and whether any does."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from index.models.embed import Embedder
from index.models.embed_quick import for_one_question
from index.text.file_name import file_words
from index.types import Hit
from qa.answer import Verdict
from qa.reader.orders import gives_orders
from qa.reader.protocol import Judgement, Reader, ReadPassage
from qa.reader.rows import Cell, naming, rows_of, statements
from qa.sources import Source, heading_above, shares_of_words, sources_of
from qa.verdict import Signals, decide

READ_TOKENS = 2400
"""Of the passages that are read, the best first: what two cores read in about half a second."""
CHARACTERS_A_TOKEN = 4
AGAIN = 8  # candidates that are read a second time, side by side
CONSIDERED = 4  # candidates that may be the sentence that decides
FEWEST_READ = 6  # passages, however long

_MERE_WORD = re.compile(r"\W*(?:yes|no)\W*", re.IGNORECASE)

# A sentence's log-odds, its passage's, and what search thinks of that, as one score: fitted as docs/reader.md
# tells.
OF_PASSAGE, OF_FUSED, OF_COSINE = 0.5, 3.0, 3.0
OF_NEARNESS = 12.0
"""What the cosine of the question and a sentence counts; the first `COMPARED` are compared."""
COMPARED = 24
OF_DOCUMENT = 4.0
"""What it counts how far a document, of all that were found, has the words of the question."""
OF_NAMING = 6.0
"""What it counts that a row of a table is the one, of the document's rows, that the question names."""
IN_CELLS = 2  # rows of a document, at most, that are read a second time cell by cell,
MOST_IN_CELLS = 1000  # each with as many characters: a reader sees about 1,500 at once
BY_FAR = 3.0
"""By how much the best sentence is better than the next where the model that writes is told which it is."""
LONGEST_HINT = 300  # characters of it
HEADING = -6.0  # a heading states nothing by itself, nor does "No."
ORDER = -6.0
"""What it counts, in log-odds, that a sentence tells an assistant what to say: it states nothing of the matter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that was read, from the passage of `hit`.

    `score` orders candidates; `answers` are the log-odds that the sentence is part of the answer, `passage` those
    that its passage answers, `beside` those that the best sentences of its document do side by side, `yes` those
    that what is asked is so, by what it was last read with; `near` is its cosine to the question; `about` is the
    share of the question's words that its document has; `cells` are those of a row of a table, and `named` how far
    it is the one that the question names, 1 for what is no row; `span` are the characters of it that answer best.
    """

    source: Source
    hit: Hit
    score: float
    answers: float
    passage: float
    beside: float
    yes: float
    near: float
    about: float
    cells: tuple[Cell, ...]
    named: float
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is read of a candidate as one sentence, and the characters of the candidate that it stands for."""

    candidate: Candidate
    text: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences, best first, the verdict over them, and the log-odds that what is asked is so (`yes`).

    `seconded` says whether the model that writes was asked for these, too.
    """

    candidates: tuple[Candidate, ...]
    verdict: Verdict
    yes: float = 0.0
    seconded: bool = False


def read(
    question: str, hits: Sequence[Hit], reader: Reader, embedder: Embedder | None = None, *, stricter: float = 0.0
) -> Reading:
    """Read the best of the hits and decide whether they answer.

    With an `embedder` their sentences are compared with the question, too; `stricter` is added to the log-odds
    that suffice.
    """
    hits = _readable(hits)
    sources = [sources_of([hit]) for hit in hits]
    judgements = reader.read(question, [as_read(one) for one in sources])
    about, rows = shares_of_words(question, sources), _rows(question, sources)
    candidates = [
        _candidate(source, hit, judgement, number, about[hit.document.id], *rows.get(source, ((), 1.0)))
        for hit, judgement, mine in zip(hits, judgements, sources, strict=True)
        for number, source in enumerate(mine)
        if number < len(judgement.sentences)
    ]
    candidates.sort(key=lambda one: -one.score)
    if embedder is not None:
        candidates = [*_compared(question, candidates[:COMPARED], embedder), *candidates[COMPARED:]]
    candidates = [*_side_by_side(question, candidates[:AGAIN], reader), *candidates[AGAIN:]]
    verdict = decide(signals(candidates), reader.name, stricter=stricter)
    return Reading(tuple(candidates), verdict, candidates[0].yes if candidates else 0.0)


def _compared(question: str, candidates: Sequence[Candidate], embedder: Embedder) -> list[Candidate]:
    """Return the candidates after each was compared with the question, the best first.

    Vectors of sentences know words that mean the same, of which the reader knows few.
    """
    quick = for_one_question(embedder)
    vectors = quick.embed_passages([one.source.on_one_line for one in candidates])
    cosines = vectors @ quick.embed_query(question)
    near = [_scored(replace(one, near=float(cosine))) for one, cosine in zip(candidates, cosines, strict=True)]
    return sorted(near, key=lambda one: -one.score)


def _side_by_side(question: str, candidates: Sequence[Candidate], reader: Reader) -> list[Candidate]:
    """Return the best candidates after a second reading, those of a document as one passage; both readings count.

    Which of two sentences answers shows better where they stand beside each other than in passages read apart.
    A row that the question names less than another one is left out. One or two rows are read cell by cell.
    """
    together: dict[str, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: one.source.sentence.start):
        together.setdefault(one.source.document.id, []).append(one)
    read_again = [_parts(question, mine) for mine in together.values()]
    judgements = reader.read(question, [_passage_of(parts) for parts in read_again])
    again = [
        _scored(_read_again(one, judgement, list(mine)))
        for judgement, parts in zip(judgements, read_again, strict=True)
        for one, mine in groupby(zip_longest(parts, judgement.sentences), key=lambda part: part[0].candidate)
    ]
    read_twice = {one.source for one in again}
    left_out = [one for one in candidates if one.source not in read_twice]
    return sorted([*again, *(_below(again, one) for one in left_out)], key=lambda one: -one.score)


def _below(again: Sequence[Candidate], row: Candidate) -> Candidate:
    """Return a row that was left out with a score not above that of the best row of its document."""
    best = max(one.score for one in again if one.cells and one.source.document.id == row.source.document.id)
    return replace(row, score=min(row.score, best))


def _parts(question: str, candidates: Sequence[Candidate]) -> list[_Part]:
    """Return what is read again of the candidates of a document."""
    rows = [one for one in candidates if one.cells]
    most = max((one.named for one in rows), default=1.0)
    best = [one for one in rows if one.named == most]
    parts: list[_Part] = []
    for one in candidates:
        stated = statements(question, one.cells) if one in best and len(best) <= IN_CELLS else []
        if stated and sum(len(text) for text, _ in stated) <= MOST_IN_CELLS:
            parts += [_Part(one, text, (cell.start, cell.end)) for text, cell in stated]
        elif one.named >= most or not one.cells:
            parts.append(_Part(one, f"{one.source.prefix}{one.source.text}", one.span))
    return parts


def _passage_of(parts: Sequence[_Part]) -> ReadPassage:
    return replace(as_read([parts[0].candidate.source]), sentences=tuple(part.text for part in parts))


def _read_again(one: Candidate, judgement: Judgement, parts: Sequence[tuple[_Part, float | None]]) -> Candidate:
    """Return a candidate with what was said the second time; there may have been no room for all of it."""
    one = replace(one, beside=judgement.passage, yes=judgement.yes)
    told = [(odds, part.span) for part, odds in parts if odds is not None]
    if not told:
        return one
    odds, span = max(told, key=lambda part: part[0])
    return replace(
        one,
        answers=(one.answers + _odds(one.source, odds)) / 2,
        span=span if len(told) == len(parts) else one.span,
    )


def signals(candidates: Sequence[Candidate]) -> Signals | None:
    """Return what the verdict goes by, of candidates in their order; None without any."""
    if not candidates:
        return None
    best = max(candidates[:CONSIDERED], key=lambda one: one.answers)
    passage, beside = (max(of) for of in zip(*((one.passage, one.beside) for one in candidates), strict=True))
    return Signals(best.answers, passage, beside, best.hit.dense, best.about)


def as_read(sources: Sequence[Source]) -> ReadPassage:
    """Return sentences of one document as a reader reads them.

    Below its title, what its file is called besides, and the heading they stand under.
    """
    document = sources[0].document
    above = heading_above(document, sources[0].sentence.start)
    known = (document.title, file_words(document.source, document.title), above if above != document.title else "")
    title = ". ".join(one for one in known if one)
    return ReadPassage(title, tuple(f"{source.prefix}{source.text}" for source in sources))


def _rows(question: str, passages: Sequence[Sequence[Source]]) -> dict[Source, tuple[tuple[Cell, ...], float]]:
    """Return the rows of tables with their cells, and how far each is the one that the question names.

    Those found of its document are compared.
    """
    of_document: dict[str, list[Source]] = {}
    for source in dict.fromkeys(source for passage in passages for source in passage):
        of_document.setdefault(source.document.id, []).append(source)
    found: dict[Source, tuple[tuple[Cell, ...], float]] = {}
    for mine in of_document.values():
        cells_of_each = rows_of([one.text for one in mine])
        rows = {source: cells for source, cells in zip(mine, cells_of_each, strict=True) if cells}
        shares = naming(question, list(rows.values()))
        found.update((source, (rows[source], share)) for source, share in zip(rows, shares, strict=True))
    return found


def _readable(hits: Sequence[Hit]) -> list[Hit]:
    """Return the first hits, as many as are read."""
    kept: list[Hit] = []
    room = READ_TOKENS * CHARACTERS_A_TOKEN
    for hit in hits:
        room -= hit.passage.end - hit.passage.start
        if room < 0 and len(kept) >= FEWEST_READ:
            break
        kept.append(hit)
    return kept


def _candidate(
    source: Source,
    hit: Hit,
    judgement: Judgement,
    number: int,
    about: float,
    cells: tuple[Cell, ...],
    named: float,
) -> Candidate:
    first, last = (max(place - len(source.prefix), 0) for place in judgement.spans[number])
    odds = _odds(source, judgement.sentences[number])
    return _scored(
        Candidate(
            source=source,
            hit=hit,
            score=0.0,
            answers=odds,
            passage=judgement.passage,
            beside=-math.inf,
            yes=judgement.yes,
            near=0.0,
            about=about,
            cells=cells,
            named=named,
            span=(first, last),
        )
    )


def _odds(source: Source, said: float) -> float:
    return said + ORDER * gives_orders(source.text)


def _scored(one: Candidate) -> Candidate:
    found = OF_FUSED * one.hit.score + OF_COSINE * one.hit.dense + OF_DOCUMENT * one.about + OF_NEARNESS * one.near
    told_apart = OF_NAMING * (one.named - 1) + HEADING * (not states(one.source))
    score = one.answers + OF_PASSAGE * one.passage + found + told_apart
    return replace(one, score=score)


def best_said(reading: Reading) -> str:
    """Return the best sentence as a model reads it, or the beginning of a long one."""
    source = reading.candidates[0].source
    return f"{source.prefix}{source.on_one_line}"[:LONGEST_HINT]


def leads_by_far(reading: Reading) -> bool:
    """Return whether the best sentence is that by far, and so most likely the answer."""
    first, *others = reading.candidates
    return not others or first.score - others[0].score >= BY_FAR


def states(source: Source) -> bool:
    """Return whether a sentence may state something: no heading, no mere "No.", not the title, which is known."""
    repeats = source.on_one_line == source.document.title
    return not (source.sentence.heading or repeats or _MERE_WORD.fullmatch(source.text))
