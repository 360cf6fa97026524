"""What the page shows of answers, documents and lists, as HTML."""

from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.feedback import Vote
from index.store import DocumentSummary
from index.types import Block, Document
from qa.answer import Answer, Citation, CitedDocument, SourcePassage, Statement, Support, Timings, Tokens
from ui.conversation import STOPPED, STOPPED_DRAFT, Exchange
from ui.panel import WINDOW, evidence
from ui.place import Place
from ui.render import answer_text, conversation
from ui.shelf import SHOWN, masthead, shelf, upload_report, welcome
from ui.uploads import Upload
from ui.words import counted, day, source_name

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


def test_a_place_survives_its_link_and_anything_else_is_no_place() -> None:
    assert Place(ID, 812, 901).link == f"#cite-{ID}-812-901"
    assert Place.from_link(f"#cite-{ID}-812-901") == Place(ID, 812, 901)
    for link in ("", "#cite-", f"#cite-{ID}-9-2", f"#cite-{ID}-1-2\n", f"#cite-../{ID}-1-2", f"#cite-{ID}--1-2"):
        assert Place.from_link(link) is None


def test_a_marker_behind_a_statement_leads_to_the_cited_sentence() -> None:
    source = document("It rained. Trade was worth C$56bn in 2024.")
    cited = citation(source, "Trade was worth C$56bn in 2024.")
    html = Elements(answer_text(answer("It was C$56bn. [1]", [said("It was C$56bn.", 1)], [cited])))
    assert html.links("marker") == [f"#cite-{ID}-11-42"]
    assert html.text == "It was C$56bn. [1]"


def test_a_bracketed_number_inside_the_statement_is_text() -> None:
    cited = citation(document("A fact."), "A fact.")
    html = Elements(answer_text(answer("See [1] of it.[1]", [said("See [1] of it.", 1)], [cited])))
    assert html.links("marker") == [f"#cite-{ID}-0-7"]
    assert html.text == "See [1] of it.[1]"


def test_a_statement_that_reaches_over_its_markers_keeps_them_as_links() -> None:
    source = document("One fact. Two facts.")
    cited = [citation(source, "One fact.", 1), citation(source, "Two facts.", 2)]
    html = answer_text(answer("Facts.[1][2]", [said("Facts.[1][2]", 1, 2)], cited))
    assert Elements(html).links("marker") == [f"#cite-{ID}-0-9", f"#cite-{ID}-10-20"]
    assert '<span class="statement supported">Facts.</span>' in html


def test_a_marker_that_no_citation_backs_is_no_link() -> None:
    html = Elements(answer_text(answer("A fact. [7]", [said("A fact.", 7)])))
    assert html.links("marker") == []
    assert html.text == "A fact. [7]"


@pytest.mark.parametrize(
    ("support", "note"),
    [("partial", "◐ partly supported"), ("unsupported", "△ not supported by the documents"), ("supported", "")],
)
def test_weak_support_is_said_in_words(support: Support, note: str) -> None:
    html = Elements(answer_text(answer("The mayor left.", [said("The mayor left.", support=support)])))
    assert html.text == f"The mayor left.{note}"


def test_an_answer_lists_its_quotes_with_title_date_and_page() -> None:
    source = document("First page. Second page.", pages=(0, 12), title="Trade & more")
    cited = citation(source, "Second page.")
    html = shown(Exchange("1", "?", answer=answer("Yes. [1]", [said("Yes.", 1)], [cited])))
    assert html.links("quote") == [f"#cite-{ID}-12-24"]
    assert "1Trade & more · 4 March 2025 · page 2Second page." in html.text


def test_what_was_read_is_listed_by_title() -> None:
    read = answer("Not stated.", passages=[SourcePassage(ID, 5, 90, 0.7)])
    html = shown(Exchange("1", "?", answer=read), titles={ID: "Minutes"})
    assert "Read 1 passage in 4.2 s" in html.text
    assert html.text.endswith("MinutesCopy")
    assert ("a", {"href": f"#cite-{ID}-5-90"}) in html.elements


def test_a_refusal_shows_the_closest_sentences_as_no_answer() -> None:
    near = citation(document("The pier was closed in 2023."), "The pier was closed in 2023.")
    refused = replace(answer("The documents do not say."), closest=(near,))
    html = shown(Exchange("1", "?", answer=refused))
    assert html.links("quote") == [f"#cite-{ID}-0-28"]
    assert "Closest, but not an answer1A title · 4 March 2025The pier was closed in 2023.Ask it in" in html.text
    assert ("a", {"href": "#documents"}) in html.elements
    assert "Closest" not in shown(Exchange("1", "?", answer=answer("The documents do not say."))).text


def test_what_was_written_before_a_stop_stays_above_it() -> None:
    stopped = Exchange("1", "How long?", draft="Two da").stopped()
    assert shown(stopped).text == f"You asked: How long?Two da{STOPPED_DRAFT}"
    assert Exchange("1", "How long?").stopped().problem == STOPPED


