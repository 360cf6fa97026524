"""The headers of e-mails, those that break the rules too: letters that are not encoded, ISO dates."""

from contextlib import suppress
from datetime import datetime
from email import policy
from email.message import EmailMessage

from index.load.charsets import codec_of
from index.load.dates import read_date
from index.load.encoding import decode
from index.load.parts import iso, one_line

_MOST = 20_000  # characters: the parser's time grows with their square
_MALFORMED = (
    ValueError,
    LookupError,
    AttributeError,
    OverflowError,
)  # what the parser raises for a malformed header


def header(message: EmailMessage, name: str) -> str:
    """Return a header as one line of text, "" where there is none."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if not raw.isascii():
        raw = _decoded(raw, message)
    if len(raw) > _MOST:
        return one_line(raw)
    try:
        return one_line(str(policy.default.header_factory(name, raw.replace("\r", "").replace("\n", ""))))
    except _MALFORMED:
        return one_line(raw)


def sent(message: EmailMessage) -> str | None:
    """Return the date and time a message states, or None."""
    try:
        moment = getattr(message["Date"], "datetime", None)
    except _MALFORMED:
        moment = None
    if moment is not None:
        return str(moment.isoformat())
    stated = header(message, "Date")
    with suppress(ValueError):
        return iso(datetime.fromisoformat(stated))
    return read_date(stated)


def _decoded(raw: str, message: EmailMessage) -> str:
    """Return a header that holds bytes as they are, in UTF-8, the charset of a body, or what they look like."""
    data = raw.encode("utf-8", "surrogateescape")
    with suppress(UnicodeDecodeError):
        return data.decode()
    for part in message.walk():
        if codec := codec_of(part.get_content_charset()):
            with suppress(UnicodeDecodeError):
                return data.decode(codec)
    return decode(data)
