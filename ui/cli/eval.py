"""The commands `pincite eval ...`: ask a question set, and what can be done with the outcome."""

import argparse
import os
import sys
from pathlib import Path

from index.errors import EvaluationError
from index.models.table import READER_NAME
from qa.chat_model import ChatModel, NoModel
from ui.cli import library as cli_library
from ui.cli import settings as cli_settings
from ui.cli.model import any_model, own_endpoint
from ui.cli.text import one_line, print_json, printable


def run(arguments: argparse.Namespace) -> int:
    """Ask every question of a set and print the summary; results go into the folder --out names."""
    if arguments.retrieval_only:
        return _retrieval(arguments)
    from eval.metrics.summary import table
    from eval.report.page import REPORT_FILE
    from eval.run import run

    summary = run(
        arguments.questions,
        out=arguments.out,
        library=_library_of(arguments),
        model=_writer(arguments),
        limit=arguments.limit,
        sample=arguments.sample,
        jobs=arguments.jobs,
        full=arguments.full,
        embedder=cli_library.chosen_embedder(),
        progress=_show_question,
    )
    _print(summary, f"{table(summary)}\n{'report':<11}{arguments.out / REPORT_FILE}", as_json=arguments.json)
    return 0


def _writer(arguments: argparse.Namespace) -> str | ChatModel | None:
    if arguments.quote:
        return NoModel(READER_NAME)
    return own_endpoint(arguments) or arguments.model or cli_settings.own_generator()


def report(arguments: argparse.Namespace) -> int:
    """Write the page of an existing run and print its path."""
    from eval.report.page import write_report

    print(write_report(arguments.folder))
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Print how run B differs from run A."""
    from eval.compare import compare
    from eval.compare_text import comparison_text
    from eval.run_folder import read_run

    comparison = compare(read_run(arguments.a), read_run(arguments.b))
    _print(comparison.to_json(), comparison_text(comparison), as_json=arguments.json)
    return 0


def gate(arguments: argparse.Namespace) -> int:
    """Print each metric beside its floor; raises EvaluationError when one is broken, and then lifts none."""
    from eval.gate import gate, gate_text, raise_floors, read_baseline
    from eval.run_folder import read_run

    baseline = read_baseline(arguments.baseline)
    verdicts = gate(read_run(arguments.folder), baseline)
    print(printable(gate_text(verdicts)))
    if broken := [verdict.metric for verdict in verdicts if not verdict.held]:
        raise EvaluationError(
            f"{arguments.folder} breaks the floor of {', '.join(broken)}. "
            "See what changed with `pincite eval compare` and an earlier run."
        )
    if arguments.lift:
        print("lifted: " + (", ".join(raise_floors(baseline, verdicts)) or "none"))
    return 0


def draft(arguments: argparse.Namespace) -> int:
    """Draft questions from the library; each is in the file as soon as it is shown."""
    from eval.sets.draft import draft

    with cli_library.open_library(arguments) as library:
        drafted = draft(
            library,
            any_model(arguments),
            out=arguments.out,
            limit=arguments.limit,
            seed=arguments.sample,
            append=arguments.append,
            progress=_show_question,
        )
    proposed = drafted.kept + sum(drafted.dropped.values())
    print(
        f"{drafted.kept} of {proposed} proposed questions are in {arguments.out}: read them before you run them."
    )
    for reason, count in drafted.dropped.items():
        print(f"  {count} dropped: {reason}")
    return 0


def support(arguments: argparse.Namespace) -> int:
    """Print how far the support check agrees with people's labels."""
    from eval.support import measure, table

    figures = measure(arguments.claims)
    _print(figures, table(figures), as_json=arguments.json)
    return 0


def _retrieval(arguments: argparse.Namespace) -> int:
    """Search for every question and print the figures."""
    from eval.retrieval_run import retrieval_table, run_retrieval

    figures = run_retrieval(
        arguments.questions,
        out=arguments.out,
        library=_library_of(arguments),
        limit=arguments.limit,
        sample=arguments.sample,
        embedder=cli_library.chosen_embedder(),
        progress=_show_question,
    )
    _print(figures, retrieval_table(figures), as_json=arguments.json)
    return 0


def _print(figures: object, text: str, *, as_json: bool) -> None:
    if as_json:
        print_json(figures)
    else:
        print(printable(text))


def _library_of(arguments: argparse.Namespace) -> Path | None:
    """Return the library to ask; None (the run makes one) when none is named and the questions bring documents."""
    from eval.sets.inputs import load

    named = arguments.index or os.environ.get("PINCITE_INDEX")
    if not named and load(arguments.questions).documents is not None:
        return None
    return cli_settings.library_folder(arguments.index, there=True)


def _show_question(number: int, total: int, outcome: str) -> None:
    print(f"{number} of {total}  {one_line(outcome)}", file=sys.stderr, flush=True)
