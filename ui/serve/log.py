"""The log of the server: a line of JSON for each thing that was asked of it, on standard error.

At level info a line says who asked when, what became of it and how long it took, and no word of a question, an
answer or a document. The question itself is told at level debug only.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

LEVELS = ("debug", "info", "warning", "error")
_LOGGER = logging.getLogger("pincite")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = getattr(record, "fields", {})
        return json.dumps(
            {"time": when, "level": record.levelname.lower(), "event": record.getMessage(), **fields},
            ensure_ascii=False,
        )


def start_log(level: str) -> None:
    """Write what is at least as grave as `level`, one of LEVELS, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    _LOGGER.handlers = [handler]
    _LOGGER.setLevel(level.upper())
    _LOGGER.propagate = False


def log(event: str, facts: Mapping[str, Any], *, level: str = "info") -> None:
    """Write a line: what happened, and its facts, which must be JSON; seconds are cut to milliseconds."""
    fields = {name: round(fact, 3) if isinstance(fact, float) else fact for name, fact in facts.items()}
    _LOGGER.log(logging.getLevelNamesMapping()[level.upper()], event, extra={"fields": fields})


def new_request() -> str:
    """Return an id that ties the lines of one request together."""
    return uuid4().hex[:12]