def test_a_refusal_says_that_the_documents_do_not_say() -> None:
    html = conversation(
        [Exchange("1", "?", answer=answer("The documents do not say."))], titles={}, vote_on={}.get
    )
    assert '<p class="refusal-title">Not in the documents</p>' in html
    assert "The documents do not say." in html


def test_a_draft_stands_above_the_progress_and_the_answer_replaces_both() -> None:
    drafting = Exchange("1", "How long?", progress="reading 3 passages", draft="Two da")
    assert shown(drafting).text == "You asked: How long?Two dareading 3 passages"
    done = replace(drafting, answer=answer("Two days.", [said("Two days.")]))
    assert shown(done).text == "You asked: How long?Two days.4.2 sCopy"


def test_hostile_text_in_question_answer_title_and_quote_stays_text() -> None:
    source = document(HOSTILE, title=HOSTILE)
    cited = citation(source, HOSTILE)
    exchanges = [
        Exchange("1", HOSTILE, answer=answer(f"{HOSTILE} [1]", [said(HOSTILE, 1)], [cited])),
        Exchange("2", HOSTILE, problem=HOSTILE),
        Exchange("3", HOSTILE, progress=HOSTILE, draft=HOSTILE),
    ]
    html = shown(*exchanges)
    tags = {tag for tag, _ in html.elements}
    thumbs = {"button", "svg", "path"}
    assert (
        tags <= {"article", "div", "span", "p", "a", "ol", "li", "q", "bdi", "details", "summary", "ul"} | thumbs
    )
    assert not [name for _, attributes in html.elements for name in attributes if name.startswith("on")]
    assert html.text.count(HOSTILE) == 9


def test_hostile_documents_stay_text_in_panel_and_lists() -> None:
    source = replace(document(HOSTILE, title=HOSTILE), source=f"/tmp/{HOSTILE}")
    html = Elements(evidence(source, Place(ID, 0, len(HOSTILE)), [citation(source, HOSTILE)]))
    assert {tag for tag, _ in html.elements} <= {"header", "h2", "p", "a", "div", "mark", "span", "bdi", "button"}
    assert html.marks == [("target", HOSTILE)]
    listed = Elements(shelf([DocumentSummary(ID, HOSTILE, f"/tmp/{HOSTILE}", HOSTILE, 1)]))
    assert {tag for tag, _ in listed.elements} <= {
        "ul",
        "li",
        "a",
        "span",
        "bdi",
        "input",
        "button",
        "svg",
        "path",
    }
    told = Elements(upload_report([Upload(HOSTILE, "not added", HOSTILE)]))
    assert {tag for tag, _ in told.elements} <= {"ul", "li", "bdi", "span"}
    assert told.text == f"{HOSTILE} not added{HOSTILE}"


@given(st.text(alphabet=st.sampled_from("<>&\"'[]1a$`{}\n#-!")))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert shown(Exchange("1", text, problem="")).text == f"You asked: {text}"
    assert Elements(evidence(document(text), Place(ID))).text.endswith(text)


def test_the_cited_sentence_is_the_target_and_the_others_are_marked_lightly() -> None:
    source = document("One is here. Two is there. Three is gone.")
    cited = [citation(source, "Two is there.", 1), citation(source, "One is here.", 2)]
    html = Elements(evidence(source, Place(ID, 13, 26), cited))
    assert html.marks == [("also", "One is here."), ("target", "Two is there.")]
    assert html.links("marker") == [f"#cite-{ID}-13-26", f"#cite-{ID}-0-12"]
    assert "A titlea.txt · 4 March 2025" in html.text


def test_the_closest_sentences_of_a_refusal_are_not_called_its_answer() -> None:
    source = document("One is here.")
    cited = [citation(source, "One is here.")]
    assert "Sentences of this answer [1]" in Elements(evidence(source, Place(ID, 0, 12), cited)).text
    told = Elements(evidence(source, Place(ID, 0, 12), cited, answered=False)).text
    assert "Closest, but not an answer [1]" in told
    assert "Sentences of this answer" not in told


def test_a_citation_that_no_longer_stands_is_told_and_not_marked() -> None:
    cited = citation(document("It was 40 metres."), "It was 40 metres.")
    html = Elements(evidence(document("It was 45 metres, we now know."), Place(ID, 0, 17), [cited]))
    assert html.marks == []
    assert "This document was changed since the answer. It then said: It was 40 metres." in html.text


def test_boilerplate_is_folded_unless_the_place_lies_in_it() -> None:
    blocks = (Block(0, 4, "boilerplate"), Block(4, 8, "boilerplate"), Block(9, 14, "prose"))
    source = document("HomeNews Text.", *blocks)
    folded = evidence(source, Place(ID, 9, 14))
    assert '<details class="boilerplate"><summary>' in folded
    assert "not searched (8 characters)" in folded
    assert '<details class="boilerplate" open>' in evidence(source, Place(ID, 4, 8))


def test_headings_items_and_pages_are_shown_as_such() -> None:
    blocks = (Block(0, 5, "heading"), Block(6, 10, "item"), Block(11, 15, "prose"))
    html = evidence(document("Title Item Text", *blocks, pages=(0, 11)), Place(ID, 11, 15))
    assert '<h3 class="block-text block-heading own-lines" dir="auto">Title</h3>' in html
    assert '<p class="block-text block-item own-lines" dir="auto">Item</p><p class="page-start">Page 2</p>' in html
    assert "· page 2</p>" in html


