"""`pincite doctor`: what works on a machine, what does not, and the line that mends it; its models first."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from doctor_parts import ROOT, SMALL, Doctor, doctor, folder, ships

import ui.doctor.models as doctor_models
from index.errors import ModelError
from index.models import files as models
from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR
from qa.llama import loading
from ui.cli import main as cli

__all__ = ["doctor", "folder", "ships"]


def test_all_is_well(doctor: Doctor, capsys: pytest.CaptureFixture[str]) -> None:
    found = doctor()
    assert (found["schema"], found["code"], found["can_ask"], found["can_write"]) == (1, 0, True, True)
    assert {one["state"] for one in found["findings"]} <= {"good", "optional"}
    assert found["language model"]["said"] == f"{DEFAULT_GENERATOR}, intact, 0 MB"
    assert found["library"]["said"].startswith("2 documents, 2 passages in ")
    assert "network" not in found
    assert cli.main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"good      embedder          {DEFAULT_EMBEDDER}, intact" in lines
    assert lines[-1] == 'Questions can be asked: pincite ask "...", or pincite chat.'


def test_without_llama_cpp_sentences_are_quoted(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise ModelError("llama-cpp-python cannot be used")

    monkeypatch.setattr(loading, "llama_loader", missing)
    found = doctor()
    assert (found["code"], found["can_ask"], found["can_write"]) == (0, True, False)
    assert found["language model"]["state"] == "limited"
    assert found["language model"]["mend"] == "pip install 'pincite[write]'"
    assert cli.main(["doctor"]) == 0
    assert "pincite ask --quote" in capsys.readouterr().out.splitlines()[-1]


def test_without_models_each_has_its_line(doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PINCITE_MODELS", str(tmp_path / "nowhere" / "yet"))
    monkeypatch.setattr(doctor_models, "has_network", lambda: True)
    found = doctor()
    assert (found["code"], found["can_ask"], found["can_write"]) == (1, False, False)
    assert found["embedder"]["state"] == "broken"
    assert found["embedder"]["mend"] == f"pincite models pull {DEFAULT_EMBEDDER}"
    assert found["language model"]["state"] == "limited"
    assert found["language model"]["mend"] == f"pincite models pull {DEFAULT_GENERATOR}"
    assert found["library"]["state"] == "good"
    assert "network" not in found
    monkeypatch.setattr(doctor_models, "has_network", lambda: False)
    found = doctor()
    assert found["network"]["said"] == "none, so no model can be fetched"
    assert str(tmp_path / "nowhere" / "yet") in found["network"]["mend"]


def test_without_a_network_nothing_is_said_where_nothing_is_fetched(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_models, "has_network", lambda: False)
    assert "network" not in doctor()


def test_a_model_that_does_not_find_room_is_said_to(
    doctor: Doctor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / f"{DEFAULT_GENERATOR}.gguf").unlink()
    monkeypatch.setattr(doctor_models, "free_bytes", lambda _: 4)
    assert doctor()["language model"]["said"].endswith("; it takes 0 MB, and 0 MB are free")
    monkeypatch.setattr(doctor_models, "free_bytes", lambda _: 5)
    assert doctor()["language model"]["said"].endswith("not on this machine")


@pytest.mark.parametrize("content", [b"WEIGHTS", b"cut"])
def test_models_of_another_content_are_damaged(doctor: Doctor, folder: Path, content: bytes) -> None:
    (folder / DEFAULT_EMBEDDER / "model.safetensors").write_bytes(content)
    (folder / f"{DEFAULT_GENERATOR}.gguf").write_bytes(b"LARGE")
    found = doctor()
    assert found["code"] == 1
    for name, state in (("embedder", "broken"), ("language model", "limited")):
        assert found[name]["state"] == state
        assert "damaged" in found[name]["said"]
        assert found[name]["mend"].startswith("pincite models pull ")


def test_a_model_that_is_not_in_use_is_listed_and_hashed_only_when_asked(doctor: Doctor, folder: Path) -> None:
    (folder / f"{SMALL}.gguf").write_bytes(b"tiny")
    found = doctor()["also here"]
    assert (found["state"], found["mend"]) == ("optional", "pincite models verify small")
    models.verify(SMALL)
    assert doctor()["also here"]["said"] == "small, intact"


def test_little_memory_names_the_model_that_fits(
    doctor: Doctor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_models, "fits", lambda size: size <= len(b"tiny"))
    found = doctor()
    assert (found["code"], found["can_write"]) == (0, False)
    assert "does not fit" in found["language model"]["said"]
    assert found["language model"]["mend"] == "pincite models pull small && export PINCITE_MODEL=small"
    (folder / f"{SMALL}.gguf").write_bytes(b"tiny")
    assert doctor()["language model"]["mend"] == "export PINCITE_MODEL=small"
    monkeypatch.setattr(doctor_models, "fits", lambda size: size <= len(b"un"))  # which nobody has measured
    assert "--quote" in doctor()["language model"]["mend"]


@pytest.mark.parametrize(
    ("variable", "name"), [("PINCITE_EMBEDDER", "embedder"), ("PINCITE_MODEL", "language model")]
)
def test_a_setting_that_leads_nowhere_is_named(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    monkeypatch.setenv(variable, "/gone/model")
    found = doctor()
    assert "/gone/model" in found[name]["said"]
    assert found[name]["mend"] == f"unset {variable}"
    assert found["code"] == (1 if name == "embedder" else 0)


def test_a_service_is_looked_for_and_a_model_here_is_not(
    doctor: Doctor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    (folder / f"{DEFAULT_GENERATOR}.gguf").unlink()
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv("PINCITE_MODEL_URL", f"http://{place}")
        found = doctor()
        assert found["language model"] == {
            "name": "language model",
            "state": "good",
            "said": f"there is a service at {place}",
            "mend": "",
        }
        assert found["can_write"]
    found = doctor()
    assert f"nothing answers at {place}" in found["language model"]["said"]
    assert (found["code"], found["can_write"]) == (0, False)
    monkeypatch.setenv("PINCITE_MODEL_URL", "ftp://example.org")
    assert doctor()["language model"]["state"] == "limited"


def test_a_llama_cpp_of_another_processor_ends_no_process_of_ours(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_models, "import_failure", lambda _: "the import ended by SIGILL")
    found = doctor()["language model"]
    assert found["state"] == "limited"
    assert "llama-cpp-python cannot be used (the import ended by SIGILL)" in found["said"]
    assert "--force-reinstall" in found["mend"]


def test_what_no_model_would_fit_beside_is_not_installed(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_models, "why_not", lambda: "there is no llama.cpp")
    monkeypatch.setattr(doctor_models, "fits", lambda size: size <= len(b"tiny"))
    assert "pip install 'pincite[write]'" in doctor()["language model"]["mend"]
    monkeypatch.setattr(doctor_models, "fits", lambda size: size < len(b"tiny"))
    found = doctor()["language model"]
    assert found["said"].startswith("none would fit into the ")
    assert found["mend"].startswith('pincite ask --quote "..."')


def test_no_model_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from ui.cli import main; main.main(['doctor', '--index', sys.argv[1]]); "
        "print({'torch', 'gradio', 'transformers', 'sentence_transformers', 'qa.reader.model'} & set(sys.modules))"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "none")]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "set()"
