"""What `pincite doctor` says of packages and extras: what is missing, or there and does not start."""

import os
import shutil
import tomllib
from pathlib import Path

import pytest
from doctor_parts import ROOT, Doctor, doctor, folder, ships
from packaging.requirements import Requirement

import ui.doctor.imports as doctor_imports
import ui.doctor.models as doctor_models
import ui.doctor.packages as doctor_packages
from ui.doctor.imports import import_failure
from ui.doctor.packages import Extra, unmet

__all__ = ["doctor", "folder", "ships"]


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
