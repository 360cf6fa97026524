"""The list of the library's documents, the outcome of an upload, and the first page of a conversation, as HTML."""

from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import Literal

from index.types import Document, DocumentSummary
from index.vocabulary.english import counted
from ui.chat.uploads import Upload
from ui.scope import EVERYTHING, Scope, folders
from ui.view.past import CROSS, tool, undo_line
from ui.view.place import Place
from ui.words import day, escaped, recognised, source_name, with_code

SHOWN = 200
"""Documents listed at once; the filter finds the others."""


Order = Literal["title", "newest", "oldest", "passages", "source"]

ORDERS: dict[str, Order] = {
    "By title": "title",
    "Newest first": "newest",
    "Oldest first": "oldest",
    "Longest first": "passages",
    "By source": "source",
}


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
        return (
            '<div class="nothing-open"><p class="nothing-title">No documents yet</p>'
            "<p>Add files with the button above. Text, Markdown, HTML, PDF, Word, EPUB and e-mail files, and "
            "pictures of text, can be read; they stay on this computer.</p></div>"
        )
    found = ordered([document for document in documents if wanted.casefold() in _searched(document)], order)
    if not found:
        return '<p class="shelf-note">No title or file name holds these letters.</p>'
    listed = "".join(
        _entry(document, chosen=document.id in scope.documents, missing=document.id in missing)
        for document in found[:SHOWN]
    )
    more = f"{counted(len(found) - SHOWN, 'more document')}: type a part of the title to find one."
    rest = f'<p class="shelf-note">{more}</p>' if len(found) > SHOWN else ""
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


def _missing(number: int) -> str:
    """Return the line on documents without their file, and the way to take them out."""
    if not number:
        return ""
    told = "The file of 1 document is" if number == 1 else f"The files of {number:,} documents are"
    return (
        f'<p class="shelf-note missing">{told} gone from this computer; answers still come from what was read. '
        '<button class="act undoing" type="button" name="prune" value="">Remove from the library</button></p>'
    )


def kept_without_file(number: int) -> str:
    """Return the line on documents without their file that were not taken out."""
    if not number:
        return ""
    kept = f"{counted(number, 'document')} kept: the folder is missing or empty, perhaps a disk is not connected."
    return f'<p class="shelf-note">{kept}</p>'


def _entry(document: DocumentSummary, *, chosen: bool, missing: bool) -> str:
    facts = [source_name(document.source), day(document.published), counted(document.passages, "passage")]
    facts.append(recognised(document.confidence))
    shown = " · ".join(f"<bdi>{escaped(fact)}</bdi>" for fact in facts if fact)
    shown += ' · <span class="missing">file is gone</span>' if missing else ""
    ticked = " checked" if chosen else ""
    title = escaped(document.title)
    return (
        f'<li class="row"><input class="act tick" type="checkbox" name="choose" value="{document.id}"{ticked} '
        f'aria-label="Ask {title}" title="Ask only what is ticked">'
        f'<a class="shelf-entry" href="{Place(document.id).link}" title="{escaped(document.source)}">'
        f'<span class="shelf-title" dir="auto">{title}</span>'
        f'<span class="shelf-facts">{shown}</span></a>'
        f"{tool('remove', document.id, f'Remove {document.title}', CROSS)}</li>"
    )


def _folders(documents: Sequence[DocumentSummary], scope: Scope) -> str:
    """Return the folders to choose from, where there are several."""
    counts = folders(documents)
    if len(counts) < 2:
        return ""
    listed = "".join(
        f'<li><button class="act folder" type="button" name="folder" value="{escaped(folder)}" '
        f'title="{escaped(folder)}" aria-pressed="{str(scope.folder == folder).lower()}">'
        f"<bdi>{escaped(PurePath(folder).name)}</bdi> {number:,}</button></li>"
        for folder, number in counts.items()
    )
    return f'<ul class="folders" aria-label="Ask one folder">{listed}</ul>'


