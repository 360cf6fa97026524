"""When are two texts nearly the same? An article on two sites, or published again with small edits.

Texts are compared as sets of three consecutive words (Broder, 1997). Those worth comparing share a key of their
MinHash signatures (locality-sensitive hashing; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
"""

import re
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasketch import MinHash

Shingle = tuple[str, ...]

SHINGLE_WORDS = 3
BANDS, ROWS_A_BAND = 32, 4  # two texts with similarity .6 share a key with probability .99, with .3 of .23
LEAST_SIMILARITY = 0.6
FEWEST_WORDS = 50
"""Shorter texts are often of one pattern (a message, a row of a table): only the same words make them the same."""
MOST_OTHER_NUMBERS = 0.25
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[Shingle]:
    """Return the runs of three words in a text; a text of fewer words is one run, one without words has none."""
    words = _WORD.findall(text.casefold())
    last = max(len(words) - SHINGLE_WORDS, 0)
    return frozenset(tuple(words[first : first + SHINGLE_WORDS]) for first in range(last + 1) if words)


def sketch(text: str) -> tuple[int, ...]:
    """Return the keys of a text, signed 64-bit numbers; nearly equal texts have at least one in common."""
    found = shingles(text)
    if not found:
        return ()
    signature = _empty_signature().copy()
    signature.update_batch([" ".join(shingle).encode() for shingle in sorted(found)])
    bands = signature.digest().astype("<u4").reshape(BANDS, ROWS_A_BAND)
    return tuple(_key(number, band.tobytes()) for number, band in enumerate(bands))


def nearly_same(one: str, other: str) -> bool:
    """Whether most runs of words are in both texts, and few of them with other numbers."""
    mine, theirs = shingles(one), shingles(other)
    if min(len(mine), len(theirs)) < FEWEST_WORDS:
        return mine == theirs
    similarity = len(mine & theirs) / len(mine | theirs)
    return similarity >= LEAST_SIMILARITY and _other_numbers(mine, theirs) <= MOST_OTHER_NUMBERS


def _other_numbers(mine: frozenset[Shingle], theirs: frozenset[Shingle]) -> float:
    """Return the share of runs with numbers that are in both texts with other numbers, as in two invoices."""
    agreeing = sum(1 for shingle in mine & theirs if _masked(shingle) != shingle)
    differing = len(_with_masked_numbers(mine - theirs) & _with_masked_numbers(theirs - mine))
    return differing / (agreeing + differing) if differing else 0.0


def _with_masked_numbers(found: frozenset[Shingle]) -> set[Shingle]:
    return {masked for shingle in found if (masked := _masked(shingle)) != shingle}


def _masked(shingle: Shingle) -> Shingle:
    return tuple("#" if any(map(str.isdigit, word)) else word for word in shingle)


def _key(number: int, band: bytes) -> int:
    return int.from_bytes(blake2b(bytes([number]) + band, digest_size=8).digest(), "big", signed=True)


@cache
def _empty_signature() -> "MinHash":
    """Return a signature of nothing, to copy. Its scheme is named, since stored keys must stay what they are."""
    from datasketch import MinHash

    return MinHash(num_perm=BANDS * ROWS_A_BAND, seed=1, scheme="affine32")
