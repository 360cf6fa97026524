"""Numbers as a workbook shows them: the format codes of Excel (ECMA-376, part 1, 18.8.31).

A date is written as ISO 8601 has it, as far as its format shows it.
"""

import calendar
import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from openpyxl.styles.numbers import is_date_format  # type: ignore[import-untyped] # no types in the package
from openpyxl.utils.datetime import from_excel  # type: ignore[import-untyped] # no types in the package

from index.load.parts import iso

_TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|E[+-]0+|General|.', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_UNIT = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_FRACTION = re.compile(r"(?P<whole>[0#?]+ +)?[0#?]+ ?/ ?(?P<below>[?#0]+|\d+)")
_PLACES = "0#?"
_MOST_LENGTH = 255  # of a code, in Excel as well
_MOST_DIGITS = 21
_PRECISION = 26  # digits, fewer than the arithmetic has
_SECONDS_A_DAY = 86_400


def shown(value: float, code: str, epoch: datetime) -> str:
    """Return a number as its format shows it; `epoch` is the day from which the workbook counts dates."""
    if not math.isfinite(value) or len(code) > _MOST_LENGTH or code.lower() in ("", "general", "@"):
        return _general(_decimal(value))
    if is_date_format(code):
        try:
            return _date(value, code, epoch)
        except (ValueError, OverflowError):  # before the first day, or after the last
            return _general(_decimal(value))
    number = _decimal(value)
    section, keeps_sign = _section(number, code)
    text = _formatted(abs(number), section)
    return f"-{text}" if number < 0 and keeps_sign and re.search("[1-9]", text) else text


def shown_text(text: str, code: str) -> str:
    """Return a text as its format shows it: the part of the code for texts may add words."""
    section = _sections(code)[-1] if "@" in code and len(code) <= _MOST_LENGTH else ["@"]
    if "@" not in section:
        return text
    return "".join(text if token == "@" else _literal(token) for token in section)


def shown_date(moment: date | time | timedelta, code: str) -> str:
    """Return a day, a time, or both, as far as the format shows them."""
    if isinstance(moment, timedelta):
        return _elapsed(moment.total_seconds(), "[h]:mm:ss")
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P', "", code.partition(";")[0], flags=re.IGNORECASE).lower()
    days = re.sub(r"(?<=h)([^a-z]*)m+|m+(?=[^a-z]*s)", r"\1", plain)
    if isinstance(moment, time) or not re.search("[ymd]", days):
        return moment.strftime("%H:%M:%S" if "s" in plain else "%H:%M")
    if "d" not in days and "y" in days:
        year = f"{moment.year:04}"
        month = calendar.month_name[moment.month] if "mmm" in days else f"{moment.month:02}"
        return year if "m" not in days else f"{month} {year}" if "mmm" in days else f"{year}-{month}"
    return iso(moment).replace("T", " ") if isinstance(moment, datetime) else moment.isoformat()


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


def _general(number: Decimal) -> str:
    if not number.is_finite() or not number:
        return str(number) if number else "0"
    if -5 <= number.adjusted() < _MOST_DIGITS:
        text = f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{number.scaleb(-number.adjusted()).normalize():f}E{number.adjusted():+03}"


def _sections(code: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for token in _TOKEN.findall(code):
        if token == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _section(number: Decimal, code: str) -> tuple[list[str], bool]:
    """Return the part of a code that holds for a number, and whether its sign is written besides."""
    sections = _sections(code)[:3]
    conditions = [next(filter(None, map(_CONDITION.fullmatch, section)), None) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(number, condition[1], Decimal(condition[2])):
                return section, condition is None or not condition[1].startswith("<")
        return sections[-1], True
    if "@" in sections[-1] and len(sections) > 1:
        sections.pop()
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], True


def _holds(number: Decimal, sign: str, bound: Decimal) -> bool:
    order = (number > bound) - (number < bound)
    return order in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0), "=": (0,), "<>": (-1, 1)}[sign]


def _literal(token: str) -> str:
    if token[0] in '"\\':
        return token.strip('"') if token[0] == '"' else token[1:]
    if token[0] == "[":
        unit = _UNIT.fullmatch(token)
        return unit[1] if unit else ""
    return " " if token[0] == "_" else "" if token[0] == "*" and len(token) == 2 else token


