"""What is reckoned of large libraries: by hand, and as the page on scaling has it."""

from pathlib import Path

import pytest

from eval.bench.reckoning import Kind, in_folder, in_milvus, making, rows

SCALING = Path(__file__).parents[1] / "docs" / "scaling.md"


@pytest.mark.parametrize("row", rows())
def test_the_page_has_each_row(row: str) -> None:
    assert row in SCALING.read_text(encoding="utf-8").splitlines()


def test_a_folder_is_bytes_a_passage_and_what_the_program_takes() -> None:
    # 1,000,000 x 3,750; 150 MB + 1,000,000 x 410; 10 ms for a million
    assert in_folder(1_000_000) == "| 1,000,000 | 3.8 GB | 560.0 MB | 10 |"


def test_machines_are_as_many_as_their_memory_asks_for() -> None:
    # 1,000 bytes of 1,000,000,000 are 1 TB; a machine loads 115.2 GB of it: 8.7. 144 cores, 10 s a search.
    row = in_milvus(1_000_000_000, Kind("x", memory=1000, disk=2000))
    assert row == "| 1,000,000,000 | x | 1.0 TB | 2.0 TB | 9 | 14 |"


def test_making_is_embedding_by_all_and_writing_by_one() -> None:
    # 36,288,000 / 42 s are 240 hours, 15 hours of 16 cores; 725,760 documents of .07 s are 50,803 s
    assert making(36_288_000) == "| 36,288,000 | 240 | 0.6 | 0.59 |"