def asking(documents: Sequence[DocumentSummary], scope: Scope) -> str:
    """Return the line above the question box: what is asked, where it is not everything."""
    if scope == EVERYTHING:
        return ""
    if scope.is_gone(documents):
        return (
            '<p class="scope gone" role="status">What this conversation was to ask is no longer in the library. '
            '<button class="act undoing" type="button" name="all" value="">Ask all documents</button></p>'
        )
    return (
        f'<p class="scope" role="status">Asking <b><bdi>{escaped(scope.told(len(documents)))}</bdi></b> '
        '<button class="act undoing" type="button" name="all" value="">Ask all</button></p>'
    )


def upload_report(uploads: Sequence[Upload], waiting: Sequence[str] = ()) -> str:
    """Return one line for each file given, with the reason for each that is not in the library, and what waits."""
    lines = "".join(_upload(upload) for upload in uploads)
    rest = f" ({counted(len(waiting) - 1, 'more file')} after it)" if len(waiting) > 1 else ""
    at_it = at_work(f"Reading {waiting[0]}{rest}") if waiting else ""
    return f'<ul class="uploads" role="status">{lines}</ul>{at_it}'


def at_work(words: str) -> str:
    """Return a line on what is being done, with a button that ends it."""
    return (
        f'<p class="progress" role="status"><bdi>{escaped(words)}</bdi> '
        '<button class="act undoing" type="button" name="cancel" value="">Cancel</button></p>'
    )


def removed(documents: Sequence[Document]) -> str:
    """Return the line that tells of a removal and takes it back."""
    if not documents:
        return ""
    several = f"{len(documents):,} documents were removed."
    return undo_line(f"“{documents[0].title}” was removed." if len(documents) == 1 else several)


def _upload(upload: Upload) -> str:
    kind = "failed" if upload.failed else "kept"
    reason = f'<span class="upload-reason"><bdi>{escaped(upload.reason)}</bdi></span>' if upload.failed else ""
    return (
        f'<li class="{kind}"><span class="upload-name"><bdi>{escaped(upload.name)}</bdi></span> '
        f'<span class="upload-outcome">{escaped(upload.outcome)}</span>{reason}</li>'
    )


def welcome(documents: Sequence[DocumentSummary], examples: Sequence[str], quotes_only: str = "") -> str:
    """Return what stands in a conversation before its first question; `quotes_only` is why no model writes."""
    no_model = f'<p class="no-model">Answers are quotes. {with_code(quotes_only)}</p>' if quotes_only else ""
    if not documents:
        return (
            '<div class="welcome"><h1>Ask your own documents</h1>'
            "<p>Nothing is in the library yet. Add files, folders or web pages; they stay on this computer. Or "
            "look around first in a small library of made-up documents.</p>"
            '<p class="ways"><a class="button" href="#samples">Try the sample library</a>'
            f'<a class="button quiet" href="#documents">Add documents</a></p>{no_model}</div>'
        )
    buttons = "".join(
        f'<li><button class="example" type="button" dir="auto">{escaped(example)}</button></li>'
        for example in examples
    )
    tried = f'<p class="examples-title">Try one of these</p><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="welcome"><h1>Ask your documents</h1>'
        "<p>Every statement of an answer leads to the sentence it rests on. When the documents do not say, "
        f"you are told so.</p>{tried}{no_model}</div>"
    )


def adding_samples(progress: str) -> str:
    """Return the first page while the sample library is added."""
    return (
        '<div class="welcome"><h1>Adding the sample library</h1>'
        f'<p class="progress" role="status">{escaped(progress or "Getting ready")}</p></div>'
    )


def masthead(documents: int, library: str = "") -> str:
    """Return the line at the top: the name, the way to documents and earlier conversations, and a fresh start.

    `library` is what is open, where there are several.
    """
    named = f'<span class="library-name"><bdi>{escaped(library)}</bdi></span>' if library else ""
    return (
        f'<div class="masthead"><span class="name">Pincite</span>{named}'
        f'<nav><a href="#documents">{counted(documents, "document")}</a><a href="#history">History</a>'
        '<a href="#restart">New<span class="wide"> conversation</span></a></nav></div>'
    )
