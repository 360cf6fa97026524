"""The commands that ask: all documents together, or each by itself."""

import argparse
import os
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from index.vocabulary.english import counted
from qa.answer import Answer, Citation, Delta, Event
from ui.cli.draft import Draft
from ui.cli.library import filters, open_for_one_question
from ui.cli.model import full_option, model_options, own_model, quote_option
from ui.cli.parsers import Commands, command, filter_options, json_option
from ui.cli.text import one_line, place, print_json, printable

if TYPE_CHECKING:
    from qa.grid.row import Row
    from ui.export.grid import GridFile

INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


def add_commands(commands: Commands) -> None:
    """Declare them."""
    asking = command(commands, "ask", ask, "answer one question", 'pincite ask "When is the USMCA reviewed?"')
    asking.add_argument("question", metavar="QUESTION")
    full_option(asking)
    quote_option(asking)
    model_options(asking)
    json_option(asking)
    each = command(
        commands,
        "grid",
        grid,
        "ask each document by itself, a row a document",
        'pincite grid "What is the notice period?" --folder contracts --csv notice.csv --quote',
    )
    each.add_argument("question", metavar="QUESTION")
    each.add_argument(
        "--csv",
        type=Path,
        metavar="FILE",
        help="write each row there as it comes; where the table is there already, only the documents that it "
        "lacks, that were changed, or that ended in an error are asked; its other rows stay, whatever the options",
    )
    full_option(each)
    quote_option(each)
    model_options(each)
    filter_options(each)
    each.add_argument("--json", action="store_true", help="as JSON, a line a document")


def ask(arguments: argparse.Namespace) -> int:
    """Answer one question. A terminal shows the draft as it is written; what stays is the checked answer."""
    from qa import Assistant
    from qa.chat_model import NoModel
    from qa.options import Options

    draft = Draft(enabled=not arguments.json)
    options = Options(full=arguments.full, quote=arguments.quote)
    with open_for_one_question(arguments) as library:
        model = NoModel("none") if arguments.quote else own_model(arguments)
        for event in Assistant(library, model).stream(arguments.question, options=options):
            if isinstance(event, Answer):
                draft.clear()
                _print_answer(event, as_json=arguments.json)
            else:
                _show(event, draft)
    return 0


def grid(arguments: argparse.Namespace) -> int:
    """Print a row for each document as it is answered; the exit code is 1 where one ended in an error.

    Ctrl-C ends it at once, with what was written kept. Raises QuestionError where no document is to be asked.
    """
    from index.errors import QuestionError
    from qa import Assistant
    from qa.chat_model import NoModel
    from qa.grid.asking import left
    from qa.options import Options
    from qa.question import checked_question
    from ui.conversation import drained
    from ui.export.grid import GridFile

    question, chosen = checked_question(arguments.question), filters(arguments)
    file = GridFile(arguments.csv, question) if arguments.csv else None
    draft = Draft(enabled=not arguments.json)
    counts: Counter[str] = Counter()
    with open_for_one_question(arguments) as library:
        documents = left(library, chosen, file.known if file else ())
        if not documents and not library.documents(chosen):
            raise QuestionError("The library has no such documents: `pincite list` shows those that it has.")
        model = NoModel("none") if arguments.quote or not documents else own_model(arguments)
        options = Options(filters=chosen, full=arguments.full, quote=arguments.quote)
        rows = Assistant(library, model).grid(question, options, documents=documents)
        kept = file.begin({one.id for one in documents}) if file else 0
        # A thread of their own asks: Ctrl-C would wait for what is being read or written.
        shown = drained(rows, stopped=lambda: False)
        try:
            for number, document in enumerate(documents, start=1):
                draft.replace(f"Asking {number} of {len(documents)}: {one_line(document.title)} ...")
                _keep(next(shown), number, file, draft, counts, as_json=arguments.json)
        except KeyboardInterrupt:
            goes_on = f"; the same command goes on with {one_line(str(file.path))}" if file else ""
            _end(draft, INTERRUPTED, f"interrupted after {counted(sum(counts.values()), 'document')}{goes_on}")
        except BrokenPipeError:  # whoever read the output has gone
            _end(draft, 1)
        except OSError as error:
            _end(draft, 1, printable(str(error)))
    if not arguments.json:
        print(_summary(counts, kept))
    return 1 if counts["failed"] else 0


def _keep(
    row: "Row", number: int, file: "GridFile | None", draft: Draft, counts: Counter[str], *, as_json: bool
) -> None:
    """Write a row down, count it, and print it."""
    if file is not None:
        file.add(row)
    counts["failed" if row.error else "answered" if row.answered else "not stated"] += 1
    draft.clear()
    if as_json:
        print_json(row.to_json(), in_a_line=True)
        return
    probability = " -- " if row.probability is None else f"{row.probability:.2f}"
    said = f"error: {row.error}" if row.error else row.said or "not stated"
    print(f"[{number}] {probability}  {one_line(row.document.title)}: {one_line(said)}", flush=True)
    if (cited := row.cited) is not None:
        page = f"page {cited.page}, " if cited.page is not None else ""
        where = place(row.document.source, cited.start, cited.end)
        print(f'    {page}"{one_line(cited.quote)}", {where}', flush=True)


def _summary(counts: Counter[str], kept: int) -> str:
    asked = sum(counts.values())
    told = f"{counted(asked, 'document')} asked: {counts['answered']} answered, {counts['not stated']} not stated"
    told += f", {counts['failed']} failed"
    return f"{told}; kept {counted(kept, 'row')} of earlier runs, whatever their options" if kept else told


def _end(draft: Draft, code: int, told: str = "") -> NoReturn:
    """End the process as it is: the model cannot be freed under the thread that is in the midst of an answer."""
    with suppress(OSError):  # nobody may be there to read it
        draft.clear()
        sys.stdout.flush()
    with suppress(OSError):
        if told:
            print(f"pincite: {told}", file=sys.stderr, flush=True)
    os._exit(code)


def _show(event: Event, draft: Draft) -> None:
    if isinstance(event, Delta):
        draft.add(event.text)
    elif not isinstance(event, Answer):
        draft.replace(f"{event.message} ...")


def _print_answer(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print_json(answer.to_json())
        return
    print(printable(answer.text))
    unsupported = [statement.text for statement in answer.statements if statement.support == "unsupported"]
    for text in unsupported:
        print(f"  no sentence of the documents supports: {one_line(text)}")
    if answer.citations:
        print()
    for citation in answer.citations:
        print(_source(citation))
    if answer.closest:
        print("\nClosest, but not an answer:")
    for near in answer.closest:
        print(_source(near))


def _source(citation: Citation) -> str:
    """Return a line of the source list: number, title, date, page, quote and where it stands."""
    document = citation.document
    facts = [one_line(document.title)]
    if document.published:
        facts.append(document.published)
    if citation.page is not None:
        facts.append(f"page {citation.page}")
    where = place(document.source, citation.start, citation.end)
    return f'[{citation.number}] {", ".join(facts)}, "{one_line(citation.quote)}", {where}'
