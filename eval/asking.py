"""Ask the questions of a run, one after another or several at once, and write each result down in their order."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from eval.metrics.scores import DocumentSource, outcome, score
from eval.results import Result, append_result
from eval.sets.questions import Question
from index.errors import LibraryError, ModelError, PinciteError
from qa.answer import Answer, Turn

Progress = Callable[[int, int, str], None]
Reply: TypeAlias = Answer | PinciteError
Ask: TypeAlias = Callable[[Question], Reply]


class Asker(Protocol):
    """What answers the questions: `qa.Assistant`. With several jobs, threads ask at once."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""
        ...


def ask_all(
    asked: Sequence[Question],
    earlier: Sequence[Result],
    assistant: Asker,
    documents: DocumentSource,
    results_file: Path,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Ask what has no result yet, `jobs` questions at once; returns all results in the order of the questions."""
    results = {result.id: result for result in earlier}
    rest = {number: question for number, question in enumerate(asked, start=1) if question.id not in results}
    with _replies(partial(_ask, assistant), rest.values(), jobs) as replies:
        for (number, question), reply in zip(rest.items(), replies, strict=True):
            if isinstance(reply, ModelError | LibraryError) and not _answered_any(results.values()):
                raise reply  # every question would meet it
            result = _result(question, reply, documents)
            append_result(results_file, result)
            results[question.id] = result
            if progress is not None:
                progress(number, len(asked), f"{question.id}: {result.outcome}")
    return tuple(results[question.id] for question in asked)


@contextmanager
def _replies(ask: Ask, questions: Collection[Question], jobs: int) -> Iterator[Iterator[Reply]]:
    """Give the replies in the order of the questions; when it is left early, what has not begun is not asked."""
    if jobs == 1:
        yield map(ask, questions)
        return
    threads = ThreadPoolExecutor(jobs)
    try:
        yield threads.map(ask, questions)
    finally:
        threads.shutdown(cancel_futures=True)


def _ask(assistant: Asker, question: Question) -> Reply:
    """Return the answer, or the error that came instead: one question's error is no other's."""
    try:
        return assistant.ask(question.question, question.history)
    except PinciteError as error:
        return error


def _answered_any(results: Iterable[Result]) -> bool:
    return any(result.answer for result in results)


def _result(question: Question, reply: Reply, documents: DocumentSource) -> Result:
    if isinstance(reply, PinciteError):
        return Result.failed(question, reply)
    scores = score(question, reply, documents)
    return Result.scored(question, outcome(question, reply, scores), reply, scores)
