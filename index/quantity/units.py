"""Units and currencies: their signs and short forms, one name for each, and what some are in others."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

CURRENCIES = {
    "$": "dollar", "us$": "dollar", "usd": "dollar", "c$": "canadian dollar", "ca$": "canadian dollar",
    "cad": "canadian dollar", "a$": "australian dollar", "au$": "australian dollar", "aud": "australian dollar",
    "nz$": "new zealand dollar", "nzd": "new zealand dollar", "hk$": "hong kong dollar", "hkd": "hong kong dollar",
    "s$": "singapore dollar", "sgd": "singapore dollar", "£": "pound", "gbp": "pound", "€": "euro", "eur": "euro",
    "¥": "yen", "jpy": "yen", "cn¥": "yuan", "cny": "yuan", "rmb": "yuan", "r$": "real", "brl": "real",
    "mx$": "mexican peso", "mxn": "mexican peso", "₹": "rupee", "inr": "rupee", "₽": "rouble",
    "rub": "rouble", "₩": "won", "krw": "won", "₺": "lira", "₪": "shekel", "ils": "shekel",
    "₴": "hryvnia", "uah": "hryvnia", "zł": "zloty", "pln": "zloty", "chf": "franc", "sfr": "franc",
    "sek": "swedish krona", "nok": "norwegian krone", "dkk": "danish krone", "zar": "rand", "czk": "koruna",
}  # fmt: skip
"""By sign and by code, in small letters."""

NATIONS = {"us": "", "american": "", "canadian": "canadian", "australian": "australian", "british": ""}
"""Before the name of a currency, and what of it is part of the name."""

PERCENT = "percent"
_PERCENT = frozenset({"percent", "pct", "prozent", "procent"})
_PERCENT_IN_TWO = frozenset(
    {("per", "cent"), ("pour", "cent"), ("por", "ciento"), ("por", "cento"), ("per", "cento")}
)

# Short forms count as units only behind a number: "5 km", but not the m of "vitamin m".
ABBREVIATIONS = {
    "km": "kilometre", "m": "metre", "cm": "centimetre", "mm": "millimetre", "mi": "mile", "ft": "foot",
    "yd": "yard", "kg": "kilogram", "g": "gram", "mg": "milligram", "lb": "pound", "lbs": "pound", "oz":
    "ounce", "l": "litre", "ml": "millilitre", "h": "hour", "hr": "hour", "hrs": "hour", "min": "minute",
    "mins": "minute", "sec": "second", "secs": "second", "ms": "millisecond", "yr": "year", "yrs": "year",
    "w": "watt", "kw": "kilowatt", "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte",
    "sq": "square", "c": "celsius", "f": "fahrenheit", "usd": "dollar", "eur": "euro", "gbp": "pound",
    "jpy": "yen",
}  # fmt: skip
PREFIXES = ("", "kilo", "centi", "milli", "mega", "giga", "tera")
PREFIXED = ("metre", "gram", "litre", "watt", "byte")
PLAIN = [
    "mile", "yard", "pound", "ounce", "acre", "hectare", "tonne", "ton", "second", "minute", "hour", "day",
    "week", "month", "year", "decade", "century", "degree", "dollar", "euro", "cent",
]  # fmt: skip
BEFORE_UNITS = frozenset({"square", "cubic"})
MONEY = frozenset(CURRENCIES.values())


def spellings(units: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each way to write the names of units, and the name: one and many, British and American."""
    for unit in units:
        for name in (unit, unit.replace("tre", "ter")):
            yield name, unit
            yield (name[:-1] + "ies" if name.endswith("ry") else name + "s"), unit


SPELLINGS = {"feet": "foot", "inches": "inch"}
SPELLINGS |= dict(spellings([*PLAIN, *(prefix + unit for prefix in PREFIXES for unit in PREFIXED)]))
MORE_SPELLINGS = dict(
    spellings(["fortnight", "yen", "yuan", "real", "rupee", "rouble", "lira", "zloty", "franc", "inch", "foot"])
)

# One unit for each kind of time, length, weight and volume, in which those that say the same are equal.
IN_BASE_UNITS = {
    "millisecond": ("second", "0.001"), "second": ("second", "1"), "minute": ("second", "60"),
    "hour": ("second", "3600"), "day": ("second", "86400"), "week": ("second", "604800"),
    "fortnight": ("second", "1209600"), "month": ("month", "1"), "year": ("month", "12"),
    "decade": ("month", "120"), "century": ("month", "1200"), "millimetre": ("metre", "0.001"),
    "centimetre": ("metre", "0.01"), "metre": ("metre", "1"), "kilometre": ("metre", "1000"),
    "milligram": ("gram", "0.001"), "gram": ("gram", "1"), "kilogram": ("gram", "1000"),
    "tonne": ("gram", "1000000"), "millilitre": ("litre", "0.001"), "litre": ("litre", "1"),
}  # fmt: skip


def unit_named(word: str) -> str | None:
    """Return the unit that a word in small letters behind a number names, or None where it is no unit."""
    return ABBREVIATIONS.get(word) or SPELLINGS.get(word) or MORE_SPELLINGS.get(word)


def currency_code(word: str) -> str:
    """Return the currency of a code in capital letters ("CHF"), or ""."""
    return CURRENCIES.get(word.lower(), "") if len(word) == 3 and word.isupper() else ""


def percent_words(words: Sequence[str]) -> int:
    """Return how many of the words behind a number say that it is per cent: 0, 1 or 2."""
    if words and words[0] in _PERCENT:
        return 1
    return 2 if tuple(words[:2]) in _PERCENT_IN_TWO else 0


def is_currency(unit: str) -> bool:
    """Return whether a unit is money."""
    return unit in MONEY


def is_time(unit: str) -> bool:
    """Return whether a unit is one of time."""
    return IN_BASE_UNITS.get(unit, ("", ""))[0] in ("second", "month")


def is_unit(name: str) -> bool:
    """Return whether a name is that of a unit, not of something that is counted."""
    return name == PERCENT or name in MONEY or name in SPELLINGS or name in MORE_SPELLINGS


def is_measure(unit: str) -> bool:
    """Return whether a unit is converted to another."""
    return unit in IN_BASE_UNITS


def in_base_unit(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return an amount in the base unit of its kind; as it is where there is none."""
    base, factor = IN_BASE_UNITS.get(unit, (unit, "1"))
    return value * Decimal(factor), base
