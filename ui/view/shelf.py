"""The list of the library's documents, the outcome of an upload, and the first page of a conversation, as HTML."""

from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import Literal

from index.types import Document, DocumentSummary
from ui.chat.uploads import Upload
from ui.language import LANGUAGE, number, say, told
from ui.scope import EVERYTHING, Scope, folders
from ui.view.past import CROSS, tool, undo_line
from ui.view.place import Place
from ui.words import day, escaped, recognised, source_name, with_code

SHOWN = 200
"""Documents listed at once; the filter finds the others."""


Order = Literal["title", "newest", "oldest", "passages", "source"]


def shelf(
    documents: Sequence[DocumentSummary],
    wanted: str = "",
    *,
    order: Order = "title",
    scope: Scope = EVERYTHING,
    missing: Collection[str] = (),
) -> str:
    """Return the documents whose title or source holds `wanted`, those of `scope` with their box ticked.

    Of those in `missing`, by id, the file is gone: this is told, with a way to take them out.
    """
    if not documents:
        hint = say(
            "Add files with the button above. Text, Markdown, HTML, PDF, Word, EPUB and e-mail files, and "
            "pictures of text, can be read; they stay on this computer."
        )
        return (
            f'<div class="nothing-open"><p class="nothing-title">{say("No documents yet")}</p><p>{hint}</p></div>'
        )
    found = ordered([document for document in documents if wanted.casefold() in _searched(document)], order)
    if not found:
        return f'<p class="shelf-note">{say("No title or file name holds these letters.")}</p>'
    listed = "".join(
        _entry(document, chosen=document.id in scope.documents, missing=document.id in missing)
        for document in found[:SHOWN]
    )
    rest = ""
    if (more := len(found) - SHOWN) > 0:
        note = say(
            "{n} more document: type a part of the title to find it.|"
            "{n} more documents: type a part of the title to find one.",
            n=more,
        )
        rest = f'<p class="shelf-note">{note}</p>'
    return f'{_missing(len(missing))}{_folders(documents, scope)}<ul class="rows">{listed}</ul>{rest}'


def ordered(documents: Sequence[DocumentSummary], order: Order) -> list[DocumentSummary]:
    """Return documents in an order; those without a date come last, and what is equal stands by title."""
    by_title = sorted(documents, key=lambda document: document.title.casefold())
    if order in ("newest", "oldest"):
        dated = [document for document in by_title if document.published]
        dated.sort(key=lambda document: document.published or "", reverse=order == "newest")
        return dated + [document for document in by_title if not document.published]
    if order == "passages":
        by_title.sort(key=lambda document: document.passages, reverse=True)
    elif order == "source":
        by_title.sort(key=lambda document: document.source)
    return by_title


def _searched(document: DocumentSummary) -> str:
    return f"{document.title}\n{source_name(document.source)}".casefold()


def _missing(count: int) -> str:
    """Return the line on documents without their file, and the way to take them out."""
    if not count:
        return ""
    note = say(
        "The file of {n} document is gone from this computer; answers still come from what was read.|"
        "The files of {n} documents are gone from this computer; answers still come from what was read.",
        n=count,
    )
    words = say("Remove from the library")
    return (
        f'<p class="shelf-note missing">{note} '
        f'<button class="act undoing" type="button" name="prune" value="">{words}</button></p>'
    )


def kept_without_file(count: int) -> str:
    """Return the line on documents without their file that were not taken out."""
    if not count:
        return ""
    kept = say(
        "{n} document kept: the folder is missing or empty, perhaps a disk is not connected.|"
        "{n} documents kept: the folder is missing or empty, perhaps a disk is not connected.",
        n=count,
    )
    return f'<p class="shelf-note">{kept}</p>'


def _entry(document: DocumentSummary, *, chosen: bool, missing: bool) -> str:
    passages = say("{n} passage|{n} passages", n=document.passages)
    facts = [source_name(document.source), day(document.published), passages, recognised(document.confidence)]
    shown = " · ".join(f"<bdi>{escaped(fact)}</bdi>" for fact in facts if fact)
    shown += f' · <span class="missing">{say("file is gone")}</span>' if missing else ""
    ticked = " checked" if chosen else ""
    title = escaped(document.title)
    return (
        f'<li class="row"><input class="act tick" type="checkbox" name="choose" value="{document.id}"{ticked} '
        f'aria-label="{say("Ask {title}", title=title)}" title="{say("Ask only what is ticked")}">'
        f'<a class="shelf-entry" href="{Place(document.id).link}" title="{escaped(document.source)}">'
        f'<span class="shelf-title" dir="auto">{title}</span>'
        f'<span class="shelf-facts">{shown}</span></a>'
        f"{tool('remove', document.id, say('Remove {title}', title=document.title), CROSS)}</li>"
    )


def _folders(documents: Sequence[DocumentSummary], scope: Scope) -> str:
    """Return the folders to choose from, where there are several."""
    counts = folders(documents)
    if len(counts) < 2:
        return ""
    listed = "".join(
        f'<li><button class="act folder" type="button" name="folder" value="{escaped(folder)}" '
        f'title="{escaped(folder)}" aria-pressed="{str(scope.folder == folder).lower()}">'
        f"<bdi>{escaped(PurePath(folder).name)}</bdi> {number(count)}</button></li>"
        for folder, count in counts.items()
    )
    return f'<ul class="folders" aria-label="{say("Ask one folder")}">{listed}</ul>'


