"""Answers as Markdown: markers become footnotes, which hold quote, title, date and page."""

import re
from collections.abc import Sequence

from index.programs.links import program_of
from qa.answer import Answer, Citation, Support
from ui.cli.text import printable
from ui.conversation import Exchange
from ui.language import say, told
from ui.view.answer_parts import date_and_page, parts, quoted

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$]")
_BEGINS_A_BLOCK = re.compile(r"[-+=#:]|\d+(?=[.)])")


def conversation_markdown(exchanges: Sequence[Exchange], *, title: str) -> str:
    """Return a conversation as one document: a heading for each question, and all footnotes at the end."""
    body = [f"# {plain(title)}"]
    notes: list[str] = []
    for exchange in exchanges:
        body.append(f"## {plain(exchange.question)}")
        if exchange.answer is None:
            body += _paragraphs(escaped_markdown(f"{exchange.draft}\n{told(exchange.problem or '')}"))
        else:
            answer, of_answer = _answer(exchange.answer, first=len(notes) + 1)
            body += answer
            notes += of_answer
    return "\n\n".join([*body, *notes]) + "\n"


def answer_markdown(answer: Answer) -> str:
    """Return one answer with its footnotes."""
    body, notes = _answer(answer, first=1)
    return "\n\n".join([*body, *notes]) + "\n"


def plain(text: str) -> str:
    """Return text as one line of Markdown that shows exactly its words: no link, no picture, no HTML."""
    return " ".join(_paragraphs(escaped_markdown(" ".join(text.split()))))


def escaped_markdown(text: str) -> str:
    """Return text with all that is Markdown inside a line taken as it stands."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _answer(answer: Answer, *, first: int) -> tuple[list[str], list[str]]:
    """Return the paragraphs and the footnotes of an answer, numbered from `first` on."""
    shown = answer.citations or answer.closest
    marks = {citation.number: f"[^{first + index}]" for index, citation in enumerate(shown)}
    text = ""
    for part in parts(answer):
        text += escaped_markdown(part.words)
        if part.statement is not None:
            text += "".join(marks[number] for number in part.statement.citations if number in marks)
            text += _support(part.statement.support)
    body = _paragraphs(text)
    if answer.closest and not answer.citations:
        body.append(f"{say('Closest, but not an answer:')} {', '.join(marks.values())}")
    return body, [_note(marks[citation.number], citation) for citation in shown]


def _support(support: Support) -> str:
    if support == "supported":
        return ""
    partly = support == "partial"
    return f" ({say('partly supported') if partly else say('not supported by the documents')})"


def _note(mark: str, citation: Citation) -> str:
    facts = (citation.document.title, *date_and_page(citation))
    return f"{mark}: “{plain(quoted(citation))}” {plain(printable(', '.join(facts)))}{_in_program(citation)}"


def _in_program(citation: Citation) -> str:
    """Return the link that opens the place in its program, "" where it has none of the two kinds."""
    link = citation.document.link or ""
    return f", [{say('open in {program}', program=program)}]({link})" if (program := program_of(link)) else ""


def _paragraphs(text: str) -> list[str]:
    """Return each line as a paragraph, none of which begins a list, a heading or anything else."""
    lines = (line.strip() for line in text.splitlines())
    return [_begun(line) for line in lines if line]


def _begun(line: str) -> str:
    match = _BEGINS_A_BLOCK.match(line)
    if match is None:
        return line
    return f"{match[0]}\\{line[match.end() :]}" if match[0].isdigit() else f"\\{line}"
