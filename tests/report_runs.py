"""What the tests of the report share: a run in which every outcome occurs and hostile text stands everywhere."""

import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from conftest import make_document

from eval.metrics.scores import Scores, outcome, score
from eval.results import Result
from eval.sets.questions import Question
from index.errors import QuestionError
from index.types import Document
from qa.answer import Answer, Citation, CitedDocument, SourcePassage, Statement, Timings, Tokens, Turn

HOSTILE = (
    '</script></style></title><script>document.title = "broken"</script> <img src=http://evil.example/a.png '
    "onerror=\"document.title = 'broken'\"> {{ 7 * 7 }} <!-- &amp; ]]> 'quoted' \u202egnol\u202c \x00 end."
)
SHOWN = HOSTILE.replace("\u202e", "U+202E").replace("\u202c", "U+202C").replace("\x00", "U+0000")
TYPED = f"{HOSTILE} \x00"  # can come out of JSON, but not out of a document
GOLD = "Trade was worth C$56bn in 2024."
OTHER = "The visit lasted two days."
ELSEWHERE = "It rained in the north on both of them."
LONG = "x" * 1_000_000
DOCUMENT = make_document(f"{GOLD} {OTHER}\n\n{ELSEWHERE}\n\n{HOSTILE}", title=f"title {HOSTILE}")

TRADE = Question("trade", f"How much? {TYPED}", ("56 billion", f"about {TYPED}"), (GOLD,), (), True, "plain", ())
WINNER = replace(TRADE, question="Who won?", answers=(), gold=(), answerable=False, kind=f"kind {TYPED}")
ASKED_BEFORE = (Turn(f"What of {TYPED}?", f"Nothing of {TYPED}."),)


class Shelf:
    """The library that the run was over."""

    def document(self, key: str, /) -> Document:
        assert key == DOCUMENT.id
        return DOCUMENT


def answer_with(
    text: str, *quotes: str, shown: str = GOLD, confidence: float = 0.9, seconds: float = 2.0
) -> Answer:
    """Answer with one statement that cites the quotes; without text, refuse."""
    numbers = tuple(range(1, len(quotes) + 1))
    markers = "".join(f" [{number}]" for number in numbers)
    document = CitedDocument(DOCUMENT.id, DOCUMENT.title, DOCUMENT.source, None)
    places = [(number, DOCUMENT.text.index(quote), quote) for number, quote in zip(numbers, quotes, strict=True)]
    start = DOCUMENT.text.index(shown)
    return Answer(
        question="",
        answered=bool(text),
        confidence=confidence,
        text=f"{text}{markers}" if text else f"The documents do not say {HOSTILE}.",
        statements=(Statement(text, 0, len(text), numbers, "partial"),) if text else (),
        citations=tuple(Citation(n, document, at, at + len(quote), 3, quote) for n, at, quote in places),
        passages=(SourcePassage(DOCUMENT.id, start, start + len(shown), 0.71),),
        model=HOSTILE,
        timings=Timings(0.1, 0.5, seconds, seconds - 0.1),
        tokens=Tokens(500, 20),
    )


EVERY_OUTCOME: tuple[tuple[Question, Answer | None], ...] = (
    (TRADE, answer_with("It was 56 billion dollars.", GOLD, OTHER)),  # trustworthy
    (WINNER, answer_with("", confidence=0.1, seconds=1.0)),  # trustworthy
    (TRADE, answer_with("It was 56 billion dollars.", OTHER)),  # citation missed
    (TRADE, answer_with(f"It was {LONG} {HOSTILE}.", HOSTILE)),  # model missed
    (
        replace(TRADE, history=ASKED_BEFORE),
        answer_with("It was 57.", ELSEWHERE, shown=ELSEWHERE),
    ),  # retrieval missed
    (TRADE, answer_with("", confidence=0.2)),  # refused wrongly
    (WINNER, answer_with("The north won.", ELSEWHERE, confidence=0.55)),  # answered wrongly
    (replace(TRADE, answers=()), answer_with("It was 56 billion dollars.", GOLD)),  # unjudged
    (TRADE, None),  # error
)


@cache
def scores_of_each() -> list[Scores | None]:
    return [score(question, answer, Shelf()) if answer else None for question, answer in EVERY_OUTCOME]


def results_of(count: int) -> tuple[list[Question], list[Result]]:
    """Return so many questions and results, every outcome in turn."""
    questions, results = [], []
    for number in range(count):
        question, answer = EVERY_OUTCOME[number % len(EVERY_OUTCOME)]
        scores = scores_of_each()[number % len(EVERY_OUTCOME)]
        question = replace(question, id=f"{number} {TYPED}")
        questions.append(question)
        if answer is None or scores is None:
            results.append(Result.failed(question, QuestionError(f"the question is too long: {TYPED}")))
        else:
            answer = replace(answer, question=question.question)
            results.append(Result.scored(question, outcome(question, answer, scores), answer, scores))
    return questions, results


def write_run(folder: Path, count: int) -> Path:
    """Write the folder of a run over so many questions and return it."""
    questions, results = results_of(count)
    folder.mkdir()
    settings = {"schema": 1, "model": HOSTILE, "library": "3f1c0a9be2d47c55"}
    files = {
        "settings.json": json.dumps(settings),
        "questions.jsonl": "".join(json.dumps(asdict(question)) + "\n" for question in questions),
        "results.jsonl": "".join(json.dumps(result.to_json()) + "\n" for result in results),
        "summary.json": json.dumps({"speed": {"peak_memory_mb": 2412.0}}),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="ascii")
    return folder
