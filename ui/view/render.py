"""The conversation as HTML: questions, answers with their markers, quotes, refusals and problems.

Nothing here is Markdown: an answer is text, and every character of it is shown as it is.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from eval.sets.feedback import Vote
from index.limits import shortened
from qa.answer import Answer, Citation, Quote, Statement, Support
from ui.conversation import Exchange
from ui.export.markdown import answer_markdown
from ui.language import number, say, told
from ui.view.answer_parts import date_and_page, language_of_answer, parts, quoted
from ui.view.past import PEN
from ui.view.place import Place
from ui.view.thumbs import correction, thumbs
from ui.words import escaped, lang

_DIFFER = "The documents differ:"  # so begins a statement that sets what several documents say side by side
_NUMBER = re.compile(r"\[(\d+)\]")


def conversation(
    exchanges: Sequence[Exchange], *, titles: Mapping[str, str], vote_on: Callable[[str], Vote | None]
) -> str:
    """Return the whole conversation.

    `titles` maps document ids to titles, for what was read and not cited; `vote_on` gives the vote on the answer
    of an exchange by its id.
    """
    editable = not any(exchange.pending for exchange in exchanges)
    return "".join(_exchange(one, titles, vote_on(one.id), editable=editable) for one in exchanges)


def _exchange(exchange: Exchange, titles: Mapping[str, str], vote: Vote | None, *, editable: bool) -> str:
    return (
        f'<article class="exchange" id="exchange-{exchange.id}"><div class="asked">'
        f"{_again(exchange) if editable else ''}"
        f'<div class="question" dir="auto"><span class="unseen">{say("You asked:")} </span>'
        f"{escaped(exchange.question)}</div></div>"
        f'<div class="reply">{_reply(exchange, titles, vote)}</div></article>'
    )


def _again(exchange: Exchange) -> str:
    """Return the button that takes a question up again."""
    label = escaped(say("Edit “{question}” and ask again", question=shortened(exchange.question, 60)))
    return (
        f'<button class="again" type="button" id="again-{exchange.id}" value="{exchange.id}" '
        f'aria-label="{label}" title="{say("Edit and ask again")}">{PEN}</button>'
    )


def _reply(exchange: Exchange, titles: Mapping[str, str], vote: Vote | None) -> str:
    draft = f'<p class="draft" dir="auto">{escaped(exchange.draft)}</p>' if exchange.draft else ""
    if exchange.problem is not None:
        return f'{draft}<p class="problem" role="status">{escaped(told(exchange.problem))}</p>'
    if exchange.answer is None:
        now = escaped(told(exchange.progress) or say("Waiting…"))
        return f'{draft}<p class="progress" role="status">{now}</p>{_nearest(exchange)}'
    said = _answered(exchange.answer) if exchange.answer.answered else _refusal(exchange.answer)
    return (
        f'{_understood(exchange.answer)}{said}<div class="reply-foot">{_reading(exchange.answer, titles)}'
        f'<div class="reply-tools">{_copy(exchange.answer)}{thumbs(exchange.id, vote)}</div></div>'
        f"{correction(exchange.id, vote)}"
    )


def _understood(answer: Answer) -> str:
    """Return how a follow-up was understood; nothing where only a "thanks" before the question was left out."""
    alone = answer.standalone
    if alone is None or answer.question.strip().casefold().endswith(alone.casefold()):
        return ""
    said = say("Understood as {question}", question=f'<q dir="auto">{escaped(alone)}</q>')
    return f'<p class="understood">{said}</p>'


def _nearest(exchange: Exchange) -> str:
    """Return the sentences that were read: as quotes, but without numbers, since nothing cites them yet."""
    quotes = "".join(_quote(citation, number="", answering=exchange.quote) for citation in exchange.nearest)
    label = say("Nearest sentences")
    return f'<ol class="quotes nearest" aria-label="{label}">{quotes}</ol>' if quotes else ""


def _refusal(answer: Answer) -> str:
    nearest = _quotes(answer.closest, label=say("Closest sentences"))
    title = say("Closest, but not an answer")
    closest = f'<p class="closest-title">{title}</p>{nearest}' if nearest else ""
    hint = say(
        "Ask it in other words, or {link}add documents{end} that say it.", link='<a href="#documents">', end="</a>"
    )
    return (
        f'<div class="refusal"><p class="refusal-title">{say("Not in the documents")}</p>'
        f'<p class="answer-text">{escaped(told(answer.text))}</p>{closest}'
        f'<p class="hint">{hint}</p></div>'
    )


def _answered(answer: Answer) -> str:
    quotes = _quotes(answer.citations, label=say("Sentences cited"), answering=answer.quote)
    return f'<div class="answer-text" dir="auto">{answer_text(answer)}</div>{quotes}'


def _quotes(citations: Sequence[Citation], *, label: str, answering: Quote | None = None) -> str:
    quotes = "".join(_quote(one, number=str(one.number), answering=answering) for one in citations)
    return f'<ol class="quotes" aria-label="{label}">{quotes}</ol>' if quotes else ""


def in_panel(citation: Citation) -> str:
    """Return the link that opens the cited sentence in the panel."""
    return place_of(citation).link


def answer_text(answer: Answer, link: Callable[[Citation], str] = in_panel) -> str:
    """Return the answer's text with each marker that is backed by a citation of its statement as a link."""
    cited = {citation.number: citation for citation in answer.citations}
    spoken = lang(language_of_answer(answer))
    pieces = []
    for part in parts(answer):
        if part.statement is None:
            words = escaped(part.words)
            pieces.append(f"<span{spoken}>{words}</span>" if spoken and words.strip() else words)
            continue
        support = part.statement.support
        statement = (
            f'<span class="statement {support}"{spoken}>{escaped(part.words)}</span>'
            f"{_markers(part.markers, part.statement, cited, link)}{_support_note(support)}"
        )
        differ = part.words.startswith(_DIFFER)
        pieces.append(f'<span class="differ">{statement}</span>' if differ else statement)
    return "".join(pieces)


