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


def test_a_question_finds_a_name_however_it_is_spaced() -> None:
    assert set(query_terms("Who is Li Hua?")) <= set(terms("LiHua: Hello!"))
    assert set(query_terms("Who is lihua?")) <= set(terms("LiHua: Hello!"))
