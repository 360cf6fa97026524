"""How soon Stop is obeyed: `python -m eval.bench.stop LIBRARY`, with the default model, minutes.

Asks sample questions on the page, and presses Stop at a random moment of each answer. Two times count from then
on: until the stream of that answer has ended, and until the next question, asked at once, is searched for: the
model is then free. Without a library the chat of `ui.rehearsal` is measured, whose model only pretends.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Timer
from uuid import uuid4

import httpx

from eval.bench.load import MEMBERS, question
from eval.bench.page import OpenPage
from eval.bench.users import chat, rehearsal
from eval.sets.questions import load_questions
from index.models.files import DEFAULT_GENERATOR

QUESTIONS = Path(__file__).parents[1] / "samples" / "questions.jsonl"
SEARCHING = "Searching"  # what the page says first when a question's turn has come
PRETENDED = 3.0  # seconds for an answer of the model that pretends
PATIENCE = 120.0
MOST_ENDED = 3  # times as many questions as answers are to be stopped: some end before


@dataclass(frozen=True, slots=True)
class Asked:
    """When a question was searched for, Stop pressed (None: never), and the stream of its answer at its end."""

    searched: float
    pressed: float | None
    ended: float


def ask(page: OpenPage, asked: str, session: str, stop_after: float = PATIENCE) -> Asked:
    """Ask on the page, and press Stop so long after it is searched for, unless it has ended before."""
    page.join("accept", [asked, None], session)
    with page.messages(session) as messages:
        list(messages)
    answering = page.join("respond", [None, None], session)
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.perf_counter())
        page.join("stop", [None], session)

    timer = Timer(stop_after, press)
    searched = ended = None
    with page.messages(session) as messages:
        for message in messages:
            if message.get("event_id") != answering:
                continue
            if searched is None and SEARCHING in json.dumps(message):
                searched = time.perf_counter()
                timer.start()
            if message["msg"] == "process_completed":
                ended = time.perf_counter()
                timer.cancel()
    if searched is None or ended is None:
        raise SystemExit(f"{asked!r} was never searched for, or did not end")
    timer.join()
    return Asked(searched, pressed[0] if pressed and pressed[0] < ended else None, ended)


def measure(address: str, questions: Iterable[str], stops: int, seed: int = 0) -> dict[str, float]:
    """Return the figures of so many answers that were stopped."""
    chance, session, left = random.Random(seed), uuid4().hex, iter(questions)
    rounds: list[Asked] = []
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        page = OpenPage.at(client)
        ask(page, next(left), session)  # loads what is loaded late
        whole = ask(page, next(left), session)
        while sum(one.pressed is not None for one in rounds) < stops and len(rounds) < MOST_ENDED * stops:
            moment = chance.uniform(0, whole.ended - whole.searched)
            rounds.append(ask(page, next(left), session, moment))
        rounds.append(ask(page, next(left), session, 0.0))
    return figures(rounds) | {"a whole answer, s": whole.ended - whole.searched}


def figures(rounds: list[Asked]) -> dict[str, float]:
    """Return what came of questions that were asked one right after the other."""
    ended = [one.ended - one.pressed for one in rounds[:-1] if one.pressed is not None]
    free = [after.searched - one.pressed for one, after in pairwise(rounds) if one.pressed is not None]
    if not ended:
        raise SystemExit("every answer ended before Stop was pressed")
    return {
        "answers that were stopped": len(ended),
        "the stream has ended, median, s": median(ended),
        "the stream has ended, worst, s": max(ended),
        "the next question is searched for, median, s": median(free),
        "the next question is searched for, worst, s": max(free),
    }


def pretended(stops: int, *, seconds: float = PRETENDED, seed: int = 0) -> dict[str, float]:
    """Measure with the model that only pretends."""
    with TemporaryDirectory() as folder, rehearsal(Path(folder), seconds, "--quick") as running:
        return measure(running.address, map(question, cycle(range(MEMBERS))), stops, seed)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path, nargs="?", help="one with the sample documents")
    parser.add_argument("--model", default=DEFAULT_GENERATOR, help="name of an installed model, or a GGUF file")
    parser.add_argument("--stops", type=int, default=20, help="answers that are stopped (default: 20)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    arguments = parser.parse_args()
    if arguments.stops < 1:
        parser.error("stop one answer at least")
    if arguments.library is None:
        rows = pretended(arguments.stops, seed=arguments.seed)
    else:
        asked = cycle([one.question for one in load_questions(QUESTIONS)])
        with chat("ui.cli.main", "chat", "--index", str(arguments.library), "--model", arguments.model) as running:
            rows = measure(running.address, asked, arguments.stops, arguments.seed)
    sys.stdout.writelines(f"{name:<62} {value:>9.3f}\n" for name, value in rows.items())


if __name__ == "__main__":
    main()
