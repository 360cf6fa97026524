"""What the report says about outcomes and metrics, in words that need no other page."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.metrics.scores import Scores
from eval.results import Result


@dataclass(frozen=True, slots=True)
class Metric:
    """How a metric is called and what it says."""

    group: str
    name: str
    title: str
    meaning: str


OUTCOMES: Mapping[str, str] = {
    "trustworthy": "right with a gold sentence cited, or rightly refused",
    "citation missed": "right, but no gold sentence is cited",
    "model missed": "not right, though the evidence was found or none is known",
    "retrieval missed": "not right, and the evidence was not found",
    "refused wrongly": "the documents answer it, no answer was given",
    "answered wrongly": "the documents do not answer it, an answer was given",
    "unjudged": "the set names no accepted answer",
    "error": "no answer came to be",
}

SETTINGS: Mapping[str, str] = {
    "run": "Run",
    "model": "Language model",
    "answers": "Answers asked for",
    "library": "Library (fingerprint of its content)",
    "answering_code": "Code that answered (fingerprint)",
    "scoring_code": "Code that scored (fingerprint)",
}

METRICS = (
    Metric("Answers", "trustworthy", "Trustworthy", "right and cited, or refused where the documents do not say"),
    Metric("Answers", "right", "Right", "an accepted answer is in the text, in any spelling of numbers and dates"),
    Metric("Answers", "held", "Held", "an accepted answer stands in the text letter for letter"),
    Metric("Answers", "exact", "Exact match", "the text is an accepted answer and nothing else"),
    Metric("Answers", "f1", "Token F1", "words shared with the nearest accepted answer; long answers lose"),
    Metric("Search", "retrieved", "Evidence found", "a gold sentence was in what the model was shown"),
    Metric("Citations", "cited", "Evidence cited", "at least one citation is a gold sentence"),
    Metric("Citations", "citation_precision", "Citation precision", "share of the citations that are gold"),
    Metric("Citations", "citation_recall", "Citation recall", "share of the gold sentences that are cited"),
    Metric("Citations", "citation_f1", "Citation F1", "harmonic mean of the two, answer by answer"),
    Metric("Citations", "citation_validity", "Citation validity", "the offsets give the quote back; always 100 %"),
    Metric("Citations", "uncited", "Uncited statements", "share of the statements that cite nothing"),
    Metric("Refusals", "refused", "Rightly refused", "of the questions that the documents do not answer"),
    Metric("Refusals", "false_refusal", "Wrongly refused", "of the questions that they do answer"),
)


def verdict(result: Result) -> str:
    """Return what came of one question, and what went wrong, in a sentence."""
    if result.answer is None or result.scores is None:
        return "No answer came to be, so this question is in no figure."
    evidence = _evidence(result.scores)
    cited = "none of its citations is a gold sentence" if result.answer.citations else "it cites nothing"
    sentences: Mapping[str, str] = {
        "trustworthy": _well_done(result.answerable, result.scores),
        "citation missed": f"The answer is right, but {cited}.",
        "model missed": f"{evidence} What the model wrote holds no accepted answer.",
        "retrieval missed": f"{evidence} What the model wrote holds no accepted answer.",
        "refused wrongly": f"The documents answer this, but no answer was given. {evidence}",
        "answered wrongly": "The documents do not answer this, but an answer was given.",
        "unjudged": "The set names no accepted answer, so this one can be called neither right nor wrong.",
    }
    return sentences.get(result.outcome, "")


def _well_done(answerable: bool, scores: Scores) -> str:
    if not answerable:
        return "The documents do not answer this, and that is what was said."
    if scores.cited is None:
        return "The answer is right. The set names no gold sentence, so its citations are not judged."
    return "The answer is right and cites a gold sentence."


def _evidence(scores: Scores) -> str:
    if scores.retrieved is None:
        return "The set names no gold sentence, so it is not known whether the evidence was found."
    if scores.retrieved:
        return "A gold sentence was among the passages shown to the model."
    return "No gold sentence was among the passages shown to the model."
