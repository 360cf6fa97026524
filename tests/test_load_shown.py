"""What a page shows and its text does not say: heights, equations, numbers, spans, and what is hidden."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.load.documents import load_bytes
from index.types import Document

PAGE = "<html><head><title>Notes</title>{}</head><body><h1>Notes</h1>{}</body></html>"
LONG = (
    "<p>Load the kiln from the back to the front, and leave two fingers of room between the pots so that air can "
    "pass.</p>{}<p>Fire the kiln for nine hours, then let it cool for a whole night before the door is opened.</p>"
)


def document(source: str) -> Document:
    return load_bytes(source.encode(), suffix=".html", source="/x/a-page.html")


def texts(body: str, head: str = "") -> list[str]:
    loaded = document(PAGE.format(head, body))
    return [loaded.text[block.start : block.end] for block in loaded.blocks if block.kind != "boilerplate"][1:]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("4 * 10<sup>9</sup> litres", "4 * 10^9 litres"),
        ("12 km<sup>2</sup> and CO<sub>2</sub>", "12 km² and CO₂"),
        ("2,150<sup>3</sup> people", "2,150 [3] people"),
        ("10<sup><a href='#n3'>3</a></sup> people", "10 [3] people"),
        ("built in 1904.<sup>3</sup> It burnt.", "built in 1904.[3] It burnt."),
        ("the timber<a role='doc-noteref' href='n.html#1'>1</a> came", "the timber [1] came"),
        ("7<sup>1</sup>/<sub>2</sub> crowns", "7 1/2 crowns"),
        ("10<span style='vertical-align: super'>6</span> cells", "10^6 cells"),
        ("10<span class='superscript'>6</span> cells", "10^6 cells"),
        ("a share of <math><mfrac><mn>1</mn><mn>8</mn></mfrac></math> litre", "a share of 1/8 litre"),
        ("It is 2<math><mfrac><mn>1</mn><mn>8</mn></mfrac></math>.", "It is 2 1/8."),
        ("The fee is <del>90</del> <ins>120</ins> crowns.", "The fee is [struck out: 90] 120 crowns."),
        ("The fee is <s><b>90</b></s> 120.", "The fee is [struck out: 90] 120."),
        (
            "Now <span style='text-decoration:line-through'>90</span> 120.",
            "Now [struck out: 90] 120.",
        ),
        ("<span>Block one.</span><span>Block two.</span>", "Block one. Block two."),
        ("<button>Open</button><button>Save</button>", "Open Save"),
        ("<span>T</span><span>unnels</span> of Mc<b>Donald</b>", "Tunnels of McDonald"),
        ("<em>Musée, Ch</em><em>âteau</em>", "Musée, Château"),
    ],
)
def test_marks_within_a_line_are_written_out(markup: str, shown: str) -> None:
    assert texts(f"<p>{markup}</p>") == [shown]


def test_an_equation_that_is_drawn_twice_is_read_once() -> None:
    page = (
        "<p>So <span><span class='katex-mathml'><math><msup><mi>x</mi><mn>2</mn></msup></math></span>"
        "<span class='katex-html' aria-hidden='true'>x2</span></span> is four, and "
        "<span style='display:none'><math><mi>y</mi></math></span> is not.</p>"
    )
    assert texts(page) == ["So x² is four, and y is not."]


def test_lists_have_their_numbers() -> None:
    page = (
        "<ol start='3'><li><p>Ring the bell.</p></li><li value='7'>Close the dampers.<ol type='a'><li>All</li>"
        "</ol></li></ol><ol reversed><li>Two</li><li>One</li></ol><ol style='list-style: none'><li>Bare</li></ol>"
        "<ol type='I'><li>One</li></ol><ol><li>1. Typed</li></ol>"
    )
    assert texts(page) == [
        "3. Ring the bell.", "7. Close the dampers.", "a. All", "2. Two", "1. One", "Bare", "I. One", "1. Typed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "<tr><td rowspan=2>Grindholm<td>Monday<td>6:10<tr><td>Sunday<td>9:40<tr><td>Ulvsund<td>Monday<td>5:55",
            ["Grindholm | Monday | 6:10", "Grindholm | Sunday | 9:40", "Ulvsund | Monday | 5:55"],
        ),
        (
            "<tr><th colspan=2>2023<th>Sum<tr><td>1<td>2<td rowspan=0>3<tr><td>4<td>5",
            ["2023: 1; 2023: 2; Sum: 3.", "2023: 4; 2023: 5; Sum: 3."],
        ),
        ("<tr><td colspan=2>All boats<tr><td>Heron<td>4", ["All boats", "Heron | 4"]),
        (
            "<tr><td>Ternen<td>12 m<td><table><tr><td>Cook<td>Ole Vang<tr><td>Pilot<td>Rut Elm</table>",
            ["Ternen | 12 m", "Cook | Ole Vang", "Pilot | Rut Elm"],
        ),
    ],
)
def test_rows_have_the_cells_that_reach_into_them(table: str, rows: list[str]) -> None:
    assert texts(f"<table>{table}</table>") == rows


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 99999), st.integers(0, 99999)), max_size=4), max_size=5))
def test_no_span_makes_a_table_grow_without_end(spans: list[list[tuple[int, int]]]) -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td rowspan={down} colspan={over}>x</td>" for down, over in row) for row in spans
    )
    loaded = document(PAGE.format("", f"<p>Rows</p><table>{rows}</table>"))
    assert len(loaded.text) < 100_000


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Never.</p>",
        "<p style='color: red; display : none'>Never.</p>",
        "<div style='visibility:hidden'><p>Never.</p></div>",
        "<p class='a gone'>Never.</p>",
        "<p id='x'>Never.</p>",
        "<ix:header><p>Never.</p></ix:header>",
        "<video>Never.</video>",
        "<canvas>Never.</canvas>",
        "<noscript>Never.</noscript>",
        "<template>Never.</template>",
    ],
)
def test_what_is_hidden_is_not_read(hidden: str) -> None:
    head = "<style>/* .seen {display:none} */ .gone, #x { color: red; display: none }</style>"
    assert texts(f"<p>One.</p>{hidden}<p>Two.</p>", head) == ["One.", "Two."]


@pytest.mark.parametrize(
    "shown",
    [
        "<button aria-controls='a'>Is it deep?</button><div id='a' hidden>Yes.</div>",
        "<a href='#a'>Is it deep?</a><div id='a' style='display:none'>Yes.</div>",
        "<button>Is it deep?</button><div class='gone'>Yes.</div>",
        "<details><summary>Is it deep?</summary>Yes.</details>",
        "<p>Is it deep?</p><div class='tab'>Yes.</div>",
        "<p>Is it deep?</p><div class='print'>Yes.</div>",
        "<p>Is it deep?</p><div hidden='until-found'>Yes.</div>",
        "<p>Is it deep?</p><iframe srcdoc='&lt;p>Yes.&lt;/p>'></iframe>",
        "<p>Is it deep?</p><svg><title>Icon</title><text>Yes<tspan>.</tspan></text></svg>",
    ],
)
def test_what_can_be_opened_or_is_embedded_is_read(shown: str) -> None:
    head = (
        "<style>.gone{display:none} .tab{display:none} :target ~ .tab{display:block} "
        "@media print { .print { display: none } }</style>"
    )
    assert texts(shown, head) == ["Is it deep?", "Yes."]


def test_a_page_that_would_show_nothing_is_read_whole() -> None:
    assert document("<body><div style='display:none'><p>All is here.</p></div></body>").text == "All is here."


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ("<aside class='warning'><p>Never open the kiln above 120 degrees.</p></aside>", "Never open the kiln"),
        (
            "<div class='message-container'><p>Never open the kiln above 120 degrees.</p></div>",
            "Never open the kiln",
        ),
        ("<figure><figcaption>The kiln seen from below</figcaption></figure>", "The kiln seen from below"),
        ("<fieldset><p>Never open the kiln above 120 degrees.</p></fieldset>", "Never open the kiln"),
        ("<p>It closes at <time>9:40</time> on <output>Monday</output>, mostly.</p>", "at 9:40 on Monday, mostly"),
        ("<h3><button>When to open?</button></h3><p>Not above 120 degrees, please.</p>", "When to open?"),
    ],
)
@pytest.mark.parametrize("menu", ["", "<nav>" + "<a href='/'>Home and all the other pages</a>" * 9 + "</nav>"])
def test_boxes_of_an_article_are_citable(box: str, said: str, menu: str) -> None:
    assert said in "\n".join(texts(f"{menu}<main>{LONG.format(box)}</main>"))


def test_asides_of_links_or_about_the_page_are_not() -> None:
    boxes = (
        "<aside><a href='/1'>The old kiln was sold in the spring.</a></aside>"
        "<aside class='newsletter'>Write to us once, and we will write to you every day.</aside>"
        "<aside>Sign up for our newsletter, and get all of it by email.</aside>"
    )
    kept = "\n".join(texts(f"<nav>Home</nav><main>{LONG.format(boxes)}</main>"))
    assert "Fire the kiln" in kept
    assert not any(word in kept for word in ("sold", "Write", "Sign up"))


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("", "11/7/23, 2:38 PM", "2023-11-07"),
        ("en-US", "Posted 11/07/2023", "2023-11-07"),
        ("en-GB", "Posted 11/07/2023", "2023-07-11"),
        ("en", "Posted 11/07/2023", None),
    ],
)
def test_a_date_that_could_be_two_days_is_read_as_its_page_writes_dates(
    language: str, line: str, day: str | None
) -> None:
    page = f"<html lang='{language}'><body><p>{line}</p><h1>Kiln</h1><p>It is hot.</p></body></html>"
    assert document(page).published == day


def test_no_date_comes_from_what_is_hidden_and_no_author_from_a_box_of_links() -> None:
    links = "".join(f"<a href='/{number}'>National library number {number}</a>" for number in range(5))
    page = (
        "<p>It is hot.</p><div style='display:none'><xbrli:startDate>2021-01-01</xbrli:startDate></div>"
        f"<div class='navbox authority-control'>Authority control databases {links}</div>"
    )
    loaded = document(PAGE.format("", page))
    assert (loaded.published, loaded.author) == (None, None)


@pytest.mark.parametrize("title", ["example-10k.html", "Untitled Document", "Document", "Microsoft Word - a.doc"])
def test_the_heading_is_the_title_where_a_program_set_another(title: str) -> None:
    assert document(f"<title>{title}</title><h1>The kiln</h1><p>It is hot.</p>").title == "The kiln"


def test_classes_of_a_style_sheet_raise_lower_and_strike_out_words() -> None:
    sheet = (
        "<style>.c1{vertical-align:super} span.c2, .c4{text-decoration: line-through} "
        ".c3{VERTICAL-ALIGN : sub !important} .big .c5{vertical-align:super}</style>"
    )
    body = (
        "<p>3 x 10<span class='a c1'>6</span> litres of H<span class='c3'>2</span>O for "
        "<span class='c2'>90</span> 120 crowns, room <span class='c5'>7</span>.</p>"
    )
    assert texts(body, sheet) == ["3 x 10^6 litres of H₂O for [struck out: 90] 120 crowns, room 7."]


def test_questions_stand_above_the_answers_that_they_open() -> None:
    opened = (
        "<details><summary>What does it cost?</summary><p>A firing costs 45 crowns.</p></details>"
        "<details><summary>Who may fire it?</summary><p>Only the two wardens may fire it.</p></details>"
    )
    body = f"<nav><a href='/'>Home</a> <a href='/kilns'>Kilns</a></nav><main>{LONG.format(opened)}</main>"
    found = texts(body)
    for question, answer in (
        ("What does it cost?", "A firing costs"),
        ("Who may fire it?", "Only the two wardens"),
    ):
        assert found[found.index(question) + 1].startswith(answer)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("span.c1{vertical-align:super}", "10^6 of 107"),
        (".c1{vertical-align:super;text-decoration:line-through} .c1{text-decoration:none}", "10^6 of 10^7"),
        (".c1{vertical-align:super} .c1{color:red}", "10^6 of 10^7"),
        (".c1{vertical-align:super} a.c1{vertical-align:baseline}", "10^6 of 107"),
        ("a.c1{vertical-align:baseline} .c1{vertical-align:super}", "10^6 of 107"),
        (".c1{vertical-align:super} .c2{vertical-align:baseline}", "106 of 10^7"),
        (".c1{position:relative;top:-1px;font-size:80%}", "106 of 107"),
    ],
)
def test_the_look_of_a_word_is_that_of_the_last_and_closest_rule(sheet: str, said: str) -> None:
    body = "<p>It is 10<span class='c1 c2'>6</span> of 10<a class='c1'>7</a> litres.</p>"
    assert texts(body, f"<style>{sheet}</style>") == [f"It is {said} litres."]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<!-- Old. --><p>It is dry.</p>", ["It is dry."]),
        (
            "<?xml version='1.0' encoding='utf-8'?><html><head><title>No</title></head><body>Dry.</body></html>",
            ["Dry."],
        ),
        ("<!-- Old. -->", []),
        ("", []),
        ("<html><head><title>No</title></head><frameset><frame src='a.html'></frameset></html>", []),
    ],
)
def test_a_page_within_a_page_may_hold_anything(inner: str, said: list[str]) -> None:
    frame = f'<iframe srcdoc="{escape(inner)}"></iframe>'
    assert texts(f"<p>The kiln is hot.</p>{frame}<p>Mind it.</p>") == ["The kiln is hot.", *said, "Mind it."]
