"""The libraries to choose from, and the folders that one follows, as HTML."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from index.limits import LIBRARY_NAME
from ui.language import say, told
from ui.several.following import MOST_TOLD, Told
from ui.words import escaped


def chooser(names: Sequence[str], current: str, *, first: str, may_make: bool) -> str:
    """Return the choice of a library, with ways to make one and to delete the one that is open, if allowed."""
    if len(names) < 2 and current in names and not may_make:
        return ""
    ways = _way("naming_library", say("New library")) if may_make else ""
    if may_make and current in names and current != first:
        label = say("Delete the library {name}", name=current)
        ways += _way("leaving_library", say("Delete"), label=label)
    return f'<div class="libraries">{_choice(names, current)}{ways}</div>'


def naming() -> str:
    """Return the field for the name of a new library."""
    return (
        '<form class="renaming" id="new-library">'
        f'<input type="text" dir="auto" aria-label="{say("Name of the library")}" '
        f'placeholder="{say("Name of the new library")}" maxlength="{LIBRARY_NAME}" value="">'
        f'<button class="save" type="submit">{say("Make")}</button></form>{_way("keep_library", say("Cancel"))}'
    )


def asking_to_delete(name: str, documents: int, conversations: int, *, others: bool) -> str:
    """Return what is said before a library is deleted, with the word that does it; `others` may have asked it."""
    held = say("{n} document|{n} documents", n=documents)
    held += f", {say('{n} conversation of yours|{n} conversations of yours', n=conversations)}"
    held += f", {say('those of others')}" if others else ""
    asked = say(
        "Delete the library {name} with {held} and its uploaded files? This cannot be undone.",
        name=f"<b><bdi>{escaped(name)}</bdi></b>",
        held=held,
    )
    delete = _way("remove_library", say("Delete it"), value=name)
    return (
        f'<div class="undo" role="alert">{asked} '
        f'<span class="words">{delete} {_way("keep_library", say("Keep it"))}</span></div>'
    )


def followed(all_told: Sequence[Told]) -> str:
    """Return a line for each folder that is kept in sync: what happened in it last, and a way to stop."""
    lines = "".join(_followed(one) for one in all_told)
    return f'<div role="status"><ul class="synced">{lines}</ul></div>' if lines else ""


def _followed(one: Told) -> str:
    name = PurePath(one.folder).name or str(one.folder)
    label = say("Stop keeping {name} in sync", name=name)
    stop = _way("leave_folder", say("Stop"), value=str(one.folder), label=label)
    failures = [
        say("{about}: {why}", about=PurePath(source).name, why=told(reason))
        for source, reason in one.failed[:MOST_TOLD]
    ]
    failed = "".join(f'<span class="upload-reason"><bdi>{escaped(failure)}</bdi></span>' for failure in failures)
    if (rest := len(one.failed) - MOST_TOLD) > 0:
        more = say("and {n} more file|and {n} more files", n=rest)
        failed += f'<span class="upload-reason">{more}</span>'
    problem = ""
    if one.problem:
        problem = f'<span class="upload-reason missing"><bdi>{escaped(told(one.problem))}</bdi></span>'
    what = say("In sync: {folder}", folder=f"<b><bdi>{escaped(name)}</bdi></b>")
    return f'<li title="{escaped(str(one.folder))}">{what}, {_words(one)} {stop}{problem}{failed}</li>'


def _words(one: Told) -> str:
    happened = ", ".join(told(part) for part in one.words.split(", "))
    done = f"{happened} ({datetime.fromtimestamp(one.when):%H:%M:%S})" if one.words else ""
    soon = say("reading {n} file soon|reading {n} files soon", n=one.waiting) if one.waiting else ""
    if done and soon:
        return say("{done}; {soon}", done=done, soon=soon)
    return done or soon or (say("not looked at") if one.problem else say("nothing has changed"))


def _choice(names: Sequence[str], current: str) -> str:
    if len(names) < 2 and current in names:
        return ""
    unknown = "" if current in names else f'<option value="" selected>{say("Choose a library")}</option>'
    options = unknown + "".join(
        f'<option value="{escaped(name)}"{" selected" if name == current else ""}>{escaped(name)}</option>'
        for name in names
    )
    label = say("Library")
    return (
        f'<label class="which">{label} <select class="act" name="open_library" aria-label="{label}">'
        f"{options}</select></label>"
    )


def _way(name: str, words: str, *, value: str = "", label: str = "") -> str:
    labelled = f' aria-label="{escaped(label)}"' if label else ""
    acts = f'name="{name}" value="{escaped(value)}"{labelled}'
    return f'<button class="act undoing" type="button" {acts}>{words}</button>'
