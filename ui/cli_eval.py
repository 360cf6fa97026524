"""The commands `pincite eval ...`: ask a question set, and what can be done with the outcome."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import EvaluationError
from ui import cli_settings
from ui.cli_parsers import Commands, action_group, command, json_option, plain_command, positive
from ui.cli_text import one_line, print_json, printable

ACTIONS = ("run", "report", "compare", "gate")


def with_action(arguments: Sequence[str]) -> list[str]:
    """Return the command line with `run` put in: `pincite eval questions.jsonl` asks the questions."""
    if arguments[:1] == ["eval"] and arguments[1:2] and arguments[1] not in (*ACTIONS, "-h", "--help"):
        return ["eval", "run", *arguments[1:]]
    return list(arguments)


def add_commands(commands: Commands) -> None:
    """Declare them."""
    example = "pincite eval questions.jsonl --out runs/first"
    actions = action_group(commands, "eval", "measure answers on your questions", example)
    ask = command(actions, "run", run, "ask every question of a set (`run` may be left out)", example)
    ask.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one JSON object a line")
    ask.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the results go")
    ask.add_argument("--limit", type=positive, metavar="N", help="only so many of the questions")
    ask.add_argument("--sample", type=int, metavar="SEED", help="draw them at random instead of the first")
    ask.add_argument("--jobs", type=positive, default=1, metavar="N", help="ask so many at once (default: 1)")
    json_option(ask)
    _add_report(actions)
    _add_compare(actions)
    _add_gate(actions)


def _add_report(actions: Commands) -> None:
    example = "pincite eval report runs/first"
    parser = plain_command(actions, "report", report, "write the page report.html of a run anew", example)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")


def _add_compare(actions: Commands) -> None:
    example = "pincite eval compare runs/before runs/after"
    parser = plain_command(actions, "compare", compare, "say what changed from one run to another", example)
    parser.add_argument("a", type=Path, metavar="RUN_A", help="the folder of the earlier run")
    parser.add_argument("b", type=Path, metavar="RUN_B", help="the folder of the later run")
    json_option(parser)


def _add_gate(actions: Commands) -> None:
    example = "pincite eval gate runs/first eval/samples/floors.json"
    parser = plain_command(actions, "gate", gate, "fail if a run is worse than pinned floors", example)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument("baseline", type=Path, metavar="BASELINE.json", help="the floors")
    parser.add_argument("--raise", action="store_true", dest="lift", help="lift floors that the run surpasses")


def run(arguments: argparse.Namespace) -> int:
    """Ask every question of a set and print the summary; results go into the folder --out names."""
    from eval.run import run
    from eval.summary import table

    summary = run(
        arguments.questions,
        out=arguments.out,
        library=_library_of(arguments),
        model=cli_settings.own_generator(),
        limit=arguments.limit,
        sample=arguments.sample,
        jobs=arguments.jobs,
        progress=_show_question,
    )
    if arguments.json:
        print_json(summary)
    else:
        print(printable(table(summary)))
    return 0


def report(arguments: argparse.Namespace) -> int:
    """Write the page of an existing run and print its path."""
    from eval.report import write_report

    print(write_report(arguments.folder))
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Print how run B differs from run A."""
    from eval.compare import compare
    from eval.compare_text import comparison_text
    from eval.run_folder import read_run

    comparison = compare(read_run(arguments.a), read_run(arguments.b))
    if arguments.json:
        print_json(comparison.to_json())
    else:
        print(printable(comparison_text(comparison)))
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


def _library_of(arguments: argparse.Namespace) -> Path | None:
    """Return the library to ask; None (the run makes one) when none is named and the questions bring documents."""
    named = arguments.index or os.environ.get("PINCITE_INDEX")
    if not named and (arguments.questions.parent / "documents").is_dir():
        return None
    return cli_settings.library_folder(arguments.index)


def _show_question(number: int, total: int, outcome: str) -> None:
    print(f"{number} of {total}  {one_line(outcome)}", file=sys.stderr, flush=True)
