"""The threads of llama.cpp sleep while they wait, unless somebody says otherwise."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.bench import busy as bench_busy
from qa.llama.patience import LOOKS, let_threads_sleep

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"GOMP_SPINCOUNT": LOOKS}),
        ({"GOMP_SPINCOUNT": "7"}, {"GOMP_SPINCOUNT": "7"}),
        ({"OMP_WAIT_POLICY": "active"}, {"OMP_WAIT_POLICY": "active"}),
    ],
)
def test_threads_sleep_soon_unless_somebody_has_said_how_they_wait(
    given: dict[str, str], expected: dict[str, str]
) -> None:
    let_threads_sleep(given)
    assert given == expected


def test_it_is_set_before_the_library_that_reads_it_is_loaded() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GOMP", "OMP"))}
    script = (
        "import sys, json, os\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'llama_cpp': print(json.dumps(os.environ.get('GOMP_SPINCOUNT')))\n"
        "sys.meta_path.insert(0, Watch())\n"
        "import qa.llama.native\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=environment | {"PYTHONPATH": str(ROOT)},
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    assert json.loads(told) == LOOKS


def test_the_ratios_are_of_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter([2.0, 1.9, 4.0, 19.0])  # alone: asleep, awake; beside a busy core: asleep, awake
    monkeypatch.setattr(bench_busy, "seconds", lambda *_: next(spent))
    assert list(bench_busy.rows().values()) == [0.95, 2.0, 10.0]
