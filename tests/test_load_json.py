"""JSON that is no article: chats, records and settings."""

import json
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.load.documents import Refused, load_documents
from index.load.plain.json import load_json, records


def texts(value: object, folder: Path) -> list[str]:
    path = folder / "a-file.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return [one.reason if isinstance(one, Refused) else one.text for one in load_documents(path)]


TELEGRAM = [
    {"id": 1, "type": "message", "date": "2031-03-04T09:12:05", "from": "Liv", "text": "The boiler is dead"},
    {"id": 2, "from": "Ola", "text": [{"type": "bold", "text": "Hansa"}, " comes at noon"], "photo": "a.jpg"},
    {"id": 3, "type": "service", "actor": "Liv", "action": "pin_message"},
]


@pytest.mark.parametrize(
    ("chat", "text"),
    [
        (
            {"name": "Mill group", "type": "private_group", "messages": TELEGRAM},
            "Mill group\n\ntype: private_group\n\nmessages\n\nLiv (2031-03-04 09:12): The boiler is dead\n"
            "Ola: Hansa comes at noon [photo: a.jpg]\nLiv: [type: service] [actor: Liv] [action: pin_message]",
        ),
        (
            [
                {"user": "U1", "text": "Hi", "ts": "1700000000.0002"},
                {"user": "U2", "text": "Yes", "ts": "1700000060"},
            ],
            "U1 (2023-11-14 22:13 UTC): Hi\nU2 (2023-11-14 22:14 UTC): Yes",
        ),
        (
            {"title": "Ada", "messages": [{"sender_name": "Ada", "timestamp_ms": 1700000000000, "content": "Hi"}]},
            "Ada\n\nmessages\n\nAda (2023-11-14 22:13 UTC): Hi",
        ),
        ([{"role": "user", "content": [{"type": "text", "text": "Why?"}]}], "user: Why?"),
    ],
)
def test_a_chat_is_one_document_with_who_wrote_what_and_when(chat: object, text: str, tmp_path: Path) -> None:
    assert texts(chat, tmp_path) == [text]


def test_polls_contacts_and_reactions_of_a_message_are_kept_and_its_codes_are_not(tmp_path: Path) -> None:
    answers = [{"text": "Friday", "voters": 2, "chosen": True}, {"text": "Sunday", "voters": 1}]
    contact = {"first_name": "Hansa", "phone_number": "555"}
    reactions = [
        {"type": "emoji", "count": 1, "emoji": "\U0001f44d", "recent": [{"from": "Ola", "from_id": "user2"}]}
    ]
    chat = [
        {**TELEGRAM[0], "id": 7, "from_id": "user1", "reactions": reactions},
        {"from": "Ola", "text": "", "poll": {"question": "When?", "closed": False, "answers": answers}},
        {"from": "Liv", "text": "Ask her", "contact_information": contact},
    ]
    assert texts(chat, tmp_path) == [
        "Liv (2031-03-04 09:12): The boiler is dead [reactions: 1, \U0001f44d, Ola]\n"
        "Ola: [poll: When?, Friday, 2; Sunday, 1]\nLiv: Ask her [contact_information: Hansa, 555]"
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('{"server": {"port": 8080, "tls": true, "rate": 1.10}, "hosts": ["a", "b"], "proxy": null}',
         "server.port: 8080\nserver.tls: true\nserver.rate: 1.10\nhosts: a, b"),
        ([{"boat": "Heron", "seats": 4}, {"boat": "Kite", "at": {"quay": 7}}],
         "boat: Heron; seats: 4.\nboat: Kite; at.quay: 7."),
        ({"boats": [{"boat": "Heron", "crew": [{"name": "Ole"}]}]}, "boats\n\nboat: Heron.\n\ncrew\n\nname: Ole."),
        ({"remark": "word " * 99}, "remark: " + ("word " * 99).strip()),
    ],
)  # fmt: skip
def test_records_and_settings_are_read_a_line_each(value: object, text: str, tmp_path: Path) -> None:
    assert texts(value, tmp_path) == [text]


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    found = texts({"name": "Heron", "picture": "A" * 400, "vector": [0.1] * 200}, tmp_path)
    assert found == [
        "Heron",
        "the field 'picture' is left out: it is long and no text",
        "the field 'vector' is left out: it is long and no text",
    ]


