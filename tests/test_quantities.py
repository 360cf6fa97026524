"""Numbers in the forms of all usual countries; what each says is worked out by hand."""

import time
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quantity.quantities import missing_numbers, numbers_in, quantities


def readings(text: str) -> list[str]:
    return [quantity.readings[0] for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost €1.200.000.", ["1200000 euro"]),
        ("1 200,50 and 1\u202f200,50 and 1'200.50 and 1.200,50 and 1,200.50", ["1200.5"] * 5),
        ("₹12,34,567", ["1234567 rupee"]),
        ("3,5 % or 3.5% or 3.5 per cent or 3,5 Prozent", ["3.5 percent"] * 4),
        ("5 ‰", ["0.5 percent"]),
        ("1.200 Euro, EUR 1,200, 1200 €, €1.2k, 1.2 thousand euros", ["1200 euro"] * 5),
        ("£2.3m, GBP 2.3 million, 2,300,000 pounds", ["2300000 pound"] * 3),
        ("5 Canadian dollars, C$5, CAD 5", ["5 canadian dollar"] * 3),
        ("US$5 bn, 5 billion US dollars", ["5000000000 dollar"] * 2),
        ("half an hour, 30 min, thirty minutes, 0,5 hours, half-hour", ["1800 second"] * 5),
        ("an hour and a half; one and a half hours; 1½ hours; 90-minute", ["5400 second"] * 4),
        ("three quarters of an hour, a quarter of an hour", ["2700 second", "900 second"]),
        ("two weeks, a fortnight, 14 days", ["1209600 second"] * 3),
        ("a decade, ten years, 120 months", ["120 month"] * 3),
        ("a dozen eggs, 12 eggs, twelve eggs", ["12"] * 3),
        ("half a dozen and half a million", ["6", "500000"]),
        ("2.5 km, 2,500 metres", ["2500 metre"] * 2),
        ("twenty-five and 25th and twenty-fifth", ["25"] * 3),
        ("-5 °C, minus five degrees", ["-5"] * 2),
        ("pages 3,5,7", ["3", "5", "7"]),
        ("from 10-12", ["10", "12"]),
        ("version 4.2.1 for £4.50.30 at 192.168.0.1", ["4.2.1", "4.50.30", "192.168.0.1"]),
        ("9" * 40, ["9" * 40]),
        ("21:30, 9:30 pm, 9.30 p.m., 21.30 Uhr, 21h30", ["21:30"] * 5),
        ("9 pm, 21 o'clock, noon, 12 am", ["21:00", "21:00", "12:00", "00:00"]),
        ("01.09.2024, 2024-09-01, 1 September 2024, September 1st, 2024, 20240901", ["2024-09-01"] * 5),
        ("1. September 2024, 1er septembre 2024, 1 de septiembre de 2024", ["2024-09-01"] * 3),
        ("le 3 août 2024, am 3. März", ["2024-08-03", "03-03"]),
        ("2019-03, March 2019, Mar. 2019", ["2019-03"] * 3),
        ("2019", ["2019"]),
        ("It may cost 5; 5 may be right; 32.13.2024", ["5", "5", "32.13.2024"]),
        ("no number at all", []),
    ],
)
def test_what_is_written_in_any_form_is_read(text: str, expected: list[str]) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.200 homes", ["1.2", "1200"]),
        ("1.200 homes, of which 3,5 are empty", ["1200", "1.2"]),
        ("1.200 Euro", ["1200 euro", "1.2 euro"]),
        ("01/09/2024", ["2024-09-01", "2024-01-09"]),
    ],
)
def test_what_may_mean_two_things_has_both_readings(text: str, expected: list[str]) -> None:
    assert list(quantities(text)[0].readings) == expected


