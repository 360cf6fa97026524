"""What a service's reply says: its text, and how likely Yes and No were for the first token."""

import math
from collections.abc import Mapping
from typing import Any

from index.errors import ModelError

# What a word is worth where its probability is not known. Nearly every question is told Yes, so this must leave
# the rest of the evidence a say: with .78 about as many are refused as by probabilities (docs/decisions.md).
SAYS_YES = 0.78
SAYS_NO = 0.39


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


def weighed(choice: Mapping[str, Any]) -> float | None:
    """Return P(Yes) / (P(Yes) + P(No)) from the alternatives to the first token; None where there are none.

    A word that is not among them is taken for as likely as the last of them, which it is at most; with neither
    there, nothing is known: 0.5.
    """
    try:
        alternatives = choice["logprobs"]["content"][0]["top_logprobs"]
        likely = [(str(one["token"]).strip().lower(), float(one["logprob"])) for one in alternatives]
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    if len(likely) < 2:  # no alternative is told
        return None
    least = min(log_probability for _, log_probability in likely)
    yes, no = (
        max((log_probability for token, log_probability in likely if token == wanted), default=least)
        for wanted in ("yes", "no")
    )
    return 1 / (1 + math.exp(min(no - yes, 700.0)))


def word(text: str) -> float:
    """Return what a Yes or No is worth where no probability is given; 0.5 for anything else."""
    start = text.strip().lower()
    if start.startswith("yes"):
        return SAYS_YES
    return SAYS_NO if start.startswith("no") else 0.5
