"""The command copy: the library from one store to another."""

import argparse

from index.vocabulary.english import counted
from ui.cli.library import open_library
from ui.cli.progress import progress_bar


def copy(arguments: argparse.Namespace) -> int:
    """Copy the library, whole, and say so once the copy was compared with it."""
    with open_library(arguments) as library, progress_bar("copying") as progress:
        copied = library.copy(arguments.to, progress)
    print(
        f"copied {counted(copied.documents, 'document')}, {counted(copied.passages, 'passage')}: all are the same"
    )
    return 0
