"""What `pincite doctor` says of the machine: its network, memory, disk and processor."""

import socket
from pathlib import Path

import pytest
from doctor_parts import Doctor, doctor, folder, ships

import ui.doctor.machine as doctor_machine
import ui.doctor.models as doctor_models
from index.models.files import DEFAULT_GENERATOR

__all__ = ["doctor", "folder", "ships"]


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
