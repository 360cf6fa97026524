"""What the tests of the page's HTML share: a reader of elements, and small answers and documents."""

from collections.abc import Sequence
from html.parser import HTMLParser

from index.types import Block, Document
from qa.answer import Answer, Citation, CitedDocument, SourcePassage, Statement, Support, Timings, Tokens
from ui.conversation import Exchange
from ui.view.render import conversation

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">![i](http://evil.example/i.png) '
    "[l](http://evil.example) "
    "$$\\frac{1}{2}$$ <!-- gone --> &amp; {{value}} ${value} \"quoted\" 'single' </p></div></article>"
)


ID = "0123456789abcdef"


class Elements(HTMLParser):
    """Reads HTML into its elements (tag, attributes) and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: list[tuple[str | None, str]] = []
        self._mark: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self.marks.append((dict(attrs)["class"], ""))
            self._mark = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._mark:
            kind, text = self.marks[-1]
            self.marks[-1] = (kind, text + data)

    def links(self, kind: str) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.elements if attributes.get("class") == kind]


def document(text: str, *blocks: Block, title: str = "A title", pages: tuple[int, ...] = ()) -> Document:
    return Document(ID, title, text, "/notes/a.txt", "2025-03-04", pages, blocks, "hash")


def citation(of: Document, quote: str, number: int = 1) -> Citation:
    start = of.text.index(quote)
    cited = CitedDocument(of.id, of.title, of.source, of.published)
    return Citation(number, cited, start, start + len(quote), of.page_at(start), quote)


def answer(
    text: str,
    statements: Sequence[Statement] = (),
    citations: Sequence[Citation] = (),
    passages: Sequence[SourcePassage] = (),
) -> Answer:
    return Answer(
        question="?",
        answered=bool(statements),
        confidence=0.9,
        text=text,
        statements=tuple(statements),
        citations=tuple(citations),
        passages=tuple(passages),
        model="scripted",
        timings=Timings(0.1, 0.2, 4.25, 4.0),
        tokens=Tokens(1, 1),
    )


def said(text: str, *numbers: int, support: Support = "supported") -> Statement:
    return Statement(text, 0, len(text), numbers, support)


def shown(*exchanges: Exchange, titles: dict[str, str] | None = None) -> Elements:
    return Elements(conversation(exchanges, titles=titles or {}, vote_on=lambda _: None))
