"""The commands `pincite eval ...`: ask a question set, and what can be done with the outcome."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ui import cli_settings
from ui.cli_library import open_library
from ui.cli_parsers import Commands, action_group, command, json_option, plain_command, positive
from ui.cli_text import one_line, print_json

ACTIONS = ("run", "draft", "support")


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

    write = "pincite eval draft --out questions.jsonl --limit 30"
    drafted = command(actions, "draft", draft, "draft questions from the library, to edit by hand", write)
    drafted.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the questions go")
    drafted.add_argument("--limit", type=positive, default=30, metavar="N", help="how many at most (default: 30)")
    drafted.add_argument("--sample", type=int, default=0, metavar="SEED", help="another number, other sentences")
    drafted.add_argument("--append", action="store_true", help="keep what FILE holds and add to it")

    claims = "pincite eval support claims.jsonl"
    check = plain_command(actions, "support", support, "measure the support check on labelled claims", claims)
    check.add_argument("claims", type=Path, metavar="CLAIMS.jsonl", help="one JSON object a line")
    json_option(check)


def run(arguments: argparse.Namespace) -> int:
    """Ask every question of a set and print the summary; results go into the folder --out names."""
    from eval.run import run

    summary = run(
        arguments.questions,
        out=arguments.out,
        library=_library_of(arguments),
        model=cli_settings.own_generator(),
        limit=arguments.limit,
        sample=arguments.sample,
        progress=_show_question,
    )
    print_json(summary)
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


def _library_of(arguments: argparse.Namespace) -> Path | None:
    """Return the library to ask; None (the run makes one) when none is named and the questions bring documents."""
    named = arguments.index or os.environ.get("PINCITE_INDEX")
    if not named and (arguments.questions.parent / "documents").is_dir():
        return None
    return cli_settings.library_folder(arguments.index)


def _show_question(number: int, total: int, outcome: str) -> None:
    print(f"{number} of {total}  {one_line(outcome)}", file=sys.stderr, flush=True)
