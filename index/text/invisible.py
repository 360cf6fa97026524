"""Marks in a text that nobody sees: where a word may be broken, or must not be."""

import re

# A soft hyphen at the end of a line is seen. Thai, Lao, Burmese and Khmer part words by a space of no width.
_INVISIBLE = re.compile(
    "\u00ad(?![ \t]*[\r\n])|[\u2060\ufeff]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
)


def visible(text: str) -> str:
    """Return `text` without soft hyphens inside lines, spaces of no width and word joiners."""
    return _INVISIBLE.sub("", text)
