"""The version, the changelog and what `make release` asks of them."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
RELEASE = re.compile(r"^## \[(?P<version>[\w.]+)\](?: - (?P<date>[\w-]+))?$", re.MULTILINE)


def releases(text: str) -> list[tuple[str, str]]:
    return [(one["version"], one["date"] or "") for one in RELEASE.finditer(text)]


def test_the_changelog_begins_with_the_version_and_each_one_before_has_its_date() -> None:
    found = [
        one for one in releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) if one[0] != "Unreleased"
    ]
    assert found[0][0] == VERSION
    numbers = [tuple(map(int, version.split("."))) for version, _ in found]
    assert numbers == sorted(set(numbers), reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in found[1:])


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a repository with Makefile, version and changelog, in which checks and tests are taken as passed."""
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = re.search(r"^release: .*\n(?:\t.*\n)+", makefile, re.MULTILINE)
    assert rule is not None
    steps = rule[0].replace("release: check docs", "release:").split("\t$(MAKE) gate test\n")[0]
    version = re.search(r"^VERSION := .*\n", makefile, re.MULTILINE)
    assert version is not None
    (tmp_path / "Makefile").write_text(
        f"SHELL := /bin/bash\n{version[0]}\n{steps}\t@echo built\n", encoding="utf-8"
    )
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **names}, check=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "All")


def released(folder: Path, *given: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", "-s", "release", *given], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not shutil.which("make") or not shutil.which("git"), reason="needs make and git")
def test_what_is_not_committed_not_dated_or_tagged_before_is_not_released(repository: Path) -> None:
    text = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = next(RELEASE.finditer(text))[0]
    for date in ("unreleased", "2026-12-01"):
        (repository / "CHANGELOG.md").write_text(
            text.replace(heading, f"## [{VERSION}] - {date}"), encoding="utf-8"
        )
        commit(repository)
        done = released(repository, "TAG=yes")
        assert (done.returncode == 0) == (date != "unreleased"), done.stderr
        assert released(repository).returncode == 0
    (repository / "new").touch()
    assert "Commit first" in released(repository).stderr
    (repository / "new").unlink()
    git(repository, "tag", f"v{VERSION}")
    assert "is tagged" in released(repository).stderr
