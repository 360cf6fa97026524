"""Chats that were exported as text: sentences of messages, of which it is known who wrote them and when."""

# ruff: noqa: RUF001 - digits and spaces of many scripts

import json

import pytest

from index.load.documents import load_bytes
from index.text.segment import segment
from index.types import Document
from qa.sources import Source

PHONES = {
    "iOS": "[12/03/2024, 14:05:12] {}",
    "iOS, 12 hours": "[3/12/24, 2:05:12\u202fPM] {}",
    "iOS, German": "[12.03.24, 14:05:12] {}",
    "iOS, Finnish": "[12.3.2024 klo 14.05.12] {}",
    "iOS, Japanese": "[2024/03/12 14:05:12] {}",
    "iOS, Chinese": "[2024/3/12 下午2:05:12] {}",
    "iOS, Dutch": "[12-03-2024 14:05:12] {}",
    "Android": "12/03/24, 14:05 - {}",
    "Android, 12 hours": "12/03/2024, 2:05 pm - {}",
    "Android, Spanish": "12/3/24, 2:05 p. m. - {}",
    "Android, German": "12.03.24, 14:05 - {}",
    "Android, Danish": "12.03.2024 14.05 - {}",
    "Android, Hungarian": "2024. 03. 12. 14:05 - {}",
    "Android, Korean": "2024. 3. 12. 오후 2:05 - {}",
    "Android, Greek": "12/3/24, 2:05 μ.μ. - {}",
    "Android, Arabic": "\u200f١٢/٣/٢٠٢٤، ٢:٠٥ م - {}",
    "Android, Bulgarian": "12.03.24 г., 14:05 - {}",
    "Signal": "[2024-03-12 14:05:12] {}",
    "Signal, short": "2024-03-12 14:05 {}",
    "month in letters": "[12-Mar-24 02:05 PM] {}",
}
SAID = [
    "Marte Oss: Hi all. The key is with Ida.\nShe keeps it in the tin.\n\nTell her a day ahead!",
    "Ole Vang: Thanks.",
    "+47 900 12 345: list:\n1. oars\n- rope (20 m)",
    "Marte Oss: <Media omitted>",
]


def document(text: str, suffix: str = ".txt") -> Document:
    return load_bytes(text.encode(), suffix=suffix, source=f"/x/WhatsApp Chat - Boats{suffix}")


def units(loaded: Document) -> list[str]:
    return [loaded.text[one.start : one.end] for one in segment(loaded.text, loaded.blocks)]


@pytest.mark.parametrize("form", PHONES.values(), ids=PHONES)
def test_who_wrote_a_message_and_when_stand_in_its_first_sentence(form: str) -> None:
    messages = [form.format(said) for said in SAID]
    loaded = document("\n".join(messages))
    assert [unit.lstrip("\u200f") for unit in units(loaded)] == [
        form.format("Marte Oss: Hi all.").lstrip("\u200f"),
        "The key is with Ida.",
        "She keeps it in the tin.",
        "Tell her a day ahead!",
        form.format("Ole Vang: Thanks.").lstrip("\u200f"),
        form.format("+47 900 12 345: list:").lstrip("\u200f"),
        "1. oars",
        "- rope (20 m)",
        form.format("Marte Oss: <Media omitted>").lstrip("\u200f"),
    ]
    assert loaded.text == "\n".join(messages)
    assert loaded.title == "WhatsApp Chat Boats"


def test_who_begins_small_begins_all_sentences_so() -> None:
    chat = (
        "12/03/24, 14:05 - Ole: booked: the tin hut. it's 46 a head, e.g. for ida! bring approx. nine ropes. ßo\n"
        "12/03/24, 14:06 - Ida: I pay 17.50. so it is. Fine.\n"
        "12/03/24, 14:07 - Ole: ok"
    )
    assert units(document(chat)) == [
        "12/03/24, 14:05 - Ole: booked: the tin hut.",
        "it's 46 a head, e.g. for ida!",
        "bring approx. nine ropes. ßo",
        "12/03/24, 14:06 - Ida: I pay 17.50. so it is.",
        "Fine.",
        "12/03/24, 14:07 - Ole: ok",
    ]


def test_lines_of_the_program_and_what_stands_above_the_chat_are_kept_and_marks_of_direction_are_not() -> None:
    chat = (
        "Boats\nMembers: Ida, Ole\n\n"
        "[12/03/2024, 14:05:12] \u200eIda created this group\n"
        "\u200e[12/03/2024, 14:06:40] Ida: \u200eimage omitted\n"
        "[12/03/2024, 14:07:40] \u202a+44 7700 900218\u202c: Ask \u2068Ole\u2069.\n"
        "[12/03/2024, 14:08:40] Ida: Yes.\n"
    )
    loaded = document(chat)
    assert units(loaded) == [
        "Boats",
        "Members: Ida, Ole",
        "[12/03/2024, 14:05:12] Ida created this group",
        "[12/03/2024, 14:06:40] Ida: image omitted",
        "[12/03/2024, 14:07:40] +44 7700 900218: Ask Ole.",
        "[12/03/2024, 14:08:40] Ida: Yes.",
    ]
    assert loaded.title == "Boats"


