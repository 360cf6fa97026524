"""Calendars and invitations (iCalendar, RFC 5545) as text: what, when, where and who of each event or task."""

import re
from calendar import day_name
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.errors import DocumentError
from index.load.encoding import decode
from index.load.parts import Loaded, TextBuilder, one_line

_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_LABELS = {
    "SUMMARY": "Event",
    "DURATION": "Duration",
    "LOCATION": "Location",
    "ORGANIZER": "Organizer",
    "STATUS": "Status",
    "CATEGORIES": "Categories",
    "COMMENT": "Comment",
    "CONTACT": "Contact",
    "URL": "Address",
    "PRIORITY": "Priority (1 is the highest)",
    "PERCENT-COMPLETE": "Done in percent",
    "RESOURCES": "Resources",
}
_MOMENTS = {
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "COMPLETED": "Completed",
    "EXDATE": "Not on",
    "RDATE": "Also on",
    "RECURRENCE-ID": "Instead of",
}
_OFTEN = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_WEEKDAYS = {name[:2].upper(): name for name in day_name}
_DESCRIPTIONS = ("DESCRIPTION", "X-WR-CALDESC")
_LINE_END = re.compile(r"\r\n?|\n")
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'(?P<name>[\w-]+)(?P<settings>(?:;[\w-]+=(?:"[^"]*"|[^";:])*)*):(?P<value>.*)')
_SETTING = re.compile(r';([\w-]+)=((?:"[^"]*"|[^";:])*)')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    settings: dict[str, str]
    value: str


def load_ics(data: bytes) -> Loaded:
    """Return the events and tasks of a calendar. Raises DocumentError if it is none."""
    source = decode(data)
    components = list(_components(source))
    if not any(kind == "VCALENDAR" for kind, _ in components):
        raise DocumentError("is broken: it holds no calendar. Export it again, or rename it to .txt")
    builder = TextBuilder()
    add_calendar(source, builder)
    names = [
        found.value
        for kind, stated in components
        for found in stated
        if kind == "VCALENDAR" and found.name in ("X-WR-CALNAME", "NAME")
    ]
    summaries = [
        found.value
        for kind, stated in components
        for found in stated
        if kind in _ENTRIES and found.name == "SUMMARY"
    ]
    title = names[0] if names else summaries[0] if len(summaries) == 1 else ""
    return replace(builder.build(), title=one_line(_plain(title)))


def add_calendar(source: str, builder: TextBuilder) -> None:
    """Add the events and tasks of a calendar: what each states is an entry, its description follows."""
    components = list(_components(source))
    cancelled = any(
        found.name == "METHOD" and found.value.upper() == "CANCEL" for _, stated in components for found in stated
    )
    for kind, stated in components:
        if kind in _ENTRIES:
            lines = [f"{label}: {text}" for label, text in _lines(stated)]
            builder.add("\n".join(["Cancelled:", *lines] if cancelled else lines), "entry")
        if kind in _ENTRIES or kind == "VCALENDAR":
            for found in stated:
                if found.name in _DESCRIPTIONS:
                    for line in _plain(found.value).split("\n"):
                        builder.add(one_line(line))


def _components(source: str) -> Iterator[tuple[str, list[_Property]]]:
    """Yield the kind of each component and what it states itself, as each ends; those of a cut file too."""
    inside: list[tuple[str, list[_Property]]] = []
    for line in _LINE_END.split(_FOLD.sub("", source)):
        match = _LINE.fullmatch(line.strip())
        if not match:
            continue
        name, value = match["name"].upper(), match["value"]
        if name == "BEGIN":
            inside.append((value.upper(), []))
        elif name == "END" and inside:
            yield inside.pop()
        elif inside:
            settings = {key.upper(): text.replace('"', "") for key, text in _SETTING.findall(match["settings"])}
            inside[-1][1].append(_Property(name, settings, value))
    yield from reversed(inside)


def _lines(entry: list[_Property]) -> Iterator[tuple[str, str]]:
    people = []
    start = next((found.value for found in entry if found.name == "DTSTART"), "")
    for found in entry:
        if found.name == "ATTENDEE":
            people.append(_person(found))
        elif found.name in _MOMENTS:
            yield from _moment(found, start)
        elif found.name == "RRULE":
            yield "Repeats", _repeated(found.value)
        elif found.name == "ORGANIZER":
            yield "Organizer", _person(found)
        elif found.name == "ATTACH":
            yield "Attachment", _attached(found)
        elif found.name in _LABELS and found.value.strip():
            yield _LABELS[found.name], one_line(_plain(found.value))
    if people:
        yield "Attendees", ", ".join(people)


def _moment(found: _Property, start: str) -> Iterator[tuple[str, str]]:
    """Yield when something starts or ends. Of whole days the last is told, not the one on which they are over."""
    label = _MOMENTS[found.name]
    for value in found.value.split(","):
        match = _MOMENT.fullmatch(value.strip())
        if match and found.name == "DTEND" and not match[4]:
            yield from _last_day(match, value, start)
        else:
            yield label, _written(match, found.settings.get("TZID")) if match else one_line(value)


def _last_day(match: re.Match[str], value: str, start: str) -> Iterator[tuple[str, str]]:
    """Yield the last day; some programs state the first one as the end."""
    try:
        over = date(int(match[1]), int(match[2]), int(match[3]))
        first = _MOMENT.fullmatch(start.strip())
        yield "Last day", max((over - timedelta(days=1)).isoformat(), _written(first)[:10] if first else "")
    except (ValueError, OverflowError):  # no such day
        yield "End", one_line(value)


def _written(match: re.Match[str], zone: str | None = None) -> str:
    year, month, day, hour, minute, _, utc = match.groups()
    if not hour:
        return f"{year}-{month}-{day}"
    shown = " UTC" if utc else f" ({zone})" if zone else ""
    return f"{year}-{month}-{day} {hour}:{minute}{shown}"


def _repeated(rule: str) -> str:
    """Return a rule in words where it is a usual one: "every 2 weeks, on Monday, until 2031-06-01"."""
    parts = dict(part.partition("=")[::2] for part in rule.strip().upper().split(";"))
    often, days = _OFTEN.get(parts.pop("FREQ", "")), parts.pop("BYDAY", "")
    interval, count, until = parts.pop("INTERVAL", "1"), parts.pop("COUNT", ""), parts.pop("UNTIL", "")
    parts.pop("WKST", None)
    named = [_WEEKDAYS.get(day, "") for day in days.split(",")] if days else []
    ended = _MOMENT.fullmatch(until)
    if often is None or parts or not all(named) or bool(until) > bool(ended):
        return one_line(rule)
    words = [f"every {often}" if interval == "1" else f"every {interval} {often}s"]
    words += [f"on {' and '.join(named)}"] if named else []
    words += [f"{count} times"] if count else []
    words += [f"until {_written(ended)}"] if ended else []
    return ", ".join(words)


def _person(found: _Property) -> str:
    address = _MAILTO.sub("", found.value.strip())
    name = one_line(found.settings.get("CN", ""))
    return f"{name} <{address}>" if name and name != address else one_line(address)


def _attached(found: _Property) -> str:
    """Return the address of a file; of one that is in the calendar, and is not read, its name or kind."""
    settings = found.settings
    name = next(filter(None, map(settings.get, ("FILENAME", "X-FILENAME", "FMTTYPE"))), "a file")
    return one_line(name if "ENCODING" in settings else found.value)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
