"""How the command line writes: text of documents is shown on a terminal, and commands nothing there."""

import json
import sys
import unicodedata


def printable(text: str) -> str:
    """Write control characters (a terminal would obey them) as escapes; line ends and tabs stay."""
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) != "Cc" else ascii(character)[1:-1]
        for character in text
    )


def one_line(text: str) -> str:
    """Return printable text with every run of white space as one space."""
    return " ".join(printable(text).split())


def place(source: str, start: int, end: int) -> str:
    """Name a stretch of a document the way all commands do: path#start-end."""
    return f"{one_line(source)}#{start}-{end}"


def print_json(value: object) -> None:
    """Print a value as JSON for people and programs: indented, letters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def write_exactly(text: str) -> None:
    """Write text to stdout as UTF-8, with no character added or changed, line ends included."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()
