"""The parts of an Office file and how they refer to each other (ECMA-376, part 2), the strict form as well."""

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any

from index.load.markup.tree import parse_xml
from index.load.zip import read_member


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the kind, such as "worksheet", and the name of the other part."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of a file, by their names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Take an opened archive."""
        self._archive = archive
        self._names = frozenset(archive.namelist())

    def xml(self, part: str) -> Any:  # noqa: ANN401 - lxml ships no types
        """Return the tree of a part, None if there is none. Raises DocumentError if it is damaged."""
        return parse_xml(self.read(part)) if part in self._names else None

    def read(self, part: str) -> bytes:
        """Return the bytes of a part. Raises DocumentError if it is missing or damaged."""
        return read_member(self._archive, part)

    def relations(self, part: str = "") -> list[Relation]:
        """Return what a part refers to within the file, or the file itself does."""
        folder, name = posixpath.split(part)
        found = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if found is None:
            return []
        return [
            Relation(
                relation.get("Id", ""),
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in found.iter("{*}Relationship")
            if relation.get("TargetMode") != "External"
        ]

    def first(self, kind: str, part: str = "") -> str:
        """Return the name of the first part of a kind that a part refers to, or "" if there is none."""
        return next((relation.part for relation in self.relations(part) if relation.kind == kind), "")
