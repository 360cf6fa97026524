"""The bench of indexing: what it prints, and what it embeds. How fast anything is, no test says."""

from collections.abc import Callable
from pathlib import Path

from conftest import HashingEmbedder

from eval.bench.indexing import DEFAULT, LIMIT, PIPELINE, index, table


def test_the_texts_for_the_bare_model_are_those_that_indexing_embeds(write: Callable[[str, str], Path]) -> None:
    write("a.txt", "Red fish\n\nRed fish swim in the warm sea.\n\nThey eat.\n")
    write("deep/b.txt", "Old walls\n\nOld walls stand on the hill.\n")
    embedder = HashingEmbedder()
    seconds, texts = index(write("c.txt", "Bread\n\nBread is baked at night.\n").parent, embedder)
    assert seconds > 0
    assert sorted(texts) == sorted(embedder.embedded)
    assert len(texts) >= 3


def test_each_way_is_compared_with_the_whole_pipeline() -> None:
    lines = table(100, {PIPELINE: 2.0, LIMIT: 1.5, DEFAULT: 5.0}).splitlines()
    assert [line.split()[-3:] for line in lines[1:]] == [
        ["2.00", "50.0", "1.00"],
        ["1.50", "66.7", "0.75"],
        ["5.00", "20.0", "2.50"],
    ]
