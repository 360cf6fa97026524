"""The command that asks one question."""

import argparse

from qa.answer import Answer, Citation, Delta, Event
from ui.cli.draft import Draft
from ui.cli.library import open_for_one_question
from ui.cli.model import own_model
from ui.cli.text import one_line, place, print_json, printable


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
