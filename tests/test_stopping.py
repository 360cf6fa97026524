"""Ctrl-C at the terminal: the server ends while pages are open, with the library closed."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from index.library import Library

ROOT = Path(__file__).parents[1]
PATIENCE = 120


@contextmanager
def rehearsal(folder: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Run the chat over a model that takes a minute for an answer, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.rehearsal", str(folder), "--seconds", "60", "--port", str(port)]
    out, errors = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=errors, text=True) as process:
        try:
            assert process.stdout is not None
            address = re.match(r"Pincite is open at (http://[\d.:]+\d)", process.stdout.readline())
            assert address is not None
            with httpx.Client(base_url=f"{address[1]}/gradio_api/", timeout=PATIENCE) as client:
                yield process, client
        finally:
            process.kill()


def test_the_streams_of_open_pages_hold_nothing_up(tmp_path: Path) -> None:
    with rehearsal(tmp_path) as (process, client), client.stream("GET", "heartbeat/page") as page:
        lines = page.iter_lines()
        assert "ALIVE" in next(lines)
        process.send_signal(signal.SIGINT)
        list(lines)  # ends, and is not cut
        assert_ended(process, tmp_path)


def test_an_answer_on_its_way_holds_nothing_up(tmp_path: Path) -> None:
    with rehearsal(tmp_path) as (process, client):
        asked = client.post("call/v2/ask_stream", json={"question": "What is the badge of member 7?"}).json()
        with client.stream("GET", f"call/ask_stream/{asked['event_id']}") as answer:
            assert "generating" in next(answer.iter_lines())
            process.send_signal(signal.SIGINT)
            assert_ended(process, tmp_path)


def assert_ended(process: subprocess.Popen[str], folder: Path) -> None:
    """Assert that a process ends by itself, says nothing of it, and has closed its library."""
    told, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (0, "")
    assert list(folder.glob("library/library.db-*")) == []  # what SQLite leaves of a library that is not closed
    with Library.open(folder / "library") as library:
        assert library.check() == ()
