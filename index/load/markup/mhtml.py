"""Web archives (.mhtml, .mht): the page that a browser saved, inside an e-mail with its pictures.

Mail programs save e-mails under the same suffixes: those say whom they were sent to, or hold no page.
"""

import re
from dataclasses import replace
from email.message import EmailMessage
from html import escape
from urllib.parse import urlsplit

from index.errors import DocumentError
from index.load.mail.eml import load_eml, parsed_message, part_text
from index.load.mail.headers import header, sent
from index.load.markup.html import load_html
from index.load.parts import Loaded

_FRAME = re.compile(r"""<i?frame\b([^<>]{0,2000}?\s)src=["']?(cid:[^\s"'<>]+)["']?""", re.IGNORECASE)
_MOST_DEPTH = 5  # frames within frames


def load_mhtml(data: bytes) -> Loaded:
    """Return the page in a web archive, or the e-mail that it is. Raises DocumentError if it is neither."""
    message = parsed_message(data)
    try:
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    except RecursionError as error:
        raise DocumentError("has too many parts within parts. Save the page from the browser again") from error
    if header(message, "To") or (page is None and header(message, "From")):
        return load_eml(data)
    if not isinstance(page, EmailMessage):
        raise DocumentError("is broken: there is no web page in it. Save the page from the browser again")
    loaded = load_html(_with_frames(part_text(page), message, page).encode("utf-8", "replace"))
    address = header(message, "Snapshot-Content-Location") or header(page, "Content-Location")
    return replace(
        loaded,
        title=loaded.title or header(message, "Subject") or None,
        published=loaded.published or sent(message),
        site=loaded.site or urlsplit(address).hostname,
    )


def _with_frames(source: str, message: EmailMessage, page: EmailMessage) -> str:
    """Return the page with the pages that it shows in frames, which stand beside it, in their places."""
    frames = {
        f"cid:{header(part, 'Content-ID').strip('<>')}": part
        for part in message.walk()
        if part is not page and part.get_content_type() == "text/html" and isinstance(part, EmailMessage)
    }

    def embedded(text: str, depth: int) -> str:
        return text if depth > _MOST_DEPTH else _FRAME.sub(lambda found: shown(found, depth), text)

    def shown(found: re.Match[str], depth: int) -> str:
        frame = frames.pop(found[2], None)  # once: a frame that shows itself would have no end
        if frame is None:
            return found[0]
        return f'<iframe{found[1]}srcdoc="{escape(embedded(part_text(frame), depth + 1))}"'

    return embedded(source, 1) if frames else source