def _formatted(number: Decimal, section: list[str]) -> str:
    """Return a number without its sign as one part of a code shows it."""
    if any(token.lower() == "general" or token == "@" for token in section):
        return "".join(
            _general(number) if token.lower() == "general" or token == "@" else _literal(token)
            for token in section
        )
    places = [index for index, token in enumerate(section) if token in _PLACES]
    if not places:
        return "".join(map(_literal, section))
    first, last = places[0], places[-1]
    before, after = section[:first], section[last + 1 :]
    middle = section[first : last + 1]
    scale = len(after) - len("".join(token if token == "," else " " for token in after).lstrip(","))
    after = after[scale:]
    exponent = next((token for token in after if token[0] in "Ee" and token[1:2] in ("+", "-")), None)
    if exponent and after[0] is exponent:
        text = _scientific(number, middle, exponent)
        after = after[1:]
    elif "/" in middle or after[:1] == ["/"]:
        return _with_fraction(number, section)
    else:
        number = number * 100 ** section.count("%") / 1000**scale
        text = _placed(number, middle)
    return "".join(map(_literal, before)) + text + "".join(map(_literal, after))


def _placed(number: Decimal, places: list[str]) -> str:
    """Return a number in its places of digits: "0" is always written, the others if there is a digit."""
    point = places.index(".") if "." in places else len(places)
    whole, part = places[:point], [token for token in places[point + 1 :] if token in _PLACES]
    scale = len(whole) - len("".join(token if token == "," else " " for token in whole).rstrip(","))
    rounded = _rounded(number / 1000**scale, len(part))
    digits, _, decimals = f"{rounded:f}".partition(".")
    while decimals and decimals[-1] == "0" and part[len(decimals) - 1] != "0":
        decimals = decimals[:-1]
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole[: len(whole) - scale]:
        digits = f"{int(digits):,}".rjust(len(digits), "0") if digits else ""
    elif any(token not in _PLACES for token in whole):
        digits = _spread(digits, whole)
    literals = "".join(_literal(token) for token in places[point + 1 :] if token not in _PLACES)
    return (f"{digits}.{decimals}" if decimals else digits) + literals


def _spread(digits: str, whole: Sequence[str]) -> str:
    """Put digits into places with signs between them, as in the number of a telephone, from the right."""
    text = ""
    left = sum(token in _PLACES for token in whole)
    for token in reversed(whole):
        if token not in _PLACES:
            text = _literal(token) + text
            continue
        left -= 1
        taken = len(digits) if not left else 1
        digits, text = digits[: len(digits) - taken], digits[len(digits) - taken :] + text
    return text


def _rounded(number: Decimal, decimals: int) -> Decimal:
    if number.adjusted() + decimals >= _PRECISION:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _scientific(number: Decimal, places: list[str], exponent: str) -> str:
    point = places.index(".") if "." in places else len(places)
    width = max(1, sum(token in _PLACES for token in places[:point]))
    power = number.adjusted() // width * width if number else 0
    mantissa = _placed(number.scaleb(-power), places)
    if len(mantissa.partition(".")[0]) > width:  # 9.99 was rounded to 10.0
        power += width
        mantissa = _placed(number.scaleb(-power), places)
    sign = "-" if power < 0 else "+" if exponent[1] == "+" else ""
    return f"{mantissa}E{sign}{abs(power):0{len(exponent) - 2}}"


def _with_fraction(number: Decimal, section: Sequence[str]) -> str:
    code = "".join(section)
    form = _FRACTION.search(code)
    if form is None:
        return _general(number)
    below = form["below"]
    exact = Fraction(number)
    whole = int(exact) if form["whole"] else 0
    part = exact - whole
    if below.isdecimal() and below.strip("0"):
        above, under = round(part * int(below)), int(below)
    else:
        near = part.limit_denominator(10 ** len(below) - 1)
        above, under = near.numerator, near.denominator
    if form["whole"] and above == under:
        whole, above = whole + 1, 0
    pieces = [str(whole)] if form["whole"] and (whole or not above) else []
    pieces += [f"{above}/{under}"] if above or not form["whole"] else []
    rest = (code[: form.start()], " ".join(pieces), code[form.end() :])
    return "".join(text if text == rest[1] else "".join(map(_literal, _TOKEN.findall(text))) for text in rest)


def _date(value: float, code: str, epoch: datetime) -> str:
    elapsed = _ELAPSED.search(code)
    if elapsed:
        return _elapsed(value * _SECONDS_A_DAY, code)
    moment = from_excel(value, epoch)
    return shown_date(moment, code)


def _elapsed(seconds: float, code: str) -> str:
    """Return a span of time from its largest unit, which may exceed a day, to the smallest that is shown."""
    largest = _ELAPSED.search(code)
    unit = largest[1][0].lower() if largest else "h"
    rest = code[largest.end() :].lower() if largest else "mm:ss"
    whole = round(abs(seconds))
    hours, minutes = divmod(whole // 60, 60)
    sign = "-" if seconds < 0 else ""
    if unit == "s":
        return f"{sign}{whole}"
    if unit == "m":
        return f"{sign}{whole // 60}" + (f":{whole % 60:02}" if "s" in rest else "")
    text = f"{sign}{hours}" + (f":{minutes:02}" if "m" in rest else "")
    return text + (f":{whole % 60:02}" if "s" in rest else "")
