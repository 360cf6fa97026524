"""Texts of OpenDocument: numbers, equations, tables and remarks as they are seen."""

import pytest
from format_samples import odf

from index.load.office.odf import load_odf
from index.load.parts import Loaded

STYLES = (
    '<style:style style:name="Up"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="Down"><style:text-properties style:text-position="-33% 58%"/></style:style>'
    '<style:style style:name="Out"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="Heir" style:parent-style-name="Out"/>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
    'text:start-value="3"/><text:list-level-style-bullet text:level="3" text:bullet-char="*"/></text:list-style>'
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
)
REMARK = "<office:annotation><dc:creator>Ann</dc:creator><text:p>When?</text:p></office:annotation>"
FORMULA = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mn>8</mn></mfrac></math>'


def text(body: str, **more: str) -> Loaded:
    return load_odf(
        odf(f"<office:text>{body}</office:text>", styles=STYLES, objects={"Object 1": FORMULA}, **more)
    )


def lines(document: Loaded) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def span(inside: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{inside}</text:span>'


def p(inside: str) -> str:
    return f"<text:p>{inside}</text:p>"


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        (p(f"10{span('6', 'Up')} litres of H{span('2', 'Down')}O"), ["10^6 litres of H₂O"]),
        (p(f"{span('90', 'Heir')} 120 crowns"), ["[struck out: 90] 120 crowns"]),
        ('<text:p text:style-name="Out">Done.</text:p>', ["[struck out: Done.]"]),
        (
            p('7<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame> litre'),
            ["7 1/8 litre"],
        ),
        (p("<draw:frame><draw:text-box><text:p>T</text:p></draw:text-box></draw:frame>unnels"), ["Tunnels"]),
        (p("The<draw:frame><draw:image/><svg:title>A map</svg:title></draw:frame> quay"), ["The quay", "A map"]),
        (p(f"Now{REMARK}."), ["Now.", "Comment by Ann: When?"]),
    ],
)
def test_what_is_set_in_a_paragraph_is_in_its_text(paragraph: str, found: list[str]) -> None:
    assert lines(text(paragraph)) == found


def test_lists_and_headings_have_their_numbers() -> None:
    def item(*inside: str) -> str:
        return f"<text:list-item>{''.join(inside)}</text:list-item>"

    def heading(text: str, level: int) -> str:
        return f'<text:h text:outline-level="{level}">{text}</text:h>'

    deepest = f"<text:list>{item(p('Once'))}</text:list>"
    inner = f"<text:list>{item(p('Twist'))}{item(p('Pull'), deepest)}</text:list>"
    body = (
        heading("Rent", 1)
        + heading("Due", 2)
        + f'<text:list text:style-name="L">{item(p("Ring"))}{item(p("Close"), p("Both"), inner)}</text:list>'
        + heading("Late", 2)
        + f'<text:list text:style-name="L" text:continue-numbering="true">{item(p("Count"))}</text:list>'
        + f'<text:list text:style-name="L">{item(p("Anew"))}</text:list>'
        + heading("Noise", 1)
    )
    assert lines(text(body)) == [
        "1 Rent", "1.1 Due", "1. Ring", "2. Close", "Both", "c) Twist", "d) Pull", "Once", "1.2 Late", "3. Count",
        "1. Anew", "2 Noise",
    ]  # fmt: skip


def test_a_cell_over_several_rows_stands_in_each_and_a_table_in_a_cell_once() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(inside: str, span: str = "") -> str:
        return f"<table:table-cell {span}>{p(inside)}</table:table-cell>"

    covered = "<table:covered-table-cell/>"
    columns, rows = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    crew = f"<table:table>{row(cell('Cook'), cell('Ole'))}</table:table>"
    inner = f"<table:table-cell>{p('Crew')}{crew}</table:table-cell>"
    table = (
        f"<table:table-header-rows>{row(cell('Hall', columns), covered, cell('Hours'))}</table:table-header-rows>"
        + row(cell("Fjord", rows), cell("Monday"), cell("9"))
        + row(covered, cell("Tuesday"), cell("11"))
        + row(inner, cell("all"), cell("days"))
    )
    assert lines(text(f"<table:table>{table}</table:table>")) == [
        "Hall: Fjord; Hall: Monday; Hours: 9.", "Hall: Fjord; Hall: Tuesday; Hours: 11.",
        "Hall: Crew; Hall: all; Hours: days.", "Cook | Ole",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("created", "changed", "title", "found"),
    [
        ("1601-01-01T00:00:00", "2031-03-04T09:12:00.5", "Untitled 1", (None, "2031-03-04T09:12:00")),
        ("2031-03-04T09:12:00", "2031-05-01T10:00:00", "The quay", ("The quay", "2031-03-04T09:12:00")),
        ("2006-09-16T00:00:00", "", "quay.odt", (None, None)),
    ],
)
def test_what_nobody_stated_is_none(created: str, changed: str, title: str, found: tuple[str | None, ...]) -> None:
    meta = (
        '<m xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><meta:creation-date>{created}</meta:creation-date>"
        f"<dc:date>{changed}</dc:date></m>"
    )
    document = text(p("The quay is closed."), meta=meta)
    assert (document.title, document.published) == found
