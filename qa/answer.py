"""An answer, its statements and its citations, and the one JSON form they have everywhere."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

SCHEMA = 2
READ = (1, 2)
_MARKER = re.compile(r"\s*\[\d+\]")

Support = Literal["supported", "partial", "unsupported"]

Reason = Literal["answered", "not_stated", "not_carried", "corrected", "no_question"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """What a reader needs to know of the document a citation points into.

    `link` opens the cited place in Obsidian or Zotero ("obsidian://", "zotero://"), where the file belongs to one.
    `language` is the document's, an ISO 639-1 code, where it is known.
    """

    id: str
    title: str
    source: str
    published: str | None
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to the very place: `document.text[start:end] == quote`, always. `number` is its marker, from 1."""

    number: int
    document: CitedDocument
    start: int
    end: int
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The best sentence, and the `span` of it that answers: offsets into the document's text, as its own are."""

    document: CitedDocument
    start: int
    end: int
    page: int | None
    quote: str
    span: tuple[int, int]
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question is answered, why, how probable an answer in the documents is, and what decided (`by`).

    `reason` is "not_stated" where nothing that was read answers, "not_carried" where what was written is not
    carried by what was read, "no_question" where nothing was asked of the documents.
    """

    answered: bool
    reason: Reason
    probability: float
    by: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A part of the answer that claims something; `start` and `end` are offsets into `Answer.text`."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A stretch of a document the model was shown, with its retrieval score."""

    document: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the question until the search was done, the first word came, and all was done.

    `model` is how many of `total` were spent in the language model.
    """

    retrieve: float
    first_token: float
    total: float
    model: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens read and written by the model for the answer."""

    prompt: int
    completion: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, what is answered, and the sentences it rests on.

    `text` carries the markers ("[1]") right after each statement. When the documents do not say, `answered` is
    False, and `statements` and `citations` are empty. `confidence` is the verdict's probability. `closest` are,
    when nothing is answered, the sentences nearest to an answer: numbered and addressed as citations are, but no
    answer. `quote` is the best sentence of an answer, also where a text was written. `standalone` is the
    question as it was understood, where that is not how it was asked. A reply that states nothing from the
    documents (a greeting, the list of them) is answered, and has neither statements nor citations.
    """

    question: str
    answered: bool
    confidence: float
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[SourcePassage, ...]
    model: str
    timings: Timings
    tokens: Tokens
    closest: tuple[Citation, ...] = ()
    standalone: str | None = None
    verdict: Verdict | None = None
    quote: Quote | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the answer in its published form, schema 2, made of JSON types only."""
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        """Read back what `to_json` wrote, also in schema 1, without verdict and quote.

        Raises ValueError for others.
        """
        if data.get("schema") not in READ:
            raise ValueError(f"answer schema {data.get('schema')!r}, expected {SCHEMA}")
        return cls(
            question=data["question"],
            answered=data["answered"],
            confidence=data["confidence"],
            text=data["text"],
            statements=tuple(
                Statement(**{**statement, "citations": tuple(statement["citations"])})
                for statement in data["statements"]
            ),
            citations=_citations(data["citations"]),
            passages=tuple(SourcePassage(**passage) for passage in data["passages"]),
            model=data["model"],
            timings=Timings(**data["timings"]),
            tokens=Tokens(**data["tokens"]),
            closest=_citations(data.get("closest", ())),  # not in answers of the first version
            standalone=data.get("standalone"),  # nor is this
            verdict=Verdict(**verdict) if (verdict := data.get("verdict")) else None,
            quote=_quote(quote) if (quote := data.get("quote")) else None,
        )


def _citations(data: Iterable[Mapping[str, Any]]) -> tuple[Citation, ...]:
    return tuple(Citation(**{**one, "document": CitedDocument(**one["document"])}) for one in data)


def _quote(data: Mapping[str, Any]) -> Quote:
    return Quote(**{**data, "document": CitedDocument(**data["document"]), "span": tuple(data["span"])})


@dataclass(frozen=True, slots=True)
class Progress:
    """A step on the way to an answer, in words a person may read ("reading 3 passages").

    `nearest` are those of the sentences that were read that come nearest to an answer, the best first: something
    to look at until the answer comes, as its `closest` are when none does. `quote` is the first of them where it
    answers.
    """

    message: str
    nearest: tuple[Citation, ...] = ()
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """More text of the draft, as the model writes it. The final `Answer` replaces all of the draft."""

    text: str


Event = Progress | Delta | Answer


def without_markers(text: str) -> str:
    """Return a text without citation markers such as " [1]"."""
    return _MARKER.sub("", text)
