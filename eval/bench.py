"""Where the time of an answer goes: `python -m eval.bench LIBRARY`. Compare ratios within a run, not runs.

Prints medians over the sample questions: search, time to the first word, and the share of an answer's time that is
not the model's.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import median

from eval.questions import load_questions
from index.library import Library
from qa.assistant import Assistant
from qa.attribution import attribute, sources_of

QUESTIONS = Path(__file__).parent / "samples" / "questions.jsonl"


def main() -> int:
    """Ask, time, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--questions", type=int, default=10, help="how many of the sample questions (default: 10)")
    arguments = parser.parse_args()
    questions = [question.question for question in load_questions(QUESTIONS)[: arguments.questions]]
    with Library.open(arguments.library) as library:
        assistant = Assistant(library)
        assistant.ask(questions[0])  # loads both models
        answers = [assistant.ask(question) for question in questions]
        attributing = []
        for question, answer in zip(questions, answers, strict=True):
            started = time.perf_counter()
            attribute(answer.text, question, sources_of(library.search(question)))
            attributing.append(time.perf_counter() - started)
    rows = {
        "search, s": median(answer.timings.retrieve for answer in answers),
        "first word, s": median(answer.timings.first_token for answer in answers),
        "whole answer, s": median(answer.timings.total for answer in answers),
        "prompt, tokens": median(answer.tokens.prompt for answer in answers),
        "search and attribution, share of the answer's time": median(
            spent / answer.timings.total for spent, answer in zip(attributing, answers, strict=True)
        ),
    }
    sys.stdout.writelines(f"{name:<52} {value:.3f}\n" for name, value in rows.items())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
