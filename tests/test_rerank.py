"""A second look at what was found: a scripted reranker in the library, a tiny cross-encoder from disk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from conftest import HashingEmbedder, make_document

from index.errors import ModelError
from index.library import Library
from index.models.embed import Vectors
from index.models.rerank import RERANKED, CrossEncoderReranker

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "fish", "swim", "old", "walls", "stand", "."]


@dataclass
class ByLength:
    """Holds the longest passage for the best."""

    name: str = "length"
    read: list[str] = field(default_factory=list)

    def scores(self, question: str, passages: Sequence[str]) -> Vectors:
        self.read.extend(passages)
        return np.array([len(passage) / 100 for passage in passages], dtype=np.float32)


def cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """Save a cross-encoder of one layer with random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=2.0,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    return folder


def test_the_reranker_orders_what_search_found(tmp_path: Path) -> None:
    reranker = ByLength()
    with Library.open(tmp_path, HashingEmbedder(), create=True, reranker=reranker) as library:
        for number in range(RERANKED + 5):
            text = (
                "Red fish."
                if number == 0
                else "Red fish " + "swim " * (number % 7) + f"by {chr(97 + number) * 3}."
            )
            library.add_document(make_document(text, title=f"t{number}", source=f"/sea/{number}.txt"))
        library.add_document(make_document("Walls stand here for many hundred years.", source="/land/walls.txt"))
        hits = library.search("red fish", k=3)
        with Library.open(tmp_path, HashingEmbedder()) as plain:
            found = plain.search("red fish", k=RERANKED)
        longest = sorted((len(f"{hit.document.title}. {hit.document.text}") for hit in found), reverse=True)
        assert [len(f"{hit.document.title}. {hit.document.text}") for hit in hits] == longest[:3]
        assert hits[0].score == pytest.approx(len(f"{hits[0].document.title}. {hits[0].document.text}") / 100)
        assert hits[0].dense == pytest.approx(library.search("red fish", k=20)[0].dense)
        assert len(library.search("red fish", k=RERANKED + 3)) == RERANKED + 3
    # A long passage that search holds for none of the best is not read.
    assert not any("Walls" in passage for passage in reranker.read[:RERANKED])
    assert len(reranker.read) == 2 * RERANKED + RERANKED + 3


def test_a_cross_encoder_gives_the_models_own_scores_through_a_sigmoid(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = cross_encoder(tmp_path / "tiny")
    reranker = CrossEncoderReranker(folder)
    passages = ["old walls stand.", "red fish swim.", "red walls."]
    scores = reranker.scores("red fish", passages)
    assert (reranker.name, scores.shape, scores.dtype) == ("tiny", (3,), np.float32)
    tokens = AutoTokenizer.from_pretrained(folder)(["red fish"] * 3, passages, padding=True, return_tensors="pt")
    with torch.no_grad():
        logits = AutoModelForSequenceClassification.from_pretrained(folder).eval()(**tokens).logits[:, 0]
    assert scores == pytest.approx((1 / (1 + np.exp(-logits.numpy()))), abs=1e-5)
    assert len(set(scores.tolist())) == 3
    assert reranker.scores("red fish", []).shape == (0,)


def test_a_reranker_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"two gives 2 scores a pair; use a cross-encoder that gives one"):
        CrossEncoderReranker(cross_encoder(tmp_path / "two", labels=2)).scores("red", ["fish"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"empty does not load: .*; name a folder that holds a cross-encoder"):
        CrossEncoderReranker(tmp_path / "empty").scores("red", ["fish"])
