"""From nothing to an answer: the seconds and megabytes that an installation takes, step by step.

    python -m eval.bench.install build/dist/pincite-*.whl [--write] [--python python3.12] [--cached]

Each step is what a person types, in a scratch folder with an environment, models and library of its own. pip
downloads everything, unless `--cached` lets it take from its cache what an earlier installation left there: the
compiled llama-cpp-python above all. Seconds of the processor say what other programs on the machine lengthen less.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from index.models.files import DEFAULT_EMBEDDER

DOCUMENTS = Path(__file__).parents[1] / "samples" / "documents"
QUESTION = "How much water does the tank of the Brindle D4 hold?"


def steps(scratch: Path, wheel: Path, *, python: str, write: bool, cached: bool) -> dict[str, list[str]]:
    """Return the commands from nothing to an answer; the last one answers."""
    pip, pincite = (str(scratch / "environment" / "bin" / name) for name in ("pip", "pincite"))
    options = ["-q", "--disable-pip-version-check", *([] if cached else ["--no-cache-dir"])]
    return {
        "environment": [python, "-m", "venv", str(scratch / "environment")],
        "install": [pip, "install", *options, f"{wheel}[write]" if write else str(wheel)],
        "models": [pincite, "models", "pull", *([] if write else [DEFAULT_EMBEDDER])],
        "16 documents": [pincite, "add", str(DOCUMENTS)],
        "answer" if write else "quote": [pincite, "ask", *([] if write else ["--quote"]), QUESTION],
    }


def megabytes(folder: Path) -> float:
    """Return what the files of a folder hold, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / 1e6


def measured(scratch: Path, command: Sequence[str]) -> tuple[float, float]:
    """Run a command in the folder; return its seconds and those of the processor. Raises CalledProcessError."""
    places = {"PINCITE_MODELS": str(scratch / "models"), "PINCITE_INDEX": str(scratch / "library")}
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PINCITE_MODEL")}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=scratch, env={**kept, **places}, stdout=sys.stderr, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.perf_counter() - started, busy


def main(arguments: argparse.Namespace) -> None:
    """Install, ask, and write a row a step."""
    with TemporaryDirectory() as folder:
        scratch, wheel = Path(folder), arguments.wheel.resolve()
        every = steps(scratch, wheel, python=arguments.python, write=arguments.write, cached=arguments.cached)
        sys.stdout.write("| step | s | s of the processor | MB |\n|---|---|---|---|\n")
        held = total = 0.0
        for name, command in every.items():
            seconds, busy = measured(scratch, command)
            before, held = held, megabytes(scratch)
            total += seconds
            sys.stdout.write(f"| {name} | {seconds:.1f} | {busy:.1f} | {held - before:,.0f} |\n")
            sys.stdout.flush()
        sys.stdout.write(f"| all | {total:.1f} | | {held:,.0f} |\n")


def parsed(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="What an installation takes, from nothing to an answer.")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--write", action="store_true", help="with the model that writes")
    parser.add_argument("--python", default=sys.executable, help="the interpreter of the environment")
    parser.add_argument("--cached", action="store_true", help="let pip take from its cache")
    return parser.parse_args(given)


if __name__ == "__main__":
    main(parsed())
