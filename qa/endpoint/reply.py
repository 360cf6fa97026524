"""What a service's reply says."""

from collections.abc import Mapping
from typing import Any

from index.errors import ModelError


def first_choice(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the one choice of a reply; an empty one where an event has none, as the last, of usage, does."""
    choices = reply.get("choices")
    if not isinstance(choices, list):
        raise ModelError("The service's reply has no choices. Use one with the OpenAI chat API.")
    return choices[0] if choices and isinstance(choices[0], dict) else {}


def said(choice: Mapping[str, Any]) -> str:
    """Return the text of a choice, of a whole reply or of an event of a stream."""
    message = choice.get("delta") or choice.get("message") or {}
    return str(message.get("content") or "") if isinstance(message, dict) else ""
