"""The libraries to choose from, and the folders that one follows, as HTML."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from index.limits import LIBRARY_NAME
from index.vocabulary.english import counted
from ui.several.following import MOST_TOLD, Told
from ui.words import escaped


def chooser(names: Sequence[str], current: str, *, first: str, may_make: bool) -> str:
    """Return the choice of a library, with ways to make one and to delete the one that is open, if allowed."""
    if len(names) < 2 and current in names and not may_make:
        return ""
    ways = _way("naming_library", "New library") if may_make else ""
    if may_make and current in names and current != first:
        ways += _way("leaving_library", "Delete", label=f"Delete the library {current}")
    return f'<div class="libraries">{_choice(names, current)}{ways}</div>'


def naming() -> str:
    """Return the field for the name of a new library."""
    return (
        '<form class="renaming" id="new-library"><input type="text" dir="auto" aria-label="Name of the library" '
        f'placeholder="Name of the new library" maxlength="{LIBRARY_NAME}" value="">'
        f'<button class="save" type="submit">Make</button></form>{_way("keep_library", "Cancel")}'
    )


def asking_to_delete(name: str, documents: int, conversations: int, *, others: bool) -> str:
    """Return what is said before a library is deleted, with the word that does it; `others` may have asked it."""
    held = f"{counted(documents, 'document')}, {counted(conversations, 'conversation')} of yours"
    held += ", those of others" if others else ""
    return (
        f'<div class="undo" role="alert">Delete the library <b><bdi>{escaped(name)}</bdi></b> with {held} and its '
        "uploaded files? This cannot be undone. "
        f'<span class="words">{_way("remove_library", "Delete it", value=name)} {_way("keep_library", "Keep it")}'
        "</span></div>"
    )


def followed(told: Sequence[Told]) -> str:
    """Return a line for each folder that is kept in sync: what happened in it last, and a way to stop."""
    lines = "".join(_followed(one) for one in told)
    return f'<div role="status"><ul class="synced">{lines}</ul></div>' if lines else ""


def _followed(told: Told) -> str:
    name = PurePath(told.folder).name or str(told.folder)
    stop = _way("leave_folder", "Stop", value=str(told.folder), label=f"Stop keeping {name} in sync")
    failed = "".join(
        f'<span class="upload-reason"><bdi>{escaped(PurePath(source).name)}: {escaped(reason)}</bdi></span>'
        for source, reason in told.failed[:MOST_TOLD]
    )
    if (rest := len(told.failed) - MOST_TOLD) > 0:
        failed += f'<span class="upload-reason">and {counted(rest, "more file")}</span>'
    problem = (
        f'<span class="upload-reason missing"><bdi>{escaped(told.problem)}</bdi></span>' if told.problem else ""
    )
    return (
        f'<li title="{escaped(str(told.folder))}">In sync: <b><bdi>{escaped(name)}</bdi></b>, {_words(told)} '
        f"{stop}{problem}{failed}</li>"
    )


def _words(told: Told) -> str:
    parts = [f"{told.words} ({datetime.fromtimestamp(told.when):%H:%M:%S})"] if told.words else []
    if told.waiting:
        parts.append(f"reading {counted(told.waiting, 'file')} soon")
    return "; ".join(parts) or ("not looked at" if told.problem else "nothing has changed")


def _choice(names: Sequence[str], current: str) -> str:
    if len(names) < 2 and current in names:
        return ""
    unknown = "" if current in names else '<option value="" selected>Choose a library</option>'
    options = unknown + "".join(
        f'<option value="{escaped(name)}"{" selected" if name == current else ""}>{escaped(name)}</option>'
        for name in names
    )
    return (
        '<label class="which">Library <select class="act" name="open_library" aria-label="Library">'
        f"{options}</select></label>"
    )


def _way(name: str, words: str, *, value: str = "", label: str = "") -> str:
    told = f' aria-label="{escaped(label)}"' if label else ""
    return (
        f'<button class="act undoing" type="button" name="{name}" value="{escaped(value)}"{told}>{words}</button>'
    )
