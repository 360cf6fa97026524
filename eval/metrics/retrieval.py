"""How well does search find the evidence? At which ranks the gold sentences and documents of a question come."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.metrics.ranking import Relevant
from eval.sets.questions import Question, document_name
from index.adding.indexing import passage_text
from index.library import Library
from qa.talk.followup import search_query

PASSAGES = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What search found of one question's evidence, and the seconds it took, the question's embedding included.

    A gold sentence has the rank of the first passage that holds it; a gold document, by file name, its rank among
    the documents in the order of their best passages.
    """

    id: str
    kind: str
    sentences: tuple[Relevant, ...]
    documents: Mapping[str, Relevant]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return a line of retrieval.jsonl; the ranks of the sentences are in the order of the gold."""
        return {
            "id": self.id,
            "kind": self.kind,
            "sentences": [sentence.rank for sentence in self.sentences],
            "documents": [
                {"name": name, "grade": document.grade, "rank": document.rank}
                for name, document in self.documents.items()
            ],
            "seconds": round(self.seconds, 4),
        }


def find(library: Library, question: Question, grades: Mapping[str, int]) -> Found:
    """Search for the evidence of a question, with the words that the assistant would search with.

    `grades` are those of the documents by file name.
    """
    started = time.perf_counter()
    hits = library.search(query_of(question), k=PASSAGES)
    seconds = time.perf_counter() - started
    passages = [passage_text(hit.document.text, hit.passage) for hit in hits]
    names = list(dict.fromkeys(document_name(hit.document.source) for hit in hits))
    ranks = (
        next((rank for rank, passage in enumerate(passages, start=1) if holds(passage, sentence)), None)
        for sentence in dict.fromkeys(question.gold)
    )
    return Found(
        id=question.id,
        kind=question.kind,
        sentences=tuple(map(Relevant, ranks)),
        documents={
            name: Relevant(names.index(name) + 1 if name in names else None, grade)
            for name, grade in grades.items()
        },
        seconds=seconds,
    )


def query_of(question: Question) -> str:
    """Return what the assistant searches for: the question, after those it leans on."""
    return search_query(question.question.strip(), question.history)


def holds(text: str, sentence: str) -> bool:
    """Tell whether a sentence stands in the text, white space aside."""
    return " ".join(sentence.split()) in " ".join(text.split())


def holds_gold(text: str, question: Question) -> bool:
    """Tell whether a gold sentence stands in the text, white space aside."""
    return any(holds(text, gold) for gold in question.gold)
