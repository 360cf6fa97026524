"""The draft of an answer on a terminal: shown while it is written, and gone when the answer takes its place."""

import os
import shutil
import sys
import unicodedata

from ui.cli.text import printable

_ERASE_BELOW = "\x1b[J"


class Draft:
    """Text at the end of a terminal's output that can be taken back; nothing where stdout is no terminal."""

    def __init__(self, *, enabled: bool) -> None:
        """Begin with nothing shown."""
        self._shown = ""
        self._message = False
        self._enabled = enabled and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def replace(self, message: str) -> None:
        """Show a message in the place of the draft; the next text takes it."""
        self.clear()
        self._write(message)
        self._message = True

    def add(self, text: str) -> None:
        """Show more of the draft."""
        if self._message:
            self.clear()
        self._write(text)

    def _write(self, text: str) -> None:
        if self._enabled:
            sys.stdout.write(printable(text))
            sys.stdout.flush()
            self._shown += printable(text)

    def clear(self) -> None:
        """Take back what was shown. What has scrolled off the top stays there."""
        self._message = False
        if not self._shown:
            return
        size = shutil.get_terminal_size()
        up = min(rows(self._shown, size.columns), size.lines) - 1
        move = f"\x1b[{up}A" if up else ""
        sys.stdout.write(f"\r{move}{_ERASE_BELOW}")
        sys.stdout.flush()
        self._shown = ""


def rows(text: str, columns: int) -> int:
    """Count the rows a text takes on a terminal so many columns wide, where wide characters take two."""
    return sum(max(1, -(-_width(line.expandtabs()) // columns)) for line in text.split("\n"))


def _width(line: str) -> int:
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in line
    )
