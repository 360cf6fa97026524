"""Sentences of a document that tell an assistant what to say."""

import re

_ORDER = re.compile(
    r"\b(?:assistants?|chat ?bots?|language models?|LLMs?|AIs?)\b[^.!?]{0,60}"
    r"(?::|\b(?:must|shall|should|are to|is to)\b)"
    r"|\b(?:if|when|whenever)\b[^.!?]{0,30}\bask(?:s|ed)?\b[^.!?]{0,60}"
    r"\b(?:say|answer|reply|respond|report|tell|claim|state|write)\b"
    r"|\b(?:for|to) (?:all|any|every|each) (?:other )?questions?\b[^.!?]{0,40}"
    r"\b(?:say|answer|reply|respond|output|write|print)\b"
    r"|\byou are now (?!\d)|\b(?:ignore|disregard|forget)\b[^.!?]{0,40}\binstructions\b",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Return whether a sentence tells an assistant, or whoever is asked, what to say."""
    return _ORDER.search(text) is not None
