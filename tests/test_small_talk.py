"""What needs no search, and above all what does: an ordinary question must never be taken for small talk."""

import pytest
from conftest import make_document

from index.filters import Filters
from index.library import Library
from qa.answer import Turn
from qa.talk.overview import NONE_CHOSEN, meant
from qa.talk.replies import reply
from qa.talk.small_talk import GOODBYE, GREETING, HELP, THANKS

TRAM = "The battery tram of Brackwater runs to the old university. The tram line has eleven long stops in town."
BREAD = "Rye bread must rest for one whole day before it is cut. Sourdough smells of ripe apples when it is ready."

QUESTIONS = """
What documents do I need for a visa?
Which documents do you need to join?
How many documents did the inquiry read?
How many documents are there in the national archive?
Which documents are in the tin box?
What sources do they use for heating?
Which files must be kept for ten years?
List the documents that a tenant must bring.
Show me the papers on the harbour wall.
Thank-you letters: who wrote them?
Thanks to whom was the bridge built?
Thank you notes are sent by whom?
Who says hello to the bishop?
Hello Kitty: when was she invented?
What does "hi" mean in the log-book?
Goodbye to Berlin: who wrote it?
Good morning America: when is it on?
What can you do with old ladders?
What can you do against moss?
What can I do if the machine leaks?
What can you ask the staff council?
Who are you allowed to bring?
What are you allowed to bring to the island?
How do you work from home?
How does this work on the D4?
How can I use the deposit?
Can you help carry the boat?
Help with heating costs: who pays?
Is that great?
Was the great flood in 1987?
Okay was first used when?
What is OK to borrow?
Can you summarise why the tram was late?
Summarise how the clock was mended.
Please sum up what the judge found.
Summarise the reasons for the delay.
Give me a summary of the causes of the flood.
Who wrote the summary of the report?
What is the letter about the roof called?
What is the bread about to do?
What is in the library of Alexandria?
What's in my library card?
What do you have to pay for a full plot?
Which books have I to read?
How many papers did Einstein write in 1905?
"""


@pytest.fixture
def filled(library: Library) -> Library:
    library.add_document(make_document(TRAM, title="A tram without wires", source="/notes/tram.txt"))
    library.add_document(make_document(BREAD, title="Rye bread", source="/notes/sourdough-notes.txt"))
    return library


@pytest.mark.parametrize("question", QUESTIONS.strip().splitlines())
def test_an_ordinary_question_is_searched_for(question: str, filled: Library) -> None:
    assert reply(question, (), filled) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Hi", GREETING),
        ("Hello there!", GREETING),
        ("good morning, how are you?", GREETING),
        ("Thanks!", THANKS),
        ("Great, thank you so much.", THANKS),
        ("Many thanks for your help!", THANKS),
        ("OK", THANKS),
        ("That’s helpful.", THANKS),  # noqa: RUF001 - a curly apostrophe is meant
        ("Thanks, bye!", GOODBYE),
        ("What can you do?", HELP),
        ("Hi, can you help me?", HELP),
        ("help", HELP),
        ("Who are you?", HELP),
    ],
)
def test_small_talk_has_a_fixed_reply_without_sources(said: str, text: str, filled: Library) -> None:
    replied = reply(said, (), filled)
    assert replied is not None
    assert (replied.text, replied.statements, replied.citations) == (text, (), ())


@pytest.mark.parametrize(
    "said",
    [
        "Which documents do you have?",
        "what files are in the library",
        "What documents are there?",
        "List all documents",
        "Show me my documents",
        "What's in my library?",
    ],
)
def test_the_documents_are_listed_by_title(said: str, filled: Library) -> None:
    replied = reply(said, (), filled)
    assert replied is not None
    assert replied.text == "The library has 2 documents: A tram without wires; Rye bread."


