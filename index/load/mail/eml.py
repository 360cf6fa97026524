"""E-mails: subject, sender, receivers and date first, then the text with quoted replies, then what was attached.

All text is read: every part of the body, texts and e-mails that are attached, invitations. The HTML of an e-mail
is kept whole: what tells articles from menus on web pages would drop short answers.
"""

from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import PurePosixPath

from index.errors import DocumentError
from index.load.charsets import codec_of
from index.load.encoding import decode
from index.load.formats import loader_of
from index.load.mail.calendar import add_calendar
from index.load.mail.headers import header, sent
from index.load.mail.mail_text import add_plain, unflowed
from index.load.markup.boxes import keep_asides
from index.load.markup.tree import add_markup, decode_markup, parse_markup
from index.load.parts import Loaded, TextBuilder, one_line

_HEADERS = ("Subject", "From", "To", "Cc", "Bcc", "Date")
_MOST_DEPTH = 50  # parts within parts
_LITTLE = 0.5  # of the words of the fullest form of a text: a shorter one only says that there is another
_SUFFIXES = {
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/json": ".json",
}
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_NO_TEXTS = frozenset({".vcf", ".css", ".js"})
_TEXTS = frozenset({".txt", ".md", ".csv", ".tsv", ".html", ".htm", ".json", ".rtf", ".msg", ".srt", ".vtt"})
_TOO_DEEP = "has too many parts within parts. Save the e-mail you want from it by itself"
_AS_IT_IS = frozenset({"7bit", "8bit", "binary"})
_ONE_BYTE = ("ascii", "cp125", "iso8859", "koi8", "mac")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def load_eml(data: bytes) -> Loaded:
    """Return the text of an e-mail with all its parts."""
    try:
        message = parsed_message(data)
    except RecursionError as error:
        raise DocumentError(_TOO_DEEP) from error
    if not any(header(message, name) for name in _HEADERS):
        raise DocumentError("has no e-mail header. Save it from the mail program as .eml, or rename it to .txt")
    return load_message(message)


def load_message(message: EmailMessage) -> Loaded:
    """Return the text of a message with all its parts. Raises DocumentError if these lie too deep."""
    reader = _MailReader()
    try:
        reader.add_message(message, 0)
    except RecursionError as error:
        raise DocumentError(_TOO_DEEP) from error
    author = header(message, "From")
    return reader.builder.build(
        title=header(message, "Subject") or None,
        published=sent(message),
        author=parseaddr(author)[0] or author,
        left_out=tuple(reader.left_out),
    )


def parsed_message(data: bytes) -> EmailMessage:
    """Return a message; a file in UTF-16 is read too."""
    wide = data.startswith(_BYTE_ORDER_MARKS) or b"\0" in data[:200]
    message = message_from_bytes(decode(data).encode() if wide else data, policy=policy.default)
    for part in message.walk() if wide else ():
        if part.get_content_charset() and part.get("Content-Transfer-Encoding", "8bit").lower() in _AS_IT_IS:
            part.set_param("charset", "utf-8")
    return message


def part_text(part: EmailMessage) -> str:
    """Return the text of a part of a message, in the charset it states if that is true."""
    data = _content(part)
    codec = codec_of(part.get_content_charset())
    if codec and codec.startswith(_ONE_BYTE):  # which any bytes could be
        with suppress(UnicodeDecodeError):
            return data.decode()
    if codec:
        with suppress(UnicodeDecodeError):  # it is not true
            return data.decode(codec)
    return decode_markup(data) if part.get_content_type() == "text/html" else decode(data)


def _parts(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, EmailMessage)] if isinstance(payload, list) else []


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class _MailReader:
    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.left_out: list[str] = []
        self._attached: list[str] = []

    def add_message(self, message: EmailMessage, depth: int) -> None:
        """Add a message: its headers, its text, the names of what is attached and not read."""
        for name in _HEADERS:
            if value := header(message, name):
                self.builder.add(f"{name}: {value}", "item")
        outer, self._attached = self._attached, []
        self._add_part(message, depth)
        if self._attached:
            self.builder.add(f"Attachments: {', '.join(dict.fromkeys(self._attached))}", "item")
        self._attached = outer

    def _add_part(self, part: EmailMessage, depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise DocumentError(_TOO_DEEP)
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            self._add_fullest(part, depth)
        elif part.is_multipart():
            for inner in _parts(part):
                if kind in _MESSAGES:
                    self.add_message(inner, depth + 1)
                elif kind.startswith("message/"):  # the report of a mail server: headers and nothing else
                    self._add_fields(inner)
                else:
                    self._add_part(inner, depth + 1)
        else:
            self._add_leaf(part, depth)

    def _add_fullest(self, part: EmailMessage, depth: int) -> None:
        """Add one form of a text that comes in several: the first, unless another says much more."""
        outer = self.builder
        forms: list[Loaded] = []
        invitations = [inner for inner in _parts(part) if inner.get_content_type() in _CALENDARS]
        for inner in _parts(part):
            if inner not in invitations:
                self.builder = TextBuilder()
                self._add_part(inner, depth + 1)
                forms.append(self.builder.build())
        self.builder = outer
        words = [len(form.text.split()) for form in forms]
        fullest = next(
            (form for form, count in zip(forms, words, strict=True) if count >= _LITTLE * max(words)), None
        )
        if fullest is not None:
            self.builder.extend(fullest)
        for inner in invitations:
            self._add_part(inner, depth + 1)

    def _add_leaf(self, part: EmailMessage, depth: int) -> None:
        kind, name = part.get_content_type(), one_line(part.get_filename() or "")
        suffix = PurePosixPath(name).suffix.lower() or _SUFFIXES.get(kind, "")
        try:
            if suffix == ".ics" or kind in _CALENDARS:
                add_calendar(part_text(part), self.builder)
            elif suffix == ".eml":
                self.add_message(parsed_message(_content(part)), depth + 1)
            elif part.is_attachment() and suffix in _TEXTS:
                self._add_file(part, name, suffix)
            elif kind == "text/html":
                self._add_html(part_text(part))
            elif kind in _SUFFIXES:
                self._add_file(part, name, _SUFFIXES[kind])
            elif not kind.startswith("text/") or suffix in _NO_TEXTS:
                self._attached.append(name or kind)
            elif part.is_attachment() and name:
                self._add_file(part, name, ".txt")
            else:
                self._add_text(part)
        except DocumentError as error:
            self._attached.append(name or kind)
            self.left_out.append(f"the part {name or kind} is left out: it {error}")

    def _add_text(self, part: EmailMessage) -> None:
        text = part_text(part)
        if str(part.get_param("format", "")).lower() == "flowed":
            text = unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
        add_plain(text, self.builder)

    def _add_html(self, source: str) -> None:
        if source.strip():
            tree = parse_markup(source)
            keep_asides(tree, everywhere=True)
            add_markup(tree, self.builder)

    def _add_file(self, part: EmailMessage, name: str, suffix: str) -> None:
        """Add the text of an attached file under its name."""
        loader = loader_of(suffix)
        if loader is None:
            self._attached.append(name)
            return
        data = part_text(part).encode() if suffix in (".txt", ".md", ".csv", ".tsv") else _content(part)
        if not data.strip():
            return
        loaded = loader(data)
        self.builder.add(f"Attachment: {name}" if name else "", "item")
        self.builder.extend(loaded)
        self.left_out += loaded.left_out

    def _add_fields(self, message: EmailMessage) -> None:
        for name in message:
            self.builder.add(f"{name}: {header(message, name)}", "item")
