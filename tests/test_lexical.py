"""Words of a text for word search, worked out by hand."""

import pytest

from index.text.lexical import query_terms, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LiHua met her", ["lihua", "li", "hua", "met", "her"]),
        ("an iPhone of NASA", ["an", "iphon", "of", "nasa"]),
        ("Yuriko-Yamamoto", ["yuriko", "yamamoto"]),
        ("Éire", ["eir"]),
    ],
)
def test_words_written_as_one_are_found_as_one_and_apart(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("the anti\u00adfreeze", "antifreeze"),
        ("the anti\u00ad\n  freeze", "antifreeze"),
        ("the trans\u200bponder", "transponder"),
        ("the trans\u2060pon\ufeffder", "transponder"),
        ("\u202bthe trans\u200dponder\u202c", "transponder"),
        ("Straße", "STRASSE"),
        ("strasse", "straße"),
        ("1\u00a0250 euros", "1250"),
        ("1\u202f250 euros", "1250"),
        ("1250 euros", "1 250"),
        ("1'250 francs", "1,250"),
        ("12.345.678 people", "12 345 678"),
    ],
)
def test_a_word_and_a_number_are_found_however_they_are_written(written: str, asked: str) -> None:
    assert query_terms(asked)[-1] in terms(written)


@pytest.mark.parametrize("text", ["in 2024 100 boats", "1 25", "a1 250", "1.250,300", "1,250.300.400"])
def test_figures_that_are_no_groups_of_one_number_stay_apart(text: str) -> None:
    assert "".join(filter(str.isdigit, text)) not in terms(text)


def test_thai_words_that_a_space_of_no_width_parts_stay_apart() -> None:
    assert terms("กา\u200bนก") == terms("กา นก")


def test_a_question_finds_a_name_however_it_is_spaced() -> None:
    assert set(query_terms("Who is Li Hua?")) <= set(terms("LiHua: Hello!"))
    assert set(query_terms("Who is lihua?")) <= set(terms("LiHua: Hello!"))
