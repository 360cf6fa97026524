"""Sentences with exact offsets, found inside the blocks a loader saw."""

# ruff: noqa: RUF001 - full-width punctuation marks are meant

import re
from collections.abc import Sequence

from index.text.abbreviations import BEFORE_NUMBER, NEVER_LAST, SELDOM_LAST
from index.text.boundaries import sentence_ends
from index.text.glued import is_glued
from index.text.message_heads import head_end
from index.types import Block, Sentence

# About 220 tokens of English, so that a sentence fits an embedding window of 256.
LONGEST_SENTENCE = 1000
LONGEST_HEADING = 300
LONGEST_ENTRY = 300

_LONGEST_UNIT = {"heading": LONGEST_HEADING, "entry": LONGEST_ENTRY}
_SEEN = re.compile(r"\S")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_MAY_BEGIN = re.compile(r"(?:(?P<word>[^\W\d_]{2,})\.|[!?]) [^\W\d_]")
_SHORTENED = NEVER_LAST | SELDOM_LAST | BEFORE_NUMBER
# Where an over-long stretch may be cut, the best first.
_CUTS = tuple(re.compile(pattern) for pattern in (r"\n", r"[;；]", r"[,，、]", r"\s"))


def segment(text: str, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
    """Split the blocks of a document's text into sentences, in order.

    Every character of a block that is not white space is in exactly one sentence, except that boilerplate blocks
    give none. A sentence never crosses the border of a block and never begins or ends with white space. A heading
    is one sentence, marked as heading, up to 300 characters; so is an entry. In a message of a chat who wrote it
    and when stand in the first sentence, each line ends one, and where the writer begins small, others may, too. A
    stretch of more than 1,000 characters in which no sentence ends (a table, a dump) is cut at line breaks, else
    semicolons, else commas, else white space, and at last anywhere.
    """
    text_is_glued = is_glued(text)
    sentences: list[Sentence] = []
    for block in blocks:
        if block.kind == "boilerplate":
            continue
        heading = block.kind == "heading"
        if block.end - block.start <= _LONGEST_UNIT.get(block.kind, 0):
            spans = _trimmed(text, [(block.start, block.end)])
        elif block.kind == "message":
            spans = _of_message(text, block.start, block.end)
        else:
            spans = _spans(text, block.start, block.end, text_is_glued)
        sentences.extend(Sentence(start, end, heading) for start, end in spans)
    return tuple(sentences)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of plain text, such as an answer, as (start, end) offsets without outer white space."""
    return _spans(text, 0, len(text), is_glued(text))


def _of_message(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of a message; its head, in which nothing ends one, belongs to the first.

    Who begins a message with a small letter begins all sentences so: there a letter behind a mark is as a capital.
    """
    begin = head_end(text, start, end)
    said = text[begin:end]
    if said.lstrip()[:1].islower():
        said = _MAY_BEGIN.sub(_begun, said)
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(said):
        for offset in sentence_ends(line[0], text_is_glued=False):
            spans.extend(_cut(text, start, begin + line.start() + offset))
            start = begin + line.start() + offset
    return _trimmed(text, spans or [(start, end)])


def _begun(found: re.Match[str]) -> str:
    """Return a mark and the letter behind it, as a capital where the mark is none of an abbreviation."""
    letter = found[0][-1].upper()
    return found[0] if (found["word"] or "").lower() in _SHORTENED or len(letter) > 1 else found[0][:-1] + letter


def _spans(text: str, start: int, end: int, text_is_glued: bool) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = start
    for offset in sentence_ends(text[start:end], text_is_glued=text_is_glued):
        spans.extend(_cut(text, begin, start + offset))
        begin = start + offset
    return _trimmed(text, spans)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a stretch into pieces of at most `LONGEST_SENTENCE` characters, outer white space not counted."""
    pieces: list[tuple[int, int]] = []
    [(start, end)] = _trimmed(text, [(start, end)]) or [(end, end)]
    while end - start > LONGEST_SENTENCE:
        cut = _best_cut(text, start)
        pieces.append((start, cut))
        following = _SEEN.search(text, cut, end)
        start = following.start() if following else end
    return [*pieces, (start, end)]


def _best_cut(text: str, start: int) -> int:
    """Return the last good place to cut in the later three quarters of the longest sentence allowed."""
    limit = start + LONGEST_SENTENCE
    for pattern in _CUTS:
        places = [found.end() for found in pattern.finditer(text, start + LONGEST_SENTENCE // 4, limit)]
        if places:
            return places[-1]
    return limit


def _trimmed(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take the white space off both ends of each span, and leave out what is only white space."""
    trimmed: list[tuple[int, int]] = []
    for start, end in spans:
        piece = text[start:end]
        body = piece.strip()
        if body:
            begin = start + len(piece) - len(piece.lstrip())
            trimmed.append((begin, begin + len(body)))
    return trimmed
