"""Subtitles (.srt, WebVTT): what is said, sentence by sentence, each with the time at which it begins.

Cues end where a line is full, so those of one sentence are joined. A sentence that ends and a speaker who changes
begin a new entry, "[00:01:05] Ida: The pump is off.", so that a citation tells the time.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.errors import DocumentError
from index.load.encoding import decode_and_tell
from index.load.parts import Loaded, TextBuilder, counted, one_line
from index.text.boundaries import sentence_ends

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_ROW = re.compile(r"\n|<br[ \t]*/?>", re.IGNORECASE)
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}.*$", re.MULTILINE)
_NUMBER = re.compile(r"(?:\A|\n)[ \t]*\d+[ \t]*\n\Z")  # of the cue that follows
_NAME = re.compile(rf"{_NUMBER.pattern}|\n[ \t]*\n[^\n]+\n\Z")  # the same in WebVTT
_NO_TEXT = re.compile(r"\s*(?P<kind>NOTE|STYLE|REGION)(?:\s|\Z)")
_SETTING = re.compile(r"(?:Kind|Language|X-TIMESTAMP-MAP)[:=]", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?[ \t]([^<>\n]{1,200})>")
_MARKUP = re.compile(
    r"</?(?:[ibusc]|ruby|rt)(?:\.[^\s<>]{0,200})?>|</?(?:font|lang|v)\b[^<>\n]{0,200}>"
    r"|<\d[\d:.]{0,20}>|\{\\[^{}\n]{0,200}\}",
    re.IGNORECASE,
)
_DASH = re.compile(r"[-–—]\s?(?=\S)")  # noqa: RUF001 - dashes before what another person says
_BRIEF = 0.1  # seconds: so live captions show a line that is full, before the next one comes under it
_MOST_AGAIN = 10  # lines
_LONGEST = 200  # characters, where no sentence ends, as in most of what a program heard


@dataclass(frozen=True, slots=True)
class _Line:
    time: str
    speaker: str
    text: str


def load_subtitles(data: bytes) -> Loaded:
    """Return what is said. Raises DocumentError if the file holds no cue."""
    decoded = decode_and_tell(data)
    source = decoded.text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    web = source.lstrip().startswith("WEBVTT")
    times = list(_TIMES.finditer(source))
    if not times:
        raise DocumentError("is broken: it has no times as subtitles have. If it is plain text, rename it to .txt")
    starts, ends = [0, *(time.end() for time in times)], [*(time.start() for time in times), len(source)]
    head, *cues = [_parts(source[start:end], web=web) for start, end in zip(starts, ends, strict=True)]
    builder = TextBuilder()
    for row in "\n\n".join(head).strip().removeprefix("WEBVTT" if web else "").split("\n"):
        if not _SETTING.match(row):
            builder.add(one_line(row))
    for line in _joined(_lines(times, ["\n".join(cue) for cue in cues])):
        said = f"{line.speaker}: {line.text}" if line.speaker else line.text
        builder.add(f"[{line.time}] {said}", "entry")
    notes = sum(
        match is not None and match["kind"] == "NOTE" for match in map(_NO_TEXT.match, _BLANK.split(source))
    )
    left_out = counted({"note": notes}) if web and notes else ()
    return replace(builder.build(left_out=(*left_out, *filter(None, (decoded.doubt,)))), title="")


def _parts(text: str, *, web: bool) -> list[str]:
    """Return the text between two lines of times, parted at blank lines, without what WebVTT has besides text."""
    first, *others = _BLANK.split((_NAME if web else _NUMBER).sub("\n", text))
    return [first, *(part for part in others if not (web and _NO_TEXT.match(part)))]


def _lines(times: list[re.Match[str]], cues: list[str]) -> Iterator[_Line]:
    """Yield the lines of all cues; those that live captions show again above the next ones, once."""
    shown: list[tuple[str, str]] = []
    for time, said in zip(times, cues, strict=True):
        cue = list(_spoken(said))
        brief = abs(_seconds(time.groups()[4:]) - _seconds(time.groups()[:4])) < _BRIEF
        most = min(_MOST_AGAIN, len(shown), len(cue) if brief else len(cue) - 1)
        again = next((count for count in range(most, 0, -1) if cue[:count] == shown[-count:]), 0)
        for speaker, text in cue[again:]:
            yield _Line(f"{int(time[1] or 0):02}:{time[2]:0>2}:{time[3]}", speaker, text)
        shown = cue


def _spoken(cue: str) -> Iterator[tuple[str, str]]:
    """Yield who speaks and what, row by row."""
    speaker = ""
    for row in _ROW.split(cue):
        before, *voices = _VOICE.split(row)
        for name, said in zip([speaker, *voices[::2]], [before, *voices[1::2]], strict=True):
            speaker = one_line(html.unescape(name))
            if text := one_line(html.unescape(_MARKUP.sub("", said))):
                yield speaker, text


def _seconds(time: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in time)
    return int(hours) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction}")


def _joined(lines: Iterable[_Line]) -> Iterator[_Line]:
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
