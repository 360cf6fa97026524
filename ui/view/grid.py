"""The table of a question that is asked of each document, as HTML."""

from collections.abc import Sequence

from qa.grid.row import Row
from ui.language import number, say, told
from ui.table import Table
from ui.view.answer_parts import date_and_page, language_of_answer
from ui.view.place import Place
from ui.view.render import marked_sentence, place_of
from ui.words import day, escaped, lang


def ways() -> str:
    """Return what changes between the conversation and the table."""
    return (
        f'<div class="ways-to-ask" role="group" aria-label="{say("How documents are asked")}">'
        f'<button class="way" type="button" name="together" aria-pressed="true">{say("Conversation")}</button>'
        f'<button class="way" type="button" name="each" aria-pressed="false">{say("Each document")}</button></div>'
    )


def shown(table: Table) -> str:
    """Return the question, how far it is, what can be done with it, and the rows; without one, what this is."""
    if not table.question:
        return _empty()
    problem = f'<p class="problem" role="alert">{escaped(told(table.problem))}</p>' if table.problem else ""
    return (
        f'<header class="grid-head"><h1 class="grid-question" dir="auto">{escaped(table.question)}</h1>'
        f"{_progress(table)}{_tools(table)}{problem}</header>{_rows(table.rows)}"
    )


def _empty() -> str:
    explained = say(
        "One question, put to every document by itself. Each becomes a row: its answer, the sentence that says "
        "so, and how probable it is that it answers. What a document does not say is “not stated”."
    )
    asked = say("All documents are asked, or those {link}you tick{end}.", link='<a href="#documents">', end="</a>")
    return (
        f'<div class="invitation"><h1>{say("Ask each document")}</h1><p>{explained}</p>'
        f'<p class="grid-hint">{asked}</p></div>'
    )


def _progress(table: Table) -> str:
    done, of = len(table.rows), len(table.documents)
    if not table.pending:
        stopped = (
            say("{done} of {n} document asked|{done} of {n} documents asked", done=done, n=of)
            if done < of
            else say("{n} document asked|{n} documents asked", n=of)
        )
        return f'<p class="grid-told" role="status">{say("{about}: {why}", about=stopped, why=_counts(table))}</p>'
    # The title changes with every row: a screen reader is told when all is done.
    has_row = {row.document.id for row in table.rows}
    title = next((escaped(one.title) for one in table.documents if one.id not in has_row), "")
    now = say("Asking {number} of {total}: {title}", number=done + 1, total=of, title=f"<bdi>{title}</bdi>")
    return (
        f'<p class="grid-told"><span class="grid-now">{now}</span></p>'
        f'<progress class="grid-bar" max="{of}" value="{done}" aria-label="{say("Documents asked")}"></progress>'
    )


def _counts(table: Table) -> str:
    counts = table.counts
    answered, not_stated, failed = (
        f"<b>{number(counts[kind])}</b>" for kind in ("answered", "not stated", "failed")
    )
    listed = say("{answered} answered, {not_stated} not stated", answered=answered, not_stated=not_stated)
    return f"{listed}, {say('{failed} failed', failed=failed)}" if counts["failed"] else listed


def _tools(table: Table) -> str:
    tools = []
    if not table.pending and (left := len(table.left)):
        tools.append(_tool("go_on", say("Ask the last one|Ask the other {n}", n=left)))
    if table.rows:
        tools.append(_tool("save", say("Download CSV")))
    return f'<div class="grid-tools">{"".join(tools)}</div>' if tools else ""


def _tool(name: str, words: str) -> str:
    return f'<button class="grid-tool" type="button" name="{name}">{words}</button>'


def _rows(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    # The roles are said: the style of a narrow page makes blocks of rows, which are no table to a browser then.
    heads = "".join(
        '<th role="columnheader" scope="col" aria-sort="none">'
        f'<button class="sort" type="button" value="{column}">{name}</button></th>'
        for column, name in enumerate((say("Document"), say("Answer"), say("Sentence"), say("Probability")))
    )
    listed = "".join(_row(row) for row in rows)
    return (
        f'<table class="grid" role="table" aria-label="{say("Answers of each document")}">'
        '<thead role="rowgroup">'
        f'<tr role="row">{heads}</tr></thead><tbody role="rowgroup">{listed}</tbody></table>'
    )


def _row(row: Row) -> str:
    nearest = row.cited or (row.answer.closest[0] if row.answer is not None and row.answer.closest else None)
    link = Place(row.document.id).link if nearest is None else place_of(nearest).link
    facts = (day(row.document.published),) if nearest is None else date_and_page(nearest)
    known = " · ".join(escaped(fact) for fact in facts if fact)
    odds = -1.0 if row.probability is None else row.probability
    title, cited = escaped(row.document.title), row.cited.quote if row.cited is not None else ""
    return (
        f'<tr role="row" class="{_kind(row)}">'
        f'<th role="rowheader" scope="row" class="grid-document" {_sorted(row.document.title)}>'
        f'<a class="grid-open" id="row-{row.document.id}" href="{link}" dir="auto">{title}</a>'
        f'<span class="grid-facts">{known}</span></th>'
        f'<td role="cell" class="grid-answer" {_sorted(row.said)} dir="auto">{_said(row)}</td>'
        f'<td role="cell" class="grid-sentence" {_sorted(cited)}>{_sentence(row)}</td>'
        f'<td role="cell" class="grid-probability" {_sorted(f"{odds:.6f}")}>{_probability(row)}</td></tr>'
    )


def _sorted(by: str) -> str:
    return f'data-sorted="{escaped(by.casefold())}"'


def _kind(row: Row) -> str:
    return "failed" if row.error else "stated" if row.answered else "unstated"


def _said(row: Row) -> str:
    if row.error:
        return f'<span class="grid-error">{escaped(told(row.error))}</span>'
    if not row.answered:
        return f'<span class="grid-none">{say("not stated")}</span>'
    spoken = "" if row.answer is None else lang(language_of_answer(row.answer))
    unsupported = row.answer is not None and any(one.support == "unsupported" for one in row.answer.statements)
    words = say("not all of it is supported")
    note = f'<span class="support-note unsupported">△ {words}</span>' if unsupported else ""
    return f"<span{spoken}>{escaped(row.said)}</span>{note}" if spoken else f"{escaped(row.said)}{note}"


def _sentence(row: Row) -> str:
    answer = row.answer
    if answer is None:
        return ""
    if (cited := row.cited) is not None:
        marked = marked_sentence(cited, answer.quote)
        return f'<q class="quote-text" dir="auto"{lang(cited.document.language)}>{marked}</q>'
    if answer.answered or not answer.closest:
        return ""
    nearest = answer.closest[0]
    quote = f'<q dir="auto"{lang(nearest.document.language)}>{marked_sentence(nearest, None)}</q>'
    return f'<span class="grid-closest">{say("Closest: {quote}", quote=quote)}</span>'


def _probability(row: Row) -> str:
    if row.probability is None:
        return ""
    per_cent = round(100 * row.probability)
    shown = say("{percent} %", percent=per_cent)
    return f'{shown}<span class="grid-odds" style="--odds: {per_cent}%"></span>'
