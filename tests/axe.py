"""axe-core, which finds what keeps people from using a page: fetched once from npm, not kept in the repository."""

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

_VERSION = "4.14.1"
_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_FILE = Path(__file__).parents[1] / ".bench" / f"axe-{_VERSION}.min.js"


def axe_script(scratch: Path) -> str:
    """Return the script; skips the test where it is neither on disk nor to be had."""
    if not _FILE.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("axe-core is not there, and npm is not installed to fetch it")
        fetched = subprocess.run(
            [npm, "pack", f"axe-core@{_VERSION}", "--silent"],
            cwd=scratch,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if fetched.returncode != 0:
            pytest.skip(f"axe-core is not there, and npm cannot fetch it: {fetched.stderr[-200:]}")
        _FILE.parent.mkdir(exist_ok=True)
        with tarfile.open(scratch / f"axe-core-{_VERSION}.tgz") as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            part = _FILE.with_suffix(f".{os.getpid()}")  # another process of the tests may fetch it, too
            part.write_bytes(member.read())
            part.replace(_FILE)
    script = _FILE.read_bytes()
    assert hashlib.sha256(script).hexdigest() == _SHA256
    return script.decode()


def serious(page: Page, script: str) -> list[str]:
    """Return what axe-core calls serious or critical on the page as it is shown, one line each."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(f"{script}; undefined")
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
