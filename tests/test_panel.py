"""What the page shows of documents: the evidence panel, the list of the library, and its first page."""

import re
from dataclasses import replace

from render_parts import HOSTILE, ID, Elements, citation, document

from index.types import Block, DocumentSummary
from ui.chat.uploads import Upload
from ui.view.panel import WINDOW, evidence
from ui.view.place import Place
from ui.view.shelf import SHOWN, masthead, shelf, upload_report, welcome


def test_a_place_survives_its_link_and_anything_else_is_no_place() -> None:
    assert Place(ID, 812, 901).link == f"#cite-{ID}-812-901"
    assert Place.from_link(f"#cite-{ID}-812-901") == Place(ID, 812, 901)
    for link in ("", "#cite-", f"#cite-{ID}-9-2", f"#cite-{ID}-1-2\n", f"#cite-../{ID}-1-2", f"#cite-{ID}--1-2"):
        assert Place.from_link(link) is None


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


def test_the_cited_sentence_is_the_target_and_the_others_are_marked_lightly() -> None:
    source = document("One is here. Two is there. Three is gone.")
    cited = [citation(source, "Two is there.", 1), citation(source, "One is here.", 2)]
    html = Elements(evidence(source, Place(ID, 13, 26), cited))
    assert html.marks == [("also", "One is here."), ("target", "Two is there.")]
    assert html.links("marker") == [f"#cite-{ID}-13-26", f"#cite-{ID}-0-12"]
    assert "A titlea.txt · 4 March 2025" in html.text


def test_what_of_a_document_was_not_read_is_told_above_its_text() -> None:
    source = document("One is here.")
    assert "Note:" not in Elements(evidence(source, Place(ID, 0, 12))).text
    told = Elements(evidence(replace(source, left_out=("2 charts", HOSTILE)), Place(ID, 0, 12)))
    assert f"Note:2 charts{HOSTILE[:100]}" in told.text
    assert "more" not in told.text


def test_of_many_or_long_notes_on_a_document_the_beginning_is_told() -> None:
    source = document("One is here.")
    notes = tuple(f"{number}{'x' * 500}" for number in range(5))
    told = evidence(replace(source, left_out=notes), Place(ID, 0, 12))
    assert told.count("x…</bdi></li>") == 3
    assert "<li>and 2 more</li></ul>" in told
    assert "x" * 200 not in told


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


def test_words_of_a_document_have_its_language_and_those_of_the_page_do_not() -> None:
    blocks = (Block(0, 4, "boilerplate"), Block(5, 9, "prose"))
    source = replace(document("Home Text", *blocks, title="Note", pages=(0, 5)), language='fr"')
    html = evidence(source, Place(ID, 5, 9))
    assert re.findall(r'<(\w+)[^>]* lang="fr&quot;">(.+?)</\1>', html) == [
        ("h2", "Note"),
        ("p", "Home"),
        ("p", '<mark class="target">Text</mark>'),
    ]
    assert "lang=" not in evidence(replace(source, language=None), Place(ID, 5, 9))


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
