"""What one document says to a question that is asked of each."""

from dataclasses import asdict, dataclass
from typing import Any

from index.text.bullets import without_bullet
from qa.answer import Answer, Citation, CitedDocument, Quote

SCHEMA = 1
_BEFORE_A_QUOTE = ("", "Yes: ", "No: ")


@dataclass(frozen=True, slots=True)
class Row:
    """A document with its `answer`, the one that a single question over it gets, or with the `error` it ended in.

    `content` is the SHA-256 of the bytes it was read from; "" where the document could not be had.
    """

    document: CitedDocument
    content: str = ""
    answer: Answer | None = None
    error: str = ""

    @property
    def key(self) -> str:
        """What stands for this document with this content: a file that was changed since has another."""
        return key_of(self.document.id, self.content)

    @property
    def answered(self) -> bool:
        """Whether the document states an answer."""
        return self.answer is not None and self.answer.answered

    @property
    def said(self) -> str:
        """The answer, without markers; "" where the document does not state it.

        Where the answer is the cited sentence itself, that is what stands before it ("Yes"), or else the words of
        the sentence that answer: the sentence stands beside it anyway.
        """
        if self.answer is None or not self.answer.answered:
            return ""
        # Statements bear no markers; to take those out of the text takes brackets of the document as well.
        text = " ".join(" ".join(one.text for one in self.answer.statements).split())
        text = text or " ".join(self.answer.text.split())
        quote = self.answer.quote
        if quote is None:
            return text
        sentence = _one_line(quote.quote)
        before = text.removesuffix(sentence)
        if before not in _BEFORE_A_QUOTE:
            return text
        return before.rstrip(": ") or _words_that_answer(quote) or sentence

    @property
    def cited(self) -> Citation | None:
        """The sentence that the answer rests on, the best where there are several; None where there is none."""
        if self.answer is None or not self.answer.citations:
            return None
        best = self.answer.quote
        return next(
            (one for one in self.answer.citations if best is not None and one.start == best.start),
            self.answer.citations[0],
        )

    @property
    def probability(self) -> float | None:
        """How probable it is that the document states an answer; None after an error."""
        return None if self.answer is None else self.answer.confidence

    def to_json(self) -> dict[str, Any]:
        """Return the row with its answer in the published form, made of JSON types only."""
        return {
            "schema": SCHEMA,
            "document": asdict(self.document),
            "content": self.content,
            "answered": self.answered,
            "said": self.said,
            "probability": self.probability,
            "answer": None if self.answer is None else self.answer.to_json(),
            "error": self.error,
        }


def key_of(document_id: str, content: str) -> str:
    """Return what stands for a document with this content."""
    return f"{document_id}-{content[:16]}"


def _one_line(quote: str) -> str:
    return without_bullet(" ".join(quote.split()))


def _words_that_answer(quote: Quote) -> str:
    first, last = (offset - quote.start for offset in quote.span)
    return " ".join(quote.quote[first:last].split())
