"""Questions of several parts: `python -m eval.studies.parts [--quote] [--whole]`, over eval/parts, minutes.

Of each part it is said whether the answer has it right, and cites a gold sentence of it; of parts that the
documents do not answer, whether the answer says so. With `--whole` questions are not taken apart.
"""

import argparse
import json
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from eval.metrics.right import right
from eval.metrics.scores import is_gold
from index.library import Library
from qa.answer import Answer, without_markers
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.parts.joining import OPEN

SET = Path(__file__).parents[1] / "parts"


def counted(parts: list[dict[str, Any]], answer: Answer) -> Counter[str]:
    """Return how many parts of a question there are of each kind, and how they came out."""
    stated = " ".join(without_markers(one.text) for one in answer.statements)
    counts: Counter[str] = Counter()
    for part in parts:
        if not part["answers"]:
            counts["open"] += 1
            counts["told"] += not answer.answered or OPEN in answer.text
            continue
        is_right = right(tuple(part["answers"]), stated)
        is_cited = any(is_gold(one.quote, tuple(part["gold"])) for one in answer.citations)
        counts += Counter(parts=1, right=int(is_right), cited=int(is_cited), both=int(is_right and is_cited))
    return counts


def main() -> None:
    """Ask, and print what came of the parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quote", action="store_true", help="without the model that writes")
    parser.add_argument("--whole", action="store_true", help="each question as one")
    given = parser.parse_args()
    questions = [json.loads(line) for line in (SET / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    with (
        TemporaryDirectory() as folder,
        Library.open(Path(folder) / "library", create=True) as library,
        patch("qa.parts.splitting.MOST", 1) if given.whole else nullcontext(),
    ):
        library.add([SET / "documents", SET.parent / "everyday" / "documents"])
        assistant = Assistant(library, NoModel("none")) if given.quote else Assistant(library)
        for one in questions:
            answer = assistant.quote(one["question"]) if given.quote else assistant.ask(one["question"])
            came = counted(one["parts"], answer)
            counts += came
            sys.stdout.write(f"{one['id']} {came['both']} of {came['parts']}: {answer.text}\n")
            sys.stdout.flush()
    shares = ", ".join(f"{name} {counts[name] / counts['parts']:.2f}" for name in ("both", "right", "cited"))
    sys.stdout.write(f"{counts['parts']} parts: {shares} (both: right and cited); ")
    sys.stdout.write(f"of {counts['open']} that nothing answers {counts['told']} are told of\n")


if __name__ == "__main__":
    main()