def test_a_quantity_knows_its_unit_and_where_it_stands() -> None:
    text = "In all, 1,204 homes were built for £2.3 million."
    homes, money = quantities(text)
    assert (homes.value, homes.unit, text[homes.start : homes.end]) == (Decimal(1204), "homes", "1,204 homes")
    assert (money.value, money.unit, text[money.start : money.end]) == (2_300_000, "pound", "£2.3 million")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("It takes half an hour.", "Allow thirty minutes."),
        ("It takes 30 min.", "Allow half an hour."),
        ("It cost 1.200 Euro.", "The price is EUR 1,200."),
        ("It cost 1,200.", "Der Preis ist 1.200 Euro."),
        ("It begins at 9:30 pm.", "Doors open at 21:30."),
        ("It begins at 9:30.", "Doors open at 9:30 pm."),
        ("There are 12 of them.", "He bought a dozen."),
        ("It was in July 2024.", "On 31.07.2024 it rained."),
        ("It was on 31 July.", "It rained on 2024-07-31."),
        ("It was in 2024.", "It rained on July 31, 2024."),
        ("From 2023 to 2024.", "In the season 2023-24."),
        ("It takes 30 minutes.", "Duration (min): 30"),
        ("$5 million were paid.", "C$5 million were paid."),
        ("One of them left for an hour.", "Somebody left."),
    ],
)
def test_a_number_stands_in_a_sentence_in_any_form(statement: str, sentence: str) -> None:
    assert missing_numbers(statement, sentence) == ()


@pytest.mark.parametrize(
    ("statement", "sentence", "missing"),
    [
        ("It takes 40 minutes.", "Allow half an hour.", ["40 minutes"]),
        ("It rose by 42%.", "There were 42 members.", ["42%"]),
        ("It begins at 9:30 pm.", "It begins at 9:30.", ["9:30 pm"]),
        ("It was on 30 July 2024.", "It rained on 31 July 2024.", ["30 July 2024"]),
        ("It is 3 of 1930.", "It began in 1930.", ["3"]),
        ("It cost £5m.", "It cost £5,000.", ["£5m"]),
        ("Version 4.2.1", "Version 4.2", ["4.2.1"]),
    ],
)
def test_another_number_is_missing(statement: str, sentence: str, missing: list[str]) -> None:
    assert [statement[one.start : one.end] for one in missing_numbers(statement, sentence)] == missing


def test_several_sentences_state_together_what_they_state() -> None:
    assert missing_numbers("From 3 to 5.", "It is 3.", "It is 5.") == ()
    assert [one.value for one in missing_numbers("From 3 to 5.")] == [3, 5]


_PIECES = """
1 12 007 3,5 1.200 1,200 1'200 4.2.1 01.09.2024 32/13/99 2019-00 2019-03 00:99 25:61 9:30 pm am h uhr £ € $ C$ ¥ %
‰ ½ half a an quarter of third and hour dozen hundred million thousand bn m k minus - \u2212 one twenty second
first per cent st th may march sept. zł EUR kilometre square \u0663 \u0662\u066b\u0665 \u00b2 . , ' / :
"""
PIECES = st.sampled_from([*_PIECES.split(), "\u202f", "\n"])


@given(st.lists(PIECES, max_size=30), st.sampled_from(["", " ", "-", "\u00a0"]))
def test_no_pile_of_pieces_raises_anything(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    assert missing_numbers(text, text) == ()
    found = quantities(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text(max_size=200))
def test_no_text_raises_anything_and_each_states_its_own_numbers(text: str) -> None:
    assert missing_numbers(text, text) == ()
    assert {reading for quantity in quantities(text) for reading in quantity.readings} <= numbers_in(text)


@given(st.integers(0, 10**12), st.sampled_from([",", ".", "'", "\u202f", " "]))
def test_thousands_are_parted_by_any_mark(number: int, mark: str) -> None:
    assert str(number) in numbers_in(f"{number:,}".replace(",", mark))


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_date_is_the_same_in_every_form(day: date) -> None:
    forms = (f"{day:%d.%m.%Y}", f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}", f"{day:%d/%m/%Y}")
    assert all(day.isoformat() in quantities(form)[0].readings for form in forms)


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1.", "1 ", "1 000", "million ", "hundred ", "minus ", "a half ", "1:", "½"]
)
def test_long_texts_cost_what_their_length_is(piece: str) -> None:
    quantities(piece * 100)  # what is compiled at first
    started = time.process_time()
    quantities(piece * 20_000)
    assert time.process_time() - started < 30  # a second or two; with its square it would be minutes
