"""Whether the chat fails or leaks when much is asked of it: `python -m eval.bench.load --users 50 --seconds 300`.

Starts the chat of `ui.rehearsal` with a sign-in and the tools; no language model is loaded. First all users, each
in new sessions, open the page, ask on it, and ask and search through the API, until the time is over. Then
questions come through the API for the best sentence alone, and at last calls of the tools, all at once, each with
the password. Every answer must be one to the question that was asked. The memory of the server is told of each
part. With `--quick` the reader only pretends: the machine is then busy with the server alone.
"""

import argparse
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

from eval.bench.measured import megabytes
from eval.bench.page import OpenPage
from eval.bench.users import MOST_USERS, rehearsal

PASSWORD = "rehearsal"  # of `ui.rehearsal`, which is above this room
MEMBERS = 100
PATIENCE = 600.0  # seconds for one answer: it waits for those of all others
EVERY = 1.0  # seconds between two looks at the memory
AT_ONCE = 4  # questions of the second part
SLACK, SLACK_MB = 1.05, 10.0


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one part: how much was done, what failed by its kind, and the server's memory in MB."""

    done: int
    errors: dict[str, int]
    seconds: float
    memory_start: float
    memory_middle: float
    memory_end: float
    memory_most: float

    @property
    def flat(self) -> bool:
        """Whether the second half needed hardly more memory than the first."""
        return self.memory_end <= self.memory_middle * SLACK + SLACK_MB


