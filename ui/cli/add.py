"""The command add: files, folders and web addresses into the library, and folders that are followed."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import AddingStopped, PinciteError
from index.types import SourceOutcome
from ui.cli.library import open_library
from ui.cli.parsers import Commands, command, positive
from ui.cli.progress import progress_bar
from ui.cli.text import one_line, print_json

if TYPE_CHECKING:
    from index.adding.mapped import Engine
    from index.adding.watch import FolderChange
    from index.library import Library

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CLUSTER = re.compile(r"auto|local|[\w.-]+:\d+", re.ASCII)
_ALWAYS_COUNTED = ("added", "replaced", "unchanged")


def add_command(commands: Commands) -> None:
    """Declare the command."""
    summary = "index files, folders, web pages, feeds and sitemaps"
    add = command(
        commands, "add", add_sources, summary, "pincite add notes/ report.pdf https://example.org/article"
    )
    add.add_argument(
        "paths",
        nargs="+",
        metavar="PATH_OR_URL",
        help="a file, a folder with all in it, a web page, or a feed or sitemap with the articles it lists",
    )
    add.add_argument("--quiet", action="store_true", help="print only what failed, and the summary")
    add.add_argument(
        "--prune",
        action="store_true",
        help="also take out documents whose file was deleted from a folder named here",
    )
    form = add.add_mutually_exclusive_group()
    form.add_argument("--watch", action="store_true", help="then follow what changes in the folders, until Ctrl-C")
    form.add_argument("--json", action="store_true", help="as JSON")
    add.add_argument(
        "--follow-links", action="store_true", help="also take in what links lead to outside of a folder"
    )
    add.add_argument(
        "--limit",
        type=positive,
        default=50,
        metavar="N",
        help="take at most N articles of a feed or sitemap (default: 50)",
    )
    add.add_argument(
        "--ray",
        nargs="?",
        const="local",
        type=_cluster,
        metavar="ADDRESS",
        help="read and embed with Ray, on all processors here or on the cluster at HOST:PORT; after the paths",
    )
    add.add_argument(
        "--allow-private",
        action="store_true",
        help="also fetch from this computer and from private networks",
    )


def _cluster(given: str) -> str:
    """Return the address of a Ray cluster: what follows --ray may be a path that was meant to be added."""
    if _CLUSTER.fullmatch(given):
        return given
    raise argparse.ArgumentTypeError(f"{given!r} is no address of a cluster (HOST:PORT or auto); put --ray last")


def add_sources(arguments: argparse.Namespace) -> int:
    """Index what is named, a line each; what could not be read is listed, and makes the exit code 1."""
    if arguments.watch:
        if arguments.ray:
            raise PinciteError("--watch adds file by file, for which --ray is of no use: leave one of them out.")
        return _watch(arguments)
    outcomes: list[SourceOutcome] = []
    try:
        with open_library(arguments, create=True, with_embedder=True) as library:
            _add_all(library, arguments, outcomes)
    except AddingStopped as error:
        outcomes += error.outcomes
        _tell(outcomes, arguments)
        raise
    _tell(outcomes, arguments)
    return 1 if any(one.outcome == "failed" for one in outcomes) else 0


def _add_all(library: "Library", arguments: argparse.Namespace, outcomes: list[SourceOutcome]) -> None:
    """Add files and addresses, with what becomes of them in `outcomes`. Raises AddingStopped with the rest."""
    from index.adding.gone import prune

    addresses = [path for path in arguments.paths if _ADDRESS.match(path)]
    paths = [path for path in arguments.paths if path not in addresses]
    with progress_bar("reading", shown=not arguments.quiet) as progress:
        if paths:
            with _engine(arguments.ray) as engine:
                added = library.add(paths, progress, follow_links=arguments.follow_links, engine=engine)
            outcomes += added.outcomes
            folders = [folder for folder in map(Path, paths) if folder.is_dir()]
            outcomes += prune(library, folders, take_out=arguments.prune)
        if addresses:
            from index.web.adding import add_addresses

            outcomes += add_addresses(
                library,
                addresses,
                allow_private=arguments.allow_private,
                limit=arguments.limit,
                progress=progress,
            )


def _engine(cluster: str | None) -> "AbstractContextManager[Engine | None]":
    if cluster is None:
        return nullcontext()
    from index.adding.ray_cluster import ray_engine

    return ray_engine(cluster)


def _tell(outcomes: Sequence[SourceOutcome], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print_json([asdict(one) for one in outcomes])
    else:
        _print(outcomes, quiet=arguments.quiet)
        print(_summary(one.outcome for one in outcomes))


def _watch(arguments: argparse.Namespace) -> int:
    """Follow folders until Ctrl-C, the way to end it; the exit code is then 1 if something could not be added."""
    from index.adding.watch import follow

    happened: list[str] = []
    failed: set[str] = set()

    def tell(change: "FolderChange") -> None:
        outcomes = _outcomes_of_change(change)
        happened.extend(one.outcome for one in outcomes)  # first: Ctrl-C may come while they are printed
        for one in outcomes:
            (failed.add if one.outcome == "failed" else failed.discard)(one.source)  # it may be mended by now
        _print(outcomes, quiet=arguments.quiet)
        if change.note:
            print(one_line(change.note), file=sys.stderr)

    with open_library(arguments, create=True, with_embedder=True) as library:
        try:
            with progress_bar("reading", shown=not arguments.quiet) as progress:
                folders = [Path(path) for path in arguments.paths]
                changes = follow(library, folders, progress=progress, follow_links=arguments.follow_links)
                first = next(changes, None)
            if first is not None:
                tell(first)
                print(f"{_summary(happened)}. Watching; Ctrl-C ends it", flush=True)
            for change in changes:
                tell(change)
        except AddingStopped as error:
            _tell(error.outcomes, arguments)
            raise
        except KeyboardInterrupt:  # while a change was being made: what was done is kept
            pass
    print(_summary(happened))
    return 1 if failed else 0


def _outcomes_of_change(change: "FolderChange") -> list[SourceOutcome]:
    removed = [SourceOutcome(source, "removed") for source in change.removed]
    return [*removed, *(change.report.outcomes if change.report else ()), *change.done]


def _print(outcomes: Sequence[SourceOutcome], *, quiet: bool) -> None:
    """Print a line for each outcome, failures to stderr."""
    for one in outcomes:
        failed = one.outcome == "failed"
        reason = f": {one_line(one.reason)}" if one.reason else ""
        if failed or not quiet:
            stream = sys.stderr if failed else sys.stdout
            print(f"{one.outcome:9}  {one_line(one.source)}{reason}", file=stream, flush=True)


def _summary(outcomes: Iterable[str]) -> str:
    counts = Counter(outcomes)
    failed = counts.pop("failed", 0)
    named = [*_ALWAYS_COUNTED, *sorted(counts.keys() - set(_ALWAYS_COUNTED))]
    return ", ".join([*(f"{counts[name]} {name}" for name in named), f"{failed} failed"])
