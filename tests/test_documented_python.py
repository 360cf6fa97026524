"""The Python that README and guide show, run as it stands, over a library and a model that need no weights."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from qa_parts import ScriptedModel

import qa
from index.library import Library
from qa.assistant import Assistant

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/guide.md")
_BLOCK = re.compile(r"^    from qa import .*\n(?:(?:    .*)?\n)*?(?=\S|\Z)", re.MULTILINE)


def blocks(page: str) -> list[str]:
    """Return the blocks of a page that begin by importing `qa`."""
    return [dedent(found) for found in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))]


@pytest.fixture
def _over_the_library(
    library: Library, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let whoever opens the folder "library" have one of ours, with a model that writes what stands in it."""
    library.add([write("usmca.txt", "The USMCA is up for review in 2026. The review is due in July 2026.")])
    opened = Assistant(library, model=ScriptedModel("The USMCA is up for review in 2026."))
    monkeypatch.setattr("qa.assistant.Assistant", {"library": opened}.__getitem__)
    qa._assistant.cache_clear()


@pytest.mark.usefixtures("_over_the_library")
@pytest.mark.parametrize("page", PAGES)
def test_what_is_shown_runs(page: str) -> None:
    values: dict[str, Any] = {}
    for block in blocks(page):
        exec(compile(block, page, "exec"), values)
    assert values["answer"].text
    if page == "docs/guide.md":
        assert values["second"].question == "And who signed it?"
        assert values["row"].document.title == "usmca"


def test_the_blocks_of_the_pages_are_found() -> None:
    assert [len(blocks(page)) for page in PAGES] == [1, 2]
