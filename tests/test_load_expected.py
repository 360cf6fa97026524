"""Faults that readers of files have had: what must stand in the text, what must not, and what can be cited."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from index.load.documents import Refused, load_documents
from index.text.lexical import terms
from index.text.segment import segment
from index.types import Document

CASES = Path(__file__).parents[2] / "shared" / "cases" / "files"
EXPECTED = CASES / "expect.jsonl"
LINES = EXPECTED.read_text(encoding="utf-8").splitlines() if EXPECTED.is_file() else []


def pattern(wanted: str) -> re.Pattern[str]:
    """Return what finds a text: "…" is anything on one line, "¶" anything at all, white space counts as one."""
    parts = [re.escape(part).replace(r"\ ", r"\s+") for part in re.split(r"( … | ¶ )", wanted)]
    return re.compile("".join({r"\s+…\s+": ".*", r"\s+¶\s+": r"[\s\S]*"}.get(part, part) for part in parts))


@pytest.mark.skipif(not LINES, reason="the cases are not here")
@pytest.mark.parametrize("line", LINES, ids=[json.loads(line)["file"] for line in LINES])
def test_what_was_read_wrongly_once_is_read_rightly(line: str) -> None:
    expected: dict[str, Any] = json.loads(line)
    found = list(load_documents(CASES / expected["file"]))
    [document] = [one for one in found if isinstance(one, Document)]
    told = " ".join(one.reason for one in found if isinstance(one, Refused))
    sentences = segment(document.text, document.blocks)
    cited = "\n".join(document.text[one.start : one.end] for one in sentences)
    wanted = [[text] for text in expected["must"]] + expected["must_any"]
    text = cited if expected.get("kept") else document.text
    for spellings in wanted:
        if not any(word in told for word in expected.get("or_told", ())):
            assert any(pattern(one).search(text) for one in spellings), f"{spellings} not in\n{text}"
    for one in expected.get("in_text", ()):
        assert pattern(one).search(document.text), f"{one} not in\n{document.text}"
    for one in expected["must_not"]:
        assert not pattern(one).search(document.text), f"{one} in\n{document.text}"
    for one in expected.get("once", ()):
        assert document.text.count(one) == 1
    for one in expected.get("finds", ()):
        assert set(terms(one)) <= set(terms(cited)), f"{one} not found in\n{cited}"
    if expected["title"] is not None:
        assert document.title in ([expected["title"]] if isinstance(expected["title"], str) else expected["title"])
    if (days := expected["published"]) is not None:
        day = (document.published or "none")[:10]
        assert day in ([days] if isinstance(days, str) else days)
