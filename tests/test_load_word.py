"""Word documents: all that a reader of the page sees is in the text, once and in its place."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document as Word
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from format_samples import zipped

from index.load.office.docx import load_docx
from index.load.parts import Loaded

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
CHART = f"""<c:chartSpace {SPACES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Catch</a:t></a:r></a:p></c:rich>
</c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0">
<c:v>Herring</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:numRef><c:numCache>
<c:formatCode>yyyy</c:formatCode><c:pt idx="0"><c:v>47119</c:v></c:pt></c:numCache></c:numRef></c:cat>
<c:val><c:numRef><c:numCache><c:formatCode>0%</c:formatCode><c:pt idx="0"><c:v>0.25</c:v></c:pt>
</c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"""
DIAGRAM = f"""<dgm:dataModel {SPACES}><dgm:ptLst><dgm:pt modelId="0" type="doc"/><dgm:pt modelId="1"><dgm:t><a:p>
<a:r><a:t>Gut</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>Land</a:t></a:r>
</a:p></dgm:t></dgm:pt></dgm:ptLst><dgm:cxnLst><dgm:cxn modelId="8" srcId="0" destId="2" srcOrd="0"/>
<dgm:cxn modelId="9" srcId="0" destId="1" srcOrd="1"/></dgm:cxnLst></dgm:dataModel>"""
LISTS = f"""<w:numbering {SPACES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="upperRoman"/><w:pStyle w:val="Heading2"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/><w:isLgl/>
</w:lvl><w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="*"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"""


FRACTION = (
    "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>8</m:t></m:r></m:den></m:f></m:oMath>"
)
FIELD = "<w:r><w:fldChar><w:ffData>{}</w:ffData></w:fldChar></w:r>"
CHOICE = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="North"/><w:listEntry w:val="South"/></w:ddList>'


def word(*elements: str, parts: dict[str, tuple[str, str, bytes]] | None = None) -> Loaded:
    """Load a document of these elements; parts by the ids of their relations: kind, content type and content."""
    made = Word()
    for key, (kind, content_type, content) in (parts or {}).items():
        part = Part(PackURI(f"/word/{kind}-{key}"), content_type, content, made.part.package)
        made.part.rels.add_relationship(f"{RELATIONSHIP_TYPE.A_F_CHUNK.rpartition('/')[0]}/{kind}", part, key)
    for element in elements:
        made.element.body.insert_element_before(parse_xml(element.replace(">", f" {SPACES}>", 1)), "w:sectPr")
    return loaded(made)


def loaded(made: Document) -> Loaded:
    file = io.BytesIO()
    made.save(file)
    return load_docx(file.getvalue())


def lines(document: Loaded) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def p(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def t(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "", inner: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{p(t(text))}</w:tc>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (t("10") + t("6", '<w:vertAlign w:val="superscript"/>') + t(" litres"), "10^6 litres"),
        (t("H") + t("2", '<w:vertAlign w:val="subscript"/>') + t("O"), "H₂O"),
        (t("2,150") + t("3", '<w:vertAlign w:val="superscript"/>') + t(" people"), "2,150 [3] people"),
        (t("90", "<w:strike/>") + t(" 120"), "[struck out: 90] 120"),
        (t("90", '<w:strike w:val="0"/>'), "90"),
        (t("7") + FRACTION, "7 1/8"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + t(" yes"), "☑ yes"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + t(" no"), "☐ no"),
        ('<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>' + t("m"), "μm"),
        ('<w:r><w:sym w:font="Arial" w:char="00B5"/></w:r>' + t("m"), "µm"),
        (t("\uf0b3 5", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), "≥ 5"),
        (FIELD.format('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>') + t(" yes"), "☒ yes"),
        (FIELD.format('<w:checkBox><w:default w:val="0"/></w:checkBox>') + t(" no"), "☐ no"),
        (FIELD.format(CHOICE), "South"),
    ],
)  # fmt: skip
def test_what_is_set_in_a_paragraph_is_in_its_text(inside: str, text: str) -> None:
    assert lines(word(p(inside))) == [text]


def test_cells_rows_and_paragraphs_in_content_controls_are_read_in_their_places() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    table = row(cell("Solbris"), control.format(cell("14 May")), cell("Quay 7"))
    nested = control.format(control.format(row(cell("Rut"), cell("Elm"), cell("2"))))
    assert lines(word(f"<w:tbl>{table}{nested}</w:tbl>", control.format(p(t("Signed."))))) == [
        "Solbris | 14 May | Quay 7",
        "Rut | Elm | 2",
        "Signed.",
    ]


def test_a_cell_over_several_rows_stands_in_each_and_one_over_columns_once() -> None:
    above, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (
        row(cell("Hall", '<w:gridSpan w:val="2"/>'), cell("Hours"))
        + row(cell("Fjord", above), cell("Monday"), cell("9 to 5"))
        + row(cell("", below), cell("Tuesday"), cell("11 to 7"))
        + row(cell("Ice"), cell("Sunday"), cell("closed"))
    )
    assert lines(word(f"<w:tbl>{table}</w:tbl>")) == [
        "Hall | Hours",
        "Fjord | Monday | 9 to 5",
        "Fjord | Tuesday | 11 to 7",
        "Ice | Sunday | closed",
    ]


def test_a_table_in_a_cell_follows_the_row_and_is_read_once() -> None:
    inner = f"<w:tbl>{row(cell('Cook'), cell('Ole'))}</w:tbl>"
    assert lines(word(f"<w:tbl>{row(cell('Crew'), cell('of the Ternen', inner=inner))}</w:tbl>")) == [
        "Crew | of the Ternen",
        "Cook | Ole",
    ]


def test_a_large_first_letter_belongs_to_its_word() -> None:
    frame = '<w:framePr w:dropCap="drop" w:lines="3"/>'
    assert lines(word(p(t("T"), frame), p(t("unnels were dug.")))) == ["Tunnels were dug."]


def test_paragraphs_have_the_numbers_that_word_shows() -> None:
    made = Word()
    made.part.numbering_part._element = parse_xml(LISTS)
    heading = made.styles["Heading 2"].element.get_or_add_pPr()
    heading.append(parse_xml(f'<w:numPr {SPACES}><w:numId w:val="1"/></w:numPr>'))

    def add(text: str, number: int, level: int) -> None:
        place = made.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        place.get_or_add_numId().val = number
        place.get_or_add_ilvl().val = level

    made.add_heading("Rent", 2)
    add("It is due.", 1, 1)
    add("It is late.", 1, 1)
    add("By a day.", 1, 2)
    add("A point.", 1, 3)
    made.add_heading("Noise", 2)
    add("None.", 1, 1)
    add("Again.", 2, 0)
    add("Plain.", 0, 0)
    assert lines(loaded(made)) == [
        "I. Rent", "(c) It is due.", "(d) It is late.", "1.4.1 By a day.", "A point.", "II. Noise", "(c) None.",
        "VII. Again.", "Plain.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/html", b"<html><body><p>The whole report.</p></body></html>"),
        ("application/xhtml+xml", b"<html><body><p>The whole report.</p></body></html>"),
        ("message/rfc822", b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>The whole report.</p>"),
        ("text/plain", b"The whole report."),
        ("application/rtf", rb"{\rtf1 The whole report.}"),
    ],
)
def test_a_document_put_in_as_a_part_stands_in_its_place(content_type: str, content: bytes) -> None:
    chunk = '<w:altChunk r:id="rId90"></w:altChunk>'
    document = word(p(t("Before.")), chunk, p(t("After.")), parts={"rId90": ("aFChunk", content_type, content)})
    assert lines(document) == ["Before.", "The whole report.", "After."]


def test_a_word_document_put_into_another_is_read_and_one_of_no_kind_is_told() -> None:
    inner = Word()
    inner.add_paragraph("The whole report.")
    file = io.BytesIO()
    inner.save(file)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {"rId90": ("aFChunk", kind, file.getvalue()), "rId91": ("aFChunk", "image/x-sketch", b"?")}
    document = word(
        '<w:altChunk r:id="rId90"></w:altChunk>', '<w:altChunk r:id="rId91"></w:altChunk>', parts=parts
    )
    assert lines(document) == ["The whole report."]
    (told,) = document.left_out
    assert "a document put in as a part, which is of a kind that is not read (image/x-sketch)" in told


def test_charts_diagrams_and_text_boxes_follow_their_paragraph_and_what_is_not_there_is_told() -> None:
    chart, diagram = '<c:chart r:id="rId90"/>', '<dgm:relIds r:dm="rId91"/>'
    box = (
        f"<mc:AlternateContent><mc:Choice><w:txbxContent>{p(t('Boxed.'))}</w:txbxContent></mc:Choice><mc:Fallback>"
        f"<w:pict><w:txbxContent>{p(t('Boxed.'))}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    drawn = "".join(
        f"<w:r><w:drawing>{each}</w:drawing></w:r>" for each in (chart, diagram, '<c:chart r:id="gone"/>')
    )
    embedded = "<w:r><w:object><o:OLEObject/></w:object></w:r>" * 2
    document = word(
        p(t("See ") + f"<w:r>{box}</w:r>" + drawn + embedded + t("below.")),
        parts={
            "rId90": ("chart", "application/xml", CHART.encode()),
            "rId91": ("diagramData", "application/xml", DIAGRAM.encode()),
        },
    )  # fmt: skip
    assert lines(document) == ["See below.", "Boxed.", "Catch", "2029-01-01; Herring: 25%.", "Land", "Gut"]
    assert document.left_out == ("1 chart", "2 embedded objects")


def test_comments_notes_and_running_heads_are_read_once() -> None:
    made = Word()
    paragraph = made.add_paragraph("The quay is closed.")
    made.add_comment(paragraph.runs, text="Until when?", author="Ann Oss")
    for section in (made.sections[0], made.add_section()):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Account 5519"
    field = parse_xml(f'<w:fldSimple {SPACES} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    made.sections[0].footer.paragraphs[0]._p.append(field)
    document = loaded(made)
    assert lines(document) == ["The quay is closed.", "Comment by Ann Oss: Until when?", "Account 5519", "1"]
    assert [block.kind for block in document.blocks] == ["prose", "prose", "prose", "boilerplate"]


def test_the_strict_form_is_read_as_the_usual_one() -> None:
    made = Word()
    made.add_heading("The quay", 1)
    file = io.BytesIO()
    made.save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    office, w3 = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    for name, content in members.items():
        for space in (b"officeDocument", b"wordprocessingml", b"drawingml"):
            content = content.replace(office + space + b"/2006/", w3 + space + b"/")
        members[name] = content
    assert b"purl.oclc.org/ooxml/wordprocessingml/main" in members["word/document.xml"]
    document = load_docx(zipped(dict(members)))
    assert [(block.kind, line) for block, line in zip(document.blocks, lines(document), strict=True)] == [
        ("heading", "The quay")
    ]


TEMPLATE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
CHANGED = datetime(2031, 3, 4, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "modified", "published"),
    [
        (TEMPLATE, TEMPLATE, None),
        (TEMPLATE, CHANGED, "2031-03-04T09:12:00+00:00"),
        (datetime(1601, 1, 1, tzinfo=UTC), CHANGED, "2031-03-04T09:12:00+00:00"),
        (CHANGED, TEMPLATE, "2031-03-04T09:12:00+00:00"),
    ],
)
def test_the_date_of_a_template_is_not_the_document_s(
    created: datetime, modified: datetime, published: str
) -> None:
    made = Word()
    made.add_paragraph("The quay is closed.")
    made.core_properties.created, made.core_properties.modified = created, modified
    document = loaded(made)
    assert (document.published, document.author) == (published, None)
