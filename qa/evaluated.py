"""Passages that a model has evaluated, kept for the next question: in memory, and in files that outlive it.

An entry is the keys and values of one passage read behind the instructions and nothing else (PromptCache, Gim et
al. 2024; TurboRAG, Lu et al. 2024). The least recently used go first, in memory and on disk.
"""

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

SUFFIX = ".kv"
_DIGEST = hashlib.sha256().digest_size


class EvaluatedPassages:
    """Entries by key, under a budget of bytes for memory and one for each folder's parent on disk."""

    def __init__(self, *, memory_bytes: int, disk_bytes: int) -> None:
        """Start with nothing in memory; folders are read as they are named."""
        self._memory_bytes = memory_bytes
        self._disk_bytes = disk_bytes
        self._entries: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0
        self._on_disk: dict[Path, int] = {}
        self._lock = threading.Lock()

    def get(self, key: str, folder: Path | None) -> bytes | None:
        """Return an entry, or None. A file that is not as it was written is removed."""
        with self._lock:
            data = self._entries.get(key)
            if data is not None:
                self._entries.move_to_end(key)
                return data
            if folder is None:
                return None
            data = _read(folder / f"{key}{SUFFIX}")
            if data is not None:
                self._hold(key, data)
            return data

    def put(self, key: str, data: bytes, folder: Path | None) -> None:
        """Keep an entry. A folder that cannot be written is said and done without."""
        with self._lock:
            self._hold(key, data)
            if folder is not None and self._disk_bytes >= len(data):
                self._write(folder / f"{key}{SUFFIX}", data)

    def _hold(self, key: str, data: bytes) -> None:
        if len(data) > self._memory_bytes:
            return
        self._held += len(data) - len(self._entries.pop(key, b""))
        self._entries[key] = data
        while self._held > self._memory_bytes:
            _, oldest = self._entries.popitem(last=False)
            self._held -= len(oldest)

    def _write(self, path: Path, data: bytes) -> None:
        root = path.parent.parent
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            if root not in self._on_disk:
                self._on_disk[root] = sum(size for _, size, _ in _files(root))
            else:
                self._on_disk[root] += len(data) + _DIGEST
            if self._on_disk[root] > self._disk_bytes:
                self._on_disk[root] = _make_room(root, self._disk_bytes)
        except OSError as error:
            with suppress(OSError):  # of the folder, said below
                draft.unlink(missing_ok=True)
            logger.warning("%s: evaluated passages are not kept on disk (%s)", path.parent, error)


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        digest, data = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(data).digest() != digest:
            logger.debug("%s is damaged; the passage is evaluated again", path)
            path.unlink(missing_ok=True)
            return None
        os.utime(path)  # read just now: among the last to go
    except FileNotFoundError:
        return None
    except OSError as error:
        logger.debug("%s cannot be used (%s); the passage is evaluated again", path, error)
        return None
    return data


def _files(root: Path) -> list[tuple[int, int, Path]]:
    """Return modification time, size and path of every entry below a folder, drafts of a killed process too."""
    found = []
    for path in root.glob("*/*"):
        try:
            status = path.stat()
        except FileNotFoundError:  # another process made room
            continue
        found.append((status.st_mtime_ns, status.st_size, path))
    return sorted(found)


def _make_room(root: Path, limit: int) -> int:
    """Remove the least recently used entries until nine tenths of the limit are left; return the bytes left."""
    files = _files(root)
    left = sum(size for _, size, _ in files)
    for _, size, path in files:
        if left <= limit * 9 // 10:
            break
        path.unlink(missing_ok=True)
        left -= size
    return left
