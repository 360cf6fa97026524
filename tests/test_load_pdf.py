import pytest
from load_samples import REPORT, Line, pdf

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.load.pdf.hyphens import Words, with_hyphens_seen
from index.types import Document


def document(pages: list[list[Line]], **how: str) -> Document:
    return load_bytes(pdf(pages, **how), suffix=".pdf", source="/x/a-report.pdf")


def blocks(pages: list[list[Line]]) -> list[tuple[str, str]]:
    loaded = document(pages)
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


def lines(*texts: str, top: float = 700, size: float = 11, left: float = 72) -> list[Line]:
    return [(left, top - 1.2 * size * number, size, text) for number, text in enumerate(texts)]


LONG = [
    "The pier was built in 1904 by a company that had hoped to land",
    "passengers from steamers. They never came, since the water was",
    "not deep enough.",
    "Since then it has been a place to walk, to fish, and to look at it",
    "when the wind is low.",
]


def test_pages_headings_and_page_numbers_are_told() -> None:
    assert blocks(REPORT) == [
        ("boilerplate", "1"),
        ("heading", "Report on the pier"),
        ("prose", "The pier is 300 yards long."),
        ("boilerplate", "2"),
        ("prose", "It was built in 1904."),
    ]
    loaded = document(REPORT)
    assert [loaded.page_at(loaded.text.index(word)) for word in ("Report", "yards", "1904")] == [1, 1, 2]
    assert loaded.title == "Report on the pier"


def test_lines_are_joined_to_paragraphs_with_a_space() -> None:
    assert blocks([lines(*LONG)]) == [("prose", " ".join(LONG[:3])), ("prose", " ".join(LONG[3:]))]


def test_a_larger_gap_starts_a_paragraph() -> None:
    first, second = lines(*LONG[:2], top=700), lines(*LONG[3:], top=660)
    assert [text for _, text in blocks([first + second])] == [" ".join(LONG[:2]), " ".join(LONG[3:])]


def test_words_parted_at_the_end_of_a_line_are_mended() -> None:
    page = lines(
        "The well-known pier was built by a company that had hoped for pas-",
        "sengers from steamers, and by the people of the town, the well-",
        "known lovers of the sea.",
    )
    assert document([page]).text == (
        "The well-known pier was built by a company that had hoped for passengers from steamers, and by the "
        "people of the town, the well-known lovers of the sea."
    )


