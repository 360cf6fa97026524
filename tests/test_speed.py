"""How fast a model was: what is counted, and what is kept."""

from pathlib import Path

import pytest

from qa.llama.speed import FILE, Speed, Stopwatch, keep_speed, speeds


def test_a_speed_is_told_once_enough_was_read_and_written() -> None:
    watch = Stopwatch()
    watch.note(200, 2.0)
    for _ in range(5):
        watch.note(1, 0.1)
    assert watch.speed is None
    watch.note(1, 0.1)
    watch.note(100, 0.5)
    assert watch.speed is not None
    assert (watch.speed.reading, watch.speed.writing) == (pytest.approx(120), pytest.approx(10))


def test_the_last_speed_of_each_model_is_kept(tmp_path: Path) -> None:
    keep_speed(tmp_path, "a.gguf", Speed(100, 10))
    keep_speed(tmp_path, "b.gguf", Speed(50, 5))
    keep_speed(tmp_path, "a.gguf", Speed(120, 12))
    assert speeds(tmp_path) == {"a.gguf": Speed(120, 12), "b.gguf": Speed(50, 5)}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", ["", "[]", '{"a": {}}', '{"a": {"reading": null, "writing": 1}}', "{"])
def test_a_file_that_cannot_be_read_says_nothing_and_is_written_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    assert speeds(tmp_path) == {}
    keep_speed(tmp_path, "a.gguf", Speed(1, 2))
    assert speeds(tmp_path) == {"a.gguf": Speed(1, 2)}


def test_a_folder_that_is_not_there_keeps_none(tmp_path: Path) -> None:
    keep_speed(tmp_path / "gone", "a.gguf", Speed(1, 2))
    assert speeds(tmp_path / "gone") == {}
