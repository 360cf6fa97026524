"""Numbers of lists as they are shown: 3, 03, c, C, iii, III."""

from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_LETTERS = 26 * 40
_MOST_ROMAN = 5_000


def _letters(number: int) -> str:
    """Return a, b, ... z, aa, bb, as word processors count."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1) if 0 < number <= _MOST_LETTERS else str(number)


def roman(number: int) -> str:
    """Return a number in small Roman numerals; one that has none in digits."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": lambda number: f"{number}.",
}


def numeral(number: int, form: str) -> str:
    """Return a number in a form, by its name in Word; one that is not known is decimal."""
    return _FORMS.get(form, str)(number)