def test_a_message_a_line_may_hold_other_separators_of_lines(tmp_path: Path) -> None:
    said = ["Come\u2028at six", "At\x85seven"]
    lines = [json.dumps({"from": "Liv", "text": one}, ensure_ascii=False) for one in said]
    assert texts("\r\n".join(lines), tmp_path) == ["Liv: Come at six\nLiv: At seven"]


@pytest.mark.parametrize("name", ["poll", "text"])
def test_values_within_values_without_end_are_refused(name: str) -> None:
    deep: object = "At six"
    for _ in range(800):
        deep = {"text": deep}
    data = json.dumps([{"from": "Liv", "text": "When?", name: deep}]).encode()
    with pytest.raises(DocumentError, match="has too many values within values"):
        list(map(load_json, records(data) or [data]))


def test_a_chat_among_others_stands_under_its_name(tmp_path: Path) -> None:
    messages = [{"from": "Liv", "date": "2031-04-04T09:12:05", "text": "Bring the wrench"}]
    [text] = texts({"chats": {"list": [{"name": "Mill", "id": 2, "messages": messages}]}}, tmp_path)
    assert text == "chats.list\n\nMill\n\nid: 2.\n\nmessages\n\nLiv (2031-04-04 09:12): Bring the wrench"


def test_orders_of_which_one_has_words_keep_their_fields(tmp_path: Path) -> None:
    order = {"user": "liv", "date": "2031-04-04", "total": 41}
    [text] = texts([order, {**order, "total": 12}, {**order, "message": "Ring twice"}], tmp_path)
    assert "total: 41" in text and "total: 12" in text


@pytest.mark.parametrize(
    ("node", "kept"),
    [
        ({"message": {"text": "Ring twice", "total": 41}}, "total: 41"),
        ({"message": {"author": "liv", "text": "Ring"}, "total": 41}, "total: 41"),
    ],
)
def test_objects_with_a_message_that_are_no_chat_keep_their_fields(
    node: object, kept: str, tmp_path: Path
) -> None:
    [text] = texts({"orders": {"a": node, "b": node}}, tmp_path)
    assert text.count(kept) == 2


@pytest.mark.parametrize(
    ("export", "said"),
    [
        (
            [{"title": "Boiler", "mapping": {
                "r": {"id": "r", "message": None},
                "a": {"message": {"author": {"role": "user"}, "create_time": 1930000000.5,
                                  "content": {"content_type": "text", "parts": ["Why is it cold?"]}}},
                "b": {"message": {"author": {"role": "assistant"}, "create_time": 1930000009.5,
                                  "content": {"content_type": "text", "parts": ["The flame is out."]}}},
            }}],
            "Boiler\n\nmapping\n\nuser (2031-02-27 23:06 UTC): Why is it cold?\n"
            "assistant (2031-02-27 23:06 UTC): The flame is out.",
        ),
        (
            {"title": "Bj\u00c3\u00b8rn", "messages": [
                {"sender_name": "Bj\u00c3\u00b8rn", "timestamp_ms": 1930000000000,
                 "content": "Caf\u00c3\u00a9 \u00f0\u009f\u0098\u0080"},
            ]},
            "Bj\u00f8rn\n\nmessages\n\nBj\u00f8rn (2031-02-27 23:06 UTC): Caf\u00e9 \U0001f600",
        ),
        (
            [{"user": "U02", "user_profile": {"real_name": "Liv Moe", "display_name": ""}, "text": "Dead",
              "ts": "1930000000.1"}],
            "Liv Moe (2031-02-27 23:06 UTC): Dead",
        ),
    ],
    ids=["ChatGPT", "Messenger", "Slack"],
)  # fmt: skip
def test_exports_of_programs_keep_speaker_and_time(export: object, said: str, tmp_path: Path) -> None:
    assert texts(export, tmp_path) == [said]


def test_records_a_line_are_documents_with_all_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "reviews.jsonl"
    review = {"user": "liv", "date": "2031-03-04", "text": "Clean.", "rating": 4, "hotel": "Swan"}
    path.write_text("".join(json.dumps(review) + "\n" for _ in range(2)) + '{"torn')
    first, second, torn = load_documents(path)
    for one in (first, second):
        assert not isinstance(one, Refused)
        assert "rating: 4" in one.text and "hotel: Swan" in one.text
    assert isinstance(torn, Refused)
