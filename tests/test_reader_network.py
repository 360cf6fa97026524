"""The reader in training and in use: batches with the right targets, and the same logits in torch and on numpy."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from eval.reader.batches import Example, batched, span_of, tokenised
from eval.reader.network import ReaderNetwork, load, save, with_body_of
from qa.reader.model import TOKENS, TrainedReader
from qa.reader.protocol import ReadPassage

pytestmark = pytest.mark.slow

EXAMPLES = (
    Example(
        "When does the inn open?",
        ("It is red.", "The inn opens at half past nine."),
        frozenset({1}),
        1.0,
        title="Inn",
    ),
    Example("The inn is blue.", ("It is red.",), frozenset(), 0.0, states=True, title="Inn", yes=False),
)


def test_a_batch_has_targets_for_what_is_known(tokenizer: Tokenizer) -> None:
    answered = Example(
        EXAMPLES[0].text, EXAMPLES[0].sentences, frozenset({1}), 1.0, answers=("Half past nine",), yes=True
    )
    examples = (answered, EXAMPLES[1])
    reads = [tokenised(example, tokenizer, 64) for example in examples]
    batch = batched(examples, reads, tokenizer)
    assert batch.ids.shape == batch.read.shape == batch.kinds.shape == batch.sentence.shape
    assert batch.read.sum(1).tolist() == [len(read.ids) for read in reads]
    assert [batch.kinds[row].tolist().index(1) for row in (0, 1)] == [read.second for read in reads]
    assert (batch.known.tolist(), batch.gold.tolist()) == ([[True, True], [True, False]], [[0, 1], [0, 0]])
    assert (batch.label.tolist(), batch.yes.tolist()) == ([1.0, 0.0], [1, 0])
    first, last = batch.span[0].tolist()
    assert tokenizer.decode(reads[0].ids[first : last + 1]) == "half past nine"
    assert batch.span[1].tolist() == [-1, -1]


def test_a_span_is_looked_for_in_gold_sentences_only(tokenizer: Tokenizer) -> None:
    example = Example("When?", ("At nine.", "It opens at nine."), frozenset({1}), 1.0, answers=("at nine",))
    read = tokenised(example, tokenizer, 64)
    first, _ = span_of(example, read, tokenizer)
    assert read.sentence[first] == 1
    other = Example("When?", ("At nine.", "It opens."), frozenset({1}), 1.0, answers=("at nine", ""))
    assert span_of(other, tokenised(other, tokenizer, 64), tokenizer) == (-1, -1)


def test_numpy_and_torch_give_the_same_logits(tmp_path: Path, minilm_folder: Path, tokenizer: Tokenizer) -> None:
    torch.manual_seed(5)
    weights = tmp_path / "reader.safetensors"
    save(with_body_of(minilm_folder), weights)
    network = ReaderNetwork()
    network.words.weight.data = with_body_of(minilm_folder).words.weight.data
    load(network, weights)
    batch = batched(EXAMPLES, [tokenised(example, tokenizer, TOKENS) for example in EXAMPLES], tokenizer)
    with torch.inference_mode():
        expected = network.eval()(batch)
    reader = TrainedReader(weights, minilm_folder)
    question, statement = EXAMPLES
    (read,) = reader.read(question.text, [ReadPassage("Inn", question.sentences)])
    (checked,) = reader.check(statement.text, [ReadPassage("Inn", statement.sentences)])
    assert (read.passage, checked.passage) == pytest.approx(expected.passage.tolist(), abs=1e-3)
    assert read.sentences == pytest.approx(expected.sentences[0].tolist(), abs=1e-3)
    assert checked.sentences == pytest.approx(expected.sentences[1, :1].tolist(), abs=1e-3)
    assert (read.yes, checked.yes) == pytest.approx(expected.polarity.tolist(), abs=1e-3)
    for text, (first, last) in zip(question.sentences, read.spans, strict=True):
        assert 0 <= first < last <= len(text)


def test_passages_are_judged_alike_alone_and_beside_others(tmp_path: Path, minilm_folder: Path) -> None:
    weights = tmp_path / "reader.safetensors"
    save(with_body_of(minilm_folder), weights)
    reader = TrainedReader(weights, minilm_folder)
    passages = [ReadPassage("Inn", (f"Soup is served until {number}. " * number,)) for number in (9, 1, 30, 3)]
    passages.append(ReadPassage("", ("\u200b", "Soup.")))  # of the first the tokenizer makes nothing
    together = reader.read("Until when?", passages)
    alone = [reader.read("Until when?", [passage])[0] for passage in passages]
    assert [one.passage for one in together] == pytest.approx([one.passage for one in alone], abs=1e-4)
    assert [len(one.sentences) for one in together] == [1, 1, 1, 1, 2]
    assert together[4].spans == ((0, 0), alone[4].spans[1])
    assert reader.read("Until when?", []) == ()
