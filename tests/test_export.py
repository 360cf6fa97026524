"""Conversations as files: what Markdown, JSON and HTML say, and that hostile text stays text in each."""

import json
from base64 import b64decode
from dataclasses import replace

from markdown_it import MarkdownIt
from render_parts import HOSTILE, ID, Elements, answer, citation, document, said

from qa.answer import Answer
from ui.conversation import Exchange
from ui.export.formats import FORMATS, buttons, download
from ui.export.html import conversation_html
from ui.export.markdown import answer_markdown, conversation_markdown, plain

TRADE = "Trade was worth C$56bn in 2024."


def about_trade() -> Answer:
    cited = citation(document(f"It rained. {TRADE}", title="Trade_notes", pages=(0, 11)), TRADE)
    return answer("It was C$56bn. [1]", [said("It was C$56bn.", 1)], [cited])


def refused() -> Answer:
    near = citation(document("The pier was closed in 2023."), "The pier was closed in 2023.")
    return replace(answer("The documents do not say."), closest=(near,))


def test_an_answer_in_markdown_has_its_quotes_as_footnotes() -> None:
    assert answer_markdown(about_trade()) == (
        "It was C\\$56bn.[^1]\n\n[^1]: “Trade was worth C\\$56bn in 2024.” Trade\\_notes, 4 March 2025, page 2\n"
    )


def test_weak_support_is_said_in_markdown() -> None:
    weak = answer("It rained.", [said("It rained.", support="partial")])
    assert answer_markdown(weak) == "It rained. (partly supported)\n"


def test_footnotes_of_a_conversation_are_numbered_through() -> None:
    exchanges = [
        Exchange("1", "How much?", answer=about_trade()),
        Exchange("2", "Who won?", answer=refused()),
        Exchange("3", "And then?", draft="Two da", problem="Stopped."),
    ]
    assert conversation_markdown(exchanges, title="Trade").split("\n\n") == [
        "# Trade",
        "## How much?",
        "It was C\\$56bn.[^1]",
        "## Who won?",
        "The documents do not say.",
        "Closest, but not an answer: [^2]",
        "## And then?",
        "Two da",
        "Stopped.",
        "[^1]: “Trade was worth C\\$56bn in 2024.” Trade\\_notes, 4 March 2025, page 2",
        "[^2]: “The pier was closed in 2023.” A title, 4 March 2025\n",
    ]


def test_what_would_be_markdown_is_escaped() -> None:
    assert plain("2024. It *was*\n- so_so") == "2024\\. It \\*was\\* - so\\_so"
    for text in ("# one", "- two", "+ three", "= four", "> five", "7) six", "    seven", "```eight", HOSTILE):
        tokens = MarkdownIt("commonmark").parse(plain(text))
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        (inline,) = [token for token in tokens if token.type == "inline"]
        assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
        assert "".join(child.content for child in inline.children or ()) == " ".join(text.split())


def hostile() -> list[Exchange]:
    cited = citation(document(HOSTILE, title=HOSTILE), HOSTILE)
    given = answer(f"{HOSTILE} [1]", [said(HOSTILE, 1)], [cited])
    return [Exchange("1", HOSTILE, answer=given), Exchange("2", HOSTILE, draft=HOSTILE, problem=HOSTILE)]


def test_hostile_text_stays_text_in_markdown() -> None:
    rendered = Elements(MarkdownIt("commonmark").render(conversation_markdown(hostile(), title=HOSTILE)))
    assert {tag for tag, _ in rendered.elements} == {"h1", "h2", "p"}
    assert rendered.text.count(HOSTILE) == 8


def test_hostile_text_stays_text_in_html_which_asks_nobody() -> None:
    html = conversation_html(hostile(), title=HOSTILE)
    page = Elements(html)
    assert "default-src 'none'" in html
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe"}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert page.links("marker") == ["#question-1-1"]
    assert ("li", {"id": "question-1-1", "value": "1"}) in page.elements
    assert page.text.count(HOSTILE) == 9


def test_json_holds_each_answer_in_its_published_form() -> None:
    exchanges = [
        Exchange("1", "How much?", answer=about_trade()),
        Exchange("2", "Why?", draft="As", problem="No."),
    ]
    data = json.loads(FORMATS["JSON"].make(exchanges, title="Trade"))
    first, second = data["exchanges"]
    assert Answer.from_json(first["answer"]) == about_trade()
    assert first["answer"]["citations"][0]["document"]["id"] == ID
    assert (second["answer"], second["draft"], second["problem"]) == (None, "As", "No.")


def test_a_download_holds_the_whole_file() -> None:
    exchanges = [Exchange("1", "How much?", answer=about_trade())]
    ((_, link),) = Elements(download(exchanges, "Markdown")).elements
    kind, _, content = (link["href"] or "").partition(",")
    assert (link["download"], kind) == ("conversation.md", "data:text/markdown;charset=utf-8;base64")
    assert b64decode(content).decode() == conversation_markdown(exchanges, title="How much?")
    assert download(exchanges, "../etc") == ""
    assert download([], "JSON") == ""


def test_export_is_offered_once_something_was_answered() -> None:
    assert buttons([]) == ""
    assert buttons([Exchange("1", "?")]) == ""
    assert Elements(buttons([Exchange("1", "?", answer=about_trade())])).text == "ExportMarkdownJSONHTML"
