"""An answer taken apart for what shows it: statements, the markers behind them, and where a citation is from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.text.bullets import without_bullet
from index.text.language import most_likely
from qa.answer import Answer, Citation, Statement, without_markers
from ui.words import day, on_page

_MARKERS = re.compile(r"(?:\s*\[\d+\])+")


@dataclass(frozen=True, slots=True)
class Part:
    """A statement's words and the markers behind it as written (" [1][2]"), or text that states nothing."""

    words: str
    markers: str = ""
    statement: Statement | None = None


def parts(answer: Answer) -> Iterator[Part]:
    """Yield the parts in order; together they are the answer's text.

    A "[1]" anywhere else belongs to the words: only what stands right behind a statement can be its marker.
    """
    text, position = answer.text, 0
    for statement in sorted(answer.statements, key=lambda statement: statement.start):
        end = _end_without_markers(text, statement)
        run = _MARKERS.match(text, end)
        after = run.end() if run else end
        if position < statement.start:
            yield Part(text[position : statement.start])
        yield Part(text[statement.start : end], text[end:after], statement)
        position = after
    if position < len(text):
        yield Part(text[position:])


def language_of_answer(answer: Answer) -> str | None:
    """Return the language of an answer: English, or one of its documents; None where these are not all known.

    What is said without a document, such as a greeting, is English.
    """
    of_documents = frozenset(citation.document.language or "" for citation in answer.citations)
    if not answer.statements:
        return "en"
    return _likeliest(answer.text, of_documents) if of_documents and "" not in of_documents else None


@lru_cache(maxsize=1000)  # a conversation is shown anew with each word that is written
def _likeliest(text: str, of_documents: frozenset[str]) -> str:
    return most_likely(without_markers(text), of_documents | {"en"})


def date_and_page(citation: Citation) -> tuple[str, ...]:
    """Return in words what is known of a cited place besides its title."""
    facts = (day(citation.document.published), on_page(citation.page))
    return tuple(fact for fact in facts if fact)


def quoted(citation: Citation) -> str:
    """Return the cited sentence as it is shown alone: without the bullet of a list, which its offsets take in."""
    return without_bullet(citation.quote)


def _end_without_markers(text: str, statement: Statement) -> int:
    """Return where the statement ends less its own markers at the end, should it reach over them."""
    end = statement.end
    for number in reversed(statement.citations):
        marker = f"[{number}]"
        if text[statement.start : end].rstrip().endswith(marker):
            end = text.rindex(marker, statement.start, end)
    return end