def asking(documents: Sequence[DocumentSummary], scope: Scope) -> str:
    """Return the line above the question box: what is asked, where it is not everything."""
    if scope == EVERYTHING:
        return ""
    if scope.is_gone(documents):
        note = say("What this conversation was to ask is no longer in the library.")
        words = say("Ask all documents")
        return (
            f'<p class="scope gone" role="status">{note} '
            f'<button class="act undoing" type="button" name="all" value="">{words}</button></p>'
        )
    asked = say("Asking {scope}", scope=f"<b><bdi>{escaped(scope.told(len(documents)))}</bdi></b>")
    return (
        f'<p class="scope" role="status">{asked} '
        f'<button class="act undoing" type="button" name="all" value="">{say("Ask all")}</button></p>'
    )


def upload_report(uploads: Sequence[Upload], waiting: Sequence[str] = ()) -> str:
    """Return one line for each file given, with the reason for each that is not in the library, and what waits."""
    lines = "".join(_upload(upload) for upload in uploads)
    at_it = ""
    if waiting:
        rest = say("({n} more file after it)|({n} more files after it)", n=len(waiting) - 1)
        at_it = at_work(say("Reading {name}", name=waiting[0]) + (f" {rest}" if len(waiting) > 1 else ""))
    return f'<ul class="uploads" role="status">{lines}</ul>{at_it}'


def at_work(words: str) -> str:
    """Return a line on what is being done, with a button that ends it."""
    return (
        f'<p class="progress" role="status"><bdi>{escaped(words)}</bdi> '
        f'<button class="act undoing" type="button" name="cancel" value="">{say("Cancel")}</button></p>'
    )


def removed(documents: Sequence[Document]) -> str:
    """Return the line that tells of a removal and takes it back."""
    if not documents:
        return ""
    words = say("“{title}” was removed.|{n} documents were removed.", title=documents[0].title, n=len(documents))
    return undo_line(words)


def _upload(upload: Upload) -> str:
    kind = "failed" if upload.failed else "kept"
    outcome = ", ".join(told(part) for part in (upload.outcome, *upload.notes))
    why = escaped(told(upload.reason))
    reason = f'<span class="upload-reason"><bdi>{why}</bdi></span>' if upload.failed else ""
    return (
        f'<li class="{kind}"><span class="upload-name"><bdi>{escaped(upload.name)}</bdi></span> '
        f'<span class="upload-outcome">{escaped(outcome)}</span>{reason}</li>'
    )


def welcome(documents: Sequence[DocumentSummary], examples: Sequence[str], quotes_only: str = "") -> str:
    """Return what stands in a conversation before its first question; `quotes_only` is why no model writes."""
    why = f"{say('Answers are quotes.')} {with_code(told(quotes_only))}"
    no_model = f'<p class="no-model">{why}</p>' if quotes_only else ""
    if not documents:
        invited = say(
            "Nothing is in the library yet. Add files, folders or web pages; they stay on this computer. Or look "
            "around first in a small library of made-up documents."
        )
        return (
            f'<div class="welcome"><h1>{say("Ask your own documents")}</h1><p>{invited}</p>'
            f'<p class="ways"><a class="button" href="#samples">{say("Try the sample library")}</a>'
            f'<a class="button quiet" href="#documents">{say("Add documents")}</a></p>{no_model}</div>'
        )
    buttons = "".join(
        f'<li><button class="example" type="button" dir="auto">{escaped(example)}</button></li>'
        for example in examples
    )
    title = say("Try one of these")
    offered = f'<p class="examples-title">{title}</p><ul class="examples">{buttons}</ul>' if buttons else ""
    tried = f'<div class="examples-room">{offered}</div>'  # they come a little later than the rest
    explained = say(
        "Every statement of an answer leads to the sentence it rests on. When the documents do not say, you are "
        "told so."
    )
    return f'<div class="welcome"><h1>{say("Ask your documents")}</h1><p>{explained}</p>{tried}{no_model}</div>'


def adding_samples(progress: str) -> str:
    """Return the first page while the sample library is added."""
    return (
        f'<div class="welcome"><h1>{say("Adding the sample library")}</h1>'
        f'<p class="progress" role="status">{escaped(progress or say("Getting ready"))}</p></div>'
    )


def masthead(documents: int, library: str = "") -> str:
    """Return the line at the top: the name, the way to documents and earlier conversations, and a fresh start.

    `library` is what is open, where there are several.
    """
    named = f'<span class="library-name"><bdi>{escaped(library)}</bdi></span>' if library else ""
    fresh = say("New{wide} conversation{end}", wide='<span class="wide">', end="</span>")
    return (
        f'<div class="masthead" lang="{LANGUAGE.get()}"><span class="name">Pincite</span>{named}'
        f'<nav><a href="#documents">{say("{n} document|{n} documents", n=documents)}</a>'
        f'<a href="#history">{say("History")}</a><a href="#restart">{fresh}</a></nav></div>'
    )
