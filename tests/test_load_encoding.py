"""Texts in the encodings of the last forty years."""

from collections.abc import Callable

import pytest
from legacy_texts import legacy_texts

from index.errors import DocumentError
from index.load.encoding import decode, decode_and_tell
from index.load.parts import Loaded
from index.load.plain.csv import load_csv
from index.load.plain.txt import load_txt

GERMAN = "Der Bürgermeister öffnete die neue Brücke über den Fluß. Das kostet 40 €.\n"
FRENCH = "L'œuvre du cœur a coûté 12 €. La sœur de l'élève l'a achetée à Noël.\n"
RUSSIAN = "Начальник порта закрыл ворота в девять, потому что вода поднялась слишком высоко.\n"
JAPANESE = "港長は潮が高すぎたので九時に門を閉めた。会議は木曜日に移った。\n"
ENGLISH = "It’s a “fine” day – it costs €5 and £3.\n"  # noqa: RUF001 - quotation marks as people type them


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, f"utf-16-{end}") for text in (GERMAN, RUSSIAN, JAPANESE, ENGLISH) for end in ("le", "be")),
        *((text, encoding) for text in (GERMAN, JAPANESE) for encoding in ("utf-8-sig", "utf-16", "utf-32")),
        *((text, encoding) for text in (GERMAN, FRENCH) for encoding in ("cp1252", "iso8859-15")),
        (ENGLISH, "cp1252"),
        *((RUSSIAN, encoding) for encoding in ("koi8-r", "cp1251", "iso8859-5", "cp866")),
        *((JAPANESE, encoding) for encoding in ("shift_jis", "euc_jp", "iso2022_jp")),
        (GERMAN.replace("€", "Mark"), "cp850"),
        (FRENCH.replace("€", "F").replace("œ", "oe"), "mac_roman"),
        (
            "Burmistrz otworzył nowy most. Większych szkód nie było, chociaż żaden z gości nie przyszedł.\n",
            "cp1250",
        ),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy. Starosta otevřel nový most přes řeku.\n", "cp1250"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01" + bytes(57),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0",
        b"SQLite format 3\0\x10\0\1\1\0@  \0\0\0\x07",
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^is not text.*UTF-8"):
        decode(data)


def test_short_texts_in_old_encodings_are_read_or_the_doubt_is_told() -> None:
    texts = legacy_texts()
    read = [decode_and_tell(data) for _, _, data in texts]
    wrong = [(text, found) for (text, _, _), found in zip(texts, read, strict=True) if found.text != text]
    assert len(texts) >= 400
    assert len({encoding for _, encoding, _ in texts}) >= 25
    assert len(wrong) <= 0.03 * len(texts), wrong
    assert len([text for text, found in wrong if not found.doubt]) <= 2  # of two letters, say, and nothing else


@pytest.mark.parametrize("load", [load_txt, load_csv])
def test_a_guess_that_may_be_wrong_is_told(load: Callable[[bytes], Loaded]) -> None:
    (note,) = load("مرحبا".encode("iso8859-6")).left_out
    assert note.startswith("letters may be wrong")
    assert load(GERMAN.encode("cp1252")).left_out == ()
