"""The command that serves the web chat: to its own machine, or to a group."""

import argparse
import ipaddress
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.models.files import DEFAULT_GENERATOR, model_path
from qa.chat_model import NoModel
from qa.llama.loading import llama_loader
from ui.cli.library import open_library
from ui.cli.model import model_options, named_generator, own_endpoint
from ui.cli.parsers import Commands, auth_file_option, command, port, positive
from ui.serve.accounts import Accounts
from ui.serve.log import LEVELS, start_log
from ui.serve.rules import PROXY_HERE, Rules

if TYPE_CHECKING:
    from qa.chat_model import ChatModel

_ROOT_PATH = re.compile(r"(/[\w.-]+)*/?", re.ASCII)
# What begins paths of the page: below one of these its own addresses would be taken for the path.
_OF_THE_PAGE = {
    *("assets", "static", "gradio_api", "mcp"),
    *("login", "logout", "config", "health", "theme.css", "favicon.ico"),
}


def add_command(commands: Commands) -> None:
    """Declare it."""
    chat = command(commands, "chat", run, "open the web chat", "pincite chat --port 8000")
    chat.add_argument("--port", type=port, default=7860, metavar="N", help="the port, or the next free one (7860)")
    chat.add_argument("--open", action="store_true", help="open the browser as well")
    model_options(chat)
    group = chat.add_argument_group("for a group (docs/serving.md)")
    group.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="the address to listen on (127.0.0.1)"
    )
    who = group.add_mutually_exclusive_group()
    auth_file_option(who)
    who.add_argument("--without-sign-in", action="store_true", help="let everybody in who reaches the address")
    group.add_argument("--read-only", action="store_true", help="nobody but owners changes the library")
    group.add_argument(
        "--questions-a-minute", type=positive, default=30, metavar="N", help="how many each user may ask (30)"
    )
    group.add_argument("--max-upload", type=positive, default=100, metavar="MB", help="the largest file (100)")
    group.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that people reach the chat by; may be given again",
    )
    group.add_argument(
        "--behind-proxy",
        nargs="?",
        const=PROXY_HERE,
        type=_address,
        metavar="ADDRESS",
        help="believe a proxy on this machine, or at this address, about addresses of clients",
    )
    group.add_argument(
        "--root-path", type=_path, default="", metavar="PATH", help="where a proxy has the page, such as /pincite"
    )
    group.add_argument("--mcp", action="store_true", help="serve ask and search as MCP tools at /mcp")
    group.add_argument("--log-level", choices=LEVELS, default="warning", help="what is logged to standard error")


def _address(given: str) -> str:
    """Return addresses, or networks, of proxies; those given, or `PROXY_HERE`, may be several with commas."""
    try:
        return ",".join(str(ipaddress.ip_network(one.strip())) for one in given.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{given!r} is no address in digits, nor a network") from error


def _path(given: str) -> str:
    """Return a path that a proxy has the page under, without a slash at its end."""
    if not _ROOT_PATH.fullmatch(given):
        raise argparse.ArgumentTypeError(f"{given!r} is no path such as /pincite")
    if (first := given.split("/")[1:2]) and first[0] in _OF_THE_PAGE:
        raise argparse.ArgumentTypeError(
            f"{given!r} begins as addresses of the page itself do (/{first[0]}): choose another, such as /pincite"
        )
    return given.rstrip("/")


def run(arguments: argparse.Namespace) -> int:
    """Serve the web chat until it is interrupted."""
    from ui.chat.app import serve
    from ui.serve.serving import check_address

    rules = Rules(
        accounts=Accounts(arguments.auth_file) if arguments.auth_file else None,
        guests=arguments.without_sign_in,
        read_only=arguments.read_only,
        questions_a_minute=arguments.questions_a_minute,
        max_upload=f"{arguments.max_upload}mb",
        host_names=(arguments.host, *arguments.host_name),
        behind_proxy=arguments.behind_proxy or "",
        root_path=arguments.root_path,
    )
    if warning := check_address(arguments.host, rules):
        print(f"pincite: {warning}", file=sys.stderr)
    start_log(arguments.log_level)
    library = open_library(arguments, create=True, with_embedder=True)
    serve(
        library,
        _writer(arguments, library.folder),
        host=arguments.host,
        port=arguments.port,
        open_browser=arguments.open,
        rules=rules,
        mcp=arguments.mcp,
    )
    return 0


def _writer(arguments: argparse.Namespace, folder: Path) -> "ChatModel | str":
    """Return the service or the generator that writes; where nobody named one, and there is none, say so.

    Then the answers are quotes.
    """
    named = own_endpoint(arguments) or named_generator(arguments) or _kept(folder)
    if named is not None:
        return named
    try:
        _check_there(DEFAULT_GENERATOR)
    except ModelError as error:
        print(f"pincite: no model writes, answers are the documents' own sentences: {error}", file=sys.stderr)
        return NoModel("none", why=str(error))
    return DEFAULT_GENERATOR


def _kept(folder: Path) -> str | None:
    """Return the generator that was chosen on the page, unless it is gone, which is said."""
    from ui.kept.settings import SettingsFile

    named = SettingsFile(folder).model()
    try:
        if named is not None:
            _check_there(named)
    except ModelError as error:
        print(f"pincite: the model chosen in the chat is not used: {error}", file=sys.stderr)
        return None
    return named


def _check_there(named: str) -> None:
    """Raise ModelError unless a generator, and what it runs on, are on this machine."""
    llama_loader()
    model_path(named)
