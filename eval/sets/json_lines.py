"""Files of one JSON object a line: read whole or not at all, with every bad line named by its number."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from index.errors import EvaluationError

MOST_PROBLEMS_SHOWN = 20


class HasId(Protocol):
    """What a line is read as."""

    @property
    def id(self) -> str:
        """Names the line; no two have the same."""


Line = TypeVar("Line", bound=HasId)
Raw = TypeVar("Raw")


def read_json_lines(path: Path, read: Callable[[Mapping[str, Any]], Line], *, what: str) -> tuple[Line, ...]:
    """Return what `read` makes of each line; blank lines are skipped. `what` says in messages what a line is.

    `read` raises ValueError that says what is wrong with a line. Raises EvaluationError that names all bad lines,
    or when there is no line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"The {what} set {path} cannot be read as UTF-8 text: {error}") from error
    # Not splitlines(): a line separator inside a JSON string is not the end of a line of JSON.
    contents = ((f"line {number}", line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    problems: list[str] = []
    lines = read_records(contents, lambda line: read(json_object(json.loads(line))), problems)
    if problems:
        raise bad_records(f"The {what} set {path}", problems)
    if not lines:
        raise EvaluationError(f"The {what} set {path} holds no {what}s. Write one JSON object a line.")
    return lines


def read_records(
    records: Iterable[tuple[str, Raw]], read: Callable[[Raw], Line], problems: list[str]
) -> tuple[Line, ...]:
    """Return what `read` makes of each record, which comes with its place; what is wrong goes into `problems`."""
    lines: list[Line] = []
    place_of_id: dict[str, str] = {}
    for place, record in records:
        try:
            line = read(record)
        except (ValueError, RecursionError) as error:
            problems.append(f"{place}: {error}")
            continue
        if line.id in place_of_id:
            problems.append(f"{place}: the id {line.id!r} is that of {place_of_id[line.id]}")
        place_of_id.setdefault(line.id, place)
        lines.append(line)
    return tuple(lines)


def bad_records(file: str, problems: Sequence[str]) -> EvaluationError:
    """Return the error that names what is wrong with a file, each problem with its place."""
    shown = list(problems[:MOST_PROBLEMS_SHOWN])
    if len(problems) > len(shown):
        shown.append(f"and {len(problems) - len(shown)} more")
    lines = "\n  ".join(shown)
    return EvaluationError(f"{file} has bad records; correct them and run again (nothing was done).\n  {lines}")


def json_for_people(data: Mapping[str, Any]) -> bytes:
    """Return one line of JSON to be edited by hand, letters as they are; half a surrogate pair becomes "?"."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def json_object(data: object) -> Mapping[str, Any]:
    """Return a parsed value that must be an object."""
    if not isinstance(data, Mapping):
        raise ValueError(f"not a JSON object but {json_type(data)}")
    return data


def required(data: Mapping[str, Any], field: str) -> object:
    """Return the value of a field that must be there."""
    if field not in data:
        raise ValueError(f"{field!r} is missing")
    return data[field]


def string(value: object, name: str) -> str:
    """Return a string, which may be blank."""
    if not isinstance(value, str):
        raise ValueError(f"{name} is {json_type(value)}, not a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} holds a lone surrogate, which is no character") from error
    return value


def filled(value: object, name: str) -> str:
    """Return a string that must not be blank."""
    if not string(value, name).strip():
        raise ValueError(f"{name} is empty")
    return str(value)


def listed(data: Mapping[str, Any], field: str) -> list[Any]:
    """Return the value of a field that is a list; an empty one where it is missing."""
    values = data.get(field, [])
    if not isinstance(values, list):
        raise ValueError(f"{field!r} is {json_type(values)}, not a list")
    return values


def strings(data: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """Return the value of a field that is a list of strings, none of them blank."""
    return tuple(filled(value, f"an entry of {field!r}") for value in listed(data, field))


def json_type(value: object) -> str:
    """Name the type of a parsed value for a message."""
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
