import json
from pathlib import Path

import pytest
from load_samples import PAGE

from index.load.documents import load, load_bytes
from index.types import Document

FLATTENED = Path(__file__).parents[2] / "shared" / "data" / "flattened"


def document(source: str | bytes) -> Document:
    data = source.encode() if isinstance(source, str) else source
    return load_bytes(data, suffix=".html", source="/x/a-page.html")


def blocks(source: str) -> list[tuple[str, str]]:
    loaded = document(source)
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


def test_an_article_is_kept_without_menu_and_footer() -> None:
    assert blocks(PAGE) == [
        ("heading", "Bridge closed"),
        ("prose", "The old bridge over the Tarn was closed on Monday, because two of its six piers had moved."),
        (
            "prose",
            "Some 4,000 cars a day must now take the road through Selby, which adds eleven minutes to the way to "
            "work, says the city. It hopes to open the bridge again before the end of the summer.",
        ),
        ("item", "Buses run every ten minutes"),
        ("item", "Bicycles may cross"),
    ]


def test_title_and_date_come_from_the_page_without_the_name_of_the_site() -> None:
    loaded = document(PAGE)
    assert (loaded.title, loaded.published) == ("Bridge closed", "2024-03-05")


def test_questions_tables_and_loose_lists_are_kept() -> None:
    page = PAGE.replace(
        "</article>",
        "<dl><dt>Are dogs allowed?</dt><dd>Dogs may cross on a lead.</dd></dl>"
        "<table><tr><th>Line</th><th>First bus</th></tr><tr><td>3</td><td>5:12</td></tr></table></article>",
    ).replace("article>", "div>")
    found = blocks(page)
    assert ("item", "Dogs may cross on a lead.") in found
    assert ("item", "Line: 3; First bus: 5:12.") in found
    assert not any("Imprint" in text for _, text in found)


def test_all_of_a_page_is_kept_where_an_extractor_finds_next_to_nothing() -> None:
    page = "<nav><a href='/'>Home</a></nav><p>Closed on Monday.</p><footer>Imprint</footer>"
    assert blocks(page) == [
        ("boilerplate", "Home"),
        ("prose", "Closed on Monday."),
        ("boilerplate", "Imprint"),
    ]


def test_a_page_without_menus_loses_nothing() -> None:
    page = (
        "<title>Stock list</title><p>What is in the shed, by shelf, counted by hand in the first week of May, and "
        "written down by the one who counted it.</p>"
        "<figure><img src=a.jpg><figcaption>The shed</figcaption></figure>"
        "<p>4 oars</p><p>Shelf two:<br>3 vests<br>1 anchor</p><pre>code\n  12</pre>"
    )
    assert [text for _, text in blocks(page)] == [
        "Stock list",
        "What is in the shed, by shelf, counted by hand in the first week of May, and written down by the one who "
        "counted it.",
        "The shed",
        "4 oars",
        "Shelf two:",
        "3 vests",
        "1 anchor",
        "code",
        "12",
    ]


def test_a_very_long_page_is_read_in_a_moment() -> None:
    page = "<nav>Home</nav>" + "<p>This is one of its sentences.</p>" * 30_000
    assert len(document(page).blocks) == 30_001


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset='iso-8859-2'><p>Gdańsk leży nad morzem.</p>".encode("iso-8859-2"),
        "<?xml version='1.0' encoding='iso-8859-2'?><html><p>Gdańsk leży nad morzem.</p></html>".encode(
            "iso-8859-2"
        ),
        "<meta charset='iso-8859-1'><p>Gdańsk leży nad morzem.</p>".encode(),
        "\ufeff<p>Gdańsk leży nad morzem.</p>".encode("utf-16-le"),
        "<p>Gda&#324;sk le&#x17c;y nad mor\u00adzem.</p>".encode(),
    ],
)
def test_the_encoding_is_the_declared_one_unless_it_is_utf_8(data: bytes) -> None:
    assert "Gdańsk leży nad morzem." in document(data).text


@pytest.mark.skipif(not FLATTENED.exists(), reason="the data for measuring is not here")
def test_articles_of_real_pages_are_kept_and_menus_are_not() -> None:
    kept = wanted = stray = unwanted = 0
    for line in (FLATTENED / "articles.jsonl").read_text().splitlines():
        article = json.loads(line)
        text = "".join(load(FLATTENED / "documents" / article["html"]).text.split())
        kept += sum("".join(part.split()) in text for part in article["must"])
        stray += sum("".join(part.split()) in text for part in article["must_not"])
        wanted += len(article["must"])
        unwanted += len(article["must_not"])
    assert (wanted, unwanted) == (125, 119)
    assert kept >= 121
    assert stray <= 21


def test_a_caption_is_kept_if_it_is_a_sentence() -> None:
    caption = "The two piers that moved stand in the middle of the river."
    figures = f"<figure><img src='a.png'><figcaption>{caption}</figcaption></figure>"
    figures += "<figure><img src='b.png'><figcaption>Photo by Ada Example</figcaption></figure>"
    page = PAGE.replace("<ul>", figures + "<ul>")
    loaded = load_bytes(page.encode(), suffix=".html", source="/x/page.html")
    assert loaded.text.count(caption) == 1
    assert "Ada Example" not in loaded.text


def test_a_note_of_zotero_is_read_whole() -> None:
    note = (
        '<div data-citation-items="%5B%5D" data-schema-version="9"><h1>Annotations<br>(3/4/2031)</h1>'
        '<p><span class="highlight" data-annotation="%7B%7D">\u201cThe pump lost two bar.\u201d</span> '
        '<span class="citation" data-citation="%7B%7D">(<span class="citation-item">Oss, p. 4</span>)</span></p>'
        "<p>My remark: <strong>ask Ida</strong>.</p><ul><li>first</li></ul></div>"
    )
    text = load_bytes(note.encode(), suffix=".html", source="/x/a.html").text
    assert text == (
        "Annotations\n\n(3/4/2031)\n\n\u201cThe pump lost two bar.\u201d (Oss, p. 4)\n\n"
        "My remark: ask Ida.\n\nfirst"
    )
