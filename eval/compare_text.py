"""A comparison of two runs as text for a terminal of 80 columns."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from eval.compare import Change, ChangedQuestion, Comparison, Movement
from eval.metrics.summary import COLUMNS

HEADINGS: dict[Change, str] = {"mended": "Mended", "broken": "Broken", "other": "Otherwise"}


def comparison_text(comparison: Comparison) -> str:
    """Return the table of metrics, what was not compared, and each question that changed, with both answers."""
    lines = [f"A = {comparison.a}", f"B = {comparison.b}", f"{comparison.common} questions in common"]
    lines += _not_compared("only in A", comparison.only_a)
    lines += _not_compared("only in B", comparison.only_b)
    lines += _not_compared("not the same question", comparison.reworded)
    lines += [f"other {name}: {a} -> {b}" for name, (a, b) in comparison.settings.items()]
    lines += ["", f"{'':<19}    A      B    B - A  {'95 % interval':<16}    n"]
    lines += [f"{metric:<19}{_row(movement)}" for metric, movement in comparison.metrics.items()]
    lines += ["", f"trustworthy: {comparison.gained} gained, {comparison.lost} lost, p = {comparison.p_value:.3f}"]
    for change, heading in HEADINGS.items():
        changed = [question for question in comparison.questions if question.change == change]
        if changed:
            lines += ["", f"{heading} ({len(changed)})"]
            lines += [line for question in changed for line in _question(question)]
    return "\n".join(lines)


def _not_compared(what: str, ids: Sequence[str]) -> list[str]:
    return wrap(f"{len(ids)} {what}: {', '.join(ids)}", COLUMNS, subsequent_indent="  ") if ids else []


def _row(movement: Movement) -> str:
    if movement.interval is None:
        return f"{'-':>5}  {'-':>5}  {'-':>7}  {'-':<16}{0:>5}"
    low, high = movement.interval
    means = f"{movement.a:.3f}  {movement.b:.3f}  {movement.difference:>+7.3f}"
    verdict = "  more than noise" if movement.more_than_noise else ""
    return f"{means}  {f'{low:+.3f} {high:+.3f}':<16}{movement.n:>5}{verdict}"


def _question(question: ChangedQuestion) -> Iterator[str]:
    yield from _indented("  ", f"{question.id}: {question.question}")
    yield f"    {question.outcome_a} -> {question.outcome_b}"
    yield from _indented("    A: ", question.answer_a or "(error)")
    yield from _indented("    B: ", question.answer_b or "(error)")


def _indented(start: str, text: str) -> list[str]:
    return wrap(" ".join(text.split()), COLUMNS, initial_indent=start, subsequent_indent=" " * len(start))