def _support_note(support: Support) -> str:
    if support == "supported":
        return ""
    partly = support == "partial"
    note = f"◐ {say('partly supported')}" if partly else f"△ {say('not supported by the documents')}"
    return f'<span class="support-note {support}">{note}</span>'


def _markers(
    run: str, statement: Statement, cited: Mapping[int, Citation], link: Callable[[Citation], str]
) -> str:
    def linked(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in statement.citations or number not in cited:
            return match[0]
        citation = cited[number]
        return f'<a class="marker" href="{link(citation)}">[{number}]</a>'

    return _NUMBER.sub(linked, run)


def _quote(citation: Citation, *, number: str, answering: Quote | None) -> str:
    spoken = lang(citation.document.language)
    facts = "".join(f" · {escaped(fact)}" for fact in date_and_page(citation))
    return (
        f'<li><a class="quote" href="{place_of(citation).link}">'
        f'<span class="quote-number">{number}</span>'
        f'<span class="quote-body"><span class="quote-source"><bdi{spoken}>{escaped(citation.document.title)}'
        f'</bdi>{facts}</span><q class="quote-text" dir="auto"{spoken}>{marked_sentence(citation, answering)}'
        "</q></span></a></li>"
    )


def marked_sentence(citation: Citation, answering: Quote | None) -> str:
    """Return the cited sentence, the words of it marked that answer, where the best sentence is this one."""
    text = quoted(citation)
    place = (citation.document.id, citation.start)
    if answering is None or place != (answering.document.id, answering.start):
        return escaped(text)
    left = len(citation.quote) - len(text)  # of a bullet
    first, last = (max(offset - answering.start - left, 0) for offset in answering.span)
    return f"{escaped(text[:first])}<mark>{escaped(text[first:last])}</mark>{escaped(text[last:])}"


def _reading(answer: Answer, titles: Mapping[str, str]) -> str:
    """Return the folded list of the passages the model was shown: where an answer was looked for."""
    seconds = f"{number(answer.timings.total, 1)} s"
    if not answer.passages:
        return f'<p class="reading">{seconds}</p>'
    passages = "".join(
        f'<li><a href="{Place(passage.document, passage.start, passage.end).link}">'
        f"<bdi>{escaped(titles.get(passage.document, passage.document))}</bdi></a></li>"
        for passage in answer.passages
    )
    count = len(answer.passages)
    read = say("Read {n} passage in {seconds}|Read {n} passages in {seconds}", n=count, seconds=seconds)
    return f'<details class="reading"><summary>{read}</summary><ul>{passages}</ul></details>'


def _copy(answer: Answer) -> str:
    markdown = escaped(answer_markdown(answer))
    title = say("As Markdown, with footnotes")
    return (
        f'<button class="copy" type="button" value="{markdown}" title="{title}" data-done="{say("Copied")}">'
        f"{say('Copy')}</button>"
    )


def shown_with(answer: Answer) -> Sequence[Citation]:
    """Return the sentences that are listed below an answer: cited, or the closest where nothing is answered."""
    return answer.citations or answer.closest


def place_of(citation: Citation) -> Place:
    """Return where a citation points to."""
    return Place(citation.document.id, citation.start, citation.end)
