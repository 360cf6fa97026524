"""SQuAD 1.1 and 2.0 files as they are published: articles, paragraphs, and questions with answer spans.

Sources: Rajpurkar et al. 2016 (1.1); Rajpurkar, Jia and Liang 2018, "Know What You Don't Know" (2.0).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.json_lines import (
    bad_records,
    filled,
    json_object,
    json_type,
    listed,
    read_records,
    required,
    string,
)
from eval.sets.question_set import QuestionSet, file_name
from eval.sets.questions import Question
from index.errors import EvaluationError
from index.text.segment import split_sentences

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    title: str
    context: str
    sentences: Sequence[Span]
    place: str
    record: Mapping[str, Any]


def read_squad(data: Mapping[str, Any], path: Path) -> QuestionSet:
    """Make a question set of a parsed SQuAD file; each article becomes a document.

    Gold are the sentences that the answer spans touch. Raises EvaluationError that names every bad record by its
    place, such as data[3].paragraphs[0].qas[2].
    """
    problems: list[str] = []
    paragraphs = tuple(_paragraphs(data, problems))
    records = (
        (place, (record, paragraph))
        for paragraph in paragraphs
        for place, record in _entries(paragraph.record, "qas", paragraph.place, problems)
    )
    questions = read_records(records, lambda pair: _question(*pair), problems)
    if problems:
        raise bad_records(f"The SQuAD file {path}", problems)
    if not questions:
        raise EvaluationError(f"The SQuAD file {path} holds no questions. Check that it is the right file.")
    contexts: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        contexts.setdefault(paragraph.title, []).append(paragraph.context)
    return QuestionSet(questions, {file_name(title): _document(title, texts) for title, texts in contexts.items()})


def _paragraphs(data: Mapping[str, Any], problems: list[str]) -> Iterator[_Paragraph]:
    """Yield every paragraph that can be read; articles with the same title are one, those without go by number."""
    for number, (article_place, article) in enumerate(_entries(data, "data", "", problems), start=1):
        for place, record in _entries(article, "paragraphs", article_place, problems):
            try:
                title = string(article.get("title") or "", "the article's 'title'").strip() or f"article {number}"
                context = filled(required(record, "context"), "'context'")
            except ValueError as error:
                problems.append(f"{place}: {error}")
            else:
                yield _Paragraph(title, context, split_sentences(context), place, record)


def _entries(
    parent: Mapping[str, Any], field: str, place: str, problems: list[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of a list with their places; what is not as it should be goes into `problems`."""
    try:
        required(parent, field)
        values = listed(parent, field)
    except ValueError as error:
        problems.append(f"{place}: {error}")
        return
    for number, value in enumerate(values):
        entry_place = f"{place}.{field}[{number}]".lstrip(".")
        if isinstance(value, Mapping):
            yield entry_place, value
        else:
            problems.append(f"{entry_place}: not a JSON object but {json_type(value)}")


def _question(record: Mapping[str, Any], paragraph: _Paragraph) -> Question:
    context = paragraph.context
    impossible = record.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise ValueError(f"'is_impossible' is {json_type(impossible)}, not true or false")
    spans = [_span(answer, context, number) for number, answer in enumerate(listed(record, "answers"))]
    if impossible and spans:
        raise ValueError("'is_impossible' is true, but there are answers")
    if not impossible and not spans:
        raise ValueError("there are no answers, and 'is_impossible' is not true")
    gold = [
        context[start:end]
        for start, end in paragraph.sentences
        if any(start < last and first < end for first, last in spans)
    ]
    return Question(
        id=filled(required(record, "id"), "'id'"),
        question=filled(required(record, "question"), "'question'"),
        answers=tuple(dict.fromkeys(context[first:last] for first, last in spans)),
        gold=tuple(dict.fromkeys(gold)),
        documents=(file_name(paragraph.title),),
        answerable=not impossible,
        kind="unanswerable" if impossible else "answerable",
        history=(),
    )


def _span(answer: object, context: str, number: int) -> Span:
    """Return where an answer stands in its context, which must be where it says."""
    try:
        record = json_object(answer)
        text = filled(required(record, "text"), "'text'")
        start = required(record, "answer_start")
        if type(start) is not int:
            raise ValueError(f"'answer_start' is {json_type(start)}, not a whole number")
        if start < 0 or not context.startswith(text, start):
            raise ValueError(f"{text!r} does not stand at {start} of the context")
    except ValueError as error:
        raise ValueError(f"answers[{number}]: {error}") from error
    return start, start + len(text)


def _document(title: str, contexts: Sequence[str]) -> str:
    """Return an article as text; in titles "_" stands for a space, and a repeated paragraph is written once."""
    return "\n\n".join([" ".join(title.replace("_", " ").split()), *dict.fromkeys(contexts)]) + "\n"
