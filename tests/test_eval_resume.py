"""A run that is stopped, or asks several questions at once, ends with the results of one that did neither."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IDS = [f"q{number}" for number in range(1, 41)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with questions and a document, which is indexed when they are asked."""
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "note.txt").write_text("A note\n\nIt was twelve.\n", encoding="utf-8")
    questions = [
        {"id": name, "question": f"Number {name[1:]}?", "answers": [name[1:]], "answerable": True} for name in IDS
    ]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return folder


def start(folder: Path, out: Path, *, jobs: int, lines: int = 1000, share: float = 1) -> subprocess.Popen[bytes]:
    arguments = [str(folder), str(out), str(jobs), str(lines), str(share)]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "eval_child.py"), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_a_run_that_is_killed_again_and_again_ends_with_the_same_results(folder: Path, tmp_path: Path) -> None:
    unbroken, broken = tmp_path / "unbroken", tmp_path / "broken"
    assert start(folder, unbroken, jobs=1).wait() == 0
    draw = random.Random(0)
    with start(folder, broken, jobs=4) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(draw.uniform(0, 0.1))  # while it starts
        process.kill()
    results, written = broken / "results.jsonl", 0
    for share in (0, 0.5, 1 - 1e-9, 1, draw.random()):  # 1 - 1e-9: all but the end of the line
        lines = draw.randint(1, 8)
        killed = start(folder, broken, jobs=draw.choice([1, 4]), lines=lines, share=share)
        assert killed.wait() == -signal.SIGKILL
        written += lines + (share == 1)
        assert results.read_bytes().count(b"\n") == written
    assert start(folder, broken, jobs=4).wait() == 0
    for name in ("results.jsonl", "questions.jsonl", "settings.json"):
        assert (broken / name).read_bytes() == (unbroken / name).read_bytes()
    lines_read = [json.loads(line) for line in results.read_text(encoding="ascii").splitlines()]
    assert [line["id"] for line in lines_read] == IDS
    assert [line["id"] for line in lines_read if line["error"]] == ["q7", "q14", "q21", "q28", "q35"]
