"""How a command of the command line is declared: its help, its example, and the arguments that several share."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Run = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(commands: Commands, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command on a library."""
    parser = plain_command(commands, name, run, summary, example)
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="the library: its folder, its name (`pincite libraries`), or milvus:FILE.db/NAME or "
        "milvus:http://HOST:19530/NAME (default: $PINCITE_INDEX, or ./library)",
    )
    return parser


def plain_command(commands: Commands, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that needs no library; its help ends with the example."""
    parser = _described(commands, name, summary, example)
    parser.set_defaults(run=run)
    return parser


def action_group(commands: Commands, name: str, summary: str, example: str) -> Commands:
    """Add a command that is a group of commands, and return where they go."""
    parser = _described(commands, name, summary, example)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _described(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def json_option(parser: argparse.ArgumentParser) -> None:
    """Let a command print JSON."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def filter_options(parser: argparse.ArgumentParser) -> None:
    """Let a command look into some of the documents only."""
    group = parser.add_argument_group("look only into")
    group.add_argument(
        "--document", action="append", default=[], metavar="DOC", help="this document; may be given again"
    )
    group.add_argument("--folder", metavar="DIR", help="the documents below a folder, or in an archive")
    group.add_argument("--site", metavar="SITE", help="the pages of a web site: its host or its name")
    group.add_argument("--since", metavar="DATE", help="documents published then or later: 2024, 2024-03-31")
    group.add_argument("--until", metavar="DATE", help="documents published then or earlier")


def document_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command take a document."""
    parser.add_argument(
        "document", metavar="DOC", help="its id or the beginning of it, its path, or its file name"
    )


def auth_file_option(parser: argparse._ActionsContainer, *, required: bool = False) -> None:
    """Let a command take the file of those who may sign in."""
    parser.add_argument(
        "--auth-file", type=Path, metavar="FILE", required=required, help="who may sign in (`pincite users add`)"
    )


def positive(text: str) -> int:
    """Read a number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not at least 1")
    return number


def port(text: str) -> int:
    """Read the number of a port."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a port (1 to 65535)")
    return number
