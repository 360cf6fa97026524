"""What a page says of itself inside its article: calls to subscribe, who the author is, headings of nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.flattened.cues import ABOUT_THE_PAGE
from index.types import Block

_LONGEST = 70  # words: a longer paragraph is not about the page alone
_LONGEST_LABEL = 60  # letters
_LABEL = re.compile(
    r"""\W*(?:advertisements?$ | sponsored$ | related(?:\ (?:stories|articles|content))?:?$ | share\ this\b
        | (?:read\ (?:more|next|also)|also\ read|see\ also:)[^.!?]*$
        | (?:(?:photo|image|picture)s?\ )?credits?:[^.!?]*$)""",
    re.IGNORECASE | re.VERBOSE,
)
# "Ada Example is a senior reporter at The Post."
_AUTHOR = re.compile(
    r"""(?:[A-Z][\w.'\N{RIGHT SINGLE QUOTATION MARK}-]*\ ){1,3}
        (?P<surname>[A-Z][\w'\N{RIGHT SINGLE QUOTATION MARK}-]+)(?:\ [JS]r\.)?
        (?:,[^,]{1,40},)?\ (?:is|was|are)\ (?:currently\ |also\ )?(?:an?|the)\ [^.]{0,120}?\b
        (?i:writer|reporter|editor|journalist|correspondent|columnist|professor|author|founder|fellow|contributor
        |lecturer|director|producer|critic|analyst|researcher|consultant|strategist|staffer|blogger|historian)\b""",
    re.VERBOSE,
)
_LAST = 4  # paragraphs in which a note about the author is looked for


def without_page_talk(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of an article with those that speak of the page as boilerplate, unless that were all."""
    kept = [number for number, block in enumerate(blocks) if block.kind != "boilerplate"]
    talk = {
        number
        for number in kept
        if blocks[number].kind != "heading" and speaks_of_the_page(text[blocks[number].start : blocks[number].end])
    }
    talk |= _author_notes(text, blocks, [number for number in kept if number not in talk])
    for number in reversed(kept):
        if number in talk:
            continue
        if blocks[number].kind != "heading":
            break
        talk.add(number)  # nothing stands under it
    if len(talk) == len(kept):
        return tuple(blocks)
    return tuple(
        replace(block, kind="boilerplate") if number in talk else block for number, block in enumerate(blocks)
    )


def speaks_of_the_page(paragraph: str) -> bool:
    """Tell whether a paragraph speaks of the page or the site rather than of the subject of the article."""
    if len(paragraph) <= _LONGEST_LABEL and _LABEL.match(paragraph):
        return True
    return len(paragraph.split()) < _LONGEST and ABOUT_THE_PAGE.search(paragraph) is not None


def _author_notes(text: str, blocks: Sequence[Block], kept: Sequence[int]) -> set[int]:
    """Return which of the last blocks say who somebody is that the article does not speak of: its author."""
    notes = set()
    for number in kept[-_LAST:]:
        found = _AUTHOR.match(text, blocks[number].start, blocks[number].end)
        others = (blocks[other] for other in kept if other != number)
        if found and len(kept) > _LAST and not _is_named(text, others, found["surname"]):
            notes.add(number)
    return notes


def _is_named(text: str, blocks: Iterable[Block], surname: str) -> bool:
    paragraphs = (text[block.start : block.end] for block in blocks)
    return any(surname in paragraph for paragraph in paragraphs if not paragraph.lower().startswith("by "))
