"""Kill a writer at random moments and look at what is left, again and again: `python tests/kill_rounds.py FOLDER`.

Writers are forked, so that a round costs no start of Python. Ends with 1 when something is lost, and says what.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from conftest import HashingEmbedder
from library_work import KINDS, Change, changes, held, text_of

from index.library import Library

LONGEST_LIFE = 0.3
Say = Callable[[object], object]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    chance, folder = random.Random(arguments.seed), arguments.folder / "library"
    (arguments.folder / "files").mkdir(parents=True)
    in_child(lambda _: Library.open(folder, HashingEmbedder(), create=True).close())
    truth: Change = {}
    hit: Counter[str] = Counter()
    for number in range(arguments.kills):
        kind = KINDS[number % len(KINDS)]
        life = chance.uniform(0.01, LONGEST_LIFE)
        told = in_child(partial(write, folder, chance.random(), kind), life=life)
        pending: Change = {}
        for line in told:
            if line["what"] == "start":
                pending = line["change"]
            else:
                truth |= pending
                pending = {}
        hit[f"{kind}, {'at work' if told and told[-1]['what'] == 'start' else 'at rest'}"] += 1
        (found,) = in_child(partial(look, folder))
        wrong = [*found["problems"], *lost(truth, pending, found["held"])]
        if wrong:
            sys.stderr.write("\n  ".join([f"after kill {number + 1} (seed {arguments.seed}, {kind}):", *wrong]))
            return 1
        truth = {source: found["numbers"].get(source) for source in truth | pending}
    sys.stdout.write(json.dumps({"kills": arguments.kills, "lost": 0, "killed": dict(sorted(hit.items()))}) + "\n")
    return 0


def write(folder: Path, seed: float, kind: str, say: Say) -> None:
    for _ in changes(
        folder, random.Random(seed), kind, lambda what, change: say({"what": what, "change": change})
    ):
        pass


def look(folder: Path, say: Say) -> None:
    with Library.open(folder, HashingEmbedder()) as library:
        texts = held(library)
        numbers = {source: int(text.split()[1]) for source, text in texts.items()}
        whole = {source: text == text_of(numbers[source]) for source, text in texts.items()}
        problems = [*library.check(), *(f"{source} has a torn text" for source in whole if not whole[source])]
        say({"problems": problems, "held": numbers, "numbers": numbers})


def lost(truth: Change, pending: Change, found: dict[str, int]) -> list[str]:
    """Return the sources that are neither as last committed nor as the change in hand would make them."""
    return [
        f"{source} should have text {truth.get(source)} and has {found.get(source)}"
        for source in truth | pending | found
        if found.get(source) not in (truth.get(source), pending.get(source, truth.get(source)))
    ]


def in_child(work: Callable[[Say], None], *, life: float | None = None) -> list[dict[str, object]]:
    """Run work in a fork, killed after `life` seconds, and return what it said. Raises when it fails."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            work(lambda value: os.write(writing, json.dumps(value).encode() + b"\n"))
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    os.close(writing)
    if life is not None:
        time.sleep(life)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as said:
        lines = [json.loads(line) for line in said]
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
        raise SystemExit("a child failed; see above")
    return lines


if __name__ == "__main__":
    sys.exit(main())
