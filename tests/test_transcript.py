"""Chats and interviews: who says a sentence, and which turns belong together."""

from qa_parts import WordReader, make_hit

from index.text.segment import segment
from index.types import Block, Hit, Passage, Sentence
from qa.citations import quoted
from qa.evidence import choose
from qa.prompt import said
from qa.reading import read
from qa.sources import Source, sources_of
from qa.transcript import spoken_line, whole_turns

CHAT = (
    "Time: 20260309_10:00\n"
    "LiHua: Any news? Where shall we meet?\n"
    "\n"
    "Ana Ruiz: Good day! The café by the river opens at nine. 😊\n"
    "LiHua: Sounds good!\n"
)
NOTE = "Minutes of the board\nNote: the roof leaks. It was seen in March.\nNobody was told of it."


def sentences_of(text: str) -> list[Sentence]:
    lines = [line for line in text.splitlines(keepends=True) if line.strip()]
    starts = [text.index(line) for line in lines]
    blocks = [Block(start, start + len(line.rstrip()), "prose") for start, line in zip(starts, lines, strict=True)]
    return list(segment(text, blocks))


def named(text: str, quote: str) -> Sentence:
    [sentence] = [one for one in sentences_of(text) if text[one.start : one.end] == quote]
    return sentence


def chat_hit() -> Hit:
    hit = make_hit(*CHAT.split("\n"), gap="\n")
    return Hit(Passage(hit.document.id, tuple(sentences_of(CHAT))), hit.document, 0.9, 0.5, 1.0)


def test_every_sentence_of_a_turn_has_its_speaker() -> None:
    line = spoken_line(CHAT, named(CHAT, "The café by the river opens at nine. 😊"))
    assert line is not None
    assert line.speaker == "Ana Ruiz"
    assert line.beside == ("LiHua", "LiHua")
    assert CHAT[line.start : line.end] == "Ana Ruiz: Good day! The café by the river opens at nine. 😊"


def test_one_line_with_a_colon_is_no_turn() -> None:
    """A note or a warning in running text has no speaker."""
    assert spoken_line(NOTE, named(NOTE, "It was seen in March.")) is None


def test_a_calendar_is_no_conversation() -> None:
    """Its lines begin with a name and a colon as well, but none of them comes again."""
    calendar = "May: count the burrows.\nJune: mend the walls. Paint the door.\nJuly: ring the birds."
    assert spoken_line(calendar, named(calendar, "Paint the door.")) is None


def test_a_speaker_is_named_once() -> None:
    for quote, expected in (
        ("Ana Ruiz: Good day!", "Ana Ruiz: Good day!"),
        ("Where shall we meet?", "LiHua: Where shall we meet?"),
    ):
        source = Source.of(chat_hit().document, named(CHAT, quote))
        assert source.prefix + source.text == expected


def test_a_sentence_comes_with_its_turn_and_the_reply() -> None:
    asked = {named(CHAT, "Where shall we meet?")}
    turns = whole_turns(CHAT, sentences_of(CHAT), asked)
    assert [CHAT[one.start : one.end] for one in sorted(turns, key=lambda one: one.start)] == [
        "LiHua: Any news?",
        "Where shall we meet?",
        "Ana Ruiz: Good day!",
        "The café by the river opens at nine. 😊",
    ]


def test_sentences_outside_transcripts_come_alone() -> None:
    chosen = {named(NOTE, "It was seen in March.")}
    assert whole_turns(NOTE, sentences_of(NOTE), chosen) == chosen


def test_the_reply_to_a_question_is_shown_to_the_model() -> None:
    reading = read("Where shall we meet?", [chat_hit()], WordReader())
    [shown] = choose(reading.candidates, sentences=1)
    assert "opens at nine" in " ".join(said(shown))
    assert "Sounds good" not in " ".join(said(shown))


def test_a_passage_that_begins_within_a_turn_says_whose_it_is() -> None:
    hit = chat_hit()
    later = tuple(one for one in hit.passage.sentences if CHAT[one.start :].startswith("The café"))
    cut = Hit(Passage(hit.document.id, later), hit.document, 0.9, 0.5, 1.0)
    assert " ".join(said(cut)) == "Ana Ruiz: The café by the river opens at nine. 😊"


def test_the_speaker_is_among_the_words_of_a_source() -> None:
    source = Source.of(chat_hit().document, named(CHAT, "The café by the river opens at nine. 😊"))
    assert {"ana", "ruiz", "river"} <= source.words
    assert source in sources_of([chat_hit()])


def test_who_is_spoken_to_is_known_of_a_source_but_not_among_its_words() -> None:
    """Else a greeting would be cited for every statement with the name."""
    source = Source.of(chat_hit().document, named(CHAT, "LiHua: Sounds good!"))
    assert "ruiz" in source.about
    assert "ruiz" not in source.words


def test_a_sentence_that_is_the_answer_tells_who_said_it() -> None:
    reading = read("When does the café by the river open?", [chat_hit()], WordReader())
    best = next(one for one in reading.candidates if one.source.text.startswith("The café"))
    claim = quoted(best)
    assert claim.text == "Ana Ruiz: The café by the river opens at nine. 😊"
    assert [source.text for source in claim.sources] == ["The café by the river opens at nine. 😊"]
