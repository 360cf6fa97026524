"""Forms, which sign-ins and uploads come as: in UTF-8 whatever they name, and an upload of files alone."""

import re

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.types import Scope

from ui.serve.bodies import NOT_UNDERSTOOD, Refused

_BOUNDARY = re.compile(rb"[\w'()+,./:=? -]{1,70}", re.ASCII)  # RFC 2046, 5.1.1
_URLENCODED, _MULTIPART = b"application/x-www-form-urlencoded", b"multipart/form-data"


def own_form(scope: Scope) -> Scope:
    """Return a request with a content type that names nothing but its kind and the boundary of its parts.

    Gradio decodes parts by whatever decoder a request names, and there are some that take minutes for a megabyte.
    Raises Refused for what is no form.
    """
    headers = [header for header in scope["headers"] if header[0] != b"content-type"]
    boundary = boundary_of(scope)
    kind = _URLENCODED if boundary is None else _MULTIPART + b'; boundary="' + boundary + b'"'
    return {**scope, "headers": [*headers, (b"content-type", kind)]}


def boundary_of(scope: Scope) -> bytes | None:
    """Return what stands between the parts of a form, or None for one in a single piece. Raises Refused."""
    stated = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    kind, options = parse_options_header(stated)
    if kind == _URLENCODED:
        return None
    boundary = options.get(b"boundary", b"")
    if kind != _MULTIPART or not _BOUNDARY.fullmatch(boundary):
        raise Refused(400, NOT_UNDERSTOOD)
    return boundary


class Parts:
    """Looks at the parts of an upload as they come: Gradio keeps one that is no file in memory, however long."""

    def __init__(self, boundary: bytes) -> None:
        """Begin before the first part."""
        self._name = self._value = b""
        self._is_file = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._field,
                "on_header_value": self._stated,
                "on_header_end": self._end,
                "on_headers_finished": self._check,
            },
        )

    def look(self, data: bytes) -> None:
        """Look at what comes next. Raises ValueError for a part that is no file, and for what are no parts."""
        self._parser.write(data)

    def _begin(self) -> None:
        self._is_file = False

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _stated(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._is_file = b"filename" in parse_options_header(self._value)[1]
        self._name = self._value = b""

    def _check(self) -> None:
        if not self._is_file:
            raise ValueError("a part that is no file")
