"""What the reader reads: a question or a statement and the sentences of a passage, as tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

UNKNOWN, START, END = 100, 101, 102  # [UNK], [CLS] and [SEP] of BERT's vocabulary
QUESTION, STATEMENT = 1, 2  # [unused0] and [unused1]
ASKED_TOKENS = 64
"""A longer question is cut."""


@dataclass(frozen=True, slots=True)
class Read:
    """An input: `ids`, the number of the `sentence` each token is of (-1: none) and its characters (`offsets`).

    From token `second` on is the passage; `sentences` of its sentences found room.
    """

    ids: list[int]
    sentence: list[int]
    offsets: list[tuple[int, int]]
    second: int
    sentences: int


def read_input(
    tokenizer: Tokenizer, text: str, sentences: Sequence[str], *, title: str, states: bool, tokens: int
) -> Read:
    """Return `[CLS] mode text [SEP] title. s1 s2 ... sn [SEP]`.

    A sentence that finds no room is cut, and later ones are left; one of which the tokenizer makes nothing (of
    invisible characters) is an unknown token. `offsets` are characters within each token's own sentence.
    """
    texts = [text, f"{title}." if title else "", *sentences]
    asked, titled, *read = tokenizer.encode_batch(texts, add_special_tokens=False)
    ids = [START, STATEMENT if states else QUESTION, *asked.ids[:ASKED_TOKENS], END]
    second = len(ids)
    ids += titled.ids[: tokens // 4]
    of = [-1] * len(ids)
    offsets = [(0, 0)] * len(ids)
    kept = 0
    for number, one in enumerate(read):
        room = tokens - len(ids) - 1
        if room < 4 and kept:
            break
        tokens_of = one.ids[:room] or [UNKNOWN]
        ids += tokens_of
        of += [number] * len(tokens_of)
        offsets += one.offsets[:room] or [(0, 0)]
        kept += 1
    return Read([*ids, END], [*of, -1], [*offsets, (0, 0)], second, kept)