@pytest.mark.parametrize(
    ("line", "after", "joined"),
    [
        ("It is the best infor-", "mation that there is.", "It is the best information that there is."),
        ("It is the well-", "known pier of the town.", "It is the well-known pier of the town."),
        ("A sum for twenty-", "five boats and men.", "A sum for twenty-five boats and men."),
        ("He was seven-", "teen years old.", "He was seventeen years old."),
        ("Send an e-", "mail to the office.", "Send an e-mail to the office."),
        ("Made by Rolls-", "Royce in the year.", "Made by Rolls-Royce in the year."),
        ("The sick of COVID-", "19 are many by now.", "The sick of COVID-19 are many by now."),
        ("It rained in 1914-", "1918 and then not.", "It rained in 1914-1918 and then not."),
        ("It rained in 1914\u2013", "1918 and then not.", "It rained in 1914\u20131918 and then not."),
        ("Our salt, the salt-", "water and its water.", "Our salt, the salt-water and its water."),
        ("Take pre- and post-", "war ships along.", "Take pre- and post-war ships along."),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_the_word_has_one(line: str, after: str, joined: str) -> None:
    head = "The pier was built by a company that had"
    assert document([lines(head, line, after)]).text == f"{head} {joined}"


def test_a_paragraph_keeps_the_hyphen_at_its_end() -> None:
    page = lines("The pier was built by a company that had pre-", top=700) + lines("Opened in May.", top=600)
    assert [text for _, text in blocks([page])] == [
        "The pier was built by a company that had pre-",
        "Opened in May.",
    ]


def test_a_soft_hyphen_in_a_line_is_seen_where_the_word_has_one() -> None:
    line = "The anti\u00adfreeze of the well\u00adknown pier, 1914\u00ad1918."
    assert with_hyphens_seen(line, Words.of([line])) == "The antifreeze of the well-known pier, 1914-1918."


def test_a_paragraph_that_goes_on_over_the_page_is_one_block() -> None:
    pages = [
        [(72, 800, 9, "Report on the pier"), *lines(*LONG[:1]), (290, 30, 9, "Page 1 of 3")],
        [(72, 800, 9, "Report on the pier"), *lines(*LONG[1:3]), (290, 30, 9, "Page 2 of 3")],
        [(72, 800, 9, "Report on the pier"), *lines(*LONG[3:]), (290, 30, 9, "Page 3 of 3")],
    ]
    prose = [text for kind, text in blocks(pages) if kind == "prose"]
    assert prose == [" ".join(LONG[:3]), " ".join(LONG[3:])]
    assert [kind for kind, text in blocks(pages) if "Report" in text or "Page" in text] == ["boilerplate"] * 6
    loaded = document(pages)
    assert [loaded.page_at(loaded.text.index(words)) for words in ("hoped", "passengers", "Since")] == [1, 2, 3]


def test_columns_are_read_one_after_the_other() -> None:
    left = lines(
        "The pier was built in the year 1904",
        "by a company from the town, which",
        "hoped for many steamers and",
        left=60,
    )
    right = lines("their passengers, but these did not", "come, as the water was too low.", left=320)
    assert document([left + right]).text == " ".join(text for *_, text in left + right)


def test_items_and_short_lines_are_blocks_of_their_own() -> None:
    page = lines(
        "1. Switch it on.",
        "2. Wait until the light is green and the fan has begun to run",
        "quietly.",
        "3. Done.",
    )
    assert blocks([page]) == [
        ("item", "1. Switch it on."),
        ("item", "2. Wait until the light is green and the fan has begun to run quietly."),
        ("item", "3. Done."),
    ]
    assert [text for _, text in blocks([lines("Boat: Heron", "Seats: 4")])] == ["Boat: Heron", "Seats: 4"]


@pytest.mark.parametrize(
    ("created", "published"),
    [
        ("D:20230810150707+02'00'", "2023-08-10T15:07:07+02:00"),
        ("D:20230810150707Z", "2023-08-10T15:07:07+00:00"),
        ("D:202308", "2023-08-01"),
        ("D:20231399", None),
        ("yesterday", None),
    ],
)
def test_the_date_of_creation_is_read(created: str, published: str | None) -> None:
    assert document([lines(*LONG)], created=created).published == published


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The pier in 1904", "The pier in 1904"),
        ("Page one of the pier", "Page one of the pier"),
        *(
            (default, "a report")
            for default in (
                "Microsoft Word - x.doc",
                "scan_1.pdf",
                "PowerPoint Presentation",
                "Microsoft PowerPoint - the pier",
                "Slide 1",
                "Untitled document",
                "New Document 2",
                "C:/Users/Ada Berg/pier.docx",
            )
        ),
    ],
)
def test_a_title_is_used_only_if_a_person_gave_it(title: str, shown: str) -> None:
    assert document([lines(*LONG)], title=title).title == shown


def test_a_pdf_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^/x/a\.pdf: has no text: its pages are empty"):
        load_bytes(pdf([[]]), suffix=".pdf", source="/x/a.pdf")


def test_an_encrypted_pdf_is_refused() -> None:
    data = pdf(REPORT, encrypted=True)
    with pytest.raises(DocumentError, match=r"^/x/a\.pdf: is encrypted\. Save a copy without the password"):
        load_bytes(data, suffix=".pdf", source="/x/a.pdf")


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^/x/a\.pdf: is broken, or no PDF"):
        load_bytes(pdf(REPORT)[:60], suffix=".pdf", source="/x/a.pdf")
