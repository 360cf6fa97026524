"""What an Office file states about itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE

from index.load.parts import iso
from index.load.stated import stated_author, stated_date, stated_title


@dataclass(frozen=True, slots=True)
class Properties:
    """Title, date and author as a person stated them, or None."""

    title: str | None = None
    published: str | None = None
    author: str | None = None
    language: str | None = None


def core_properties(package: Any, relations: Iterable[Any]) -> Properties:  # noqa: ANN401 - python-pptx ships no types
    """Return the properties of a file that is read with python-docx or python-pptx; these would make some up."""
    if not any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in relations):
        return Properties()
    core = package.core_properties
    dates = [iso(moment) for moment in (core.created, core.modified) if moment]
    return Properties(
        title=stated_title(core.title),
        published=stated_date(*dates),
        author=stated_author(core.author),
        language=core.language or None,
    )
