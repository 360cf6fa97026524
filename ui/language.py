"""The language of the page. Its texts are English in the code; `ui/texts` has a file for each other language.

A file has three tables: `labels`, which Gradio puts in their places in the browser; `page`, what `say` says; and
`messages`, what other rooms say in English and `told` finds again. The English text is the key. Forms for one and
for several are parted by "|" and chosen by `n`. Command line, API and log keep to English, as nobody sets another.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "es", "fr")
LANGUAGE: ContextVar[str] = ContextVar("language", default="en")
"""What is spoken on the page that is served now."""

FOLDER = Path(__file__).parent / "texts"

_MARKS = {"en": (",", "."), "de": (".", ","), "es": (".", ","), "fr": ("\u202f", ",")}
"""What parts thousands, and what stands before decimals."""

_PLACE = re.compile(r"\{(\w+)\}")
# Places that hold a number, written as in English, and those that hold a message themselves.
_NUMBERS = ("n", "number", "total", "tokens", "reserve", "context", "length", "most", "bytes", "pages")
_MESSAGES = ("why", "what", "rest", "advice", "who")
_ABOUT = re.compile(r"(\S+): (.+)", re.DOTALL)  # what a message is about, such as a site, before it


def chosen(accepted: str) -> str:
    """Return the language that the header Accept-Language (RFC 9110, 12.5.4) asks for most, or English.

    The next ones do not count: Gradio looks at the first alone for its labels, and a page has one language.
    """
    wanted = [part.partition(";") for part in accepted.split(",")]
    name, _, weight = max(wanted, key=lambda one: _weight(one[2]))
    language = name.strip().lower().partition("-")[0]
    return language if language in LANGUAGES and _weight(weight) > 0 else "en"


def _weight(written: str) -> float:
    match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", written, re.IGNORECASE)
    return float(match[1]) if match else float(not written.strip())


@cache
def texts(language: str) -> dict[str, dict[str, str]]:
    """Return the tables of a language's file."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def say(text: str, **values: str | int) -> str:
    """Return an English text in the language that is spoken, with its {places} filled in."""
    return _said("page", text, values)


def told(message: str) -> str:
    """Return in the language that is spoken what other rooms say in English; what has no text stays as it is."""
    if LANGUAGE.get() == "en":
        return message
    if (said := _found(message)) is not None:
        return said
    about = _ABOUT.fullmatch(message)
    if about is None or (said := _found(about[2])) is None:
        return message
    return say("{about}: {why}", about=about[1], why=said)


def _found(message: str) -> str | None:
    for text, pattern in _patterns(LANGUAGE.get()):
        if (match := pattern.fullmatch(message)) is not None:
            return _said(
                "messages", text, {name: _value(name, found) for name, found in match.groupdict().items()}
            )
    return None


def number(value: float, digits: int = 0) -> str:
    """Return a number as it is written in the language that is spoken: "1,204.5" or "1.204,5"."""
    thousands, point = _MARKS[LANGUAGE.get()]
    written = f"{value:,.{digits}f}"
    if LANGUAGE.get() == "es" and abs(value) < 10_000:
        written = written.replace(",", "")
    return written.translate({ord(","): thousands, ord("."): point})


def on_day(day: date) -> str:
    """Return a day as it is written in the language that is spoken: "4 March 2025"."""
    months = say("January February March April May June July August September October November December").split()
    return say("{n} {month} {year}|{n} {month} {year}", n=day.day, month=months[day.month - 1], year=f"{day:%Y}")


def _said(table: str, text: str, values: Mapping[str, str | int]) -> str:
    language = LANGUAGE.get()
    said = text if language == "en" else texts(language)[table].get(text, text)
    if "|" in said:
        count = values["n"]
        said = said.split("|")[not (count == 1 or (count == 0 and language == "fr"))]
    return said.format_map({name: number(one) if isinstance(one, int) else one for name, one in values.items()})


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (text, re.compile("".join(_expression(form)), re.DOTALL))
        for text in texts(language)["messages"]
        for form in text.split("|")
    )


def _expression(form: str) -> Iterator[str]:
    for index, part in enumerate(_PLACE.split(form)):
        held = r"\d[\d,]*" if part in _NUMBERS else ".+?"
        yield re.escape(part) if index % 2 == 0 else f"(?P<{part}>{held})"


def _value(name: str, found: str) -> str | int:
    """Return what stood in a place: a number as such, and what is a message itself in the same language."""
    if name in _NUMBERS:
        return int(found.replace(",", ""))
    return told(found) if name in _MESSAGES else found
