"""Few and good sentences: what the model is shown of what was read.

A small model answers better from a few sentences than from the passages they stand in, and in a third of the time
(docs/decisions/few-sentences.md).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from index.types import Hit, Passage, Sentence
from qa.reading import Candidate
from qa.transcript import whole_turns


def choose(candidates: Sequence[Candidate], *, sentences: int) -> tuple[Hit, ...]:
    """Return the best sentences as hits whose passages are runs of them, the document of the best one first.

    A heading right above a sentence comes with it; of a transcript the rest of its turn, and the turn that
    follows.
    """
    best = candidates[:sentences]
    shown: list[Hit] = []
    for hit in {(one.hit.document.id, one.hit.passage.start): one.hit for one in best}.values():
        mine = [one.source.sentence for one in best if one.hit is hit]
        with_turns = whole_turns(hit.document.text, hit.passage.sentences, mine)
        shown.extend(
            replace(hit, passage=Passage(hit.passage.document_id, run)) for run in _runs(hit.passage, with_turns)
        )
    documents = list(dict.fromkeys(hit.document.id for hit in shown))
    return tuple(sorted(shown, key=lambda hit: documents.index(hit.document.id)))


def _runs(passage: Passage, chosen: Collection[Sentence]) -> list[tuple[Sentence, ...]]:
    """Return the runs of chosen sentences, each with the heading right before it."""
    following = [*passage.sentences[1:], None]
    marked = [
        (sentence, sentence in chosen or (sentence.heading and after in chosen))
        for sentence, after in zip(passage.sentences, following, strict=True)
    ]
    return [
        tuple(sentence for sentence, _ in run) for kept, run in groupby(marked, key=lambda one: one[1]) if kept
    ]
