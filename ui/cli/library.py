"""The commands on a library, except add: search, list, show, remove, status, check, rebuild, compact."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.vocabulary.english import counted
from ui.cli import settings as cli_settings
from ui.cli.progress import progress_bar
from ui.cli.text import one_line, place, print_json, printable, write_exactly
from ui.words import recognised

if TYPE_CHECKING:
    from index.filters import Filters
    from index.library import Library
    from index.models.embed import Embedder
    from index.types import Document, Hit, Passage


def open_library(arguments: argparse.Namespace, *, create: bool = False, with_embedder: bool = False) -> "Library":
    """Open the library a command is about; `with_embedder` where it embeds, so that the user's choice counts."""
    from index.library import Library

    folder = cli_settings.library_folder(arguments.index, there=not create)
    return Library.open(folder, chosen_embedder() if with_embedder else None, create=create)


def open_for_one_question(arguments: argparse.Namespace) -> "Library":
    """Open the library a command asks one question of: its embedder is one that is ready soon."""
    from index.library import Library
    from index.models.embed_quick import for_one_question

    folder = cli_settings.library_folder(arguments.index, there=True)
    return Library.open(folder, for_one_question(chosen_embedder()))


def chosen_embedder() -> "Embedder":
    """Return the embedding model in use. Raises ModelError when it is not on this machine."""
    from index.models.embed_quick import embedder_at
    from index.models.files import model_path

    return embedder_at(model_path(cli_settings.embedder()))


def search(arguments: argparse.Namespace) -> int:
    """Print the best passages for a query."""
    with open_for_one_question(arguments) as library:
        hits = library.search(arguments.query, arguments.limit, filters(arguments))
    if arguments.json:
        print_json([hit_json(hit) for hit in hits])
        return 0
    for number, hit in enumerate(hits, start=1):
        start, end = hit.passage.start, hit.passage.end
        where = place(hit.document.source, start, end)
        print(f"[{number}] {hit.score:.2f}  {one_line(hit.document.title)}  ({where})")
        print(f"    {one_line(hit.document.text[start:end])}\n")
    if not hits:
        print("nothing found")
    return 0


def filters(arguments: argparse.Namespace) -> "Filters":
    """Return what the options say of the documents to be searched."""
    from index.filters import Filters

    return Filters(
        documents=tuple(arguments.document),
        folder=arguments.folder,
        site=arguments.site,
        since=arguments.since,
        until=arguments.until,
    )


def hit_json(hit: "Hit") -> dict[str, Any]:
    """Return what the JSON of search says of a passage."""
    return {
        "document": describe(hit.document),
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.document.text[hit.passage.start : hit.passage.end],
        "score": hit.score,
        "dense": hit.dense,
        "lexical": hit.lexical,
    }


def list_documents(arguments: argparse.Namespace) -> int:
    """Print the documents, by title."""
    with open_library(arguments) as library:
        documents = library.documents()
    if arguments.json:
        print_json([asdict(document) for document in documents])
        return 0
    for document in documents:
        read = f"  {recognised(document.confidence)}" if document.confidence is not None else ""
        print(
            f"{document.id}  {one_line(document.published or '-'):10.10}  {document.passages:5} passages  "
            f"{one_line(document.title)}  ({one_line(document.source)}){read}"
        )
        for source in document.also:
            print(f"{'':16}  {'':10}  also {one_line(source)}")
    print(counted(len(documents), "document"))
    return 0


def show(arguments: argparse.Namespace) -> int:
    """Print one document: its text as it is, or what is searched of it, or all that is known of it."""
    from index.programs.links import link_into_program, program_of

    with open_library(arguments) as library:
        document = library.document(arguments.document)
        sentences = library.sentences(document.id)
        passages = library.passages(document.id)
    link = link_into_program(document)
    if arguments.json:
        print_json(
            {
                **describe(document),
                "link": link,
                "content_hash": document.content_hash,
                "characters": len(document.text),
                "pages": list(document.pages),
                "confidence": document.confidence,
                "left_out": list(document.left_out),
                "sentences": [{**asdict(one), "text": document.text[one.start : one.end]} for one in sentences],
                "passages": [{"start": one.start, "end": one.end} for one in passages],
            }
        )
    elif arguments.text:
        write_exactly(document.text)
    elif arguments.kept:
        write_exactly(_kept(document, passages))
    else:
        print(one_line(document.title))
        print(f"{document.id}  {one_line(document.published or 'no date')}  {one_line(document.source)}")
        read = f", {recognised(document.confidence)}" if document.confidence is not None else ""
        print(f"{len(document.text)} characters, {len(sentences)} sentences, {len(passages)} passages{read}")
        print(f"open in {program_of(link)}: {link}\n" if link else "")
        print(printable(_kept(document, passages)), end="")
    return 0