def test_each_sentence_of_a_message_has_its_speaker() -> None:
    long = "The key is with Ida. She keeps it in the tin.\n\n" + "It is blue and old. " * 3
    loaded = document(f"12/03/24, 14:05 - Ole: Hi\n12/03/24, 14:06 - Ida: {long}\n12/03/24, 14:07 - Ole: Ok\n")
    spoken = [Source.of(loaded, sentence) for sentence in segment(loaded.text, loaded.blocks)]
    assert [one.prefix + one.text for one in spoken[:4]] == [
        "12/03/24, 14:05 - Ole: Hi",
        "12/03/24, 14:06 - Ida: The key is with Ida.",
        "Ida: She keeps it in the tin.",
        "Ida: It is blue and old.",
    ]
    assert {one.prefix for one in spoken[2:-1]} == {"Ida: "}
    assert spoken[-1].prefix == ""


def test_the_head_of_a_message_ends_no_sentence_and_a_long_message_is_cut_where_it_can_be() -> None:
    long = "Word and more, " * 90
    short = "12/03/24, 14:05 - Ole:\r\nOne. Two.\r\nNote: it is.\n12/03/24, 14:06 - Ole left: ok. Bye.\n"
    first, *others = units(document(f"{short}12/03/24, 14:07 - Ole: {long}"))
    assert first == "12/03/24, 14:05 - Ole:\r\nOne."
    assert others[:4] == ["Two.", "Note: it is.", "12/03/24, 14:06 - Ole left: ok.", "Bye."]
    assert all(one.endswith(",") for one in others[4:])


@pytest.mark.parametrize("sender", ["Ole 🚀", "Ida (work)", "+47 900 12 345", "@ida"])
def test_a_message_of_a_program_has_its_speaker_though_each_writes_once(sender: str) -> None:
    others = [{"sender": name, "date": "2024-03-12T14:05:12", "body": "Hi"} for name in ("Per", "Liv")]
    chat = [*others, {"sender": sender, "date": "2024-03-12T14:06:12", "body": "Yes. I have the key."}]
    loaded = document(json.dumps(chat), ".json")
    last = Source.of(loaded, segment(loaded.text, loaded.blocks)[-1])
    assert last.prefix + last.text == f"{sender}: I have the key."


def test_a_chat_in_the_archive_of_a_phone_is_called_as_the_archive_is() -> None:
    chat = "\n".join(PHONES["iOS"].format(said) for said in SAID)
    source = "/x/WhatsApp Chat - Boats.zip!/_chat.txt"
    assert load_bytes(chat.encode(), suffix=".txt", source=source).title == "WhatsApp Chat Boats"


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01 12:00 start of the pump\n2024-05-01 12:05 pressure is fine\n2024-05-01 12:09 stop",
        "The 12/03/24, 14:05 - it was a Tuesday - is when it began.\n\nIt was over soon.",
        "12/03/24, 14:05 - Ida: Hi\n" + "A line of a diary that goes on and on.\n" * 30,
        "[1/2/2024 10:00] Ann: one\n[1/2/2024 10:01] Ben: two\n[1/2/2024 10:02] Cid: three",
    ],
)
def test_what_is_no_chat_is_read_as_other_texts_are(text: str) -> None:
    assert all(block.kind != "message" for block in document(text).blocks)


def test_a_chat_in_markdown_keeps_its_messages() -> None:
    chat = "\n".join(PHONES["Signal"].format(said) for said in SAID)
    assert units(document(chat, ".md")) == units(document(chat))


def test_an_export_of_signal_has_a_message_a_line_and_all_that_came_with_it() -> None:
    messages = [
        {"date": "2024-03-12T14:05:12", "sender": "Ida", "body": "In the tin.", "quote": "", "sticker": None,
         "reactions": [{"name": "Ole", "emoji": "👍"}], "attachments": [{"name": "a.jpg", "path": "media/a.jpg"}]},
        {"date": "2024-03-12T14:06:12", "sender": "Me", "body": "Thanks", "quote": "> In", "reactions": []},
    ]  # fmt: skip
    text = "\n".join(json.dumps(message) for message in messages)
    assert units(document(text, ".json")) == [
        "Ida (2024-03-12 14:05): In the tin. [attachments: a.jpg] [reactions: Ole, 👍]",
        "Me (2024-03-12 14:06): Thanks [quote: > In]",
    ]
