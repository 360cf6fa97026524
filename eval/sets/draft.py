"""Draft a question set from a library: the model proposes, rules drop what is plainly unfit, a person edits."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eval.durable import append_durably
from eval.metrics.squad import normalise
from eval.sets.draft_prompt import EXACT, Candidate, Proposal, fault, messages, proposal
from eval.sets.json_lines import json_for_people
from eval.sets.questions import Question, document_name, load_questions
from index.errors import EvaluationError
from index.library import Library
from index.types import DocumentSummary, Passage
from qa.chat_model import ChatModel
from qa.thinking import without_thoughts

KIND = "drafted"
REPLY_TOKENS = 80
SENTENCE_WORDS = range(8, 41)

Item = TypeVar("Item")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Drafted:
    """How many questions were written, and how many proposals were dropped for which reason."""

    kept: int
    dropped: dict[str, int]


def draft(
    library: Library,
    model: ChatModel,
    *,
    out: Path,
    limit: int,
    seed: int = 0,
    append: bool = False,
    progress: Progress | None = None,
) -> Drafted:
    """Write up to `limit` questions into `out`, each as soon as it is there.

    With `append` the questions that `out` holds stay, and their sentences are not asked about again. `progress`
    gets (questions written, `limit`, what came of the last proposal). Raises EvaluationError when `out` exists and
    nothing is to be appended, or what it holds cannot be read.
    """
    earlier = _earlier(out, append=append)
    sentences = {sentence for question in earlier for sentence in question.gold}
    asked = {normalise(question.question) for question in earlier}
    kept = 0
    dropped: Counter[str] = Counter()
    for candidate in candidates(library, seed=seed):
        if kept == limit:
            break
        if candidate.sentence in sentences:
            continue
        sentences.add(candidate.sentence)
        pieces = model.stream(messages(candidate), max_tokens=REPLY_TOKENS)
        reply = without_thoughts("".join(piece.text for piece in pieces))
        proposed = proposal(reply)
        reason = _reason(proposed, candidate, asked)
        if proposed is not None and reason is None:
            asked.add(normalise(proposed.question))
            append_durably(out, json_for_people(_question(proposed, candidate).to_json()))
            kept += 1
        else:
            dropped[str(reason)] += 1
        if progress is not None:
            shown = proposed.question if proposed else reply
            progress(kept, limit, f"dropped, {reason}: {shown}" if reason else shown)
    return Drafted(kept, dict(dropped.most_common()))


def candidates(library: Library, *, seed: int) -> Iterator[Candidate]:
    """Yield the sentences to ask about, in an order that only the seed and the texts decide.

    Documents take turns, so that a long one does not take all, and within a document its passages.
    """
    documents = _drawn(library.documents(), seed, key=lambda document: document.id)
    return _in_turn([_of_document(library, document, seed) for document in documents])


def _of_document(library: Library, summary: DocumentSummary, seed: int) -> Iterator[Candidate]:
    text = library.document(summary.id).text
    passages = _drawn(library.passages(summary.id), seed, key=lambda passage: text[passage.start : passage.end])
    for passage, sentence in _in_turn([_sentences(text, passage, seed) for passage in passages]):
        yield Candidate(document_name(summary.source), summary.title, passage, sentence)


def _sentences(text: str, passage: Passage, seed: int) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a passage that have something to ask for, each with the passage."""
    around = " ".join(text[sentence.start : sentence.end] for sentence in passage.sentences)
    stating = [text[sentence.start : sentence.end] for sentence in passage.sentences if not sentence.heading]
    for sentence in _drawn([one for one in stating if _is_exact(one)], seed, key=str):
        yield around, sentence


def _is_exact(sentence: str) -> bool:
    return len(sentence.split()) in SENTENCE_WORDS and EXACT.search(sentence) is not None


def _drawn(items: Iterable[Item], seed: int, *, key: Callable[[Item], str]) -> list[Item]:
    """Shuffle items by seed and key, so that one more or less does not change the order of the others."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed} {key(item)}".encode(errors="replace")).digest())


def _in_turn(iterators: Iterable[Iterator[Item]]) -> Iterator[Item]:
    """Yield the first of each, then the second of each, until all are at their end."""
    running = list(iterators)
    while running:
        for iterator in list(running):
            try:
                yield next(iterator)
            except StopIteration:
                running.remove(iterator)


def _reason(proposed: Proposal | None, candidate: Candidate, asked: set[str]) -> str | None:
    """Return why there is nothing to keep, or None."""
    if proposed is None:
        return "no question with an answer"
    if normalise(proposed.question) in asked:
        return "asked already"
    return fault(proposed, candidate)


def _question(proposed: Proposal, candidate: Candidate) -> Question:
    content = f"{candidate.document}\n{candidate.sentence}\n{proposed.question}"
    return Question(
        id=f"{KIND}-{hashlib.sha256(content.encode(errors='replace')).hexdigest()[:12]}",
        question=proposed.question,
        answers=(proposed.answer,),
        gold=(candidate.sentence,),
        documents=(candidate.document,),
        answerable=True,
        kind=KIND,
        history=(),
    )


def _earlier(out: Path, *, append: bool) -> tuple[Question, ...]:
    """Return the questions that stay in `out`, and see that the next one starts on a line of its own."""
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        return ()
    if not append:
        raise EvaluationError(
            f"{out} exists, and is not overwritten. Give another --out, or --append to add to it."
        )
    earlier = load_questions(out)
    if not out.read_bytes().endswith(b"\n"):
        append_durably(out, b"\n")
    return earlier
