"""The sign before an item of a list: it belongs to the page, not to what is said."""

import re

# Also the private code points under which PDF files and word processors keep bullets of the Symbol font.
_BULLET = re.compile(r"\s*(?:[-*+•▪●◦‣⁃·–—∙○■□➢✓\uf0b7\uf0a7\uf0d8\uf076\uf02d]\s+)+(?=\S)")  # noqa: RUF001 - bullets people type


def without_bullet(text: str) -> str:
    """Return text without the bullet that it begins with; a number stays, since steps are told by it."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else text
