"""Four readers and one writer on one library: `python tests/read_rounds.py FOLDER --seconds 600`.

Each reader looks at whole snapshots: what it finds must be of one version, and the library without a fault. Ends
with 1 when a reader or the writer fails.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path

from conftest import HashingEmbedder
from library_work import NOUNS, changes, text_of

from index.library import Library

READERS = 4


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--role", type=int, help="0 writes, others read; without one, all are started")
    arguments = parser.parse_args()
    folder = arguments.folder / "library"
    if arguments.role is not None:
        done = write if arguments.role == 0 else read
        told = done(folder, arguments.seconds, random.Random(arguments.role))
        sys.stdout.write(json.dumps(told) + "\n")
        return 0
    (arguments.folder / "files").mkdir(parents=True)
    Library.open(folder, HashingEmbedder(), create=True).close()
    command = [sys.executable, __file__, str(arguments.folder), "--seconds", str(arguments.seconds), "--role"]
    started = [subprocess.Popen([*command, str(role)]) for role in range(READERS + 1)]
    return int(any([process.wait() for process in started]))


def write(folder: Path, seconds: float, chance: random.Random) -> dict[str, float]:
    end, done = time.monotonic() + seconds, 0
    for _ in changes(folder, chance, "batch", lambda *_: None):
        done += 1
        if time.monotonic() > end:
            break
    return {"changes": done}


def read(folder: Path, seconds: float, chance: random.Random) -> dict[str, float]:
    end = time.monotonic() + seconds
    searches = hits = checks = 0
    while time.monotonic() < end:
        with Library.open(folder, HashingEmbedder()) as library:
            for _ in range(20):
                for hit in library.search(f"{chance.choice(NOUNS)} {chance.choice(NOUNS)}"):
                    number = int(hit.document.text.split()[1])
                    assert hit.document.text == text_of(number), f"text {number} is torn"
                    assert all(text_of(number)[one.end - 1] == "." for one in hit.passage.sentences)
                    hits += 1
                searches += 1
            assert library.check() == (), library.check()
            checks += 1
    return {"searches": searches, "hits": hits, "checks": checks}


if __name__ == "__main__":
    sys.exit(main())
