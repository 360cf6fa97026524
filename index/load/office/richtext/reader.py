"""The groups and control words of rich text, one pass over them: what they say goes to stories."""

import re
from dataclasses import dataclass, replace

from index.errors import DocumentError
from index.load.charsets import codec_of
from index.load.office.richtext.stories import Line, Story
from index.load.office.richtext.words import (
    CODE_PAGES,
    ESCAPED,
    NO_GROUPS,
    OF_WHOLE_FILES,
    SIGNS,
    SILENT,
    STORIES,
)
from index.load.office.symbols import is_symbol_font, symbol, symbols
from index.load.runs import Height, Run

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|[\r\n\0]+|(?P<text>[^\\{}\r\n\0]+)|\\",
    re.DOTALL,
)
_PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column"})
_MOST_DEPTH = 500
_EQUATION = "moMath"
_OF_CELLS = frozenset({"trowd", "cellx", "clvmrg", "clmrg"})


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    silent: bool = False
    font: str = ""
    skip: int = 1
    height: Height = 0
    struck: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class _Font:
    charset: int | None = None
    name: str = ""
    named: bool = False


class RtfReader:
    """Reads a file to its stories: `lines` is the text, `running` its headers and footers, `fields` its title."""

    def __init__(self, source: str) -> None:
        """Read all of `source`, the bytes of a file as Latin-1. Raises DocumentError."""
        self.fields: dict[str, str] = {}
        self.running: list[Line] = []
        self.equations = 0
        self._codec = "cp1252"
        self._fonts: dict[str, _Font] = {}
        self._default_font = ""
        self._bytes = bytearray()
        self._to_skip = 0
        self._state = _State()
        self._groups: list[tuple[_State, Story, bool]] = []
        self._in_fonts = False
        self._remarker = ""
        self._story = Story("text")
        self._read(source)
        while self._groups:
            self._close()
        self._flush()
        self._story.end()
        self.lines = self._story.lines

    def _read(self, source: str) -> None:
        place = 0
        first, starred = False, False  # a group's first word says what it is, behind a star, perhaps
        while found := _TOKEN.match(source, place):
            place = found.end()
            if not (found["byte"] or found["text"]):
                self._flush()
            if found["brace"] == "}" and len(self._groups) == 1:
                return  # what stands behind the file's own group is none of it
            if found["brace"] == "{":
                if len(self._groups) == _MOST_DEPTH:
                    raise DocumentError("has too many parts within parts. Save it anew or in another format")
                self._groups.append((self._state, self._story, self._in_fonts))
                first, starred = True, False
            elif found["sign"] == "*" and first:
                starred = True
            elif found.lastgroup is not None:
                opened = first and found["word"] and self._opens(found["word"], starred=starred)
                first = False
                if found["word"] == "bin":
                    place += max(0, int(found["number"] or 0))
                elif not opened:
                    self._take(found)

    def _take(self, found: re.Match[str]) -> None:
        if found["byte"]:
            self._add_byte(int(found["byte"], 16))
        elif found["text"]:
            self._add_text(found["text"])
        else:
            self._to_skip = 0
            if found["word"]:
                self._obey(found["word"], found["number"])
            elif found["sign"]:
                self._escaped(found["sign"])
            else:
                self._close()

    def _opens(self, word: str, *, starred: bool) -> bool:
        """Tell whether a word says what its group is, and go by it."""
        self.equations += word == _EQUATION
        if word in STORIES:
            self._story = Story(STORIES[word])
            self._state = replace(self._state, silent=False, height=0, struck=False)
        elif word == "ud":
            self._state = replace(self._state, silent=False)
        elif word in SILENT or (starred and word not in NO_GROUPS):
            self._state = replace(self._state, silent=True)
            self._in_fonts = word == "fonttbl"
        else:
            return False
        return True

    def _close(self) -> None:
        self._flush()
        ended = self._story
        self._state, self._story, self._in_fonts = self._groups.pop()
        if ended is not self._story:
            ended.end()
            self._tell(ended)

    def _tell(self, ended: Story) -> None:
        """Put what a story told where it belongs."""
        text = " ".join(line.text or " | ".join(line.cells) for line in ended.lines).strip()
        if ended.kind == "label":
            self._story.label = text
        elif ended.kind in ("title", "author"):
            self.fields.setdefault(ended.kind, text)
        elif ended.kind == "remarker":
            self._remarker = text
        elif ended.kind == "running":
            self.running += ended.lines
        elif ended.kind == "comment":
            if text:
                by = f" by {self._remarker}" if self._remarker else ""
                self._story.after.append(Line(f"Comment{by}: {text}"))
        else:
            self._story.after += ended.lines

    def _obey(self, word: str, number: str | None) -> None:
        """Do what a control word says."""
        value = int(number) if number else None
        if word in ("f", "deff", "fcharset"):
            self._obey_font(word, number or "0")
        elif word == "ansicpg":
            self._codec = codec_of(f"cp{number}") or self._codec
        elif word in OF_WHOLE_FILES:
            self._codec = OF_WHOLE_FILES[word]
        elif word == "uc":
            self._state = replace(self._state, skip=max(0, value or 0))
        elif word == "u" and value is not None:
            self._add(chr(value % 0x10000))
            self._to_skip = self._state.skip
        elif word in SIGNS:
            self._add(SIGNS[word])
        elif not self._state.silent:
            if word in _OF_CELLS:
                self._story.define(word, value or 0)
            if word == "itap":
                self._story.depth = value or 1
            self._end(word)
            self._set(word, value)

    def _obey_font(self, word: str, number: str) -> None:
        if word == "fcharset":
            if self._in_fonts:
                self._fonts[self._state.font] = _Font(charset=int(number))
            return
        self._state = replace(self._state, font=number)
        if word == "deff":
            self._default_font = number

    def _end(self, word: str) -> None:
        story = self._story
        if word in _PARAGRAPH_ENDS:
            story.end_paragraph()
        elif word == "cell":
            story.end_cell()
        elif word == "nestcell":
            story.end_inner_cell()
        elif word == "nestrow":
            story.end_inner_row()
        elif word == "row":
            story.end_row()
        elif word in ("intbl", "pard"):
            story.in_table = word == "intbl"
            story.depth = 1 if word == "pard" else story.depth

    def _set(self, word: str, value: int | None) -> None:
        """Set how text is set from here on."""
        on = value != 0
        if word == "plain":
            self._state = replace(self._state, font=self._default_font, height=0, struck=False, deleted=False)
        elif word in ("super", "up"):
            self._state = replace(self._state, height=1 if on else 0)
        elif word in ("sub", "dn"):
            self._state = replace(self._state, height=-1 if on else 0)
        elif word == "nosupersub":
            self._state = replace(self._state, height=0)
        elif word in ("strike", "striked"):
            self._state = replace(self._state, struck=on)
        elif word == "deleted":
            self._state = replace(self._state, deleted=on)

    def _escaped(self, sign: str) -> None:
        if sign in "\r\n":
            if not self._state.silent:
                self._story.end_paragraph()
        elif sign in ESCAPED:
            self._add(ESCAPED[sign])

    def _add_byte(self, byte: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._bytes.append(byte)

    def _add_text(self, text: str) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        text = text[skipped:]
        if self._in_fonts:
            self._name_font(text)
        elif text.isascii() and not self._bytes:
            self._add(text)
        else:
            self._bytes += text.encode("latin-1", "replace")

    def _name_font(self, text: str) -> None:
        font = self._fonts.get(self._state.font, _Font())
        if not font.named:
            name, end, _ = text.partition(";")
            self._fonts[self._state.font] = _Font(font.charset, font.name + name, bool(end))

    def _flush(self) -> None:
        """Add the bytes that were gathered, in the encoding of their font."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        font = self._fonts.get(self._state.font, _Font())
        if is_symbol_font(font.name):
            self._add("".join(symbol(0xF000 + byte, font.name) if byte > 0x7F else chr(byte) for byte in data))
        else:
            codec = self._codec if font.charset is None else CODE_PAGES.get(font.charset, self._codec)
            self._add(data.decode(codec, "replace"))

    def _add(self, text: str) -> None:
        state = self._state
        if text and not state.silent and not state.deleted:
            font = self._fonts.get(state.font, _Font())
            self._story.runs.append(Run(symbols(text, font.name), state.height, state.struck))
