"""How far a long command is: a bar on a terminal, with rate and time left; nothing in a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.cli.text import one_line

if TYPE_CHECKING:
    from index.adding.building import Progress


@contextmanager
def progress_bar(verb: str, *, shown: bool = True) -> Iterator["Progress"]:
    """Give what a library calls before each document; the bar is gone when all is done."""
    if not (shown and sys.stderr.isatty()):
        yield lambda number, total, name: None
        return
    from rich import progress
    from rich.console import Console
    from rich.table import Column

    name_column = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    columns = (
        verb,
        progress.BarColumn(bar_width=20),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
        progress.TextColumn("{task.fields[name]}", markup=False, table_column=name_column),
    )
    console = Console(stderr=True)
    with progress.Progress(*columns, console=console, transient=True, expand=True) as bar:
        task = bar.add_task(verb, total=None, rate="", name="")

        def show(number: int, total: int, name: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            bar.update(task, completed=number - 1, total=total, rate=rate, name=one_line(name))

        yield show