def test_a_place_across_blocks_is_marked_in_each() -> None:
    source = document("One. Two.", Block(0, 4, "prose"), Block(5, 9, "prose"))
    assert Elements(evidence(source, Place(ID, 0, 9))).marks == [("target", "One."), ("target", "Two.")]


def test_of_a_very_long_document_the_part_around_the_place_is_shown() -> None:
    text = "a" * WINDOW * 2 + "Here." + "b" * WINDOW * 2
    html = Elements(evidence(document(text), Place(ID, 2 * WINDOW, 2 * WINDOW + 5)))
    assert html.marks == [("target", "Here.")]
    assert html.text.count("a" * WINDOW) == 1
    assert len(html.text) < 2 * WINDOW + 200
    assert "60,000 earlier characters: show them" in html.text
    assert ("a", {"href": f"#cite-{ID}-30000-30000"}) in html.elements


def test_a_place_beyond_the_text_shows_the_document_without_a_mark() -> None:
    html = Elements(evidence(document("Short."), Place(ID, 10**9, 10**9 + 5)))
    assert html.marks == []
    assert html.text.endswith("Short.")


def test_only_a_web_address_becomes_a_link_to_its_source() -> None:
    web = replace(document("Text."), source='https://example.org/?a="b"')
    script = replace(document("Text."), source="javascript:alert(1)")
    assert Elements(evidence(web, Place(ID))).links("address") == ['https://example.org/?a="b"']
    assert Elements(evidence(script, Place(ID))).links("address") == []


def test_the_shelf_is_sorted_filtered_and_cut() -> None:
    documents = [
        DocumentSummary(f"{number:04x}", f"Minute {number:04}", f"/notes/{number}.txt", None, 1)
        for number in reversed(range(SHOWN + 3))
    ]
    full = Elements(shelf(documents))
    assert full.text.startswith("Minute 00000.txt · 1 passage")
    assert full.text.endswith("3 more documents: type a part of the title to find one.")
    assert Elements(shelf(documents, "MINUTE 0007")).links("shelf-entry") == ["#cite-0007-0-0"]
    assert "No title or file name" in shelf(documents, "zebra")
    assert "No documents yet" in shelf([])


def test_an_empty_library_invites_to_add_files_and_a_full_one_to_ask() -> None:
    assert 'href="#documents"' in welcome([], [])
    summary = DocumentSummary(ID, "A", "/a.txt", None, 1)
    assert "Ask your documents" in welcome([summary], [])
    assert "Try one of these" not in welcome([summary], [])
    assert "How &lt;long&gt;?</button>" in welcome([summary], ["How <long>?"])
    assert "1 document<" in masthead(1)


def test_values_are_put_into_words() -> None:
    assert [counted(1, "passage"), counted(1204, "passage")] == ["1 passage", "1,204 passages"]
    dates = [day("2025-03-04"), day("2025-03-04T10:00:00+00:00"), day("Spring 2025"), day(None)]
    assert dates == ["4 March 2025", "4 March 2025", "Spring 2025", ""]
    assert source_name("/home/a/b.txt") == "b.txt"
    assert source_name("https://example.org/b") == "https://example.org/b"


def test_an_answer_and_a_refusal_have_thumbs_and_what_is_no_answer_has_none() -> None:
    said_so = Exchange("1", "?", answer=answer("Two days.", [said("Two days.")]))
    refused = Exchange("2", "?", answer=answer("The documents do not say."))
    for exchange in (said_so, refused):
        _, *buttons = [attributes for tag, attributes in shown(exchange).elements if tag == "button"]
        assert [button["aria-label"] for button in buttons] == ["Good answer", "Bad answer"]
        assert [button["value"] for button in buttons] == [exchange.id] * 2
        assert [button["aria-pressed"] for button in buttons] == ["false"] * 2
    for exchange in (Exchange("3", "?", problem="no"), Exchange("4", "?", draft="Two")):
        assert "button" not in {tag for tag, _ in shown(exchange).elements}


@pytest.mark.parametrize(
    ("vote", "pressed", "told"),
    [
        (Vote(up=True), ["true", "false"], None),
        (Vote(up=False), ["false", "true"], ""),
        (Vote(up=False, right_answer=HOSTILE), ["false", "true"], HOSTILE),
    ],
)
def test_a_vote_is_shown_and_one_down_brings_a_field_for_the_right_answer(
    vote: Vote, pressed: list[str], told: str | None
) -> None:
    exchange = Exchange("1", "?", answer=answer("Two days.", [said("Two days.")]))
    html = Elements(conversation([exchange], titles={}, vote_on={"1": vote}.get))
    _, *buttons = [attributes for tag, attributes in html.elements if tag == "button"]
    assert [button["aria-pressed"] for button in buttons[:2]] == pressed
    fields = [attributes["value"] for tag, attributes in html.elements if tag == "input"]
    assert fields == ([] if told is None else [told])
    assert ("Saved" in html.text) == bool(told)
