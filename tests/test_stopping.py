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
import pytest

from index.library import Library

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "eval" / "samples" / "documents"
PATIENCE = 120


@contextmanager
def running(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Run a chat in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", *map(str, arguments), "--port", str(port)]
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
    with running("ui.rehearsal", tmp_path) as (process, client), client.stream("GET", "heartbeat/page") as page:
        lines = page.iter_lines()
        assert "ALIVE" in next(lines)
        process.send_signal(signal.SIGINT)
        list(lines)  # ends, and is not cut
        assert_ended(process, tmp_path)


def test_an_answer_on_its_way_holds_nothing_up(tmp_path: Path) -> None:
    with running("ui.rehearsal", tmp_path, "--seconds", "60") as (process, client):
        interrupt_the_answer(process, client, "What is the badge of member 7?")
        assert_ended(process, tmp_path)


@pytest.mark.slow
def test_the_model_may_be_computing(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([SAMPLES])
    options = ("--index", tmp_path / "library", "--model", "qwen2.5-coder-0.5b-instruct")
    with running("ui.cli.main", "chat", *options) as (process, client):
        interrupt_the_answer(process, client, "How much does hiring the flood barrier for two winters cost?")
        assert_ended(process, tmp_path)


def interrupt_the_answer(process: subprocess.Popen[str], client: httpx.Client, question: str) -> None:
    """Ask, and press Ctrl-C when the model has begun to read."""
    asked = client.post("call/v2/ask_stream", json={"question": question}).json()
    with client.stream("GET", f"call/v2/ask_stream/{asked['event_id']}") as answer:
        next(line for line in answer.iter_lines() if "Read " in line)
        process.send_signal(signal.SIGINT)


def assert_ended(process: subprocess.Popen[str], folder: Path) -> None:
    """Assert that a process ends by itself, says nothing of it, and has closed its library."""
    told, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (0, "")
    assert list(folder.glob("library/library.db-*")) == []  # what SQLite leaves of a library that is not closed
    with Library.open(folder / "library") as library:
        assert library.check() == ()
