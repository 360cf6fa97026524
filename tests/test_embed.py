"""The real embedding model, and the cutting of texts it cannot read at once."""

import hashlib
import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.models.embed import BATCH, PADDING, SentenceTransformerEmbedder, batches, load_model, window_starts
from index.models.embed_quick import QuickEmbedder


def word_spans(text: str) -> list[tuple[int, int]]:
    """Take every letter for a token."""
    return [(place, place + 1) for place, letter in enumerate(text) if not letter.isspace()]


def test_a_text_that_fits_is_one_window() -> None:
    assert window_starts("ab cd", word_spans("ab cd"), 4) == [0]


def test_a_window_ends_before_a_word_that_does_not_fit() -> None:
    assert window_starts("ab cd ef", word_spans("ab cd ef"), 3) == [0, 3, 6]


def test_a_word_longer_than_a_window_is_cut() -> None:
    assert window_starts("abcdefg", word_spans("abcdefg"), 3) == [0, 3, 6]


def test_texts_of_like_length_are_embedded_together() -> None:
    assert batches([]) == []
    assert batches([10, 10 + PADDING, 9, 120, 20]) == [[3], [1, 4, 0], [2]]
    assert batches([5] * (BATCH + 1)) == [[*range(BATCH)], [BATCH]]


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no weights \(\*\.safetensors\)"):
        _ = SentenceTransformerEmbedder(tmp_path).fingerprint


def test_the_fingerprint_is_the_hash_of_the_weights_and_of_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    one = hashlib.sha256(b"one").hexdigest()
    assert SentenceTransformerEmbedder(tmp_path).fingerprint == one
    (tmp_path / "z.safetensors").write_bytes(b"two")
    both = hashlib.sha256((one + hashlib.sha256(b"two").hexdigest()).encode()).hexdigest()
    assert SentenceTransformerEmbedder(tmp_path).fingerprint == both


def test_a_damaged_model_folder_is_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="does not load"):
        _ = SentenceTransformerEmbedder(tmp_path).dimension


@pytest.mark.slow
def test_minilm_is_what_the_library_takes_it_for(minilm_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    embedder = SentenceTransformerEmbedder(minilm_folder)
    assert (embedder.name, embedder.dimension, embedder.max_tokens) == ("all-MiniLM-L6-v2", 384, 254)
    assert embedder.fingerprint == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert embedder.count_tokens("word " * 1000) == 1000
    vectors = embedder.embed_passages(["A cat sleeps.", "The parliament voted.", ""])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = vectors @ embedder.embed_query("Where is the kitten?")
    assert cosines[0] > cosines[1] + 0.2
    output = capfd.readouterr()
    assert output.out == output.err == ""


@pytest.mark.slow
def test_a_vector_depends_on_no_other_text_and_on_no_kind_of_number(minilm_folder: Path) -> None:
    texts = [
        "A cat sleeps.",
        "The parliament voted on the law. " * 20,
        "Bees make honey from clover. " * 90,
        "Why?",
    ]
    together = SentenceTransformerEmbedder(minilm_folder).embed_passages(texts)
    alone = np.stack([SentenceTransformerEmbedder(minilm_folder).embed_passages([text])[0] for text in texts])
    assert ((together * alone).sum(axis=1) > 0.999).all()
    whole = [text for text in texts if len(text) < 1000]
    kinds = [
        load_model(minilm_folder, bfloat16=kind).encode(whole, convert_to_tensor=True) for kind in (False, True)
    ]
    exact, rounded = (kind.float().numpy() for kind in kinds)
    assert ((exact * rounded).sum(axis=1) > 0.999 * np.linalg.norm(rounded, axis=1)).all()


def test_one_that_comes_from_another_process_is_loaded_once(tmp_path: Path) -> None:
    sent = [pickle.dumps(kind(tmp_path)) for kind in (SentenceTransformerEmbedder, QuickEmbedder)]
    first, quick, again = (pickle.loads(one) for one in (*sent, sent[0]))
    assert first is again
    assert (type(first), type(quick)) == (SentenceTransformerEmbedder, QuickEmbedder)
    assert first.folder == quick.folder == tmp_path
