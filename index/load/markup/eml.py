"""E-mails: subject, sender, receivers and date first, then the text with quoted replies, then what was attached.

The HTML of an e-mail is kept whole: what tells articles from menus on web pages would drop short answers.
"""

import re
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from itertools import groupby

from index.errors import DocumentError
from index.load.charsets import codec_of
from index.load.encoding import decode
from index.load.markup.tree import add_markup, decode_markup, parse_markup
from index.load.paragraphs import paragraph_blocks
from index.load.parts import Loaded, TextBuilder, one_line

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_MOST_HEADER = 20_000  # characters: the parser's time grows with their square
_MALFORMED = (
    ValueError,
    LookupError,
    AttributeError,
    OverflowError,
)  # what the parser raises for a malformed header
_QUOTE = re.compile(r"(?:>[ \t]?)+")


def load_eml(data: bytes) -> Loaded:
    """Return the text of an e-mail: its plain text, or its HTML where it has no plain text."""
    try:
        return _load(message_from_bytes(data, policy=policy.default))
    except RecursionError as error:
        raise DocumentError(
            "has too many parts within parts. Save the e-mail you want from it by itself"
        ) from error


def _load(message: EmailMessage) -> Loaded:
    headers = {name: header(message, name) for name in _HEADERS}
    if not any(headers.values()):
        raise DocumentError("has no e-mail header. Save it from the mail program as .eml, or rename it to .txt")
    builder = TextBuilder()
    for name, value in headers.items():
        if value:
            builder.add(f"{name}: {value}", "item")
    _add_body(message, builder)
    return builder.build(
        title=headers["Subject"] or None,
        published=sent(message),
        author=parseaddr(headers["From"])[0] or headers["From"],
    )


def header(message: EmailMessage, name: str) -> str:
    """Return a header as one line of text, "" where there is none."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(raw) > _MOST_HEADER:
        return one_line(raw)
    try:
        return one_line(str(message[name] or ""))
    except _MALFORMED:
        return one_line(raw)


def sent(message: EmailMessage) -> str | None:
    """Return the date and time a message states, or None."""
    try:
        stated = message["Date"]
    except _MALFORMED:
        return None
    moment = getattr(stated, "datetime", None)
    return moment.isoformat() if moment is not None else None


def _add_body(message: EmailMessage, builder: TextBuilder) -> None:
    body = message.get_body(preferencelist=("plain", "html"))
    if isinstance(body, EmailMessage):
        text = part_text(body)
        if body.get_content_type() == "text/html":
            add_markup(parse_markup(text), builder)
        else:
            _add_plain(text, builder)
    attached = [part.get_filename() or part.get_content_type() for part in _attachments(message)]
    if attached:
        builder.add(f"Attachments: {', '.join(one_line(name) for name in attached)}", "item")


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    return list(message.iter_attachments()) if message.is_multipart() else []


def part_text(part: EmailMessage) -> str:
    """Return the text of a part of a message, in the charset it states if that is true."""
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    if codec := codec_of(part.get_content_charset()):
        with suppress(UnicodeDecodeError):  # it is not true
            return data.decode(codec)
    return decode_markup(data) if part.get_content_type() == "text/html" else decode(data)


def _add_plain(text: str, builder: TextBuilder) -> None:
    text = _unquoted(text)
    for block in paragraph_blocks(text):
        # "See you at ten" alone on a line is a statement here: e-mails have no headings.
        kind = "prose" if block.kind == "heading" else block.kind
        builder.add(one_line(text[block.start : block.end]), kind)


def _unquoted(text: str) -> str:
    """Return the text without the marks of quoted lines, which would stand within sentences."""
    stretches = groupby(text.splitlines(), key=lambda line: bool(_QUOTE.match(line)))
    return "\n\n".join("\n".join(_QUOTE.sub("", line, count=1) for line in lines) for _, lines in stretches)
