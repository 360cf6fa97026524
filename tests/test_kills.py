"""Writers that are killed, and readers beside a writer: programs of their own, which can run for longer."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(program: str, *arguments: str) -> list[dict[str, int]]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / program), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_hundred_kills_lose_nothing_that_was_committed(tmp_path: Path) -> None:
    (told,) = run("kill_rounds.py", str(tmp_path / "work"), "--kills", "100")
    assert (told["kills"], told["lost"]) == (100, 0)


def test_four_readers_see_whole_states_while_one_writes(tmp_path: Path) -> None:
    told = run("read_rounds.py", str(tmp_path / "work"), "--seconds", "3")
    assert [set(one) for one in told].count({"changes"}) == 1
    assert [one["checks"] > 0 for one in told if "checks" in one] == [True] * 4
