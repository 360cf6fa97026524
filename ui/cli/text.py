"""How the command line writes: text of documents is shown on a terminal, and commands nothing there."""

import json
import re
import sys

# Control characters, which a terminal would obey; marks that turn the order of what follows them; lone surrogates
# (a file name that is not UTF-8), which nothing can write; and the two that end a line beside \n.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Write what a terminal would obey, or could not show, as escapes; line ends and tabs stay."""
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], text)


def one_line(text: str) -> str:
    """Return printable text with every run of white space as one space."""
    return " ".join(printable(text).split())


def place(source: str, start: int, end: int) -> str:
    """Name a stretch of a document the way all commands do: path#start-end."""
    return f"{one_line(source)}#{start}-{end}"


def print_json(value: object, *, in_a_line: bool = False) -> None:
    """Print a value as JSON for people and programs: indented, letters as they are but for what is unprintable."""
    written = json.dumps(value, ensure_ascii=False, indent=None if in_a_line else 2)
    print(_UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written), flush=in_a_line)


def write_exactly(text: str) -> None:
    """Write text to stdout as UTF-8, with no character added or changed, line ends included."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()
