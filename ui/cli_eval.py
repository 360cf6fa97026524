"""The commands `pincite eval ...`: ask a question set, and what can be done with the outcome."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import EvaluationError
from ui import cli_settings
from ui.cli_library import open_library
from ui.cli_parsers import Commands, action_group, command, json_option, plain_command, positive
from ui.cli_text import one_line, print_json, printable

ACTIONS = ("run", "compare", "gate", "draft", "support")


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
    ask.add_argument(
        "questions",
        type=Path,
        metavar="QUESTIONS",
        help="a file with one JSON object a line, a SQuAD file, or a BEIR folder",
    )
    ask.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the results go")
    ask.add_argument("--limit", type=positive, metavar="N", help="only so many of the questions")
    ask.add_argument("--sample", type=int, metavar="SEED", help="draw them at random instead of the first")
    ask.add_argument(
        "--retrieval-only", action="store_true", help="only measure what search finds, without the language model"
    )
    ask.add_argument("--jobs", type=positive, default=1, metavar="N", help="ask so many at once (default: 1)")
    json_option(ask)
    _add_compare(actions)
    _add_gate(actions)
    _add_draft(actions)
    _add_support(actions)


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


def _add_draft(actions: Commands) -> None:
    example = "pincite eval draft --out questions.jsonl --limit 30"
    parser = command(actions, "draft", draft, "draft questions from the library, to edit by hand", example)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the questions go")
    parser.add_argument("--limit", type=positive, default=30, metavar="N", help="how many at most (default: 30)")
    parser.add_argument("--sample", type=int, default=0, metavar="SEED", help="another number, other sentences")
    parser.add_argument("--append", action="store_true", help="keep what FILE holds and add to it")


def _add_support(actions: Commands) -> None:
    example = "pincite eval support claims.jsonl"
    parser = plain_command(actions, "support", support, "measure the support check on labelled claims", example)
    parser.add_argument("claims", type=Path, metavar="CLAIMS.jsonl", help="one JSON object a line")
    json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask every question of a set and print the summary; results go into the folder --out names."""
    if arguments.retrieval_only:
        return _retrieval(arguments)
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


def draft(arguments: argparse.Namespace) -> int:
    """Draft questions from the library; each is in the file as soon as it is shown."""
    from eval.draft import draft
    from index.models import model_path
    from qa.llama import load_model

    with open_library(arguments) as library:
        drafted = draft(
            library,
            load_model(model_path(cli_settings.generator())),
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
    if arguments.json:
        print_json(figures)
    else:
        print(table(figures))
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
        progress=_show_question,
    )
    if arguments.json:
        print_json(figures)
    else:
        print(printable(retrieval_table(figures)))
    return 0


def _library_of(arguments: argparse.Namespace) -> Path | None:
    """Return the library to ask; None (the run makes one) when none is named and the questions bring documents."""
    from eval.inputs import load

    named = arguments.index or os.environ.get("PINCITE_INDEX")
    if not named and load(arguments.questions).documents is not None:
        return None
    return cli_settings.library_folder(arguments.index)


def _show_question(number: int, total: int, outcome: str) -> None:
    print(f"{number} of {total}  {one_line(outcome)}", file=sys.stderr, flush=True)
