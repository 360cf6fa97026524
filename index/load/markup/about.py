"""What a web page states about itself, without defaults of programs and dates that could mean two days."""

import copy
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document as ExtractedPage

from index.load.markup.tree import text_of
from index.load.parts import one_line
from index.load.stated import stated_title

_DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
_SEPARATORS = (" | ", " – ", " — ", " - ", " · ")  # noqa: RUF001 - the dashes that titles are joined with
_NAVIGATION = (
    "//nav | //*[@role='navigation'] | //*[contains(@class, 'navbox') or contains(@class, 'authority-control')]"
)
_MOST_WORDS_OF_A_NAME = 8
_SLASHED = re.compile(
    r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])(?:,?\s+(?:at\s+)?\d{1,2}:\d{2}(?::\d{2})?\s*([ap]\.?m\b)?)?",
    re.IGNORECASE,
)
_LATEST_CENTURY = 2000
_MONTH_FIRST = ("en-us", "en_us")
_DAY_FIRST = re.compile(r"en[-_](?:gb|ie|au|nz|in|za)|fr|es|it|pt|nl|el|vi|id|cs|pl", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself; what it does not state is None."""

    title: str | None
    published: str | None
    author: str | None
    site: str | None


def about(tree: Any, source: str) -> About:  # noqa: ANN401 - lxml ships no types
    """Return what a page states; `source` is what it was read from."""
    metadata = _metadata(tree)
    headlines = [one_line(text_of(heading)) for heading in tree.iter("h1")]
    site = stated_title(metadata.sitename)
    title = stated_title(_without_site(one_line(metadata.title or ""), site or "", headlines))
    return About(
        title=title or next(filter(None, headlines), None),
        published=_published(metadata.date, tree, source),
        author=_author(metadata.author),
        site=site,
    )


def _metadata(tree: Any) -> ExtractedPage:  # noqa: ANN401 - lxml ships no types
    page = copy.deepcopy(tree)
    for box in page.xpath(_NAVIGATION):
        if box.getparent() is not None:
            box.drop_tree()
    try:
        return extract_metadata(page, date_config=dict(_DATES))
    except ValueError:  # a name or a character that lxml reads, but does not write
        return ExtractedPage()


def _without_site(title: str, site: str, headlines: list[str]) -> str:
    """Return a page's title without the name of the site behind it ("Bridge closed - The Daily Post")."""
    for separator in _SEPARATORS:
        head, _, tail = title.rpartition(separator)
        if head and (head in headlines or tail.lower() == site.lower()):
            return head
    return title


def _author(stated: str | None) -> str | None:
    """Return the names of authors; a box of links is none."""
    names = [name.strip() for name in (stated or "").split(";")]
    return "; ".join(name for name in names if 0 < len(name.split()) <= _MOST_WORDS_OF_A_NAME) or None


def _published(found: str | None, tree: Any, source: str) -> str | None:  # noqa: ANN401 - lxml ships no types
    """Return a date that was found. What stands there as 11/7/23 is read as its page writes dates, or not."""
    if found and (found in source or found.replace("-", "") in source or found.replace("-", "/") in source):
        return found
    body = tree.find("body")
    text = " ".join((tree if body is None else body).itertext())
    slashed = list(_SLASHED.finditer(text))
    order = _order(slashed, tree.get("lang", ""))
    for match in slashed:
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        year += _LATEST_CENTURY if year < 100 else 0
        month_first, day_first = _iso(year, first, second), _iso(year, second, first)
        if found in (month_first, day_first) or (found is None and not text[: match.start()].strip()):
            return month_first if order == "month first" or first == second else day_first if order else None
    return found


def _order(slashed: list[re.Match[str]], language: str) -> str | None:
    """Return how a page writes its dates, or None where that is not certain."""
    if any(int(match[1]) > 12 for match in slashed):
        return "day first"
    if any(match[4] or int(match[2]) > 12 for match in slashed) or language.lower() in _MONTH_FIRST:
        return "month first"
    return "day first" if _DAY_FIRST.match(language) else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
