"""Text and values as a page shows them; all that documents, models and people wrote goes through `escaped`."""

import re
from datetime import datetime
from html import escape
from os import path

from index.limits import whole_characters
from ui.language import LANGUAGE, number, on_day, say


def escaped(text: str) -> str:
    """Return text as HTML that shows exactly that text, inside an element or a quoted attribute.

    A lone surrogate, as in a file name that is not UTF-8, cannot be sent and becomes U+FFFD.
    """
    return escape(whole_characters(text), quote=True)


def lang(language: str | None) -> str:
    """Return the attribute of an element whose words are in another language than the page (WCAG 2.2, 3.1.2)."""
    return f' lang="{escaped(language)}"' if language and language != LANGUAGE.get() else ""


def with_code(text: str) -> str:
    """Return text as `escaped` does, with what stands in backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escaped(text))


def on_page(page: int | None) -> str:
    """Return "page 4", and nothing for None."""
    return say("page {page}", page=str(page)) if page is not None else ""


def day(published: str | None) -> str:
    """Return an ISO 8601 date as "4 March 2025", what is no such date as it stands, and nothing for None."""
    if published is None:
        return ""
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return published
    return on_day(moment)


def recognised(confidence: float | None) -> str:
    """Return "read by OCR, 97 % sure" of a document with pages that are pictures, nothing for any other."""
    return "" if confidence is None else say("read by OCR, {percent} % sure", percent=number(100 * confidence))


def is_address(source: str) -> bool:
    """Tell a web page's address, which a person may open, from a path."""
    return source.startswith(("https://", "http://"))


def source_name(source: str) -> str:
    """Return the file name of a path, or an address as it stands."""
    return source if is_address(source) else path.basename(source)  # noqa: PTH119 - quicker, of thousands
