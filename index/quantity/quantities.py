"""Every number, amount, share, date and time in a text, in whatever form, and whether one text states another's.

"thirty minutes", "half an hour" and "30 min" are one quantity, and so are "1.200 Euro" and "EUR 1,200", "21:30"
and "9:30 pm", "a dozen" and "12". What a quantity says is told as a string: "1200", with its unit "1200 euro",
"1800 second", "3.5 percent"; a date or a time on the clock as ISO 8601 writes it (`index.quantity.moments`).
Nothing here raises, whatever the text, and all of it is linear in the text's length.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from index.quantity.amounts import Amount, amounts_between
from index.quantity.moments import Moment, moments
from index.quantity.numerals import has_decimal_comma, plain
from index.quantity.units import MONEY, PERCENT, in_base_unit, is_measure

_ANYTHING = "of anything"  # in the place of the unit of a bare number
_SPAN = re.compile(r"(?<![\w.-])(?P<century>\d\d)(?P<first>\d\d)[-–/](?P<last>\d\d)(?![\w-])", re.ASCII)  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, a date, a time or a code such as "4.2.1", which stands at [start, end) of a text.

    `values` are those that the number may have, the likeliest first; there are none for what is no number. `unit`
    is "percent", a currency, a unit of measure, or else the word behind the number, as it stands ("homes"); ""
    where there is none. `readings` are what is said, one for each value, and `includes` what is said with it (the
    year of a date). An `implied` one ("an hour", "one", "first", "half") may be no more than a way to speak.
    """

    values: tuple[Decimal, ...]
    unit: str
    start: int
    end: int
    readings: tuple[str, ...]
    includes: tuple[str, ...] = ()
    implied: bool = False

    @property
    def value(self) -> Decimal | None:
        """The likeliest value; None for what is no number."""
        return self.values[0] if self.values else None


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities in a text, in order; no two overlap."""
    comma = has_decimal_comma(text)
    found: list[Quantity] = []
    reached = 0
    for moment in moments(text):
        found += map(_of_amount, amounts_between(text, reached, moment.start, decimal_comma=comma))
        found.append(_of_moment(moment))
        reached = moment.end
    return (*found, *map(_of_amount, amounts_between(text, reached, len(text), decimal_comma=comma)))


def numbers_in(text: str) -> frozenset[str]:
    """Return all that the quantities of a text say, in each reading: what `missing_numbers` looks in."""
    said = {one for quantity in quantities(text) for one in (*quantity.readings, *quantity.includes)}
    spans = (match.group("century", "first", "last") for match in _SPAN.finditer(text))
    said |= {year for century, first, last in spans if last > first for year in (century + first, century + last)}
    return frozenset(said)


def missing_numbers(statement: str, *sentences: str) -> tuple[Quantity, ...]:
    """Return the quantities of a statement that stand in none of the sentences, in no form; implied ones do.

    "9:30" stands in "9:30 pm", "31 July" in "2024-07-31" and "1,200" in "£1,200", but not the other way round.
    What has a unit stands in a bare number ("Cost in pounds: 1,200"), not in a number of something else.
    """
    said = frozenset[str]().union(*map(numbers_in, sentences))
    return tuple(one for one in quantities(statement) if not one.implied and said.isdisjoint(_wanted(one)))


def _wanted(quantity: Quantity) -> set[str]:
    return {*quantity.readings, *(f"{plain(value)} {_ANYTHING}" for value in quantity.values)}


def _of_moment(moment: Moment) -> Quantity:
    """Return a date with what it includes ("2024-07-31": year, month and year, month and day, day), or a time."""
    includes: list[str] = []
    for reading in moment.readings:
        hour, colon, minute = reading.partition(":")
        if colon:
            includes.append(f"{int(hour) % 12 or 12:02}:{minute}")
            continue
        parts = reading.split("-")
        includes += ["-".join(parts[:2]), "-".join(parts[-2:]), parts[0].lstrip("0"), parts[-1].lstrip("0")]
    unit = "o'clock" if ":" in moment.readings[0] else "date"
    return Quantity((), unit, moment.start, moment.end, moment.readings, tuple(includes))


def _of_amount(amount: Amount) -> Quantity:
    """Return a number with its unit; what is measured is told in the base unit of its kind."""
    if not amount.values:
        return Quantity((), "", amount.start, amount.end, (amount.text,))
    bare = tuple(map(plain, amount.values))
    measured = amount.unit == PERCENT or amount.unit in MONEY or is_measure(amount.unit)
    readings, includes = bare, tuple(f"{one} {_ANYTHING}" for one in bare) if not amount.unit else ()
    if measured:
        bases = (in_base_unit(value, amount.unit) for value in amount.values)
        readings, includes = tuple(f"{plain(value)} {unit}" for value, unit in bases), bare
        _, _, kind = amount.unit.rpartition(" ")
        includes += tuple(
            f"{one} {kind}" for one in bare if kind != amount.unit
        )  # "5 dollar" of "5 canadian dollar"
    return Quantity(
        amount.values, amount.unit, amount.start, amount.end, readings, includes, implied=amount.implied
    )
