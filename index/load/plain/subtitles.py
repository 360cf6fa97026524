"""Subtitles (.srt, WebVTT): what is said, sentence by sentence, each with the time at which it begins.

Cues end where a line is full, so those of one sentence are joined. A sentence that ends and a speaker who changes
begin a new entry, "[00:01:05] Ida: The pump is off.", so that a citation tells the time.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from index.errors import DocumentError
from index.load.encoding import decode_and_tell
from index.load.parts import Loaded, TextBuilder, counted, one_line
from index.text.boundaries import sentence_ends

_BLANK = re.compile(r"\n[ \t]*\n")
_TIMES = re.compile(
    r"^[ \t]*(?:(\d+):)?(\d{1,2}):(\d{2})[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}.*$",
    re.MULTILINE,
)
_NOTE = re.compile(r"NOTE\b")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]+)>")
_MARKUP = re.compile(r"</?[a-zA-Z][^>\n]*>|<\d[\d:.]*>|\{\\[^}\n]*\}")
_DASH = re.compile(r"[-–—]\s?(?=\S)")  # noqa: RUF001 - dashes before what another person says
_LONGEST = 200  # characters, where no sentence ends, as in most of what a program heard


@dataclass(frozen=True, slots=True)
class _Line:
    time: str
    speaker: str
    text: str


def load_subtitles(data: bytes) -> Loaded:
    """Return what is said. Raises DocumentError if the file holds no cue."""
    decoded = decode_and_tell(data)
    source = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = list(_lines(source))
    if not lines:
        raise DocumentError("is broken: it has no times as subtitles have. If it is plain text, rename it to .txt")
    builder = TextBuilder()
    for line in _joined(lines):
        said = f"{line.speaker}: {line.text}" if line.speaker else line.text
        builder.add(f"[{line.time}] {said}", "entry")
    notes = sum(_NOTE.match(part.strip()) is not None for part in _BLANK.split(source))
    left_out = counted({"note": notes}) if notes else ()
    return replace(builder.build(left_out=(*left_out, *filter(None, (decoded.doubt,)))), title="")


def _lines(source: str) -> Iterator[_Line]:
    """Yield the lines of all cues; one that the next cue shows again, as live captions do, once."""
    shown: list[str] = []
    times = list(_TIMES.finditer(source))
    for number, time in enumerate(times):
        end = times[number + 1].start() if number + 1 < len(times) else len(source)
        body = _BLANK.split(source[time.end() : end].lstrip("\n") + "\n\n", maxsplit=1)[0]
        clock = f"{int(time[1] or 0):02}:{time[2]:0>2}:{time[3]}"
        speaker = ""
        cue: list[str] = []
        for row in body.splitlines():
            voice = _VOICE.search(row)
            speaker = one_line(html.unescape(voice[1])) if voice else speaker
            text = one_line(html.unescape(_MARKUP.sub("", row)))
            if text:
                cue.append(text)
                if text not in shown:
                    yield _Line(clock, speaker, text)
        shown = cue


def _joined(lines: list[_Line]) -> Iterator[_Line]:
    """Yield sentences, with the time of the cue in which each begins."""
    time = speaker = said = ""
    for line in lines:
        if said and (line.speaker != speaker or _DASH.match(line.text) or len(said) > _LONGEST):
            yield _Line(time, speaker, said)
            said = ""
        if not said:
            time, speaker = line.time, line.speaker
        said = f"{said} {line.text}".strip()
        *ends, last = [0, *sentence_ends(said, text_is_glued=False)]
        for start, end in pairwise(ends):
            yield _Line(time, speaker, said[start:end].strip())
            time = line.time
        said = said[ends[-1] : last].strip()
        if said.endswith((".", "!", "?", "…")):
            yield _Line(time, speaker, said)
            said = ""
    if said:
        yield _Line(time, speaker, said)
