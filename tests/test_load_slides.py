"""Slides of PowerPoint and LibreOffice: what is drawn on them is read, row by row."""

import io
import zipfile
from typing import Any

import pytest
from format_samples import odf, zipped
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from index.load.office.odf import load_odf
from index.load.office.pptx import load_pptx
from index.load.parts import Loaded

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DIAGRAM = (
    f'<dgm:dataModel {A} xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:ptLst>'
    '<dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Gut</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>'
)


def lines(document: Loaded) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def loaded(deck: Any) -> Loaded:  # noqa: ANN401 - python-pptx ships no types
    file = io.BytesIO()
    deck.save(file)
    return load_pptx(file.getvalue())


def box(slide: Any, text: str, left: int, top: int, height: int = 1000) -> Any:  # noqa: ANN401 - as above
    shape = slide.shapes.add_textbox(left, top, 1000, height)
    shape.text_frame.text = text
    return shape


@pytest.fixture
def deck() -> Any:  # noqa: ANN401 - as above
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    return deck


def paragraph(deck: Any, inside: str) -> None:  # noqa: ANN401 - as above
    body = box(deck.slides[0], "", 0, 0).text_frame._txBody
    body.append(parse_xml(f"<a:p {A}>{inside}</a:p>"))


MATH = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
    '<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><m:oMath '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>1</m:t></m:r>'
    "</m:num><m:den><m:r><m:t>8</m:t></m:r></m:den></m:f></m:oMath></a14:m></mc:Choice><mc:Fallback><a:r><a:t>18</a:t></a:r>"
    "</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r>', "10^6"),
        ('<a:r><a:t>H</a:t></a:r><a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r>', "H₂"),
        ('<a:r><a:rPr strike="sngStrike"/><a:t>90</a:t></a:r><a:r><a:t> 120</a:t></a:r>', "[struck out: 90] 120"),
        (f"<a:r><a:t>a share of </a:t></a:r>{MATH}", "a share of 1/8"),
        ('<a:r><a:rPr><a:sym typeface="Wingdings"/></a:rPr><a:t>\uf0fc</a:t></a:r>', "✓"),
    ],
)
def test_what_is_set_in_a_paragraph_is_in_its_text(deck: Any, inside: str, text: str) -> None:  # noqa: ANN401
    paragraph(deck, inside)
    assert lines(loaded(deck)) == [text]


def test_numbered_points_have_their_numbers(deck: Any) -> None:  # noqa: ANN401 - as above
    body = box(deck.slides[0], "Steps", 0, 0).text_frame._txBody
    for level, form, text in (
        (0, '<a:buAutoNum type="arabicPeriod" startAt="3"/>', "Ring"),
        (1, '<a:buAutoNum type="alphaLcParenR"/>', "Once"),
        (1, '<a:buAutoNum type="alphaLcParenR"/>', "Twice"),
        (0, '<a:buAutoNum type="arabicPeriod" startAt="3"/>', "Close"),
        (0, '<a:buChar char="-"/>', "Point"),
        (0, '<a:buAutoNum type="romanUcParenBoth"/>', "Count"),
    ):
        body.append(parse_xml(f'<a:p {A}><a:pPr lvl="{level}">{form}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>'))
    assert lines(loaded(deck)) == ["Steps", "3. Ring", "a) Once", "b) Twice", "4. Close", "Point", "(I) Count"]


def test_boxes_whose_tops_differ_by_a_hair_are_read_from_left_to_right(deck: Any) -> None:  # noqa: ANN401
    for text, left, top in (("right", 5000, 990), ("left", 0, 1000), ("below", 0, 2500), ("beside", 5000, 2480)):
        box(deck.slides[0], text, left, top)
    assert lines(loaded(deck)) == ["left", "right", "below", "beside"]


def test_a_cell_over_several_rows_stands_in_each(deck: Any) -> None:  # noqa: ANN401 - as above
    table = deck.slides[0].shapes.add_table(3, 3, 0, 0, 5000, 5000).table
    for (row, column), text in {
        (0, 0): "Hall",
        (0, 2): "Hours",
        (1, 0): "Fjord",
        (1, 1): "Monday",
        (1, 2): "9",
        (2, 1): "Tuesday",
        (2, 2): "11",
    }.items():
        table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert lines(loaded(deck)) == [
        "Hall: Fjord; Hall: Monday; Hours: 9.",
        "Hall: Fjord; Hall: Tuesday; Hours: 11.",
    ]


