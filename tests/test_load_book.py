"""Books: every part of them is read and can be cited, or it is said what was left out."""

import pytest
from format_samples import zipped
from load_samples import CONTAINER

from index.errors import DocumentError
from index.load.markup.epub import load_epub
from index.load.parts import Loaded

PAGE = "application/xhtml+xml"


def book(*items: tuple[str, str, str | None], spine: tuple[str, ...], title: str = "The Pier") -> Loaded:
    """Return what is read of a book of these files: name, media type and content, None for one that is missing."""
    manifest = "".join(f'<item id="{name}" href="{name}" media-type="{kind}"/>' for name, kind, _ in items)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></metadata><manifest>{manifest}</manifest><spine>{order}</spine></package>"
    )
    members: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package}
    members |= {f"OEBPS/{name}": content for name, _, content in items if content is not None}
    return load_epub(zipped(members))


def citable(loaded: Loaded) -> list[str]:
    return [loaded.text[block.start : block.end] for block in loaded.blocks if block.kind != "boilerplate"]


ONE = ("one.xhtml", PAGE, "<html><body><h1>One</h1><p>It was long.</p></body></html>")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<aside epub:type='footnote'><p>The guild paid 900 marks.</p></aside>", "The guild paid 900 marks."),
        (
            "<aside><p>The guild paid 900 marks for the timber.</p></aside>",
            "The guild paid 900 marks for the timber.",
        ),
        ("<svg><text>Pier head</text></svg>", "Pier head"),
        ("<img src='plan.svg'/>", "North end"),
        ("<ol start='4'><li>Ring the bell.</li></ol>", "4. Ring the bell."),
        ("<p>10<sup>9</sup> logs.</p>", "10^9 logs."),
    ],
)
def test_notes_drawings_and_numbers_are_citable(body: str, said: str) -> None:
    plan = ("plan.svg", "image/svg+xml", "<svg><text>North end</text></svg>")
    loaded = book(("a.xhtml", PAGE, f"<html><body><p>Timber.</p>{body}</body></html>"), plan, spine=("a.xhtml",))
    assert citable(loaded) == ["Timber.", said]


@pytest.mark.parametrize(
    "kind", ["text/x-oeb1-document", "application/octet-stream", "", "application/x-dtbook+xml"]
)
def test_a_chapter_of_any_media_type_is_read(kind: str) -> None:
    two = ("two.html", kind, "<html><body><p>It was wide.</p></body></html>")
    assert citable(book(ONE, two, spine=("one.xhtml", "two.html"))) == ["One", "It was long.", "It was wide."]


def test_a_page_of_notes_that_only_links_lead_to_comes_last() -> None:
    one = ("one.xhtml", PAGE, "<html><body><p>It was long.<a href='notes.xhtml#1'>1</a></p></body></html>")
    notes = ("notes.xhtml", PAGE, "<html><body><p>In yards.</p></body></html>")
    unused = ("unused.xhtml", PAGE, "<html><body><p>Not in the book.</p></body></html>")
    assert citable(book(notes, unused, one, spine=("one.xhtml",)))[-1] == "In yards."


def test_a_chapter_that_is_missing_is_told_and_the_others_are_read() -> None:
    loaded = book(ONE, ("two.xhtml", PAGE, None), spine=("one.xhtml", "two.xhtml", "three"))
    assert citable(loaded) == ["One", "It was long."]
    assert [reason.partition(" is left out")[0] for reason in loaded.left_out] == [
        "OEBPS/two.xhtml",
        "the chapter three",
    ]


def test_a_book_of_missing_chapters_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"is broken: OEBPS/two\.xhtml is left out"):
        book(("two.xhtml", PAGE, None), spine=("two.xhtml",))


def test_a_title_that_a_program_set_is_none() -> None:
    assert book(ONE, spine=("one.xhtml",), title="Unknown").title is None


def test_looks_that_the_style_sheet_of_a_book_gives_are_read() -> None:
    said = "Some 10<span class='up'>9</span> bricks for <span class='out'>90</span> 120 marks."
    page = f"<html><body><p>{said}</p></body></html>"
    sheet = ".up { vertical-align: super }\n.out { text-decoration: line-through }\n.note { display: none }"
    found = book(("one.xhtml", PAGE, page), ("style.css", "text/css", sheet), spine=("one.xhtml",))
    assert citable(found) == ["Some 10^9 bricks for [struck out: 90] 120 marks."]
