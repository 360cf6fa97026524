"""Examples for the reader, tokenised, and batches of them as tensors.

An input reads `[CLS] mode question [SEP] title. s1 s2 ... sn [SEP]`. The mode is one of BERT's unused tokens: it
says whether a question or a statement is to be judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from qa.reader.input import Read, read_input


@dataclass(frozen=True, slots=True)
class Example:
    """What is asked or stated, the sentences it is read with, and what is right.

    `label` is how far the passage answers it (or carries it), `gold` are the sentences that do, `answers` how the
    answer may be worded, `yes` the answer to a question for yes or no.
    """

    text: str
    sentences: tuple[str, ...]
    gold: frozenset[int]
    label: float
    states: bool = False
    title: str = ""
    answers: tuple[str, ...] = ()
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs, shape (b, l), and targets. What is not known is -1 (`span`, `yes`) or False (`known`, (b, s))."""

    ids: Tensor
    read: Tensor
    kinds: Tensor
    sentence: Tensor
    known: Tensor
    gold: Tensor
    label: Tensor
    span: Tensor
    yes: Tensor


def tokenised(example: Example, tokenizer: Tokenizer, tokens: int) -> Read:
    """Return the input of an example, of at most `tokens` tokens."""
    return read_input(
        tokenizer, example.text, example.sentences, title=example.title, states=example.states, tokens=tokens
    )


def span_of(example: Example, read: Read, tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the first and the last token of the answer within a gold sentence; -1, -1 where it does not stand."""
    for answer in example.answers:
        wanted = tokenizer.encode(answer, add_special_tokens=False).ids
        for start in range(len(read.ids) - len(wanted) + 1) if wanted else ():
            if read.sentence[start] in example.gold and read.ids[start : start + len(wanted)] == wanted:
                return start, start + len(wanted) - 1
    return -1, -1


def batched(examples: Sequence[Example], reads: Sequence[Read], tokenizer: Tokenizer) -> Batch:
    """Put examples and their inputs together, padded to the longest."""
    count, length = len(examples), max(len(read.ids) for read in reads)
    most = max(read.sentences for read in reads)
    ids, kinds = torch.zeros(count, length, dtype=torch.long), torch.zeros(count, length, dtype=torch.long)
    sentence = torch.full((count, length), -1)
    known, gold = torch.zeros(count, most, dtype=torch.bool), torch.zeros(count, most)
    span = torch.full((count, 2), -1)
    for row, (example, read) in enumerate(zip(examples, reads, strict=True)):
        ids[row, : len(read.ids)] = torch.tensor(read.ids)
        kinds[row, read.second : len(read.ids)] = 1
        sentence[row, : len(read.ids)] = torch.tensor(read.sentence)
        known[row, : read.sentences] = True
        gold[row, [number for number in example.gold if number < read.sentences]] = 1
        if example.label == 1 and not example.states:
            span[row] = torch.tensor(span_of(example, read, tokenizer))
    return Batch(
        ids,
        ids != 0,
        kinds,
        sentence,
        known,
        gold,
        torch.tensor([float(example.label) for example in examples]),
        span,
        torch.tensor([-1 if example.yes is None else int(example.yes) for example in examples]),
    )
