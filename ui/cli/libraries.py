"""The commands on whole libraries: those there are by name, making and removing one, and copying one."""

import argparse
from pathlib import Path

from index.errors import LibraryError
from index.vocabulary.english import counted
from ui.cli import library as cli_library
from ui.cli import settings as cli_settings
from ui.cli.parsers import Commands, plain_command
from ui.cli.progress import progress_bar
from ui.cli.text import one_line


def add_commands(commands: Commands) -> None:
    """Declare `libraries`."""
    group = plain_command(
        commands, "libraries", list_libraries, "list the libraries by name", "pincite libraries make contracts"
    )
    actions = group.add_subparsers(title="commands", metavar="COMMAND")
    making = plain_command(
        actions,
        "make",
        make,
        "make an empty one",
        "pincite libraries make contracts; pincite add ~/c --index contracts",
    )
    making.add_argument("name", metavar="NAME")
    removing = plain_command(
        actions,
        "remove",
        remove,
        "delete one, with its conversations and uploaded files",
        "pincite libraries remove contracts --yes",
    )
    removing.add_argument("name", metavar="NAME")
    removing.add_argument(
        "--yes", action="store_true", help="really delete it; without this it is only told what goes"
    )


def list_libraries(_: argparse.Namespace) -> int:
    """Print the libraries; the exit code is 1 if one of them cannot be opened."""
    from index.libraries import named_libraries

    libraries = named_libraries(cli_settings.first_library())
    code = 0
    for one in libraries:
        try:
            said = "{:>16}  {:>11}".format(*_size(one.place))
        except LibraryError as error:
            said, code = one_line(f"cannot be opened: {error}"), 1
        mark = "  (meant where none is named)" if one.first else ""
        print(f"{one_line(one.name):20}  {said}  {one_line(str(one.place))}{mark}")
    if not libraries:
        print(
            "no libraries yet; `pincite add PATH` makes the first, `pincite libraries make NAME` one with a name"
        )
    return code


def make(arguments: argparse.Namespace) -> int:
    """Make an empty library."""
    from index.libraries import make as make_library

    made = make_library(cli_settings.first_library(), arguments.name, cli_library.chosen_embedder())
    made.close()
    print(f"{one_line(arguments.name)} is there, and empty: `pincite add PATH --index {one_line(arguments.name)}`")
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Delete a library after a word: without `--yes` what would go is told, and the exit code is 1."""
    from index.libraries import named_libraries
    from index.libraries import remove as remove_library

    first, name = cli_settings.first_library(), one_line(arguments.name)
    place = next((one.place for one in named_libraries(first) if one.name == arguments.name), None)
    if place is not None and not arguments.yes:
        print(f"{name} ({_held(place)}) would be deleted, with its conversations and uploaded files: add --yes")
        return 1
    remove_library(first, arguments.name)
    print(f"{name} was deleted")
    return 0


def _size(place: Path) -> tuple[str, str]:
    """Return how many documents a library holds, and how much room it takes."""
    from index.library import Library

    with Library.open(place) as library:
        held = library.status()
    room = "-" if held.bytes_on_disk is None else f"{held.bytes_on_disk / 1e6:,.1f} MB"
    return counted(held.documents, "document"), room


def _held(place: Path) -> str:
    """Return what a library holds; also of a damaged one, which may be removed."""
    try:
        return ", ".join(_size(place))
    except LibraryError as error:
        return f"cannot be opened: {error}"


def copy(arguments: argparse.Namespace) -> int:
    """Copy the library, whole, and say so once the copy was compared with it."""
    with cli_library.open_library(arguments) as library, progress_bar("copying") as progress:
        copied = library.copy(arguments.to, progress)
    print(
        f"copied {counted(copied.documents, 'document')}, {counted(copied.passages, 'passage')}: all are the same"
    )
    return 0
