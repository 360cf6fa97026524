"""Text on a terminal: drafts that are taken back, and characters that are shown and not obeyed."""

import io
import sys

import pytest

from ui.cli.draft import Draft, rows
from ui.cli.text import printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_draft_is_shown_on_a_terminal_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "10")
    draft = Draft(enabled=True)
    draft.replace("searching")
    draft.add("twelve lett")
    draft.add("ers\x1b[2J")
    draft.clear()
    assert screen.getvalue() == "searching\r\x1b[Jtwelve letters\\x1b[2J\r\x1b[2A\x1b[J"  # 21 characters, 3 rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 1), ("x" * 10, 1), ("x" * 11, 2), ("a\nb", 2), ("北京北京北京", 2), ("e\u0301" * 10, 1)],
)
def test_rows_count_what_a_terminal_of_ten_columns_shows(text: str, expected: int) -> None:
    assert rows(text, 10) == expected


def test_control_characters_of_a_document_are_shown_not_obeyed() -> None:
    assert printable("a\x1b]0;title\x07b\tc\n\x9bd") == "a\\x1b]0;title\\x07b\tc\n\\x9bd"
