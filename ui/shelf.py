"""The list of the library's documents, the outcome of an upload, and the first page of a conversation, as HTML."""

from collections.abc import Sequence

from index.store import DocumentSummary
from ui.place import Place
from ui.uploads import Upload
from ui.words import counted, day, escaped, source_name

SHOWN = 200
"""Documents listed at once; the filter finds the others."""


def shelf(documents: Sequence[DocumentSummary], wanted: str = "") -> str:
    """Return the documents whose title or file name holds `wanted`, by title."""
    if not documents:
        return (
            '<div class="nothing-open"><p class="nothing-title">No documents yet</p>'
            "<p>Add files with the button above. Text, Markdown, HTML, PDF, Word, EPUB and e-mail files "
            "can be read; they stay on this computer.</p></div>"
        )
    found = [document for document in documents if wanted.casefold() in _searched(document)]
    found.sort(key=lambda document: document.title.casefold())
    if not found:
        return '<p class="shelf-note">No title or file name holds these letters.</p>'
    listed = "".join(_entry(document) for document in found[:SHOWN])
    more = f"{counted(len(found) - SHOWN, 'more document')}: type a part of the title to find one."
    rest = f'<p class="shelf-note">{more}</p>' if len(found) > SHOWN else ""
    return f'<ul class="shelf">{listed}</ul>{rest}'


def _searched(document: DocumentSummary) -> str:
    return f"{document.title}\n{source_name(document.source)}".casefold()


def _entry(document: DocumentSummary) -> str:
    facts = [source_name(document.source), day(document.published), counted(document.passages, "passage")]
    shown = " · ".join(f"<bdi>{escaped(fact)}</bdi>" for fact in facts if fact)
    return (
        f'<li><a class="shelf-entry" href="{Place(document.id).link}" title="{escaped(document.source)}">'
        f'<span class="shelf-title" dir="auto">{escaped(document.title)}</span>'
        f'<span class="shelf-facts">{shown}</span></a></li>'
    )


def upload_report(uploads: Sequence[Upload]) -> str:
    """Return one line for each file given, with the reason for each that is not in the library."""
    lines = "".join(_upload(upload) for upload in uploads)
    return f'<ul class="uploads" role="status">{lines}</ul>'


def _upload(upload: Upload) -> str:
    kind = "failed" if upload.failed else "kept"
    reason = f'<span class="upload-reason">{escaped(upload.reason)}</span>' if upload.failed else ""
    return (
        f'<li class="{kind}"><span class="upload-name"><bdi>{escaped(upload.name)}</bdi></span> '
        f'<span class="upload-outcome">{escaped(upload.outcome)}</span>{reason}</li>'
    )


def welcome(documents: Sequence[DocumentSummary], examples: Sequence[str]) -> str:
    """Return what stands in a conversation before its first question."""
    if not documents:
        return (
            '<div class="welcome"><h1>The library is empty</h1>'
            "<p>Add the documents you want to ask about, then put a question.</p>"
            '<p><a class="button" href="#documents">Add documents</a></p></div>'
        )
    buttons = "".join(
        f'<li><button class="example" type="button" dir="auto">{escaped(example)}</button></li>'
        for example in examples
    )
    tried = f'<p class="examples-title">Try one of these</p><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="welcome"><h1>Ask your documents</h1>'
        "<p>Every statement of an answer leads to the sentence it rests on. When the documents do not say, "
        f"you are told so.</p>{tried}</div>"
    )


def masthead(documents: int) -> str:
    """Return the line at the top: the name, the way to the documents, and a fresh start."""
    return (
        '<div class="masthead"><span class="name">Pincite</span>'
        f'<nav><a href="#documents">{counted(documents, "document")}</a>'
        '<a href="#restart">New conversation</a></nav></div>'
    )
