"""Few and good sentences: what the model is shown of the passages that were found.

A small model answers better from five sentences than from the four passages they stand in, and in a third of the
time (docs/decisions.md).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from index.embed import Embedder
from index.types import Hit, Passage, Sentence
from qa.attribution import Source, sources_of, word_weights
from qa.transcript import whole_turns
from qa.words import content_words, weighted_share


def select(question: str, hits: Sequence[Hit], embedder: Embedder, *, sentences: int) -> tuple[Hit, ...]:
    """Return the best sentences of the hits, as hits whose passages are runs of them, in the order of the hits.

    A sentence is as good as its cosine with the question, its weighted share of the question's words and the score
    of its passage together; the words of a heading right above it count as its own, and the heading comes with it.
    In a transcript the rest of its turn comes too, and the turn that follows.
    """
    sources = sources_of(hits)
    if not sources:
        return ()
    asked, weights = set(content_words(question)), word_weights(sources, question)
    above = _headings(hits)
    passage_score = {(hit.document.id, one): hit.score for hit in hits for one in hit.passage.sentences}
    nearness = embedder.embed_passages([source.said for source in sources]) @ embedder.embed_query(question)

    def score(numbered: tuple[int, Source]) -> float:
        number, source = numbered
        place = source.document.id, source.sentence
        words = source.words | above.get(place, frozenset())
        return float(nearness[number]) + weighted_share(asked, words, weights) + passage_score[place]

    best = {source for _, source in sorted(enumerate(sources), key=score, reverse=True)[:sentences]}
    chosen = {(source.document.id, source.sentence) for source in best}
    shown: list[Hit] = []
    for hit in hits:
        mine = [one for one in hit.passage.sentences if (hit.document.id, one) in chosen]
        with_turns = whole_turns(hit.document.text, hit.passage.sentences, mine)
        shown.extend(
            replace(hit, passage=Passage(hit.passage.document_id, run)) for run in _runs(hit.passage, with_turns)
        )
    return tuple(shown)


def _headings(hits: Sequence[Hit]) -> dict[tuple[str, Sentence], frozenset[str]]:
    """Return the words of the heading right above a sentence, by document and sentence: it comes with it."""
    return {
        (hit.document.id, after): frozenset(content_words(hit.document.text[before.start : before.end]))
        for hit in hits
        for before, after in pairwise(hit.passage.sentences)
        if before.heading
    }


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
