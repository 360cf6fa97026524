"""What the page shows of answers, as HTML."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_parts import HOSTILE, ID, Elements, answer, citation, document, said, shown

from eval.sets.feedback import Vote
from index.vocabulary.english import counted
from qa.answer import Answer, Citation, Delta, Progress, Quote, SourcePassage, Support
from qa.citations import NOT_FOUND
from ui.conversation import STOPPED, STOPPED_DRAFT, Exchange
from ui.language import LANGUAGE
from ui.view.panel import evidence
from ui.view.place import Place
from ui.view.render import answer_text, conversation
from ui.words import day, source_name


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


def test_the_nearest_sentences_can_be_opened_while_they_are_read_and_go_when_the_answer_is_there() -> None:
    near = citation(document("The pier was closed in 2023."), "The pier was closed in 2023.")
    reading = Exchange("1", "When?").after(Progress("Read 1 sentence", (near,)))
    html = shown(reading.after(Delta("In ")))
    assert html.text == "You asked: When?In Read 1 sentenceA title · 4 March 2025The pier was closed in 2023."
    assert html.links("quote") == [f"#cite-{ID}-0-28"]
    done = reading.after(answer("In 2023. [1]", [said("In 2023.", 1)], [near]))
    assert shown(done).links("quote") == [f"#cite-{ID}-0-28"]


def html_of(exchange: Exchange) -> str:
    return conversation([exchange], titles={}, vote_on=lambda _: None)


def best(cited: Citation, words: str) -> Quote:
    """Return a cited sentence as the best one, `words` as those of it that answer."""
    first = cited.start + cited.quote.index(words)
    span = (first, first + len(words))
    return Quote(cited.document, cited.start, cited.end, cited.page, cited.quote, span, 0.9)


@pytest.mark.parametrize(
    ("sentence", "shown_as"),
    [
        ("The pier was closed in 2023.", "The pier was closed in <mark>2023</mark>."),
        ("• The pier was closed in 2023.", "The pier was closed in <mark>2023</mark>."),
        ("Piers & <jetties>: closed in 2023.", "Piers &amp; &lt;jetties&gt;: closed in <mark>2023</mark>."),
    ],
)
def test_the_words_that_answer_are_marked_in_the_best_sentence_and_in_no_other(
    sentence: str, shown_as: str
) -> None:
    source = document(f"A fact of 2023. {sentence}")
    other, cited = citation(source, "A fact of 2023."), citation(source, sentence, 2)
    said_so = answer("So. [1] [2]", [said("So.", 1, 2)], [other, cited])
    html = html_of(Exchange("1", "?", answer=replace(said_so, quote=best(cited, "2023"))))
    assert f">{shown_as}</q>" in html
    assert html.count("<mark>") == 1
    assert "<mark>" not in html_of(Exchange("1", "?", answer=said_so))


def test_the_words_that_answer_are_marked_while_the_model_writes() -> None:
    near = citation(document("The pier was closed in 2023."), "The pier was closed in 2023.")
    reading = Exchange("1", "When?").after(Progress("Read 1 sentence of 1 document", (near,), best(near, "2023")))
    assert "in <mark>2023</mark>." in html_of(reading)
    assert "<mark>" not in html_of(Exchange("1", "When?").after(Progress("Read", (near,))))


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


@given(st.text(alphabet=st.sampled_from("<>&\"'[]1a$`{}\n#-!")))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert shown(Exchange("1", text, problem="")).text == f"You asked: {text}"
    assert Elements(evidence(document(text), Place(ID))).text.endswith(text)


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
        buttons = [attributes for _, attributes in shown(exchange).elements if "aria-pressed" in attributes]
        assert [button["aria-label"] for button in buttons] == ["Good answer", "Bad answer"]
        assert [button["value"] for button in buttons] == [exchange.id] * 2
        assert [button["aria-pressed"] for button in buttons] == ["false"] * 2
    for exchange in (Exchange("3", "?", problem="no"), Exchange("4", "?", draft="Two")):
        assert not [attributes for _, attributes in shown(exchange).elements if "aria-pressed" in attributes]


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
    assert [one["aria-pressed"] for _, one in html.elements if "aria-pressed" in one] == pressed
    fields = [attributes["value"] for tag, attributes in html.elements if tag == "input"]
    assert fields == ([] if told is None else [told])
    assert ("Saved" in html.text) == bool(told)


def page_of(given: Answer) -> str:
    return conversation([Exchange.begin("?").after(given)], titles={}, vote_on=lambda _: None)


def test_quotes_and_answers_in_another_language_than_the_page_say_which() -> None:
    def spoken(text: str, language: str | None, *, of_page: str = "en") -> list[tuple[str, str]]:
        cited = citation(document("Il pleut sur toute la ville depuis trois jours."), "Il pleut")
        cited = replace(cited, document=replace(cited.document, language=language))
        before = LANGUAGE.set(of_page)
        html = page_of(answer(f"{text} [1]", [said(text, 1)], [cited]))
        LANGUAGE.reset(before)
        return re.findall(r'<(\w+)[^>]* lang="(\w+)"', html)

    french, english = "Il pleut sur toute la ville depuis trois jours.", "It has been raining for three days."
    quoted = [("bdi", "fr"), ("q", "fr")]
    assert spoken(french, "fr") == [("span", "fr"), *quoted]
    assert spoken(english, "fr") == quoted
    assert spoken(english, "fr", of_page="fr") == [("span", "en")]
    assert spoken(english, "en") == spoken(french, None) == []


def test_what_is_said_without_a_document_is_english_on_any_page() -> None:
    before = LANGUAGE.set("de")
    html = page_of(replace(answer("Hello!"), answered=True)), page_of(answer(NOT_FOUND))
    LANGUAGE.reset(before)
    assert '<span lang="en">Hello!</span>' in html[0]
    assert '<p class="answer-text">Die Antwort steht nicht in den Dokumenten.</p>' in html[1]
