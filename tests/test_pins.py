"""Every pinned package is installed by the hash of its file."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUIREMENT = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)", re.MULTILINE)


def pins(text: str) -> dict[str, str]:
    """Return the versions by the names that the package index goes by."""
    return {re.sub(r"[-_.]+", "-", one["name"]).lower(): one["version"] for one in REQUIREMENT.finditer(text)}


def test_the_hashes_are_of_what_is_pinned() -> None:
    for_use, for_development = (ROOT / "constraints.txt").read_text(encoding="utf-8").split("# development\n")
    hashed = (ROOT / "hashes.txt").read_text(encoding="utf-8")
    assert pins(for_use) == pins(hashed) | {"torch": pins(for_use)["torch"]}
    assert pins(for_development) == pins((ROOT / "hashes-dev.txt").read_text(encoding="utf-8"))


def test_every_pinned_package_has_a_hash() -> None:
    for name in ("hashes.txt", "hashes-dev.txt"):
        entries = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / name).read_text(encoding="utf-8"))[1:]
        assert len(entries) > 20
        assert [one for one in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", one)] == []
