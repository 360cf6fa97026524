"""The language a text is written in."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from index.types import Block

_LEAST_LETTERS = 20
_LEAST_PROBABILITY = 0.6
_SAMPLE = 2_000
_CODE = re.compile(r"([a-zA-Z]{2})(?:[-_].*)?")


def language_of(text: str, blocks: tuple[Block, ...]) -> str | None:
    """Return the ISO 639-1 code of the language of a text, None when it is too short or could be several.

    Looks at the first 2,000 characters. Method: naive Bayes over byte n-grams (Lui and Baldwin, "langid.py: An
    Off-the-shelf Language Identification Tool", 2012).
    """
    sample = " ".join(_pieces(text, blocks))[:_SAMPLE]
    if sum(letter.isalpha() for letter in sample) < _LEAST_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return code if probability >= _LEAST_PROBABILITY and _CODE.fullmatch(code) else None


def most_likely(text: str, among: Collection[str]) -> str:
    """Return the likeliest of some ISO 639-1 codes for a text, however short. Raises ValueError without any."""
    return next((code for code, _ in _identifier().rank(text) if code in among), min(among))


def language_code(stated: str | None) -> str | None:
    """Return the ISO 639-1 code in what a file states ("en-GB"), or None."""
    found = _CODE.fullmatch((stated or "").strip())
    return found[1].lower() if found else None


def _pieces(text: str, blocks: tuple[Block, ...]) -> Iterator[str]:
    length = 0
    for block in blocks:
        if block.kind != "boilerplate" and length <= _SAMPLE:
            length += block.end - block.start
            yield text[block.start : min(block.end, block.start + _SAMPLE)]


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid ships no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped] # no types in it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
