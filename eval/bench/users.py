"""How the chat bears many users at once: `python -m eval.bench.users --users 20`.

Starts the chat of `ui.rehearsal` on a loopback address, with a slow model that only pretends. Every user asks,
through a Gradio client, for a badge that is theirs alone; meanwhile the page is opened again and again.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np

from eval.bench.measured import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gradio_client import Client

MOST_USERS = 50
PAUSE = 0.05  # seconds between two looks at the page
PATIENCE = 60.0  # seconds for one look, and for the start


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one run; times in seconds."""

    users: int
    answers: int
    errors: int
    answers_of_others: int
    first_answer: float
    last_answer: float
    page_p50: float
    page_p95: float
    search_p50: float
    search_p95: float
    looks: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one user got, and after how many seconds; `badges` are all that stand in the answer."""

    own: str
    badges: frozenset[str]
    seconds: float


def measure(address: str, users: int) -> Figures:
    """Let `users` ask at once, and look at the page and search until the last has an answer."""
    from gradio_client import Client

    with ThreadPoolExecutor(users + 2) as pool:
        clients = list(pool.map(lambda _: Client(address, verbose=False, analytics_enabled=False), range(users)))
        start, over = Barrier(users), Event()
        answers = [pool.submit(_ask, client, number, start) for number, client in enumerate(clients)]
        page = pool.submit(_look, lambda: httpx.get(address, timeout=PATIENCE).raise_for_status(), over)
        search = pool.submit(_look, lambda: clients[0].predict("badge", 3, api_name="/search"), over)
        errors = [error for answer in answers if (error := answer.exception()) is not None]
        over.set()
        got = [answer.result() for answer in answers if answer.exception() is None]
        pages, searches = page.result(), search.result()
    for error in errors:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    spent = sorted(one.seconds for one in got) or [float("nan")]
    return Figures(
        users=users,
        answers=sum(one.own in one.badges for one in got),
        errors=len(errors),
        answers_of_others=sum(bool(one.badges - {one.own}) for one in got),
        first_answer=spent[0],
        last_answer=spent[-1],
        page_p50=float(np.median(pages)),
        page_p95=float(np.quantile(pages, 0.95)),
        search_p50=float(np.median(searches)),
        search_p95=float(np.quantile(searches, 0.95)),
        looks=len(pages) + len(searches),
    )


def _ask(client: "Client", number: int, start: Barrier) -> Asked:
    start.wait()
    began = time.perf_counter()
    *_, answer = client.submit(f"What is the badge of member {number}?", api_name="/ask_stream")
    words = answer["text"].replace(".", " ").split()
    badges = frozenset(word for word in words if word.isdigit() and len(word) == 4)
    return Asked(str(1000 + number), badges, time.perf_counter() - began)


def _look(at: Callable[[], Any], over: Event) -> list[float]:
    spent: list[float] = []
    while not spent or not over.wait(PAUSE):
        spent.append(timed(at))
    return spent


@dataclass(frozen=True, slots=True)
class Running:
    """A chat that runs: where, and in which process."""

    address: str
    process: int


@contextmanager
def rehearsal(folder: Path, seconds: float, *options: str) -> "Iterator[Running]":
    """Run the chat in a process of its own, with further options of `ui.rehearsal`."""
    with chat("ui.rehearsal", str(folder), "--seconds", str(seconds), *options) as running:
        yield running


@contextmanager
def chat(*arguments: str) -> "Iterator[Running]":
    """Run a module that serves the chat in a process of its own."""
    with subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            told = server.stdout.readline()  # "Pincite is open at http://... "
            if "http://" not in told:
                raise SystemExit("the chat did not start; what it said stands above")
            address = next(word for word in told.split() if word.startswith("http://")).rstrip(".")
            yield Running(address, server.pid)
        finally:
            server.terminate()


def main() -> None:
    """Print the figures as JSON; the exit code is 1 if somebody got no answer, or another's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20, choices=range(1, MOST_USERS + 1), metavar="N")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long the model takes for an answer")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder, rehearsal(Path(folder), arguments.seconds) as running:
        figures = measure(running.address, arguments.users)
    sys.stdout.write(json.dumps(asdict(figures), indent=2) + "\n")
    sys.exit(figures.answers != figures.users or figures.answers_of_others > 0)


if __name__ == "__main__":
    main()
