"""What stands above the text of a Markdown file: fields between two lines of "---" (YAML) or "+++" (TOML).

A file may also begin with a rule, which looks the same: between two rules there is text, between the other lines
nothing but fields.
"""

import re
from dataclasses import dataclass

from index.load.dates import read_date
from index.load.parts import one_line

_FENCED = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?\n)(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(
    r"(?P<name>[^\W\d_][\w .-]{0,40}?|\"[^\"]{1,40}\")[ \t]*(?::(?:[ \t]+|$)|=)[ \t]*(?P<value>.*)"
)
_CONTINUED = re.compile(r"[ \t]+\S|- |#|\[[\w.]+\]\s*$|[\]}],?\s*$")
_FOLDED = re.compile(r"[>|][+-]?")
_COMMENT = re.compile(r"\s#\s.*")
_TITLE = ("title",)
_DATE = ("date", "published", "pubdate", "publishdate", "created")
_AUTHOR = ("author", "authors")
_LANGUAGE = ("lang", "language")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file states about itself, and its text (`body`); `others` are the fields that have no place here."""

    body: str
    title: str | None = None
    published: str | None = None
    author: str | None = None
    language: str | None = None
    others: tuple[tuple[str, str], ...] = ()


def front_matter(source: str) -> FrontMatter:
    """Return what stands above the text of a file, and the text."""
    fenced = _FENCED.match(source)
    fields = _fields(fenced[2]) if fenced else None
    if not fenced or not fields:
        return FrontMatter(source)
    published = _take(fields, _DATE, dated=True)
    return FrontMatter(
        body=source[fenced.end() :],
        title=_take(fields, _TITLE),
        published=read_date(published or ""),
        author=_take(fields, _AUTHOR),
        language=_take(fields, _LANGUAGE),
        others=tuple((name, value) for name, value in fields if value),
    )


def _fields(block: str) -> list[tuple[str, str]] | None:
    """Return names and values; None if the lines are text."""
    found: list[tuple[str, list[str]]] = []
    for line in block.split("\n"):
        field = _FIELD.match(line)
        if field:
            found.append((field["name"].strip('"'), [field["value"]]))
        elif not found and not line.startswith("#"):
            return None
        elif line.strip():
            if not _CONTINUED.match(line):
                return None
            if not line.startswith("#"):
                found[-1][1].append(line)
    return [(name, _value(lines)) for name, lines in found]


def _value(lines: list[str]) -> str:
    first = lines[0].strip()
    rest = [line.strip().removeprefix("- ") for line in lines[1:]]
    if _FOLDED.fullmatch(first):
        return one_line(" ".join(rest))
    if first[:1] in ("'", '"') and first[-1:] == first[:1] and len(first) > 1:
        return one_line(first[1:-1])
    first = _COMMENT.sub("", first)
    if first.startswith("[") and not rest:
        rest, first = first.strip("[]").split(","), ""
    return one_line(", ".join(part.strip().strip("\"'") for part in [first, *rest] if part.strip("[]{}, ")))


def _take(fields: list[tuple[str, str]], names: tuple[str, ...], *, dated: bool = False) -> str | None:
    """Take the first field of these names out of `fields`; `dated`: if its value is a date."""
    for wanted in names:
        for field in fields:
            if field[0].lower() == wanted and field[1] and (not dated or read_date(field[1])):
                fields.remove(field)
                return field[1]
    return None
