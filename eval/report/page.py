"""The page report.html: how a run came out, its figures and plots, and every question with its evidence.

It is one file that contacts no other host, shows all of its content without its script, and lets nothing act that
stands in a document, a question or an answer: see `eval.report.text`, and the page's content security policy.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.durable import write_whole
from eval.metrics.calibration import calibration
from eval.metrics.summary import summarise
from eval.report import figures as report_figures
from eval.report import plots as report_plots
from eval.report import text as report_text
from eval.report.cards import cards
from eval.report.words import OUTCOMES, SETTINGS
from eval.results import Result, read_results
from eval.run_folder import QUESTIONS_FILE, RESULTS_FILE, SETTINGS_FILE, SUMMARY_FILE
from eval.sets.questions import Question, load_questions
from index.errors import EvaluationError
from index.vocabulary.english import counted

REPORT_FILE = "report.html"
FILTERS = ("shown", "plain", "percent", "between", "figure")
TEMPLATES = Path(__file__).parent / "templates"


def write_report(folder: Path) -> Path:
    """Write the page of the run in `folder` and return its path.

    Raises EvaluationError when there are no results, or when a file of the run cannot be read.
    """
    results = read_results(folder / RESULTS_FILE)
    if not results:
        raise EvaluationError(f"{folder} holds no results. Name a folder that `pincite eval --out` has written.")
    asked = folder / QUESTIONS_FILE
    questions = {one.id: one for one in load_questions(asked)} if asked.exists() else None
    memory = _stored(folder / SUMMARY_FILE).get("speed", {}).get("peak_memory_mb")
    summary = summarise(results, peak_memory_mb=memory)
    settings = {"run": folder.resolve().name, **_stored(folder / SETTINGS_FILE)}
    write_whole(folder / REPORT_FILE, page(results, summary, questions, settings).encode(errors="replace"))
    return folder / REPORT_FILE


def page(
    results: Sequence[Result],
    summary: Mapping[str, Any],
    questions: Mapping[str, Question] | None,
    settings: Mapping[str, Any],
) -> str:
    """Return the page. `questions`, by id, is None where it is not known what was asked and expected."""
    bars = report_plots.bars_of([result.answer.timings.total for result in results if result.answer])
    measured = calibration(results)
    outcomes = _outcomes(summary)
    style, script = _own("report.css"), _own("report.js")
    return _environment().get_template("report.html").render(
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        facts=[(SETTINGS.get(name, name), value) for name, value in settings.items() if name != "schema"],
        summary=summary,
        questions_known=questions is not None,
        unasked=len((questions or {}).keys() - {result.id for result in results}),
        answerable=sum(result.answerable for result in results),
        outcomes=outcomes,
        outcome_bar=report_plots.stacked_bar([(name, count) for name, count, _ in outcomes]),
        metrics=report_figures.metric_rows(summary),
        kinds={kind: number for number, kind in enumerate(summary["by_kind"])},
        drawn=report_figures.MOST_KINDS_DRAWN,
        kind_plot=report_figures.kind_plot(results, summary["trustworthy"]),
        bars=bars,
        latency_plot=report_figures.latency_plot(bars, summary["speed"]),
        measured=measured,
        calibration_plot=report_figures.calibration_plot(measured),
        cards=cards(results, questions or {}),
    )  # fmt: skip


def _outcomes(summary: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """Return (outcome, number, meaning) for every outcome, those that did not happen as well."""
    counts = summary["outcomes"]
    names = [*OUTCOMES, *(name for name in counts if name not in OUTCOMES)]
    return [(name, counts.get(name, 0), OUTCOMES.get(name, "")) for name in names]


def _stored(path: Path) -> dict[str, Any]:
    """Return the object in a file of the run; an empty one where there is no such file."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise EvaluationError(f"{path} is not JSON ({error}). Mend it, or remove it to do without.") from error
    return stored if isinstance(stored, dict) else {}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {name: getattr(report_text, name) for name in FILTERS} | {"counted": counted}
    environment.globals |= {name: getattr(report_plots, name) for name in ("whisker", "span")}
    return environment


def _own(name: str) -> Markup:
    """Return a file of the report's own, which is put into the page as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    """Return the hash by which the page's policy lets this style or script act, and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
