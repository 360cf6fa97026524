"""The command line: what can be asked for, and how a run ends.

Exit codes: 0 done (also for "not in the documents", which is an answer), 1 an error that the message explains,
2 wrong usage. Commands import what they need when they run, so that `--help` comes at once.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from index.errors import PinciteError
from ui import cli_answer, cli_library, cli_models

INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended

Run = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    arguments = build_parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has gone. Python would complain once more when it closes stdout at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (PinciteError, OSError) as error:
        print(f"pincite: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pincite: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


class _ShowVersion(argparse.Action):
    """Prints the version of the installed distribution; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"pincite {version('pincite')}")
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; tests compare it with the documentation."""
    parser = argparse.ArgumentParser(
        prog="pincite",
        description="Ask your own documents, offline: each statement of an answer cites the sentence it rests on.",
        epilog="`pincite COMMAND --help` shows an example of each.",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_library_commands(commands)
    _add_answer_commands(commands)
    _add_models_commands(commands)
    return parser


def _add_library_commands(commands: Commands) -> None:
    add = _command(commands, "add", cli_library.add, "index files and folders", "pincite add notes/ report.pdf")
    add.add_argument("paths", nargs="+", metavar="PATH_OR_URL", help="a file, or a folder with all in it")

    search = _command(
        commands, "search", cli_library.search, "find passages, no model", 'pincite search "trade in 2024"'
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("-k", "--limit", type=_positive, default=5, metavar="N", help="how many (default: 5)")
    _json_option(search)

    _json_option(
        _command(commands, "list", cli_library.list_documents, "list the documents", "pincite list --json")
    )

    show = _command(commands, "show", cli_library.show, "print one document", "pincite show report.pdf --text")
    _document_argument(show)
    form = show.add_mutually_exclusive_group()
    form.add_argument(
        "--text", action="store_true", help="the text that offsets refer to, character for character"
    )
    form.add_argument("--kept", action="store_true", help="only what is searched: no menus, no footers")
    form.add_argument("--json", action="store_true", help="as JSON, with sentences and passages")

    remove = _command(commands, "remove", cli_library.remove, "take a document out", "pincite remove report.pdf")
    _document_argument(remove)

    _command(commands, "status", cli_library.status, "say what the library holds", "pincite status")
    _command(commands, "check", cli_library.check, "look for damage in the library", "pincite check")
    _command(
        commands,
        "rebuild",
        cli_library.rebuild,
        "make passages and vectors again",
        "PINCITE_EMBEDDER=models/bge-small pincite rebuild",
    )


def _add_answer_commands(commands: Commands) -> None:
    ask = _command(
        commands, "ask", cli_answer.ask, "answer one question", 'pincite ask "When is the USMCA reviewed?"'
    )
    ask.add_argument("question", metavar="QUESTION")
    _json_option(ask)

    chat = _command(commands, "chat", cli_answer.chat, "open the web chat", "pincite chat --port 8000")
    chat.add_argument(
        "--port", type=_port, default=7860, metavar="N", help="the port, or the next free one (7860)"
    )
    chat.add_argument("--open", action="store_true", help="open the browser as well")

    evaluate = _command(
        commands,
        "eval",
        cli_answer.evaluate,
        "measure answers on your questions",
        "pincite eval questions.jsonl --out runs/first",
    )
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one JSON object a line")
    evaluate.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the results go")
    evaluate.add_argument("--limit", type=_positive, metavar="N", help="only so many of the questions")
    evaluate.add_argument("--sample", type=int, metavar="SEED", help="draw them at random instead of the first")


def _add_models_commands(commands: Commands) -> None:
    models = commands.add_parser(
        "models",
        help="fetch and check the models",
        description="Fetch and check the models.",
        epilog="example:\n  pincite models pull",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = models.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _models_command(actions, "list", cli_models.list_models, "list the models known by content")
    pull = _models_command(actions, "pull", cli_models.pull, "fetch a model, or the ones in use")
    pull.add_argument("name", nargs="?", metavar="NAME", help="a name from `pincite models list`")
    verify = _models_command(actions, "verify", cli_models.verify, "check the content of every file")
    verify.add_argument("name", nargs="?", metavar="NAME", help="a name from `pincite models list`")


def _models_command(actions: Commands, name: str, run: Run, summary: str) -> argparse.ArgumentParser:
    return _plain_command(actions, name, run, summary, f"pincite models {name}")


def _command(commands: Commands, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    parser = _plain_command(commands, name, run, summary, example)
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="the library's folder (default: $PINCITE_INDEX, or ./library)",
    )
    return parser


def _plain_command(commands: Commands, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def _document_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "document", metavar="DOC", help="its id or the beginning of it, its path, or its file name"
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not at least 1")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a port (1 to 65535)")
    return number


if __name__ == "__main__":
    sys.exit(main())
