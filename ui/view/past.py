"""The list of a user's conversations, as HTML."""

from collections.abc import Sequence
from datetime import datetime

from ui.kept.conversations import Entry, Kept
from ui.language import on_day, say
from ui.words import escaped

SHOWN = 200
"""Conversations listed at once; the search finds the others."""

PEN = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 19l1-4L16 5l3 3L9 18z"/></svg>'
CROSS = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18"/></svg>'


def past(
    entries: Sequence[Entry],
    *,
    current: str = "",
    naming: str = "",
    searched: bool = False,
    deleted: Kept | None = None,
    unread: Sequence[str] = (),
) -> str:
    """Return the list; the open conversation is marked, and the one in `naming` has a field for its title.

    `unread` are libraries whose conversations cannot be listed, each with the reason.
    """
    undo = undo_line(say("“{title}” was deleted.", title=deleted.title)) if deleted is not None else ""
    undo += "".join(f'<p class="shelf-note missing"><bdi>{escaped(one)}</bdi></p>' for one in unread)
    if not entries:
        empty = say("Conversations are kept here as you ask.")
        none = say("No conversation holds these words.") if searched else empty
        return f'{undo}<p class="shelf-note">{none}</p>'
    listed = "".join(
        _naming(entry) if entry.id == naming else _entry(entry, current=entry.id == current)
        for entry in entries[:SHOWN]
    )
    rest = len(entries) - SHOWN
    more = ""
    if rest > 0:
        note = say("{n} more: search for a word to find one.|{n} more: search for a word to find one.", n=rest)
        more = f'<p class="shelf-note">{note}</p>'
    return f'{undo}<ul class="rows">{listed}</ul>{more}'


def undo_line(words: str) -> str:
    """Return a line that tells what was taken away, and brings it back."""
    return (
        f'<p class="undo" role="status"><span dir="auto">{escaped(words)}</span> '
        f'<button class="act undoing" type="button" name="restore" value="">{say("Undo")}</button></p>'
    )


def tool(name: str, value: str, label: str, picture: str) -> str:
    """Return a small button with a picture; `label` says what it does."""
    return (
        f'<button class="act tool" type="button" name="{name}" value="{escaped(value)}" '
        f'aria-label="{escaped(label)}" title="{escaped(label)}">{picture}</button>'
    )


def _entry(entry: Entry, *, current: bool) -> str:
    when = datetime.fromtimestamp(entry.changed)
    shown = f"{on_day(when)}, {when:%H:%M}"
    shown += f" · <bdi>{escaped(entry.library)}</bdi>" if entry.library else ""
    now = ' aria-current="true"' if current else ""
    return (
        f'<li class="row"{now}><button class="act entry" type="button" name="resume" value="{escaped(entry.id)}">'
        f'<span class="shelf-title" dir="auto">{escaped(entry.title)}</span>'
        f'<span class="shelf-facts">{shown}</span></button>'
        f"{tool('naming', entry.id, say('Rename {title}', title=entry.title), PEN)}"
        f"{tool('discard', entry.id, say('Delete {title}', title=entry.title), CROSS)}</li>"
    )


def _naming(entry: Entry) -> str:
    return (
        f'<li class="row"><form class="renaming" id="{escaped(entry.id)}"><input type="text" dir="auto" '
        f'aria-label="{say("New title")}" maxlength="80" value="{escaped(entry.title)}">'
        f'<button class="save" type="submit">{say("Rename")}</button></form></li>'
    )
