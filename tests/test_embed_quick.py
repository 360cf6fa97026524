"""The embedder on numpy: the vectors of the usual one, and what it leaves to it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.models.bert import gelu
from index.models.embed import SentenceTransformerEmbedder, load_model
from index.models.embed_quick import QuickEmbedder, embedder_at, for_one_question
from index.models.rerank import CrossEncoderReranker

TEXTS = [
    "When is soup served?",
    "The harbour inn serves soup until nine, and dogs must be kept on a lead.",
    "Größe: 3 µm, naïve café, 東京 — «quoted» ...",
    "x",
    "A much longer text stands beside short ones, so that they are padded. " * 6,
]


def test_the_activation_is_that_of_a_normal_distribution() -> None:
    assert gelu(np.array([-10, -1, 0, 1, 10], dtype=np.float32)) == pytest.approx(
        [0, -0.15865525, 0, 0.84134475, 10], abs=1e-6
    )


@pytest.mark.slow
def test_vectors_are_those_of_the_usual_embedder(minilm_folder: Path) -> None:
    expected = load_model(minilm_folder, bfloat16=False).encode(TEXTS, normalize_embeddings=True)
    quick = QuickEmbedder(minilm_folder)
    assert np.abs(quick.embed_passages(TEXTS) - expected).max() < 1e-5
    assert np.abs(quick.embed_query(TEXTS[0]) - expected[0]).max() < 1e-5


@pytest.mark.slow
def test_many_texts_and_long_ones_are_those_of_the_usual_embedder(minilm_folder: Path) -> None:
    quick, usual = QuickEmbedder(minilm_folder), SentenceTransformerEmbedder(minilm_folder)
    texts = [
        "Bread is baked at dawn. " * 60 + "Boats leave at noon. " * 9,
        *TEXTS,
        *(f"word {n}" for n in range(40)),
    ]
    assert ((quick.embed_passages(texts) * usual.embed_passages(texts)).sum(axis=1) > 0.9995).all()
    assert [quick.count_tokens(text) for text in texts] == [usual.count_tokens(text) for text in texts]
    assert (quick.dimension, quick.max_tokens) == (usual.dimension, usual.max_tokens)
    assert quick.embed_passages([]).shape == (0, 384)


@pytest.mark.slow
def test_one_question_needs_no_torch(minilm_folder: Path) -> None:
    ask = (
        "import sys; from pathlib import Path; "
        "from index.models.embed_quick import for_one_question as quick; "
        "from index.models.embed import SentenceTransformerEmbedder as Usual; "
        "vector = quick(Usual(Path(sys.argv[1]))).embed_query('soup'); "
        "print(vector.shape, 'torch' in sys.modules, 'transformers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask, str(minilm_folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["(384,)", "False", "False"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "key", "other"),
    [
        ("config.json", "model_type", "mpnet"),
        ("config.json", "hidden_act", "relu"),
        ("1_Pooling/config.json", "pooling_mode_cls_token", True),
        ("config_sentence_transformers.json", "prompts", {"query": "query: "}),
    ],
)
def test_a_model_of_another_kind_is_left_to_the_usual_embedder(
    minilm_folder: Path, tmp_path: Path, file: str, key: str, other: object
) -> None:
    folder = shutil.copytree(minilm_folder, tmp_path / "model")
    quick = for_one_question(SentenceTransformerEmbedder(folder))
    assert isinstance(quick, QuickEmbedder)
    assert for_one_question(quick) is for_one_question(SentenceTransformerEmbedder(folder)) is quick
    folder = shutil.copytree(folder, tmp_path / "changed")
    settings = json.loads((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(json.dumps({**settings, key: other}), encoding="utf-8")
    assert not isinstance(for_one_question(SentenceTransformerEmbedder(folder)), QuickEmbedder)


@pytest.mark.slow
def test_without_sentence_transformers_the_default_model_needs_none_and_another_says_what_it_needs(
    minilm_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not isinstance(embedder_at(minilm_folder), QuickEmbedder)
    for name in ("sentence_transformers", "torch", "transformers"):
        monkeypatch.setitem(sys.modules, name, None)
    embedder = embedder_at(minilm_folder)
    assert embedder.embed_passages(TEXTS).shape == (len(TEXTS), embedder.dimension)
    folder = shutil.copytree(minilm_folder, tmp_path / "model")
    (folder / "modules.json").write_text("[]", encoding="utf-8")
    with pytest.raises(
        ModelError, match=r"model needs sentence-transformers .*`pip install 'pincite\[embedders\]'`"
    ):
        embedder_at(folder).embed_query("soup")
    with pytest.raises(ModelError, match=r"reranker .* needs sentence-transformers"):
        CrossEncoderReranker(folder).scores("red", ["fish"])
