"""Files that survive what happens while they are written: a kill, a full disk, a reader in between."""

import os
from pathlib import Path


def append_durably(path: Path, content: bytes) -> None:
    """Add to a file, and see it onto the disk before anything else is done."""
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Put a file in place in one step: a reader, or a run after a kill, finds the old one or the new one.

    It has the rights of `mode`, less what is never given here (umask).
    """
    arriving = path.with_name(f"{path.name}.new")
    arriving.unlink(missing_ok=True)
    with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(path)
