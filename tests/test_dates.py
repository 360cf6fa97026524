"""A document's date in the ways people write it."""

from index.quantity.dates import spellings
from qa.words import content_words


def test_a_date_is_written_with_and_without_the_name_of_its_month() -> None:
    words = set(content_words(spellings("2026-03-01")))
    for written in ("March 1, 2026", "1 March 2026", "2026-03-01", "20260301", "Sunday"):
        assert set(content_words(written)) <= words, written


def test_a_time_is_written_by_both_clocks() -> None:
    words = set(content_words(spellings("2026-03-01T17:05:00+01:00")))
    assert {"17", "5", "05", "5.05", "pm"} <= words  # as it is read in "17:05", in "5:05" and in "5:05 pm"
    assert "pm" not in content_words(spellings("2026-03-01"))


def test_midnight_is_twelve() -> None:
    assert "12:30 AM" in spellings("2026-03-01T00:30:00")


def test_no_date_is_no_word() -> None:
    assert spellings(None) == ""