def _kept(document: "Document", passages: "Sequence[Passage]") -> str:
    """Return the sentences of all passages, a line each, and a blank line between passages."""
    return "\n".join(
        "".join(f"{document.text[one.start : one.end]}\n" for one in passage.sentences) for passage in passages
    )


def describe(document: "Document") -> dict[str, str | None]:
    """Return what the JSON of every command says of a document."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
    }


def remove(arguments: argparse.Namespace) -> int:
    """Take a document out, or one of its paths."""
    from ui.chat.removing import delete_copies

    with open_library(arguments) as library:
        removed = library.remove(arguments.document)
        copies = delete_copies(library, removed.sources)
    print(f"removed {removed.id}  {one_line(removed.title)}  ({one_line(', '.join(removed.sources))})")
    for copy in copies:
        print(f"deleted the uploaded copy {one_line(str(copy))}")
    if removed.remaining:
        print(f"the same document stays in the library as {one_line(', '.join(removed.remaining))}")
    return 0


def status(arguments: argparse.Namespace) -> int:
    """Print what the library holds and what it was built with."""
    from index.adding.gone import gone

    with open_library(arguments) as library:
        held = library.status()
        missing = gone(library.documents())
    from ui.cli.machine import model_lines

    for name, value in {**asdict(held), **model_lines()}.items():
        print(f"{name.replace('_', ' '):14} {one_line(str(value))}")
    if missing:
        print(f"{'missing files':14} {len(missing)}, which `pincite check` names")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Print what is wrong with the library, a line each; the exit code is 1 if anything is.

    Of a library that is whole the files that are gone are named: their documents can be found all the same.
    """
    from index.adding.gone import gone
    from index.errors import EmbedderMismatch, ModelError

    if arguments.recall:
        return _check_recall(arguments)
    try:
        library = open_library(arguments, with_embedder=True)
    except (EmbedderMismatch, ModelError) as error:
        print(f"vectors are not compared with new ones: {one_line(str(error))}", file=sys.stderr)
        library = open_library(arguments)
    with library:
        found = library.check()
        missing = gone(library.documents()) if not found else ()
    for problem in found:
        print(one_line(problem))
    for source in missing:
        print(f"{one_line(source)}: its file is gone; `pincite add FOLDER --prune` takes its document out")
    if not found:
        print("no problems in the library itself" if missing else "no problems")
    return 1 if found else 0


def _check_recall(arguments: argparse.Namespace) -> int:
    """Print how much of exact search vector search finds; the exit code is 1 if that is less than is promised."""
    from index.status import PROMISED

    with open_library(arguments) as library:
        measured = library.recall()
    print(
        f"recall@10 {measured.at_10:.3f} against exact search: {measured.questions} questions, "
        f"{measured.passages} passages, {measured.kind}"
    )
    if measured.at_10 >= PROMISED:
        return 0
    print(f"less than {PROMISED}: `pincite rebuild` trains a new index")
    return 1


def rebuild(arguments: argparse.Namespace) -> int:
    """Make sentences, passages and vectors again, with the embedder in use; the exit code is 1 if any are lost."""
    with open_library(arguments) as library:
        if arguments.outdated and not (held := library.status()).outdated:
            holds = f"{counted(held.documents, 'document')}, {counted(held.passages, 'passage')}"
            print(f"{one_line(str(held.folder))} is up to date: {holds}, made as this version makes them")
            return 0
        with progress_bar("rebuilding") as progress:
            rebuilt = library.rebuild(chosen_embedder(), progress)
        held = library.status()
    for one in rebuilt.outcomes:
        print(f"{one.outcome:9}  {one_line(one.source)}: {one_line(one.reason)}", file=sys.stderr)
    if rebuilt.set_aside is not None:
        print(f"the file was damaged; what it was is kept as {one_line(str(rebuilt.set_aside))}", file=sys.stderr)
    print(f"rebuilt {held.documents} documents, {held.passages} passages, with {held.embedder}")
    return 1 if rebuilt.outcomes else 0


def compact(arguments: argparse.Namespace) -> int:
    """Give the room of removed documents back to the disk."""
    with open_library(arguments) as library:
        size = library.compact()
    if size.before is None or size.after is None:
        print("compacted where it is; how much room that gives back is not known here")
    else:
        print(f"{size.before:,} bytes before, {size.after:,} after")
    return 0
