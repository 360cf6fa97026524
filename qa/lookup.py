"""Prompt lookup: what a model writes next often stands in its sources already, behind the same few tokens.

Such a draft costs little to check, as a handful of tokens is evaluated in hardly more time than one (Saxena,
Prompt Lookup Decoding, 2023). Nothing is taken from it that the model would not have written.
"""

from collections.abc import Sequence

LONGEST = 3
DRAFT = 4
"""Tokens that must be the same, at first, and tokens of a draft; docs/decisions.md tells how they were found."""


def draft(tokens: Sequence[int], *, most: int = DRAFT) -> tuple[int, ...]:
    """Return the at most `most` tokens that follow the last few where these stand earlier.

    The more of the last tokens are the same, the better, down to two; then the earliest place. Nothing is returned
    when there is none.
    """
    for length in range(LONGEST, 1, -1):
        last = tuple(tokens[-length:])
        for end in range(length, len(tokens)):
            if tokens[end - 1] == last[-1] and tuple(tokens[end - length : end]) == last:
                return tuple(tokens[end : end + most])
    return ()
