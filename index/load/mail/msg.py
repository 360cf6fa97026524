"""E-mails, appointments and tasks of Outlook (.msg): put in the form of an .eml file, and read as such.

A .msg file is an OLE file: each property of the message is a stream, named by its number and type (MS-OXMSG), and
each attachment a folder of such streams. A message that is attached is such a folder itself.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import HeaderParser
from email.utils import format_datetime

from olefile import OleFileIO, isOleFile  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.charsets import codec_of
from index.load.encoding import decode
from index.load.mail.compressed import rich_text
from index.load.mail.eml import load_message
from index.load.markup.tree import decode_markup
from index.load.parts import Loaded, one_line, storable

_SUBJECT, _BODY, _HTML, _RICH_TEXT, _HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
_SENDER, _ADDRESS, _SMTP_ADDRESS, _ON_BEHALF = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
_SENT, _RECEIVED = 0x0039, 0x0E06
_CODE_PAGE, _BODY_CODE_PAGE = 0x3FFD, 0x3FDE
_CONTENT, _FILE_NAME, _SHORT_NAME, _SHOWN_NAME, _MIME = 0x3701, 0x3707, 0x3704, 0x3001, 0x370E
_SHOWN = {"To": 0x0E04, "Cc": 0x0E03, "Bcc": 0x0E02}
_KINDS = {1: "To", 2: "Cc", 3: "Bcc"}
_RECIPIENT_KIND, _NAME, _RECIPIENT_SMTP, _RECIPIENT_ADDRESS = 0x0C15, 0x3001, 0x39FE, 0x3003
# What appointments and tasks state, by the numbers that their names have (MS-OXPROPS).
_NAMED = {0x820D: "Start", 0x820E: "End", 0x8208: "Location", 0x8105: "Due"}
_BROKEN = (
    OSError,
    ValueError,
    LookupError,
    struct.error,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
_MIME_TYPE = re.compile(r"(?!multipart/|message/)[\w.+-]+/[\w.+-]+", re.ASCII | re.IGNORECASE)
_UTF_8 = 65001

Place = tuple[str, ...]


def load_msg(data: bytes) -> Loaded:
    """Return the text of an e-mail with all its parts. Raises DocumentError if the file is none."""
    if not isOleFile(data=data):
        raise DocumentError("is broken: it is no e-mail of Outlook. Save it from Outlook again")
    left_out: list[str] = []
    try:
        with OleFileIO(data) as ole:
            message = _Item(ole, (), left_out, header=32).message()
    except _BROKEN as error:
        raise DocumentError(f"is broken ({one_line(str(error))}). Save it from Outlook again") from error
    loaded = load_message(message)
    return replace(loaded, left_out=(*left_out, *loaded.left_out))


class _Item:
    """A message, a recipient or an attachment: the properties in one folder of the file."""

    def __init__(
        self, ole: OleFileIO, place: Place, left_out: list[str], *, header: int = 8, code_page: int | None = None
    ) -> None:
        self._ole, self._place, self._left_out = ole, place, left_out
        self._fixed: dict[int, bytes] = {}
        entries = self._stream("__properties_version1.0")[header:]
        for start in range(0, len(entries) - 15, 16):
            _, number = struct.unpack_from("<HH", entries, start)
            self._fixed[number] = entries[start + 8 : start + 16]
        self._code_page = self.number(_CODE_PAGE) or code_page

    def message(self) -> EmailMessage:
        """Return all of it as an e-mail."""
        message = EmailMessage(policy=policy.compat32)  # which keeps headers as they are
        stated = HeaderParser(policy=policy.compat32).parsestr(self.text(_HEADERS))
        for name, value in self._headers():
            message[name] = storable(one_line(str(stated.get(name) or value)))
        message.policy = policy.default
        message.make_mixed()
        facts = "\n\n".join(f"{label}: {value}" for label, value in self._facts())
        if facts:
            message.attach(_text_part(facts))
        bodies = [*self._bodies()]
        if bodies:
            alternative = EmailMessage()
            alternative.make_alternative()
            for body in bodies:
                alternative.attach(body)
            message.attach(alternative)
        for folder in self._folders("__attach_version1.0"):
            try:
                message.attach(self._inside(folder).attachment())
            except _BROKEN as error:
                self._left_out.append(f"an attachment is left out: it is broken ({one_line(str(error))})")
        return message

    def attachment(self) -> EmailMessage:
        """Return what is attached as a part of an e-mail."""
        name = one_line(self.text(_FILE_NAME) or self.text(_SHOWN_NAME) or self.text(_SHORT_NAME))
        inner = (*self._place, "__substg1.0_3701000D")
        part = EmailMessage()
        if self._ole.exists([*inner, "__properties_version1.0"]):
            part.set_content(self._inside(inner, header=24).message())
            return part
        kind = self.text(_MIME)
        main, sub = kind.split("/") if _MIME_TYPE.fullmatch(kind) else ("application", "octet-stream")
        part.set_content(self.data(_CONTENT), maintype=main, subtype=sub)
        part.add_header("Content-Disposition", "attachment", filename=storable(name) or "attachment")
        return part

    def text(self, number: int) -> str:
        """Return a property that is a text, "" where there is none."""
        wide = self._stream(f"__substg1.0_{number:04X}001F")
        if wide:
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        narrow = self._stream(f"__substg1.0_{number:04X}001E").rstrip(b"\0")
        codec = _codec(self.number(_BODY_CODE_PAGE) if number == _BODY else self._code_page)
        return narrow.decode(codec, errors="replace") if codec else decode(narrow)

    def data(self, number: int) -> bytes:
        """Return a property that is bytes."""
        return self._stream(f"__substg1.0_{number:04X}0102")

    def number(self, number: int) -> int | None:
        """Return a property that is a number."""
        return int.from_bytes(self._fixed[number][:4], "little") if number in self._fixed else None

    def moment(self, number: int) -> datetime | None:
        """Return a property that is a time, in UTC."""
        (ticks,) = struct.unpack("<Q", self._fixed.get(number, bytes(8)))
        try:
            return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:  # no such day
            return None

    def _headers(self) -> Iterator[tuple[str, str]]:
        yield "Subject", self.text(_SUBJECT)
        address = self.text(_SMTP_ADDRESS) or self.text(_ADDRESS)
        sender = _named(self.text(_SENDER) or self.text(_ON_BEHALF), address)
        people: dict[str, list[str]] = {}
        for folder in self._folders("__recip_version1.0"):
            one = self._inside(folder)
            kind = _KINDS.get(one.number(_RECIPIENT_KIND) or 1, "To")
            address = one.text(_RECIPIENT_SMTP) or one.text(_RECIPIENT_ADDRESS)
            people.setdefault(kind, []).append(_named(one.text(_NAME), address))
        stated = {kind: ", ".join(self.text(number).split("; ")) for kind, number in _SHOWN.items()}
        named = {kind: ", ".join(people[kind]) for kind in _KINDS.values() if kind in people}
        yield from ((name, value) for name, value in {"From": sender, **stated, **named}.items() if value)
        sent = self.moment(_SENT) or self.moment(_RECEIVED)
        if sent:
            yield "Date", format_datetime(sent)

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Yield what an appointment or a task states: its properties are numbered by a list of names."""
        names = self._ole.openstream(_NAMES).read() if self._ole.exists(_NAMES) else b""
        for start in range(0, len(names) - 7, 8):
            name, kind, index = struct.unpack_from("<IHH", names, start)
            if name in _NAMED and not kind & 1:
                text, moment = self.text(0x8000 + index), self.moment(0x8000 + index)
                if text or moment:
                    yield _NAMED[name], one_line(text) or f"{moment:%Y-%m-%d %H:%M} UTC"

    def _bodies(self) -> Iterator[EmailMessage]:
        plain, page = self.text(_BODY), self.data(_HTML)
        written = self.text(_HTML)
        if page:
            codec = _codec(self.number(_BODY_CODE_PAGE))
            written = page.decode(codec, errors="replace") if codec else decode_markup(page)
        if plain.strip():
            yield _text_part(plain)
        if written.strip():
            yield _text_part(written, "html")
        compressed = self.data(_RICH_TEXT)
        if compressed and not plain.strip() and not written.strip():
            part = EmailMessage()
            try:
                part.set_content(rich_text(compressed), maintype="application", subtype="rtf")
                yield part
            except DocumentError as error:
                self._left_out.append(f"the text of the e-mail is left out: it {error}")

    def _inside(self, place: Place, *, header: int = 8) -> "_Item":
        return _Item(self._ole, place, self._left_out, header=header, code_page=self._code_page)

    def _stream(self, name: str) -> bytes:
        path = [*self._place, name]
        return bytes(self._ole.openstream(path).read()) if self._ole.exists(path) else b""

    def _folders(self, kind: str) -> list[Place]:
        deep = len(self._place)
        found = {
            tuple(path[: deep + 1])
            for path in self._ole.listdir()
            if tuple(path[:deep]) == self._place and path[deep].startswith(kind) and len(path) > deep + 1
        }
        return sorted(found)


_NAMES = ["__nameid_version1.0", "__substg1.0_00030102"]


def _text_part(text: str, kind: str = "plain") -> EmailMessage:
    part = EmailMessage()
    part.set_content(storable(text), subtype=kind, charset="utf-8", cte="base64")
    return part


def _codec(code_page: int | None) -> str | None:
    return "utf-8" if code_page == _UTF_8 else codec_of(f"cp{code_page}") if code_page else None


def _named(name: str, address: str) -> str:
    """Return a person with an address, unless that is one inside of a firm's directory ("/o=...")."""
    name, address = one_line(name), one_line(address)
    return f'"{name}" <{address}>' if name and "@" in address and name != address else name or address
