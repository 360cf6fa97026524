"""Drafts from the prompt: where the last few tokens stand earlier, and what follows them there."""

import pytest

from qa.lookup import LONGEST, draft


@pytest.mark.parametrize(
    ("tokens", "most", "expected"),
    [
        ([1, 2, 3, 4, 9, 1, 2], 4, (3, 4, 9, 1)),
        ([1, 2, 3, 4, 9, 1, 2], 2, (3, 4)),
        ([5, 1, 2, 1, 2], 4, (1, 2)),  # what follows reaches into the end itself
        ([1, 2, 3, 1, 9], 4, ()),  # one token is too little
        ([1, 2], 4, ()),  # the end itself is no earlier place
        ([1, 2, 3, 1, 2], 0, ()),
        ([], 4, ()),
    ],
)
def test_what_follows_the_last_tokens_where_they_stand_earlier(
    tokens: list[int], most: int, expected: tuple[int, ...]
) -> None:
    assert draft(tokens, most=most) == expected


def test_more_tokens_that_are_the_same_come_before_an_earlier_place() -> None:
    assert LONGEST == 3
    assert draft([2, 3, 7, 1, 2, 3, 8, 1, 2, 3], most=1) == (8,)


def test_the_earliest_of_two_places_is_taken() -> None:
    assert draft([1, 2, 7, 1, 2, 8, 1, 2], most=1) == (7,)
