"""A conversation as one HTML file that needs nothing beside it: no script, no picture, no address is asked."""

from collections.abc import Sequence
from pathlib import Path

from qa.answer import Answer, Citation
from ui.conversation import Exchange
from ui.language import LANGUAGE, say, told
from ui.view.answer_parts import date_and_page, quoted
from ui.view.render import answer_text, shown_with
from ui.words import escaped, lang

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (Path(__file__).parents[1] / "static" / "export.css").read_text(encoding="utf-8")


def conversation_html(exchanges: Sequence[Exchange], *, title: str) -> str:
    """Return the file's text. Markers lead to the quotes below their answer."""
    body = "".join(_exchange(number, exchange) for number, exchange in enumerate(exchanges, start=1))
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE.get()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)}</title><style>{_STYLE}</style></head>"
        f'<body><main><h1 dir="auto">{escaped(title)}</h1>{body}</main></body></html>\n'
    )


def _exchange(number: int, exchange: Exchange) -> str:
    if exchange.answer is not None:
        said = _answer(number, exchange.answer)
    else:
        draft = f'<p class="answer-text" dir="auto">{escaped(exchange.draft)}</p>' if exchange.draft else ""
        said = f"{draft}<p>{escaped(told(exchange.problem or ''))}</p>"
    return f'<section><h2 dir="auto">{escaped(exchange.question)}</h2>{said}</section>'


def _answer(number: int, answer: Answer) -> str:
    def link(citation: Citation) -> str:
        return f"#{_name(number, citation)}"

    quotes = "".join(_quote(_name(number, citation), citation) for citation in shown_with(answer))
    closest = "" if answer.citations or not answer.closest else f"<p>{say('Closest, but not an answer:')}</p>"
    listed = f"{closest}<ol>{quotes}</ol>" if quotes else ""
    return f'<div class="answer-text" dir="auto">{answer_text(answer, link)}</div>{listed}'


def _name(number: int, citation: Citation) -> str:
    return f"question-{number}-{citation.number}"


def _quote(name: str, citation: Citation) -> str:
    facts = "".join(f" · {escaped(fact)}" for fact in date_and_page(citation))
    spoken = lang(citation.document.language)
    return (
        f'<li id="{name}" value="{citation.number}"><q dir="auto"{spoken}>{escaped(quoted(citation))}</q>'
        f'<span class="source"><bdi>{escaped(citation.document.title)}</bdi>{facts}</span></li>'
    )