class Wrong(Exception):
    """An answer is not the one that was asked for."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signed in."""

    client: httpx.Client
    page: OpenPage

    @classmethod
    def at(cls, address: str, number: int) -> "User":
        """Sign in as the reader of this number."""
        client = httpx.Client(base_url=address, timeout=PATIENCE)
        client.post("/login", data={"username": f"reader{number}", "password": PASSWORD}).raise_for_status()
        return cls(client, OpenPage.at(client))

    def ask_on_the_page(self, member: int) -> None:
        """Open the page anew, ask, and have the conversation kept, as the page's script does."""
        session = uuid4().hex
        self.client.get("/").raise_for_status()
        self._handled("accept", [question(member), None], session)
        check(json.dumps(self._handled("respond", [None, None], session)), member)  # it stands above the answer
        self._handled("keep", [None, None, None, ""], session)

    def quote(self, member: int) -> None:
        """Ask for the best sentence through the API."""
        check(json.dumps(self.called("quote", {"question": question(member)})), member)

    def search(self, member: int) -> None:
        """Search through the API."""
        if not self.called("search", {"query": f"badge of member {member}", "k": 3}):
            raise Wrong("nothing found")

    def use_tool(self, member: int, number: int) -> None:
        """Search with the tool, and send name and password along."""
        call = {"name": "search", "arguments": {"query": f"badge of member {member}", "k": 3}}
        told = httpx.post(
            self.client.base_url.join("/mcp"),
            json={"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": call},
            headers={"Accept": "application/json, text/event-stream"},
            auth=("reader0", PASSWORD),
            timeout=PATIENCE,
        ).raise_for_status()
        if told.json()["result"]["isError"]:
            raise Wrong(told.text[:200])

    def called(self, function: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return what a function of the API gives. Raises Wrong."""
        path = f"/gradio_api/call/v2/{function}"
        event = self.client.post(path, json=arguments).raise_for_status().json()["event_id"]
        lines = [line for line in self.client.get(f"{path}/{event}").raise_for_status().text.splitlines() if line]
        if lines[-2] != "event: complete":
            raise Wrong(lines[-1][:200])
        return json.loads(lines[-1].removeprefix("data: "))

    def _handled(self, handler: str, data: list[Any], session: str) -> Any:  # noqa: ANN401 - JSON
        self.page.join(handler, data, session)
        told = []
        with self.page.messages(session) as messages:
            for message in messages:
                told.append(message)
                if message["msg"] == "process_completed":
                    break
        if not told[-1]["success"]:
            raise Wrong(json.dumps(told[-1])[:200])
        return told


def question(member: int) -> str:
    """Return what is asked about a member."""
    return f"What is the badge of member {member}?"


def check(told: str, member: int) -> None:
    """Raise Wrong unless an answer is one to this question."""
    if question(member) not in told:
        raise Wrong(f"not about member {member}: {told[:200]}")


class Tally:
    """Counts what was done and what failed, over threads."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.done = 0
        self.errors: Counter[str] = Counter()
        self._lock = threading.Lock()

    def do(self, work: Callable[[], None]) -> None:
        """Do something, and count it."""
        try:
            work()
        except (httpx.HTTPError, Wrong, ValueError, LookupError) as error:
            with self._lock:
                self.errors[f"{type(error).__name__}: {error}"[:200]] += 1
        else:
            with self._lock:
                self.done += 1


@contextmanager
def watched(process: int) -> Iterator[list[float]]:
    """Look at the memory of a process, in MB, again and again while the block runs, and at its end."""
    seen = [megabytes(process)]
    over = threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            seen.append(megabytes(process))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
        seen.append(megabytes(process))


def part(process: int, work: Callable[[Tally], None]) -> Part:
    """Do one part, and tell what came of it."""
    tally, began = Tally(), time.monotonic()
    with watched(process) as seen:
        work(tally)
    middle = seen[len(seen) // 2]
    figures = [round(value, 1) for value in (seen[0], middle, seen[-1], max(seen))]
    return Part(tally.done, dict(tally.errors), round(time.monotonic() - began, 1), *figures)


def at_once(users: list[User], seconds: float, tally: Tally) -> None:
    """Let all users do all that they do, over and over, for so long."""
    until = time.monotonic() + seconds

    def work(number: int, user: User) -> None:
        while time.monotonic() < until:
            for use in (user.ask_on_the_page, user.quote, user.search):
                tally.do(partial(use, number % MEMBERS))

    with ThreadPoolExecutor(len(users)) as pool:
        list(pool.map(work, range(len(users)), users))


def in_line(users: list[User], asks: int, tally: Tally) -> None:
    """Ask so many questions, a few at once."""
    numbers = count()

    def work(user: User) -> None:
        while (number := next(numbers)) < asks:
            tally.do(lambda: user.quote(number % MEMBERS))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(work, users[:AT_ONCE]))


def with_tools(user: User, calls: int, tally: Tally) -> None:
    """Call a tool so many times at once."""
    with ThreadPoolExecutor(calls) as pool:
        list(pool.map(lambda number: tally.do(lambda: user.use_tool(number % MEMBERS, number)), range(calls)))


def main() -> None:
    """Print the figures of each part as a line of JSON; the exit code is 1 if anything failed, or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50, choices=range(1, MOST_USERS + 1), metavar="N")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long they stay")
    parser.add_argument("--asks", type=int, default=2000, help="questions after that")
    parser.add_argument("--calls", type=int, default=100, help="calls of the tools after that, all at once")
    parser.add_argument("--quick", action="store_true", help="with a reader that only pretends")
    arguments = parser.parse_args()
    options = ("--accounts", str(arguments.users), "--mcp", *(["--quick"] if arguments.quick else []))
    with TemporaryDirectory() as folder, rehearsal(Path(folder), 0.0, *options) as chat:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            users = list(pool.map(lambda number: User.at(chat.address, number), range(arguments.users)))
        users[0].ask_on_the_page(0)  # loads the reader
        parts: dict[str, Callable[[Tally], None]] = {
            "users": lambda tally: at_once(users, arguments.seconds, tally),
            "asks": lambda tally: in_line(users, arguments.asks, tally),
            "calls": lambda tally: with_tools(users[0], arguments.calls, tally),
        }
        bad = False
        for name, work in parts.items():
            one = part(chat.process, work)
            bad = bad or bool(one.errors) or not one.flat
            sys.stdout.write(json.dumps({"part": name, **asdict(one), "flat": one.flat}) + "\n")
            sys.stdout.flush()
    sys.exit(bad)


if __name__ == "__main__":
    main()
