"""Which generator `pincite models list` recommends, by the memory that is available."""

from pathlib import Path

import pytest

from qa.llama import machine
from ui.cli import main as cli
from ui.cli.machine import recommended

BEST, HALF = "qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-0.5b-instruct"


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file in which the kernel tells of memory."""
    monkeypatch.setattr(machine, "MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(machine, "GROUP", tmp_path)
    return tmp_path / "meminfo"


@pytest.mark.parametrize(
    ("megabytes", "measured", "unmeasured"),
    [
        (600, None, None),
        (1200, HALF, None),  # 1,117 MB and 256 MiB beside them do not fit
        (2000, BEST, None),
        (3100, BEST, "granite-4.0-1b"),  # a third of it: 1,033 MB
        (4000, BEST, "qwen2.5-1.5b-instruct"),  # 1,333 MB
        (6400, BEST, "granite-4.0-micro"),  # 2,133 MB
        (13000, BEST, "qwen3-4b-instruct-2507"),  # 4,333 MB
    ],
)
def test_what_is_recommended_follows_the_memory(
    memory: Path, megabytes: int, measured: str | None, unmeasured: str | None
) -> None:
    memory.write_text(f"MemAvailable: {megabytes * 1_000_000 // 1024} kB\n")
    assert recommended() == (measured, unmeasured)


def test_the_list_says_what_was_not_measured_and_what_is_recommended(
    memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memory.write_text("MemAvailable: 6250000 kB\n")  # 6,400 MB
    assert cli.main(["models", "list"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == (
        f"recommended for 6,400 MB of memory available: {BEST}; granite-4.0-micro suits too, and was not measured "
        "by us"
    )
    names = [line.split()[0] for line in said if " generator " in line]
    notes = ["not measured by us" in line for line in said if "into 6,400 MB available" in line]
    assert dict(zip(names, notes, strict=True)) == {
        BEST: False,
        HALF: False,
        "qwen3-4b-instruct-2507": True,
        "granite-4.0-micro": True,
        "qwen2.5-1.5b-instruct": True,
        "granite-4.0-1b": True,
    }
    memory.write_text("MemAvailable: 600000 kB\n")
    assert cli.main(["models", "list"]) == 0
    assert "--quote" in capsys.readouterr().out.splitlines()[-1]
