"""What the library's tab, the list of conversations and the settings are wired to."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui.chat.documents import Documents
from ui.chat.grid import Grid
from ui.chat.history import History
from ui.chat.layout import Parts
from ui.chat.model_choice import ModelChoice
from ui.chat.page import Page
from ui.chat.preferences import Preferences
from ui.several.chooser import Chooser

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_FREE: dict[str, Any] = {**_PRIVATE, "concurrency_limit": None}
_ALL: dict[str, Any] = {**_FREE, "trigger_mode": "multiple"}
"""Also while the same is still going on: what is pressed or said meanwhile must not be lost."""
_LAST: dict[str, Any] = {**_FREE, "trigger_mode": "always_last"}
"""Of one event one after the other, and once more at the end: the older of two lists might come last."""

_ONE_AT_A_TIME: dict[str, Any] = {**_PRIVATE, "concurrency_limit": 1, "concurrency_id": "one at a time"}
"""Of all pages: what takes seconds, and is known to the next one then, holds no thread of the server but one."""

_SHOW_THEME = """(theme) => {
  const system = window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.body.classList.toggle("dark", theme === "dark" || (theme === "system" && system));
}"""


def wire_documents(blocks: gr.Blocks, documents: Documents, page: Page, parts: Parts) -> None:
    """Wire adding, removing, finding, and choosing what is asked."""
    looked_for = [parts.wanted, parts.order, parts.scope]
    shown = [parts.masthead, parts.shelf, parts.asking]
    report, welcome = [parts.report], [parts.conversation]
    blocks.load(documents.offered, outputs=[parts.upload, parts.address, parts.only_reads], **_FREE)
    for linked in (parts.masthead, parts.conversation):
        linked.documents(documents.in_front, outputs=[parts.tabs], **_FREE)
    changes = [
        parts.upload.upload(documents.add, [parts.upload], report, **_PRIVATE),
        parts.address.submit(documents.fetch, [parts.address], [*report, parts.address], **_PRIVATE),
        parts.conversation.samples(documents.add_samples, outputs=welcome, **_PRIVATE),
        parts.shelf.remove(documents.remove, outputs=[*report, parts.removed], **_PRIVATE),
        parts.shelf.prune(documents.prune, outputs=[*report, parts.removed], **_PRIVATE),
        parts.report.restore(documents.undo, [parts.removed], [*report, parts.removed], **_PRIVATE),
    ]
    chosen = [
        parts.shelf.choose(documents.choose, [parts.scope], [parts.scope], **{**_ALL, "concurrency_limit": 1}),
        parts.shelf.folder(documents.choose_folder, outputs=[parts.scope], **_FREE),
        parts.asking.all(documents.choose_all, outputs=[parts.scope], **_FREE),
    ]
    for event in (blocks.load, parts.wanted.change, parts.order.change):
        event(documents.shown, looked_for, shown, **_FREE)
    parts.report.cancel(documents.give_up, **_FREE)
    for event in changes:
        event.then(documents.shown, looked_for, shown, **_ALL)
    for event in chosen:
        event.then(documents.shown, looked_for, shown, **_LAST)
    for then in (blocks.load, *(event.then for event in changes)):
        _welcome(then, page, parts)


def _welcome(then: Any, page: Page, parts: Parts) -> None:  # noqa: ANN401 - an event of Gradio
    """Show an empty conversation at once, and with questions to start with as soon as there are any."""
    shown = [parts.exchanges], [parts.conversation]
    at_once = then(page.welcomed, *shown, **_FREE)
    at_once.then(page.find_examples, **_ONE_AT_A_TIME).then(page.welcomed, *shown, **_FREE)


def wire_grid(grid: Grid, parts: Parts) -> None:
    """Wire what asks each document by itself."""
    each = parts.grid
    made = [each.table, each.shown]
    begun = [
        each.question.submit(
            grid.begin, [each.question, each.quote, each.table, parts.scope], [*made, each.question], **_FREE
        ),
        each.shown.go_on(grid.go_on, [each.table], [*made, each.question], **_FREE),
    ]
    ended = [
        *(event.then(grid.fill, [each.table], made, **_ALL) for event in begun),
        each.question.stop(grid.stop_filling, [each.table], made, **_FREE),
    ]
    for event in ended:
        event.then(grid.ready_again, [each.table], [each.question], **_ALL)
    each.shown.open(grid.show_row, [each.table], [parts.panel, parts.tabs], **_FREE)
    each.shown.save(grid.save, [each.table], [parts.exported], **_FREE)


def wire_history(
    blocks: gr.Blocks, history: History, documents: Documents, parts: Parts, said: Sequence[Any]
) -> Any:  # noqa: ANN401 - an event of Gradio
    """Wire the list of conversations; after each event of `said`, the open one is written down.

    Returns the event after which another conversation is open.
    """
    listed, wanted = parts.history.listed, parts.history.wanted
    open_now = [parts.exchanges, wanted]
    for event in said:
        kept = [parts.exchanges, parts.scope, parts.replaced, wanted]
        event.then(history.keep, kept, [listed, parts.replaced], **_ALL)
    for event in (blocks.load, wanted.change):
        event(history.listed, [wanted, parts.exchanges], [listed], **_FREE)
    parts.masthead.history(lambda: gr.Tabs(selected="history"), outputs=[parts.tabs], **_FREE)
    resumed = listed.resume(
        history.resume,
        open_now,
        [parts.exchanges, parts.conversation, parts.scope, parts.panel, listed, parts.replaced],
        **_FREE,
    )
    resumed.then(
        documents.shown,
        [parts.wanted, parts.order, parts.scope],
        [parts.masthead, parts.shelf, parts.asking],
        **_FREE,
    )
    listed.naming(history.naming, open_now, [listed], **_FREE)
    listed.rename(history.rename, open_now, [listed], **_FREE)
    listed.discard(
        history.delete, open_now, [parts.exchanges, parts.conversation, parts.history.deleted, listed], **_FREE
    )
    listed.restore(
        history.undo, [parts.exchanges, parts.history.deleted, wanted], [parts.history.deleted, listed], **_FREE
    )
    parts.conversation.again(
        history.edit,
        [parts.exchanges, parts.replaced],
        [parts.exchanges, parts.conversation, parts.question, parts.replaced],
        **_FREE,
    )
    return resumed


def wire_libraries(
    blocks: gr.Blocks,
    chooser: Chooser,
    documents: Documents,
    page: Page,
    history: History,
    parts: Parts,
    resumed: Any,  # noqa: ANN401 - an event of Gradio
) -> None:
    """Wire the choice of a library, after which all of the page is about that one, and the folders it follows.

    A conversation that was `resumed` may be about another one, too.
    """
    several = parts.several
    anew = [parts.exchanges, parts.conversation, parts.scope, parts.panel, parts.replaced]
    table = [several.shown, parts.grid.table]
    emptied = [parts.grid.table, parts.grid.shown, parts.removed, parts.report, several.shown]
    follows = [several.folder, several.followed, several.often]
    listed = [parts.wanted, parts.order, parts.scope], [parts.masthead, parts.shelf, parts.asking]
    blocks.load(chooser.libraries_shown, outputs=[several.libraries], **_FREE)
    blocks.load(chooser.name_shown, outputs=[several.shown], **_FREE)
    blocks.load(chooser.following_shown, [several.followed], follows, **_FREE)
    several.libraries.naming_library(chooser.naming_library, outputs=[several.libraries], **_FREE)
    several.libraries.leaving_library(chooser.leaving_library, outputs=[several.libraries], **_FREE)
    several.libraries.keep_library(chooser.keep_library, outputs=[several.libraries], **_FREE)
    exchanges = [parts.exchanges]
    opened = [
        several.libraries.open_library(chooser.open_library, exchanges, anew, **_FREE).then,
        # A name that cannot be stays in its field, to be mended.
        several.libraries.make_library(chooser.make_library, exchanges, anew, **_PRIVATE).success,
        several.libraries.remove_library(chooser.remove_library, exchanges, anew, **_PRIVATE).then,
    ]
    for then in opened:
        then(documents.shown, *listed, **_ALL)
        then(history.listed, [parts.history.wanted, parts.exchanges], [parts.history.listed], **_ALL)
    for then in (*opened, resumed.then):
        then(chooser.libraries_shown, outputs=[several.libraries], **_ALL)
        then(chooser.settle, table, emptied, **_ALL)
        then(chooser.following_shown, [several.followed], follows, **_ALL)
    followed = [
        several.folder.submit(chooser.follow_folder, [several.folder], [several.folder], **_PRIVATE),
        several.followed.leave_folder(chooser.leave_folder, **_FREE),
    ]
    for event in followed:
        event.then(chooser.following_shown, [several.followed], follows, **_ALL)
    several.often.tick(chooser.changes_shown, [several.followed], [several.followed], **_FREE)
    several.followed.change(documents.shown, *listed, **_LAST)
    for then in (*opened, several.followed.change):
        _welcome(then, page, parts)


def wire_settings(blocks: gr.Blocks, preferences: Preferences, choice: ModelChoice, parts: Parts) -> None:
    """Wire the settings, the model for all, and the status, which follows the conversation."""
    settings = parts.settings
    blocks.load(preferences.opened, outputs=settings.chosen, **_FREE).then(
        None, [settings.theme], js=_SHOW_THEME, **_PRIVATE
    )
    for control in settings.chosen:
        changed = control.release if isinstance(control, gr.Slider) else control.input
        changed(preferences.keep, settings.chosen, **_FREE)
    settings.theme.input(None, [settings.theme], js=_SHOW_THEME, **_PRIVATE)
    model = [settings.model, settings.model_note]
    blocks.load(choice.offered_model, outputs=model, **_FREE)
    changed = settings.model.input(choice.choose_model, [settings.model], model, **_PRIVATE)
    for event in (blocks.load, parts.exchanges.change, parts.masthead.change, changed.then):
        event(preferences.status, [parts.exchanges], [settings.status], **_FREE)
