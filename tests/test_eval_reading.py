import json
from pathlib import Path

import pytest
from load_samples import PAGE

from eval.studies.reading import everything, kept, read_pages, summary

FLATTENED = Path(__file__).parents[2] / "shared" / "data" / "flattened"


def test_what_is_lost_and_left_in_is_counted_and_the_marked_article_goes_before_the_recorded(
    tmp_path: Path,
) -> None:
    page = {
        "document": "bridge.txt",
        "html": "bridge.html",
        "body": "something else",
        "must": ["old bridge over\nthe Tarn", "never said"],
        "must_not": ["Imprint", "Selby"],
    }
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bridge.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "articles.jsonl").write_text(json.dumps(page) + "\n", encoding="utf-8")
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "bridge.txt").write_text(kept(tmp_path / "documents" / "bridge.html"), encoding="utf-8")
    [reading] = read_pages(tmp_path, "html", kept, gold)
    assert (reading.missing, reading.left_in, reading.f1) == (("never said",), ("Selby",), 1.0)
    assert summary("HTML", [reading]).split() == (
        ["HTML", "must", "1/2", "must", "not", "1/2", "F1", "1.000", "(least", "1.000,", "1", "pages)"]
    )
    [floor] = read_pages(tmp_path, "html", everything)
    assert floor.left_in == ("Imprint", "Selby")
    assert floor.f1 == 0


@pytest.mark.skipif(not FLATTENED.is_dir(), reason="needs ../shared/data/flattened")
@pytest.mark.parametrize("field", ["document", "html"])
def test_real_pages_keep_what_they_must_and_little_of_what_they_must_not(field: str) -> None:
    readings = read_pages(FLATTENED, field, kept)
    missing, left_in = sum(len(one.missing) for one in readings), sum(len(one.left_in) for one in readings)
    assert 1 - missing / sum(one.must for one in readings) >= 0.97
    assert 1 - left_in / sum(one.must_not for one in readings) >= 0.90
