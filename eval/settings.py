"""What a run is keyed by: results are added only to those of the same library, model and code."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.library import Library

ROOT = Path(__file__).parents[1]
ANSWERING = ("index", "qa")
ANSWERS = ("*.py", "*.safetensors")  # the code, and what the reader has learnt
SCORING = (
    *(f"eval/metrics/{name}.py" for name in ("quantities", "right", "scores", "squad")),
    *(f"index/quantity/{name}.py" for name in ("number_words", "numerals", "units")),
    "index/vocabulary/english.py",
)


def settings_of(library: Library, model: str, *, full: bool = False) -> dict[str, Any]:
    """Return settings.json. A change of the code that answers or scores makes other settings."""
    answering = (path for package in ANSWERING for kind in ANSWERS for path in (ROOT / package).rglob(kind))
    return {
        "schema": 1,
        "model": model,
        "answers": "full" if full else "short",
        "library": fingerprint(library),
        "answering_code": _hash_of_files(answering),
        "scoring_code": _hash_of_files(ROOT / name for name in SCORING),
    }


def fingerprint(library: Library) -> str:
    """Return a hash of the library's embedder and of the content of all its documents."""
    contents = sorted(
        f"{document.id} {library.document(document.id).content_hash}" for document in library.documents()
    )
    return _hash(library.status().embedder, *contents)


def _hash_of_files(paths: Iterable[Path]) -> str:
    hashes = (
        f"{path.relative_to(ROOT).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in paths
    )
    return _hash(*sorted(hashes))


def _hash(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
