"""`pincite doctor`: what works on a machine, what does not, and the line that mends it."""

import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import HashingEmbedder
from packaging.requirements import Requirement

import ui.doctor.imports as doctor_imports
import ui.doctor.library as doctor_library
import ui.doctor.machine as doctor_machine
import ui.doctor.models as doctor_models
import ui.doctor.packages as doctor_packages
from index.errors import ModelError
from index.library import Library
from index.models import files as models
from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR
from index.models.table import MODELS, Model, ModelFile
from qa.llama import loading
from ui.cli import main as cli
from ui.doctor.imports import import_failure
from ui.doctor.packages import Extra, unmet

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
    import socket

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


def damage(library: Path, statement: str) -> None:
    with sqlite3.connect(library / "library.db") as rows:
        rows.execute(statement)
    rows.close()


@pytest.mark.parametrize("most", [doctor_library.QUICK_BYTES, 0], ids=["whole", "sampled"])
def test_a_damaged_library_is_found_however_large(
    doctor: Doctor, ships: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(doctor_library, "QUICK_BYTES", most)
    assert doctor()["library"]["state"] == "good"
    damage(ships, "UPDATE documents SET blocks = 'x'")
    found = doctor()
    assert found["code"] == 1
    assert found["library"]["state"] == "broken"
    assert found["library"]["mend"].startswith("pincite rebuild")


def test_sentences_of_a_large_library_that_leave_the_text_are_found(
    doctor: Doctor, ships: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_library, "QUICK_BYTES", 0)
    damage(ships, "UPDATE sentences SET end = 9999")
    assert "a sentence leaves the text" in doctor()["library"]["said"]


def test_a_file_that_is_no_library_is_broken(doctor: Doctor, ships: Path) -> None:
    (ships / "library.db").write_bytes(b"no library" * 1000)
    found = doctor()
    assert (found["code"], found["library"]["state"]) == (1, "broken")
    assert "damaged or no library" in found["library"]["said"]


def test_a_library_of_another_embedder_or_version_is_said_to_be_one(
    doctor: Doctor, ships: Path, tmp_path: Path
) -> None:
    damage(ships, "UPDATE manifest SET recipe = 'older'")
    found = doctor()
    assert (found["code"], found["library"]["state"]) == (0, "limited")
    with Library.open(tmp_path / "other", HashingEmbedder(), create=True):
        pass
    found = doctor("--index", str(tmp_path / "other"))
    assert "was built with the embedding model hashing" in found["library"]["said"]
    assert found["library"]["mend"].startswith("pincite rebuild")


def test_no_library_and_an_empty_one_have_nothing_to_ask(doctor: Doctor, tmp_path: Path) -> None:
    found = doctor("--index", str(tmp_path / "none"))
    assert (found["code"], found["library"]["state"]) == (1, "broken")
    assert not (tmp_path / "none").exists()
    with Library.open(tmp_path / "new", HashingEmbedder(fingerprint=sha(WEIGHTS)), create=True):
        pass
    found = doctor("--index", str(tmp_path / "new"))
    assert (found["code"], found["library"]["mend"]) == (1, "pincite add PATH")


def test_packages_that_are_missing_or_too_old_are_named() -> None:
    needed = ["numpy>=2", "numpy>=999", "no-such-package-at-all>=2", "packaging"]
    found = unmet(map(Requirement, needed))
    assert list(found) == ["numpy>=999", "no-such-package-at-all>=2"]
    assert found["no-such-package-at-all>=2"] == "missing"
    assert found["numpy>=999"].endswith(" is there")


def test_a_package_that_is_missing_is_installed_by_the_line(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = [
        "numpy>=2",
        "no-such-package>=2",
        'llama-cpp-python>=999; extra == "write"',
        'other; extra == "mcp"',
        'x; extra == "dev"',
    ]
    monkeypatch.setattr("ui.doctor.packages.requires", lambda _: needed)
    found = doctor()
    assert found["packages"]["said"] == "no-such-package>=2 (missing)"
    assert found["packages"]["mend"] == "pip install 'no-such-package>=2'"
    assert found["code"] == 1
    assert found["extra mcp"]["state"] == "optional"
    assert found["extra mcp"]["mend"] == "pip install 'pincite[mcp]'"
    assert found["extra write"]["state"] == "optional"
    assert "extra dev" not in found


BROKEN = {
    "raises": ("raise ImportError('libGL.so.1: cannot open')", "ImportError: libGL.so.1: cannot open"),
    "crashes": ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "the import ended by SIGILL"),
    "waits": ("import time; time.sleep(60)", "the import was not done after 1 s"),
    "leaves": ("raise SystemExit(3)", "the import ended with exit code 3"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_an_extra_that_does_not_start_is_not_told_as_installed(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    code, said = BROKEN[how]
    (tmp_path / f"pincite_{how}.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(doctor_packages, "EXTRAS", {"ocr": Extra("scans and photos", (f"pincite_{how}",))})
    monkeypatch.setattr(doctor_packages, "requires", lambda _: ['numpy; extra == "ocr"'])
    monkeypatch.setattr(doctor_packages, "import_failure", import_failure)
    monkeypatch.setattr(doctor_imports, "IMPORT_SECONDS", 1.0 if how == "waits" else 30.0)
    assert doctor()["extra ocr"] == {
        "name": "extra ocr",
        "state": "limited",
        "said": f"installed, for scans and photos, and does not start ({said})",
        "mend": "pip install --force-reinstall numpy",
    }


def test_what_lies_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person looks for what is wrong among files that were fetched."""
    (tmp_path / "pincite_fetched.py").write_text("")
    monkeypatch.chdir(tmp_path)
    assert "ModuleNotFoundError" in import_failure("pincite_fetched")


def test_a_llama_cpp_of_another_processor_ends_no_process_of_ours(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_models, "import_failure", lambda _: "the import ended by SIGILL")
    found = doctor()["language model"]
    assert found["state"] == "limited"
    assert "llama-cpp-python cannot be used (the import ended by SIGILL)" in found["said"]
    assert "--force-reinstall" in found["mend"]


def test_each_extra_of_the_project_has_its_purpose() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {*doctor_packages.EXTRAS, "dev"} == set(project["optional-dependencies"])
    assert import_failure(*doctor_packages.EXTRAS["ocr"].modules) == ""


@pytest.mark.parametrize(
    ("there", "mend"),
    [
        ({"g++", "apt-get"}, "pip install 'pincite[write]'"),
        ({"apt-get"}, "sudo apt-get install g++ && pip install 'pincite[write]'"),
        ({"apk"}, "sudo apk add g++ && pip install 'pincite[write]'"),
        (set(), "pip install 'pincite[write]'  # after a C++ compiler, g++ or clang++: there is none here"),
    ],
)
def test_without_a_compiler_it_is_installed_first(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, there: set[str], mend: str
) -> None:
    monkeypatch.setattr(doctor_models, "why_not", lambda: "there is no llama.cpp")
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(doctor_packages, "unmet", lambda needed: {"it": "missing"} if needed else {})
    found = doctor()
    assert found["language model"]["mend"] == found["extra write"]["mend"] == mend
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert doctor()["language model"]["mend"] == mend.removeprefix("sudo ")


def test_without_a_network_packages_come_from_another_machine(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_models, "has_network", lambda: False)
    monkeypatch.setattr(doctor_models, "why_not", lambda: "there is no llama.cpp")
    found = doctor()
    assert found["network"]["said"] == "none, so no package can be installed"
    assert found["network"]["mend"].startswith("pip wheel -w DIR 'pincite[write]'  # ")
    assert found["network"]["mend"].endswith(" pip install --no-index -f DIR 'pincite[write]'")


def test_a_proxy_that_does_not_answer_is_told_where_something_is_to_be_fetched(
    doctor: Doctor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_models, "has_network", lambda: True)
    with socket.socket() as proxy:
        proxy.bind(("127.0.0.1", 0))  # nobody listens there
        port = proxy.getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://olga:secret@127.0.0.1:{port}")
        assert "network" not in doctor()
        (folder / f"{DEFAULT_GENERATOR}.gguf").unlink()
        found = doctor()["network"]
        proxy.listen()
        assert "network" not in doctor()
    assert f"does not answer, so nothing can be fetched: 127.0.0.1:{port} (" in found["said"]
    assert "secret" not in found["said"]
    assert found["mend"].startswith("export HTTPS_PROXY=")


@pytest.mark.parametrize(
    ("named", "told"), [("", ""), ("http://", ""), ("http://127.0.0.1:port", "http://127.0.0.1:port")]
)
def test_what_is_no_address_of_a_proxy_ends_in_no_error(
    monkeypatch: pytest.MonkeyPatch, named: str, told: str
) -> None:
    monkeypatch.setenv("https_proxy", named)
    assert doctor_machine.silent_proxy().partition(" (")[0] == told


def test_little_memory_for_reading_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "available_bytes", lambda: doctor_machine.LITTLE_MEMORY)
    assert doctor_machine.memory().state == "good"
    monkeypatch.setattr(doctor_machine, "available_bytes", lambda: doctor_machine.LITTLE_MEMORY - 1)
    found = doctor_machine.memory()
    assert (found.state, found.mend) == ("limited", "close other programs, or give this one more memory")
    assert found.said.startswith("0.6 GB available of ")
    assert found.said.endswith("; adding documents takes up to 0.6 GB")


def test_what_no_model_would_fit_beside_is_not_installed(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_models, "why_not", lambda: "there is no llama.cpp")
    monkeypatch.setattr(doctor_models, "fits", lambda size: size <= len(b"tiny"))
    assert "pip install 'pincite[write]'" in doctor()["language model"]["mend"]
    monkeypatch.setattr(doctor_models, "fits", lambda size: size < len(b"tiny"))
    found = doctor()["language model"]
    assert found["said"].startswith("none would fit into the ")
    assert found["mend"].startswith('pincite ask --quote "..."')


def test_instructions_are_those_that_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "PROCESSOR", tmp_path / "cpuinfo")
    assert doctor_machine.instructions() == ()
    (tmp_path / "cpuinfo").write_text(
        "processor\t: 0\nflags\t\t: fpu sse2 fma avx2 avx\n\nprocessor\t: 1\nflags : fma\n"
    )
    assert doctor_machine.instructions() == ("avx2", "fma")
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nFeatures\t: fp asimd i8mm\n")
    assert doctor_machine.instructions() == ("asimd", "i8mm")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor_machine.free_bytes(tmp_path / "not" / "yet") > 0
    monkeypatch.setattr(doctor_machine, "free_bytes", lambda folder: 499_000_000 if folder.name == "a" else 10**10)
    found = doctor_machine.disk({"models": tmp_path / "a", "the library": tmp_path / "b"})
    assert (found.state, found.mend) == ("limited", f"free some space for {tmp_path / 'a'}")
    assert found.said == "0.5 GB free for models, 10.0 GB free for the library"


def test_no_model_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from ui.cli import main; main.main(['doctor', '--index', sys.argv[1]]); "
        "print({'torch', 'gradio', 'transformers', 'sentence_transformers', 'qa.reader.model'} & set(sys.modules))"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "none")]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "set()"
