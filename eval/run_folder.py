"""The folder of a run: settings.json, questions.jsonl, results.jsonl and summary.json.

Results are appended one by one, and every other file is replaced as a whole, so that a run that is killed at any
moment can go on.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.durable import write_whole
from eval.results import Result, cut_unfinished_line, read_results, result_line
from eval.sets.questions import Question, load_questions
from index.errors import EvaluationError

SETTINGS_FILE = "settings.json"
QUESTIONS_FILE = "questions.jsonl"
RESULTS_FILE = "results.jsonl"
SUMMARY_FILE = "summary.json"


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it lies in its folder; `results` are in the order of the questions, of which some may be open."""

    folder: Path
    settings: dict[str, Any]
    questions: tuple[Question, ...]
    results: tuple[Result, ...]


def read_run(folder: Path) -> Run:
    """Read a run, finished or not. Raises EvaluationError when the folder does not hold one."""
    if not (folder / SETTINGS_FILE).exists():
        raise EvaluationError(
            f"{folder} holds no run: {SETTINGS_FILE} is missing. Name the --out folder of a run."
        )
    settings = _read_settings(folder / SETTINGS_FILE)
    questions = load_questions(folder / QUESTIONS_FILE)
    return Run(folder, settings, questions, _results_of(folder, questions))


def resume(out: Path, settings: Mapping[str, Any], asked: Sequence[Question]) -> tuple[Result, ...]:
    """Make `out` ready and return the results that an earlier run with the same settings left there.

    They are in the order of the questions. Raises EvaluationError when they are another run's, and changes
    nothing then.
    """
    out.mkdir(parents=True, exist_ok=True)
    results_file, settings_file = out / RESULTS_FILE, out / SETTINGS_FILE
    begun = results_file.exists() and results_file.stat().st_size > 0
    if begun and (differing := _differing(_read_settings(settings_file), settings)):
        raise EvaluationError(
            f"{out} holds results of another run (other {', '.join(differing)}), and they are not mixed. "
            "Give another --out, or remove that folder."
        )
    results = _results_of(out, asked)
    cut_unfinished_line(results_file)
    lines = "".join(json.dumps(question.to_json()) + "\n" for question in asked)
    write_whole(settings_file, (json.dumps(settings, indent=2) + "\n").encode())
    write_whole(out / QUESTIONS_FILE, lines.encode())
    return results


def finish(out: Path, results: Sequence[Result], summary: Mapping[str, Any]) -> None:
    """Bring the results into the order of the questions, if they came in another, and write the summary."""
    lines = "".join(map(result_line, results)).encode()
    if lines != (out / RESULTS_FILE).read_bytes():
        write_whole(out / RESULTS_FILE, lines)
    write_whole(out / SUMMARY_FILE, (json.dumps(summary, indent=2) + "\n").encode())


def _results_of(folder: Path, asked: Sequence[Question]) -> tuple[Result, ...]:
    """Read the results in the order of the questions. Raises EvaluationError when there are any of others."""
    results = {result.id: result for result in read_results(folder / RESULTS_FILE)}
    fingerprints = {question.id: question.fingerprint for question in asked}
    strange = [result.id for result in results.values() if fingerprints.get(result.id) != result.fingerprint]
    if strange:
        raise EvaluationError(
            f"{folder / RESULTS_FILE} holds results of questions that are not asked now or have changed since "
            f"({', '.join(strange[:5])}{', …' if len(strange) > 5 else ''}). "
            "Give another --out, or remove that folder."
        )
    return tuple(results[question.id] for question in asked if question.id in results)


def _differing(stored: Mapping[str, Any], settings: Mapping[str, Any]) -> list[str]:
    return [name.replace("_", " ") for name, value in settings.items() if stored.get(name) != value]


def _read_settings(path: Path) -> dict[str, Any]:
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{path} cannot be read, so its results belong to no known run ({error}). Give another --out."
        ) from error
    if not isinstance(settings, dict):
        raise EvaluationError(f"{path} holds no settings, but {settings!r:.40}. Give another --out.")
    return settings
