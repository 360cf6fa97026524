"""A page as it is shown, in plain markup: nothing that is hidden, and written out what only a browser adds.

Numbers of lists, cells that span several rows, raised text and equations are text after this, whichever reader of
pages comes next.
"""

import contextlib
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped] # no types in the package

from index.load.markup.hidden import remove_hidden, sheets_of
from index.load.markup.looks import write_looks
from index.load.markup.marks import write_marks
from index.load.markup.numbers import write_numbers
from index.load.markup.spans import write_spans

_MOST_EMBEDDED = 50  # pages within a page


def as_shown(root: Any, sheets: str = "") -> None:  # noqa: ANN401 - lxml ships no types
    """Rewrite a page in place; `sheets` are style sheets beside it, of which only the look of words is taken."""
    _embed(root)
    write_looks(root, f"{sheets}\n{sheets_of(root)}")
    remove_hidden(root)
    _write_drawings(root)
    write_marks(root)
    write_numbers(root)
    write_spans(root)


def _embed(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Put the pages that stand within a page (`srcdoc`) in their places."""
    for _ in range(_MOST_EMBEDDED):
        frame = next(root.iter("iframe", "frame"), None)
        if frame is None:
            return
        source = frame.get("srcdoc", "").strip()
        frame.clear(keep_tail=True)
        frame.tag = "div"
        if source:
            with contextlib.suppress(etree.ParserError):
                frame.append(_inner_page(source))


def _inner_page(source: str) -> Any:  # noqa: ANN401 - lxml ships no types
    """Return what a page within a page shows. Raises ParserError if that is nothing."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    page = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    for head in page.findall("head"):
        page.remove(head)
    body = page.find("body")
    shown = page if body is None else body
    shown.tag = "div"
    return shown


def _write_drawings(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Let a drawing be its text, a paragraph for each that it places somewhere."""
    for drawing in list(root.iter("svg")):
        texts = [" ".join("".join(part.itertext()).split()) for part in drawing.iter("text", "foreignobject")]
        if not any(texts):
            drawing.drop_tree()
            continue
        drawing.clear(keep_tail=True)
        drawing.tag = "div"
        for text in filter(None, texts):
            etree.SubElement(drawing, "p").text = text
