"""The command line: what can be asked for, and how a run ends.

Exit codes: 0 done (also for "not in the documents", which is an answer), 1 an error that the message explains,
2 wrong usage. Commands import what they need when they run, so that `--help` comes at once.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import PinciteError
from ui.cli import add as cli_add
from ui.cli import answer as cli_answer
from ui.cli import chat as cli_chat
from ui.cli import completion as cli_completion
from ui.cli import doctor as cli_doctor
from ui.cli import eval_parsers as cli_eval_parsers
from ui.cli import libraries as cli_libraries
from ui.cli import library as cli_library
from ui.cli import models as cli_models
from ui.cli import users as cli_users
from ui.cli.parsers import (
    Commands,
    Run,
    action_group,
    command,
    document_argument,
    filter_options,
    json_option,
    plain_command,
    positive,
)
from ui.cli.text import printable

ALONE = ["chat", "--open"]
"""What `pincite` does without a command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if argv is None else argv) or ALONE
    parser = build_parser()
    cli_completion.answer(parser)
    arguments = parser.parse_args(cli_eval_parsers.with_action(given))
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has gone. Python would complain once more when it closes stdout at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (PinciteError, OSError) as error:
        print(f"pincite: {printable(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pincite: interrupted", file=sys.stderr)
        return cli_answer.INTERRUPTED
    return code


class _ShowVersion(argparse.Action):
    """Prints the version of the installed distribution; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"pincite {version('pincite')}")
        except PackageNotFoundError:
            parser.error("it runs from its folder and is not installed: `pip install .` there")
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; tests compare it with the documentation."""
    parser = argparse.ArgumentParser(
        prog="pincite",
        description="Ask your own documents, offline: each statement of an answer cites the sentence it rests on.",
        epilog="`pincite` alone opens the chat in the browser. `pincite COMMAND --help` shows an example of each.",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_library_commands(commands)
    _add_answer_commands(commands)
    cli_eval_parsers.add_commands(commands)
    _add_models_commands(commands)
    cli_doctor.add_command(commands)
    cli_completion.add_command(commands)
    return parser


def _add_library_commands(commands: Commands) -> None:
    cli_add.add_command(commands)

    search = command(
        commands, "search", cli_library.search, "find passages, no model", 'pincite search "trade in 2024"'
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("-k", "--limit", type=positive, default=5, metavar="N", help="how many (default: 5)")
    filter_options(search)
    json_option(search)

    json_option(command(commands, "list", cli_library.list_documents, "list the documents", "pincite list --json"))

    show = command(commands, "show", cli_library.show, "print one document", "pincite show report.pdf --text")
    document_argument(show)
    form = show.add_mutually_exclusive_group()
    form.add_argument(
        "--text", action="store_true", help="the text that offsets refer to, character for character"
    )
    form.add_argument("--kept", action="store_true", help="only what is searched: no menus, no footers")
    form.add_argument("--json", action="store_true", help="as JSON, with sentences and passages")

    remove = command(commands, "remove", cli_library.remove, "take a document out", "pincite remove report.pdf")
    document_argument(remove)

    command(commands, "status", cli_library.status, "say what the library holds", "pincite status")
    check = command(commands, "check", cli_library.check, "look for damage in the library", "pincite check")
    check.add_argument(
        "--recall", action="store_true", help="instead, compare vector search with exact search (recall@10)"
    )
    copy = command(
        commands,
        "copy",
        cli_libraries.copy,
        "copy the library to another store",
        "pincite copy --to milvus:team.db/notes",
    )
    copy.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="DIR",
        help="where: as for --index; none or an empty one is there",
    )
    cli_libraries.add_commands(commands)
    command(commands, "compact", cli_library.compact, "give back the room of removed documents", "pincite compact")
    rebuild = command(
        commands,
        "rebuild",
        cli_library.rebuild,
        "make passages and vectors again",
        "PINCITE_EMBEDDER=models/bge-small pincite rebuild",
    )
    rebuild.add_argument(
        "--outdated", action="store_true", help="only if an earlier version made the library, in another way"
    )


def _add_answer_commands(commands: Commands) -> None:
    cli_answer.add_commands(commands)
    cli_chat.add_command(commands)
    cli_users.add_commands(commands)


def _add_models_commands(commands: Commands) -> None:
    actions = action_group(commands, "models", "fetch and check the models", "pincite models pull")
    _models_command(actions, "list", cli_models.list_models, "list the models known by content")
    pull = _models_command(actions, "pull", cli_models.pull, "fetch a model, or the ones in use")
    pull.add_argument("name", nargs="?", metavar="NAME", help="a name from `pincite models list`")
    verify = _models_command(actions, "verify", cli_models.verify, "check the content of every file")
    verify.add_argument("name", nargs="?", metavar="NAME", help="a name from `pincite models list`")


def _models_command(actions: Commands, name: str, run: Run, summary: str) -> argparse.ArgumentParser:
    return plain_command(actions, name, run, summary, f"pincite models {name}")


if __name__ == "__main__":
    sys.exit(main())
