"""Questions together with the documents they are about, whatever format they came in."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.sets.questions import Question

_UNSAFE = re.compile(r"[^\w.-]|^\.")
_LONGEST_NAME = 240


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A question set as it was read.

    `documents` is the folder of its documents, or their texts by file name, or None where it brings none.
    `relevance` holds, for a set that grades its documents, the grade above 0 of each by question id and file name.
    """

    questions: tuple[Question, ...]
    documents: Path | Mapping[str, str] | None
    relevance: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def grades(self, question: Question) -> Mapping[str, int]:
        """Return the grade of each relevant document by file name: 1 where the set does not grade them."""
        return self.relevance.get(question.id) or dict.fromkeys(question.documents, 1)


def file_name(identifier: str) -> str:
    """Return the name of the text file that a document with this identifier is written into.

    Letters, digits and "_.-" stay; all else, and a dot in front, is percent-encoded (RFC 3986), so that decoding
    gives the identifier back. One too long for a file name goes by its SHA-256, which no encoding looks like.
    """
    name = _UNSAFE.sub(_percent_encoded, identifier)
    if len(name.encode()) > _LONGEST_NAME:
        digest = hashlib.sha256(identifier.encode()).hexdigest()
        name = f"%sha256-{digest}"
    return f"{name}.txt"


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
