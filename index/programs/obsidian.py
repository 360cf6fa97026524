"""Obsidian: a folder that holds `.obsidian` is a vault, and what lies in it opens there by a link."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from index.load.markup.obsidian import shown

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_NO_LETTER = re.compile(r"[\W_]+")
_NOT_IN_A_LINK = re.compile(r"[#^|\[\]\\:%\s]+")  # of a heading: Obsidian itself puts a space there


def link(source: str, page: int | None = None, headings: Sequence[str] = ()) -> str | None:
    """Return the link to a note or a PDF of a vault, None for any other file, and where the vault is not here.

    `headings` are those above the place, the nearest first. A callout's title is one of them and none to Obsidian,
    so the first that the file has as a heading is named.
    """
    path = Path(source)
    opens = path.is_absolute() and path.suffix.lower() in (".md", ".pdf")
    vault = _vault(path) if opens else None
    if vault is None or not path.is_file():
        return None
    file = path.relative_to(vault).as_posix()
    if "#" in file:  # Obsidian takes what follows for a heading
        return None
    place = _written(path, headings) if page is None else f"page={page}"
    return f"obsidian://open?vault={_encoded(vault.name)}&file={_encoded(f'{file}#{place}' if place else file)}"


def _vault(path: Path) -> Path | None:
    """Return the innermost vault that a file lies in."""
    return next((folder for folder in path.parents if folder.name and (folder / ".obsidian").is_dir()), None)


def _written(note: Path, headings: Sequence[str]) -> str:
    """Return the first of the headings that a note has, as a link names it; "" where it has none of them."""
    text = note.read_text(encoding="utf-8", errors="replace") if headings else ""
    written = {_letters(shown(found)): found for found in _HEADING.findall(text)}
    heading = next((written[key] for one in headings if (key := _letters(one)) in written), "")
    return _NOT_IN_A_LINK.sub(" ", heading).strip()


def _letters(heading: str) -> str:
    """Return what of a heading does not depend on its markup."""
    return _NO_LETTER.sub("", heading)


def _encoded(value: str) -> str:
    return quote(value, safe="")
