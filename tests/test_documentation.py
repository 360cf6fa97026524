"""What the documentation names is there: folders of the map, files, links, and a page for each decision."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
ARCHITECTURE = DOCS / "architecture.md"
DECISIONS = DOCS / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
# The changelog tells of what was there once.
TIMELESS = [page for page in PAGES if page.name != "CHANGELOG.md"]
MOST_LINES = {README: 150, ARCHITECTURE: 120}

_LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)[^)]*\)")
_PICTURE = re.compile(r'\bsrc(?:set)?="(?!https?://)([^"\s]+)"')
_FILE = re.compile(
    r"(?<![\w/.-])(?:index|qa|eval|ui|tests|docs)/[\w/.-]*\w\.(?:py|md|json|jsonl|safetensors|html|css|js)\b"
)
_MAP_LINE = re.compile(r"^    (?P<indent> *)(?P<name>[\w./-]+/)(?= {2,}\S)")
_STATUS = re.compile(
    r"^Status: (?:accepted(?: \(not taken\))?|superseded by \[[\w-]+\]\((?P<by>[\w-]+\.md)\))\. "
    r"Room: (?:index|qa|eval|ui)\.$",
    re.MULTILINE,
)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def mapped(text: str) -> Iterator[str]:
    """Give the folders that the map in a README names, each with those it is in."""
    above: list[str] = []
    for line in text.split("## The four rooms", 1)[1].splitlines():
        if found := _MAP_LINE.match(line):
            above = [*above[: len(found["indent"]) // 2], found["name"]]
            yield "".join(above)


def test_the_map_names_the_four_rooms_and_folders_that_exist() -> None:
    named = list(mapped(text_of(README)))
    assert {"index/", "qa/", "eval/", "ui/"} <= set(named)
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_the_map_puts_a_folder_into_the_one_above_it() -> None:
    lines = ["a/   x", "  b/   x", "    c/   x", "  d/   x", "e/   x", "no folder   x"]
    text = "\n".join(["## The four rooms", *(f"    {line}" for line in lines)])
    assert list(mapped(text)) == ["a/", "a/b/", "a/b/c/", "a/d/", "e/"]


@pytest.mark.parametrize("page", MOST_LINES, ids=name_of)
def test_the_first_pages_stay_short(page: Path) -> None:
    assert len(text_of(page).splitlines()) <= MOST_LINES[page]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    named = _LINK.findall(text_of(page)) + _PICTURE.findall(text_of(page))
    assert [link for link in named if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", TIMELESS, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    assert [file for file in _FILE.findall(text_of(page)) if not (ROOT / file).exists()] == []


def test_the_architecture_names_files() -> None:
    assert len(_FILE.findall(text_of(ARCHITECTURE))) >= 40


def test_each_decision_has_a_status_and_a_line_in_the_index() -> None:
    listed = set(_LINK.findall(text_of(DECISIONS / "README.md")))
    for page in DECISIONS.glob("*.md"):
        if page.name not in ("README.md", "did-not-work.md"):
            status = _STATUS.search(text_of(page))
            assert status is not None, page.name
            assert status["by"] is None or (DECISIONS / status["by"]).exists(), page.name
            assert page.name in listed, page.name
            assert "\n## Consequence\n" in text_of(page), page.name
