"""Where the time of an answer goes: `python -m eval.bench.answers LIBRARY`. Compare ratios within a run, not runs.

Asks the sample questions one after another, over and over where more are wanted than there are, and prints
medians. With some 2,000 (--questions 2000) it shows whether memory grows.
"""

import argparse
import sys
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from eval.bench import busy as bench_busy
from eval.bench.measured import megabytes
from eval.sets.questions import load_questions
from index.library import Library
from index.models.files import DEFAULT_GENERATOR, model_path
from qa.answer import Answer
from qa.assistant import Assistant
from qa.llama.model import load_model

QUESTIONS = Path(__file__).parents[1] / "samples" / "questions.jsonl"
SETTLED = 0.1  # of the questions: from then on memory should stay as it is


def main() -> int:
    """Ask, time, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--questions", type=int, default=20, help="how many are asked (default: 20)")
    parser.add_argument("--model", default=DEFAULT_GENERATOR, help="name of an installed model, or a GGUF file")
    parser.add_argument(
        "--busy", action="store_true", help="also beside a program that keeps a core busy: a minute"
    )
    arguments = parser.parse_args()
    count = arguments.questions
    if count < 1:
        parser.error("ask one question at least")
    questions = [question.question for question in load_questions(QUESTIONS)]
    with Library.open(arguments.library) as library:
        assistant = Assistant(library, load_model(model_path(arguments.model)))
        assistant.ask(questions[0])  # loads the embedder
        answers: list[Answer] = []
        memory: list[float] = []
        for question in islice(cycle(questions), count):
            answers.append(assistant.ask(question))
            memory.append(megabytes())
        again = assistant.ask(answers[-1].question)
    settled = memory[int(count * SETTLED)]
    busy = bench_busy.rows(arguments.model) if arguments.busy else {}
    rows = figures([answer for answer in answers if answer.tokens.completion]) | {
        "first word when the same is asked again, s": again.timings.first_token,
        "memory, MB": memory[-1],
        "memory, times that after a tenth of the questions": memory[-1] / settled,
        **busy,
    }
    sys.stdout.writelines(f"{name:<62} {value:>9.3f}\n" for name, value in rows.items())
    return 0


def figures(answers: list[Answer]) -> dict[str, float]:
    """Return medians over answers for which the model wrote something; of none there are none."""
    if not answers:
        return {}
    timings = [answer.timings for answer in answers]
    return {
        "answers that were written": len(answers),
        "search, s": median(timing.retrieve for timing in timings),
        "first word, s": median(timing.first_token for timing in timings),
        "whole answer, s": median(timing.total for timing in timings),
        "prompt, tokens": median(answer.tokens.prompt for answer in answers),
        "written, tokens": median(answer.tokens.completion for answer in answers),
        "outside the language model, share of the time": median(1 - one.model / one.total for one in timings),
    }


if __name__ == "__main__":
    raise SystemExit(main())
