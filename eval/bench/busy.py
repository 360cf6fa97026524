"""What a busy machine does to an answer: `python -m eval.bench.busy`, a minute. The machine must be quiet else.

The model reads and writes alone, and again beside a program that keeps one core busy; both also with threads that
wait awake, as they do without `qa.llama.patience`. Each run is a process of its own, as OpenMP reads its settings
once.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.models.files import model_path
from qa.chat_model import Message
from qa.llama.model import LlamaModel

MODEL = "qwen2.5-coder-0.5b-instruct"
ROUNDS = 3
SENTENCES = 12  # that are read
TOKENS = 24  # that are written at most
AWAKE = {"GOMP_SPINCOUNT": "300000"}  # libgomp's own
MOST_SECONDS = 300


def rows(model: str = MODEL) -> dict[str, float]:
    """Return the speed that sleeping costs on a quiet machine, and how much slower a busy core makes an answer."""
    asleep, awake = seconds(model), seconds(model, AWAKE)
    with one_core_busy():
        asleep_beside, awake_beside = seconds(model), seconds(model, AWAKE)
    return {
        "quiet machine, speed, times that of threads that wait awake": awake / asleep,
        "one core busy, times as long as on a quiet machine": asleep_beside / asleep,
        "the same with threads that wait awake": awake_beside / awake,
    }


def seconds(model: str, settings: dict[str, str] | None = None) -> float:
    """Return the least seconds of some rounds in a process of its own, with these settings of OpenMP."""
    kept = {name: value for name, value in os.environ.items() if name not in AWAKE}
    command = [sys.executable, "-m", "eval.bench.busy", "--model", model, "--measure"]
    told = subprocess.run(
        command, env=kept | (settings or {}), check=True, stdout=subprocess.PIPE, timeout=MOST_SECONDS
    ).stdout
    return float(json.loads(told))


def measure(path: Path, rounds: int = ROUNDS) -> float:
    """Return the least seconds that a model takes to read and to write the same, each time anew."""
    model = LlamaModel(path)
    text = " ".join(f"In {1900 + n} the wall of harbour {n} cost {37 * n} pounds." for n in range(SENTENCES))
    spent = []
    for number in range(rounds + 1):
        asked = Message("system", f"Round {number}."), Message("user", f"{text} Tell all of it again.")
        started = time.perf_counter()
        for _ in model.stream(asked, max_tokens=TOKENS):
            pass
        spent.append(time.perf_counter() - started)
    return min(spent[1:])  # the first reads the file


@contextmanager
def one_core_busy() -> Iterator[None]:
    """Let another process count for ever."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            yield
        finally:
            busy.kill()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.busy", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--model", default=MODEL, help="name of an installed model, or a GGUF file")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        sys.stdout.write(json.dumps(measure(model_path(arguments.model))))
        return
    sys.stdout.writelines(f"{name:<62} {value:>9.3f}\n" for name, value in rows(arguments.model).items())


if __name__ == "__main__":
    main()
