"""What the machine can do: processors and their instructions, memory, room on the disk, a network."""

import os
import re
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from index.vocabulary.english import counted
from qa.llama.machine import available_bytes, threads
from ui.doctor.finding import Finding

PROCESSOR = Path("/proc/cpuinfo")
LITTLE_MEMORY = 600_000_000
"""Bytes below which adding documents and quoting them may fail: they take up to that much without a generator."""
PROXY_SECONDS = 1.0
LITTLE_ROOM = 500_000_000
"""Bytes on a disk below which adding documents may fail."""

# Those that make a difference to embedding and to llama.cpp, as the kernel calls them.
_FAST = (
    "avx2",
    "fma",
    "f16c",
    "avx512f",
    "avx512_vnni",
    "avx512_bf16",
    "amx_bf16",
    "asimd",
    "asimddp",
    "i8mm",
    "sve",
)
# Addresses for documentation: the kernel looks for a way to them, and nothing is sent.
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def processors() -> Finding:
    """Tell of cores and instruction sets."""
    known = instructions()
    said = counted(threads(), "core")
    return Finding("processor", "good", f"{said}, with {', '.join(known)}" if known else said)


def instructions() -> tuple[str, ...]:
    """Return the sets of instructions that matter and that the processor has, as the kernel names them."""
    try:
        text = PROCESSOR.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    listed = re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.MULTILINE)
    there = set(listed[1].split()) if listed else set()
    return tuple(one for one in _FAST if one in there)


def memory() -> Finding:
    """Tell of the memory."""
    whole, available = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), available_bytes()
    said = f"{_gigabytes(available)} available of {_gigabytes(whole)}"
    if available < LITTLE_MEMORY:
        said += f"; adding documents takes up to {_gigabytes(LITTLE_MEMORY)}"
        return Finding("memory", "limited", said, "close other programs, or give this one more memory")
    return Finding("memory", "good", said)


def disk(folders: dict[str, Path]) -> Finding:
    """Tell of the room where each folder is, or will be."""
    free = {}
    for name, folder in folders.items():
        try:
            free[name] = free_bytes(folder)
        except (OSError, ValueError) as error:
            said = f"{folder}, for {name}, cannot be looked into ({error})"
            return Finding("disk", "limited", said, "see who may read that folder, or name another")
    said = ", ".join(f"{_gigabytes(room)} free for {name}" for name, room in free.items())
    tight = [str(folders[name]) for name, room in free.items() if room < LITTLE_ROOM]
    if tight:
        return Finding("disk", "limited", said, f"free some space for {' and '.join(tight)}")
    return Finding("disk", "good", said)


def free_bytes(folder: Path) -> int:
    """Return the room on the disk that a folder is on, or will be on. Raises OSError or ValueError."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def has_network() -> bool:
    """Tell whether this machine has a way to any other; no, if it is sure that it has none. Nothing is sent."""
    for family, address in _FAR_AWAY:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as unsent:
                unsent.connect((address, 9))
        except OSError:
            continue
        return True
    return False


def silent_proxy() -> str:
    """Return the proxy that HTTPS_PROXY names and that does not answer, with the reason; else "".

    It is called, and asked nothing.
    """
    named = getproxies().get("https", "")
    try:
        proxy = urlsplit(named if "//" in named else f"//{named}")
        if proxy.hostname is None:
            return ""
        socket.create_connection((proxy.hostname, proxy.port or 80), PROXY_SECONDS).close()
    except (OSError, ValueError) as error:
        return f"{named.rpartition('@')[2]} ({error})"  # without the password that may stand before it
    return ""


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:,.1f} GB"
