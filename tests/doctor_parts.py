"""What the tests of `pincite doctor` share: a table of tiny models, a small library, and what is found there."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import HashingEmbedder

import ui.doctor.machine as doctor_machine
import ui.doctor.models as doctor_models
import ui.doctor.packages as doctor_packages
from index.library import Library
from index.models import files as models
from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR
from index.models.table import MODELS, Model, ModelFile
from ui.cli import main as cli

ROOT = Path(__file__).parents[1]
WEIGHTS = b"weights"
SMALL = "small"
Doctor = Callable[..., dict[str, Any]]


def model(name: str, content: bytes, *, folder: str = "", unmeasured: bool = False) -> Model:
    file = ModelFile("model.safetensors" if folder else f"{name}.gguf", len(content), sha(content), ())
    kind = MODELS[name].kind if name in MODELS else "generator"
    return Model(name, kind, "Apache-2.0", "nobody/it", "0" * 40, folder, (file,), unmeasured)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of models: the embedder and the generator in use are there, of a table of tiny ones."""
    table = {
        DEFAULT_GENERATOR: model(DEFAULT_GENERATOR, b"large"),
        SMALL: model(SMALL, b"tiny"),
        "unknown": model("unknown", b"un", unmeasured=True),
        DEFAULT_EMBEDDER: model(DEFAULT_EMBEDDER, WEIGHTS, folder=DEFAULT_EMBEDDER),
    }
    for module in (models, doctor_models):
        monkeypatch.setattr(module, "MODELS", table)
    monkeypatch.setenv("PINCITE_MODELS", str(tmp_path / "models"))
    for name in ("PINCITE_MODEL", "PINCITE_MODEL_URL", "PINCITE_EMBEDDER"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "models" / DEFAULT_EMBEDDER).mkdir(parents=True)
    (tmp_path / "models" / DEFAULT_EMBEDDER / "model.safetensors").write_bytes(WEIGHTS)
    (tmp_path / "models" / f"{DEFAULT_GENERATOR}.gguf").write_bytes(b"large")
    return tmp_path / "models"


@pytest.fixture
def ships(tmp_path: Path, write: Callable[[str, str], Path]) -> Path:
    """Give the folder of a library that the embedder in use has made, with two documents."""
    with Library.open(tmp_path / "ships", HashingEmbedder(fingerprint=sha(WEIGHTS)), create=True) as library:
        library.add([write("one.txt", "The ship came in."), write("two.txt", "It left in the evening.")])
    return tmp_path / "ships"


@pytest.fixture
def doctor(
    ships: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Doctor:
    """Give a function that returns the JSON of what is found, its findings by name, and the `code`."""
    monkeypatch.setenv("PINCITE_INDEX", str(ships))
    monkeypatch.setattr(doctor_machine, "available_bytes", lambda: doctor_machine.LITTLE_MEMORY)
    for module in (doctor_packages, doctor_models):
        monkeypatch.setattr(module, "import_failure", lambda *_: "")

    def doctor(*options: str) -> dict[str, Any]:
        capsys.readouterr()
        code = cli.main(["doctor", "--json", *options])
        found = json.loads(capsys.readouterr().out)
        return {**found, "code": code, **{one["name"]: one for one in found["findings"]}}

    return doctor
