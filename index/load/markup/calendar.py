"""Invitations (iCalendar, RFC 5545) as text: what, when, where and who of each event or task."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.load.parts import TextBuilder, one_line

_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_LABELS = {
    "SUMMARY": "Event",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "DURATION": "Duration",
    "RRULE": "Repeats",
    "LOCATION": "Location",
    "ORGANIZER": "Organizer",
    "STATUS": "Status",
}
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'(?P<name>[\w-]+)(?P<settings>(?:;[\w-]+=(?:"[^"]*"|[^";:]*))*):(?P<value>.*)')
_SETTING = re.compile(r';([\w-]+)=(?:"([^"]*)"|([^";:]*))')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    settings: dict[str, str]
    value: str


def add_calendar(source: str, builder: TextBuilder) -> None:
    """Add the events and tasks of a calendar: a line each for what is stated, then the description."""
    cancelled = re.search(r"^METHOD:CANCEL\s*$", source, re.MULTILINE | re.IGNORECASE) is not None
    for entry in _entries(source):
        if cancelled:
            builder.add("Cancelled:", "item")
        for label, text in _lines(entry):
            builder.add(f"{label}: {text}", "item")
        for found in entry:
            if found.name == "DESCRIPTION":
                for line in _plain(found.value).splitlines():
                    builder.add(one_line(line))


def _entries(source: str) -> Iterator[list[_Property]]:
    """Yield what each entry states, without the alarms in it."""
    inside: list[str] = []
    entry: list[_Property] = []
    for line in _FOLD.sub("", source).splitlines():
        match = _LINE.fullmatch(line.rstrip())
        if not match:
            continue
        name, value = match["name"].upper(), match["value"]
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END":
            if inside and inside.pop() in _ENTRIES:
                yield entry
                entry = []
        elif inside and inside[-1] in _ENTRIES:
            settings = {key.upper(): quoted or bare for key, quoted, bare in _SETTING.findall(match["settings"])}
            entry.append(_Property(name, settings, value))


def _lines(entry: list[_Property]) -> Iterator[tuple[str, str]]:
    people = []
    for found in entry:
        if found.name == "ATTENDEE":
            people.append(_person(found))
        elif found.name in ("DTSTART", "DTEND", "DUE"):
            yield from _moment(found)
        elif found.name == "ORGANIZER":
            yield "Organizer", _person(found)
        elif found.name in _LABELS and found.value.strip():
            yield _LABELS[found.name], one_line(_plain(found.value))
    if people:
        yield "Attendees", ", ".join(people)


def _moment(found: _Property) -> Iterator[tuple[str, str]]:
    """Yield when something starts or ends. Of whole days the last is told, not the one on which they are over."""
    match = _MOMENT.fullmatch(found.value.strip())
    if not match:
        yield _LABELS[found.name], one_line(found.value)
        return
    year, month, day, hour, minute, _, utc = match.groups()
    if hour:
        zone = " UTC" if utc else f" ({found.settings['TZID']})" if found.settings.get("TZID") else ""
        yield _LABELS[found.name], f"{year}-{month}-{day} {hour}:{minute}{zone}"
    elif found.name == "DTEND":
        try:
            yield "Last day", (date(int(year), int(month), int(day)) - timedelta(days=1)).isoformat()
        except (ValueError, OverflowError):  # no such day
            yield "End", one_line(found.value)
    else:
        yield _LABELS[found.name], f"{year}-{month}-{day}"


def _person(found: _Property) -> str:
    address = _MAILTO.sub("", found.value.strip())
    name = one_line(found.settings.get("CN", ""))
    return f"{name} <{address}>" if name and name != address else one_line(address)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
