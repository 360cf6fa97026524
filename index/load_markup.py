"""The one place that touches lxml, which ships no types."""

from lxml import html  # type: ignore[import-untyped] # no types in the package


def markup_text(fragment: str) -> str:
    """Return the text of a piece of HTML, with a space where a tag was."""
    return " ".join(html.fragment_fromstring(fragment, create_parent="div").itertext())
