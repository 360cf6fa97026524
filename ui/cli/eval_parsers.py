"""How the commands `pincite eval ...` are declared; what they do is in `ui.cli.eval`."""

from collections.abc import Sequence
from pathlib import Path

from ui.cli import eval as cli_eval
from ui.cli.model import full_option, model_options, quote_option
from ui.cli.parsers import Commands, action_group, command, json_option, plain_command, positive

ACTIONS = ("run", "report", "compare", "gate", "draft", "support")


def with_action(arguments: Sequence[str]) -> list[str]:
    """Return the command line with `run` put in: `pincite eval questions.jsonl` asks the questions."""
    if arguments[:1] == ["eval"] and arguments[1:2] and arguments[1] not in (*ACTIONS, "-h", "--help"):
        return ["eval", "run", *arguments[1:]]
    return list(arguments)


def add_commands(commands: Commands) -> None:
    """Declare them."""
    example = "pincite eval questions.jsonl --out runs/first"
    actions = action_group(commands, "eval", "measure answers on your questions", example)
    ask = command(actions, "run", cli_eval.run, "ask every question of a set (`run` may be left out)", example)
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
    full_option(ask)
    quote_option(ask)
    model_options(ask)
    json_option(ask)
    _add_report(actions)
    _add_compare(actions)
    _add_gate(actions)
    _add_draft(actions)
    _add_support(actions)


def _add_report(actions: Commands) -> None:
    example = "pincite eval report runs/first"
    parser = plain_command(actions, "report", cli_eval.report, "write the page report.html of a run anew", example)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")


def _add_compare(actions: Commands) -> None:
    example = "pincite eval compare runs/before runs/after"
    parser = plain_command(
        actions, "compare", cli_eval.compare, "say what changed from one run to another", example
    )
    parser.add_argument("a", type=Path, metavar="RUN_A", help="the folder of the earlier run")
    parser.add_argument("b", type=Path, metavar="RUN_B", help="the folder of the later run")
    json_option(parser)


def _add_gate(actions: Commands) -> None:
    example = "pincite eval gate runs/first eval/samples/floors.json"
    parser = plain_command(actions, "gate", cli_eval.gate, "fail if a run is worse than pinned floors", example)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument("baseline", type=Path, metavar="BASELINE.json", help="the floors")
    parser.add_argument("--raise", action="store_true", dest="lift", help="lift floors that the run surpasses")


def _add_draft(actions: Commands) -> None:
    example = "pincite eval draft --out questions.jsonl --limit 30"
    parser = command(
        actions, "draft", cli_eval.draft, "draft questions from the library, to edit by hand", example
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the questions go")
    parser.add_argument("--limit", type=positive, default=30, metavar="N", help="how many at most (default: 30)")
    parser.add_argument("--sample", type=int, default=0, metavar="SEED", help="another number, other sentences")
    model_options(parser)
    parser.add_argument("--append", action="store_true", help="keep what FILE holds and add to it")


def _add_support(actions: Commands) -> None:
    example = "pincite eval support claims.jsonl"
    parser = plain_command(
        actions, "support", cli_eval.support, "measure the support check on labelled claims", example
    )
    parser.add_argument("claims", type=Path, metavar="CLAIMS.jsonl", help="one JSON object a line")
    json_option(parser)
