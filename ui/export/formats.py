"""A conversation as a file to keep or to pass on: Markdown, the answers' JSON, or a page that opens alone."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa.answer import SCHEMA
from ui.conversation import Exchange
from ui.export.html import conversation_html
from ui.export.markdown import conversation_markdown
from ui.language import say
from ui.words import escaped


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how its name ends, what a browser takes it for, and what makes it."""

    ending: str
    kind: str
    make: Callable[..., str]


def conversation_json(exchanges: Sequence[Exchange], *, title: str) -> str:
    """Return questions and answers, each answer in its published form, or null with the draft and the problem."""
    listed = [
        {
            "question": exchange.question,
            "answer": exchange.answer.to_json() if exchange.answer is not None else None,
            "draft": exchange.draft if exchange.answer is None else "",
            "problem": exchange.problem,
        }
        for exchange in exchanges
    ]
    return json.dumps({"schema": SCHEMA, "title": title, "exchanges": listed}, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Format] = {
    "Markdown": Format("md", "text/markdown", conversation_markdown),
    "JSON": Format("json", "application/json", conversation_json),
    "HTML": Format("html", "text/html", conversation_html),
}


def buttons(exchanges: Sequence[Exchange]) -> str:
    """Return what exports a conversation, once there is one."""
    if not exchanges or exchanges[-1].pending:
        return ""
    choices = "".join(
        f'<button class="act" type="button" name="export" value="{name}">{name}</button>' for name in FORMATS
    )
    word = f'<span class="exporting-word">{say("Export")}</span>'
    label = say("Export the conversation")
    return f'<div class="exporting" role="group" aria-label="{label}">{word}{choices}</div>'


def download(exchanges: Sequence[Exchange], name: str) -> str:
    """Return a link that holds the whole file, for the page to press; an unknown format gives none."""
    chosen = FORMATS.get(name)
    if chosen is None or not exchanges:
        return ""
    content = chosen.make(exchanges, title=exchanges[0].question)
    return link_to_file(f"conversation.{chosen.ending}", chosen.kind, content)


def link_to_file(name: str, kind: str, content: str) -> str:
    """Return a link that holds a whole file, for the page to press."""
    address = f"data:{kind};charset=utf-8;base64,{b64encode(content.encode(errors='backslashreplace')).decode()}"
    # The time makes it another link each time: the page presses one that is new.
    return f'<a download="{name}" data-made="{time.time()}" href="{escaped(address)}">{say("Save")}</a>'