@pytest.mark.parametrize("said", ["How many documents do you have?", "how many files are in the library"])
def test_the_documents_are_counted(said: str, filled: Library) -> None:
    replied = reply(said, (), filled)
    assert replied is not None
    assert replied.text == "The library has 2 documents."


@pytest.mark.parametrize(
    "said", ["Summarise Rye bread", "Can you summarize the sourdough notes, please?", "tl;dr bread"]
)
def test_a_summary_repeats_sentences_and_cites_each(said: str, filled: Library) -> None:
    replied = reply(said, (), filled)
    assert replied is not None
    assert [(c.number, c.document.title, BREAD[c.start : c.end]) for c in replied.citations] == [
        (1, "Rye bread", "Rye bread must rest for one whole day before it is cut."),
        (2, "Rye bread", "Sourdough smells of ripe apples when it is ready."),
    ]
    for statement in replied.statements:
        assert replied.text[statement.start : statement.end] == statement.text
        assert statement.support == "supported"
    assert replied.text == f"{BREAD[:55]} [1] {BREAD[56:]} [2]"


@pytest.mark.parametrize("said", ["Summarise this document", "What is this article about?", "Summarise it"])
def test_this_document_is_the_one_that_was_talked_about(said: str, filled: Library) -> None:
    history = (Turn("How many stops has the tram line?", "The tram line has eleven stops [1]."),)
    replied = reply(said, history, filled)
    assert replied is not None
    assert {citation.document.title for citation in replied.citations} == {"A tram without wires"}


def test_which_document_is_asked_where_that_is_not_said(filled: Library) -> None:
    replied = reply("Summarise this document", (), filled)
    assert replied is not None
    assert replied.text == "Which document do you mean? Say its title: A tram without wires; Rye bread."
    assert replied.citations == ()


def test_the_only_document_is_meant_without_a_name(library: Library) -> None:
    library.add_document(make_document(BREAD, title="Rye bread"))
    replied = reply("Summarise this document", (), library)
    assert replied is not None
    assert len(replied.citations) == 2


def test_an_empty_library_has_nothing_to_summarise(library: Library) -> None:
    replied = reply("Summarise this document", (), library)
    assert replied is not None
    assert replied.text == "The library has no documents yet."


def test_a_title_in_full_is_meant_before_one_that_only_holds_it(filled: Library) -> None:
    filled.add_document(make_document("More.", title="Rye bread and butter", source="/notes/butter.txt"))
    assert [one.title for one in meant("rye bread", filled.documents())] == ["Rye bread"]
    assert [one.title for one in meant("bread rye butter", filled.documents())] == ["Rye bread and butter"]


def test_the_list_and_summaries_keep_to_the_chosen_documents(filled: Library) -> None:
    bread = Filters(documents=("/notes/sourdough-notes.txt",))
    listed = reply("Which documents do you have?", (), filled, bread)
    assert listed is not None
    assert listed.text == "1 document is chosen: Rye bread."
    both = reply("How many documents do you have?", (), filled, Filters(folder="/notes"))
    assert both is not None
    assert both.text == "2 documents are chosen."
    none = reply("Summarise this document", (), filled, Filters(folder="/elsewhere"))
    assert none is not None
    assert none.text == NONE_CHOSEN
    this = reply("Summarise this document", (), filled, bread)
    assert this is not None
    assert {citation.document.title for citation in this.citations} == {"Rye bread"}
    assert reply("Summarise the tram", (), filled, bread) is None


def test_this_document_is_looked_for_among_the_chosen(filled: Library) -> None:
    filled.add_document(make_document(f"{TRAM} Trams hum.", title="More trams", source="/trams/more.txt"))
    filled.add_document(make_document("Buses hum.", title="Buses", source="/trams/buses.txt"))
    history = (Turn("How many stops has the tram line?", "The tram line has eleven stops [1]."),)
    replied = reply("Summarise it", history, filled, Filters(folder="/trams"))
    assert replied is not None
    assert {citation.document.title for citation in replied.citations} == {"More trams"}