def test_charts_and_diagrams_are_read_and_what_cannot_be_is_told(deck: Any) -> None:  # noqa: ANN401 - as above
    slide = deck.slides[0]
    data = CategoryChartData()
    data.categories = ["2029", "2030"]
    data.add_series("Herring", (412, 377))
    data.add_series("Cod", (91, 88.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 1000, 1000, data)
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", deck.part.package, DIAGRAM.encode())
    key = slide.part.rels.get_or_add(f"{OFFICE}/diagramData", part)
    frame = (
        f'<p:graphicFrame {P} {A} xmlns:r="{OFFICE}"><p:nvGraphicFramePr><p:cNvPr id="{0}" name="x"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x='0' y='{1}'/><a:ext cx='1' cy='1'/>"
        "</p:xfrm>"
        '<a:graphic><a:graphicData uri="x">{2}</a:graphicData></a:graphic></p:graphicFrame>'
    )
    dgm = f'<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="{key}"/>'
    modern = '<cx:chart xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" r:id="rId77"/>'
    choices = (
        f'<mc:AlternateContent {P} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{frame.format(91, 6000, modern)}</mc:Choice><mc:Fallback/></mc:AlternateContent>"
    )
    slide.shapes._spTree.append(parse_xml(frame.format(90, 5000, dgm)))
    slide.shapes._spTree.append(parse_xml(choices))
    document = loaded(deck)
    assert lines(document) == ["2029; Herring: 412; Cod: 91.", "2030; Herring: 377; Cod: 88.5.", "Gut"]
    assert document.left_out == ("1 chart",)


def test_comments_are_read_with_the_names_of_who_made_them(deck: Any) -> None:  # noqa: ANN401 - as above
    package, slide = deck.part.package, deck.slides[0].part
    authors = f'<p:cmAuthorLst {P}><p:cmAuthor id="0" name="Ann Oss"/></p:cmAuthorLst>'
    comments = f'<p:cmLst {P}><p:cm authorId="0"><p:text>Is it 412?</p:text></p:cm></p:cmLst>'
    for owner, kind, content in ((deck.part, "commentAuthors", authors), (slide, "comments", comments)):
        part = Part(PackURI(f"/ppt/{kind}.xml"), "application/xml", package, content.encode())
        owner.rels.get_or_add(f"{OFFICE}/{kind}", part)
    assert lines(loaded(deck)) == ["Comment by Ann Oss: Is it 412?"]


def test_a_template_s_date_author_and_title_are_not_the_deck_s(deck: Any) -> None:  # noqa: ANN401 - as above
    box(deck.slides[0], "The quay is closed.", 0, 0)
    deck.core_properties.title = "PowerPoint Presentation"
    document = loaded(deck)
    assert (document.title, document.author, document.published) == (None, None, None)


def test_the_strict_form_is_read_as_the_usual_one(deck: Any) -> None:  # noqa: ANN401 - as above
    box(deck.slides[0], "The quay is closed.", 0, 0)
    file = io.BytesIO()
    deck.save(file)
    with zipfile.ZipFile(file) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, content in members.items():
        assert isinstance(content, bytes)
        for space in (b"officeDocument", b"presentationml", b"drawingml"):
            usual = b"http://schemas.openxmlformats.org/" + space + b"/2006/"
            content = content.replace(usual, b"http://purl.oclc.org/ooxml/" + space + b"/")
        members[name] = content
    assert lines(load_pptx(zipped(members))) == ["The quay is closed."]


def frame(text: str, left: str, top: str, more: str = "") -> str:
    return (
        f'<draw:frame svg:x="{left}" svg:y="{top}" svg:width="5cm" svg:height="2cm" {more}><draw:text-box>'
        f"<text:p>{text}</text:p></draw:text-box></draw:frame>"
    )


def test_slides_of_open_document_are_read_row_by_row_with_their_title_first() -> None:
    title = 'presentation:class="title"'
    body = (
        frame("right", "12cm", "4.95cm") + frame("left", "1cm", "50mm") + frame("below", "1cm", "8cm")
        + frame("The quay", "1cm", "12cm", title)
        + "<office:annotation><dc:creator>Ann</dc:creator><text:p>Why?</text:p></office:annotation>"
        "<presentation:notes>" + frame("Thank them.", "0cm", "0cm") + "</presentation:notes>"
    )  # fmt: skip
    document = load_odf(odf(f"<office:presentation><draw:page>{body}</draw:page></office:presentation>"))
    assert [(block.kind, line) for block, line in zip(document.blocks, lines(document), strict=True)] == [
        ("heading", "The quay"), ("prose", "left"), ("prose", "right"), ("prose", "below"),
        ("prose", "Comment by Ann: Why?"), ("prose", "Thank them."),
    ]  # fmt: skip


def test_charts_on_slides_of_open_document_are_read() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>"
        for row in (("", "Herring", "Cod"), ("2029", "412", "91"), ("2030", "377", ""))
    )
    chart = (
        "<content xmlns:chart='urn:chart' xmlns:table='urn:table' xmlns:text='urn:text'>"
        "<chart:chart><chart:title><text:p>Catch</text:p></chart:title><table:table>"
        f"{rows}</table:table></chart:chart></content>"
    )
    held = "".join(f'<draw:frame><draw:object xlink:href="./Object {number}"/></draw:frame>' for number in (1, 2))
    body = f"<office:presentation><draw:page>{held}</draw:page></office:presentation>"
    document = load_odf(odf(body, objects={"Object 1": chart}))
    assert lines(document) == ["Catch", "2029; Herring: 412; Cod: 91.", "2030; Herring: 377."]
    assert document.left_out == ("1 embedded object",)


def test_a_shape_that_python_pptx_cannot_place_is_no_fault(deck: Any) -> None:  # noqa: ANN401 - as above
    shape = box(deck.slides[0], "The quay.", 0, 0)
    etree.strip_elements(shape._element, "{http://schemas.openxmlformats.org/drawingml/2006/main}xfrm")
    assert lines(loaded(deck)) == ["The quay."]
