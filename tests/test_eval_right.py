import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.quantities import MONTHS, canonical
from eval.metrics.right import right
from index.quantity.number_words import fold_numbers

LIST = "Omnicare, Kindred Healthcare, PharMerica"


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [
        ("$40.5bn", "Trade was worth 40.5 billion dollars in 2024."),
        ("40.5 billion dollars", "It was worth $40.5bn."),
        ("US$5 million", "They paid 5 million US dollars."),
        ("$5m", "They paid five million dollars."),
        ("C$56bn", "56 billion Canadian dollars"),
        ("50%", "About 50 per cent of them."),
        ("50%", "Fifty percent."),
        ("31 July", "It opened on July 31."),
        ("31 July", "It opened on July 31st, 2024."),
        ("July 31, 2024", "It opened on 2024-07-31."),
        ("July 31, 2024", "It opened on the 31st of July 2024."),
        ("20260108", "They had dinner on 8 January 2026."),
        ("Sept. 2024", "In September 2024."),
        ("2024", "On 31 July 2024."),
        ("5:30 PM", "He checks in at 17:30."),
        ("10 AM", "At 10:00 a.m. tomorrow."),
        ("12 pm", "At 12:00."),
        ("1,234,567", "There were 1234567 of them."),
        ("10,000", "10\u202f000 people"),
        ("1.200.000", "There were 1,200,000 of them."),
        ("1.200,50", "It was 1,200.50."),
        ("€1.200", "It cost 1,200 euros."),
        ("1.200 Euro", "It cost €1,200."),
        ("3,5 %", "It rose by 3.5 per cent."),
        ("01.09.2024", "On 1 September 2024."),
        ("twenty-one", "There are 21."),
        ("21st", "In the twenty-first century."),
        ("205", "Two hundred and five people came."),
        ("3 days", "It was a three-day visit."),
        ("30 seconds", "A 30-second break."),
        ("1.5 km", "It is 1.5 kilometers long."),
        ("50 km²", "It covers 50 square kilometres."),
        ("20 °C", "20 degrees Celsius"),
        ("100 km/h", "100 kilometres per hour"),
        ("10\u201312", "From 10 to 12."),
        ("24 August \u2013 3 October 1572", "It lasted from 24 August to 3 October 1572."),
        ("-5", "It fell to minus five degrees."),
        ("0.5", "The rate is .5 now."),
        (LIST, "They are PharMerica, Omnicare, and Kindred Healthcare in 2003."),
        (LIST, "Omnicare, Kindred Healthcare and PharMerica."),
        ("France and Germany", "It was sold in Germany and in France."),
        ("Rollo", "It was Rollo's army."),
        ("Brontë", "It was written by Bronte."),
        ("U.S.", "The US government."),
        ("well-known", "He is well known."),
    ],
)
def test_the_same_in_other_words_is_right(accepted: str, answer: str) -> None:
    assert right([accepted], answer)


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [
        ("3", "It began in 1930."),
        ("40", "There are 40 million of them."),
        ("1.5", "There are 15."),
        ("$56bn", "It was worth C$56bn."),
        ("$40.5bn", "It was worth $40.5m."),
        ("50%", "50 people."),
        ("5 km", "It is 5 miles long."),
        ("4.2.1", "It is version 4.2."),
        ("1.5", "It is 1.500.000."),
        ("31 July", "It opened on 30 July."),
        ("5 PM", "At 5 AM."),
        ("12 am", "At 12:00."),
        ("10th and 11th centuries", "From the 10th to the 11th century."),
        ("war and peace", "He sought peace after the war."),
        (LIST, "Omnicare and PharMerica."),
        ("21st", "There are 21."),
        ("5", "It fell to -5."),
        ("The", "Anything at all."),
    ],
)
def test_another_quantity_or_half_a_list_is_not_right(accepted: str, answer: str) -> None:
    assert not right([accepted], answer)


def test_any_accepted_answer_is_enough_and_none_is_never_right() -> None:
    assert right(["Rome", "Paris"], "It was in Paris.")
    assert not right([], "It was in Paris.")


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("two million three hundred thousand and five", ["2300005"]),
        ("one hundred and one dalmatians", ["101", "dalmatians"]),
        ("hundred", ["100"]),
        ("two dozen", ["24"]),
        ("3 hundred thousand", ["300000"]),
        ("40.50 billion", ["40500000000"]),
        ("one two three", ["1", "2", "3"]),
        ("twenty eleven", ["20", "11"]),
        ("five and six", ["5", "and", "6"]),
        ("twentieth second twelfth hundredth", ["20th", "2th", "12th", "100th"]),
        ("one second", ["1", "second"]),
        ("minus two", ["-2"]),
        ("minus", ["minus"]),
        ("hundred and", ["100", "and"]),
        ("007", ["7"]),
        ("100", ["100"]),
    ],
)
def test_numbers_in_words_become_digits(words: str, folded: list[str]) -> None:
    assert fold_numbers(words.split()) == folded


def test_a_sentence_end_parts_two_numbers() -> None:
    assert canonical("There were twenty. One man left.") == ("there", "were", "20", "1", "man", "left")


@given(st.integers(0, 10**12))
def test_thousand_separators_change_nothing(number: int) -> None:
    assert canonical(f"{number:,} people") == (str(number), "people")


@given(st.integers(1, 28), st.sampled_from(MONTHS), st.integers(1000, 2999))
def test_a_date_has_one_spelling(day: int, month: str, year: int) -> None:
    spelling = (str(day), month, str(year))
    number = MONTHS.index(month) + 1
    assert canonical(f"{month.title()} {day}, {year}") == spelling
    assert canonical(f"{day} {month[:3].title()} {year}") == spelling
    assert canonical(f"{year}-{number:02}-{day:02}") == spelling


@given(st.text(max_size=80))
def test_every_text_has_a_canonical_form_and_stands_in_itself(text: str) -> None:
    tokens = canonical(text)
    assert right([text], text) == any(token != "," for token in tokens)
    assert right([text], f"They said: {text}") or not right([text], text) or text[:1] in "-.,:"


@given(st.permutations(["Omnicare", "Kindred Healthcare", "PharMerica", "Walgreens"]))
def test_a_list_is_the_same_in_every_order(items: list[str]) -> None:
    listed = f"They were {', '.join(items[:-1])} and {items[-1]} at first."
    assert right(["Omnicare, Kindred Healthcare, PharMerica, Walgreens"], listed)
