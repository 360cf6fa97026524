"""A run as a process of its own, which may kill itself: `python tests/eval_child.py FOLDER OUT JOBS LINES SHARE`.

After so many more LINES of results it writes only a SHARE of the next one and is gone.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from conftest import HashingEmbedder

import eval.asking
import index.library
from eval.results import Result, append_result, result_line
from eval.run import run
from index.errors import QuestionError
from qa.answer import Answer, Timings, Tokens, Turn

APPENDED = count()


class Script:
    """Answers after a moment, so that later answers overtake earlier ones; one in seven is an error."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        number = int("".join(filter(str.isdigit, question)))
        time.sleep(0.001 * (number % 5))
        if number % 7 == 0:
            raise QuestionError("seven is too much")
        text = f"It was {number}." + " And so on." * number
        return Answer(question, True, 0.5, text, (), (), (), "scripted", Timings(0, 0, 1, 1), Tokens(1, 1))


def append_or_die(path: Path, result: Result) -> None:
    if next(APPENDED) < lines:
        append_result(path, result)
        return
    line = result_line(result)
    with path.open("a", encoding="ascii") as file:
        file.write(line[: int(share * len(line))])
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    folder, out, jobs, lines, share = Path(sys.argv[1]), Path(sys.argv[2]), *map(float, sys.argv[3:])
    index.library.default_embedder = HashingEmbedder
    eval.asking.append_result = append_or_die
    run(folder / "questions.jsonl", out=out, jobs=int(jobs), assistant=Script())
