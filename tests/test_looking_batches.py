"""A big folder is read a few files at a time: who waits comes in between, and a failure costs one batch."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.adding.building import Progress
from index.adding.looking import BATCH, BATCH_PAUSE, Looker
from index.adding.outcomes import AddReport, Tally
from index.errors import AddingStopped
from index.library import Library
from index.load.parts import Refused
from index.types import SourceOutcome

Write = Callable[[str, str], Path]


def looked_once(library: Library, write: Write, files: int) -> Looker:
    """Return what will read so many files with its next look."""
    for number in range(files):
        folder = write(f"big/{number:02}.txt", f"Pan {number} is heavy.").parent
    looker = Looker(library, folder)
    assert looker.look().waiting == files
    return looker


def test_who_waits_changes_the_library_between_two_batches(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write("other.txt", "The oven is hot.")
    library.add([other])
    looker, add, held, times = looked_once(library, write, 2 * BATCH), library.add, [], []
    removing = threading.Thread(target=lambda: (library.remove(str(other)), held.append(len(library.documents()))))

    def adding(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        def told(number: int, total: int, name: str) -> None:
            if number == 2 and removing.ident is None:
                removing.start()
                time.sleep(0.5)  # it waits for the lock by now

        times.append(time.monotonic())
        report = add(files, told, by_name=by_name)
        times.append(time.monotonic())
        return report

    monkeypatch.setattr(library, "add", adding)
    assert looker.look().counted("added") == 2 * BATCH
    removing.join(20)
    assert held == [BATCH]
    assert times[2] - times[1] >= BATCH_PAUSE  # other processes look at the lock every 0.02 s


def test_what_is_written_to_while_others_are_read_is_waited_for(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker, add = looked_once(library, write, BATCH + 1), library.add

    def writing(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        write(f"big/{BATCH:02}.txt", "Half")
        return add(files, progress, by_name=by_name)

    with monkeypatch.context() as patched:
        patched.setattr(library, "add", writing)
        assert looker.look().counted("added") == BATCH
    assert looker.look().waiting == 1
    assert looker.look().counted("added") == 1


def test_batches_get_smaller_while_they_take_long(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker, sizes = looked_once(library, write, 3 * BATCH), []

    def adding(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        sizes.append(len(files))
        return AddReport((), (), (), ())

    monkeypatch.setattr(library, "add", adding)
    monkeypatch.setattr("index.adding.looking.BATCH_SECONDS", -1)
    looker.look()
    assert sizes[:5] == [8, 4, 2, 1, 1]
    assert sum(sizes) == 3 * BATCH


@pytest.mark.parametrize("expected", [True, False])
def test_what_was_read_before_a_failure_is_told_and_not_read_again(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch, expected: bool
) -> None:
    looker, add, read = looked_once(library, write, 2 * BATCH), library.add, []

    def failing(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        read.extend(files)
        if len(read) == 2 * BATCH:
            time.sleep(0.2)
            if expected:
                raise AddingStopped("disk full", outcomes=[SourceOutcome("half", "added")])
            raise ZeroDivisionError
        return add(files, progress, by_name=by_name)

    monkeypatch.setattr(library, "add", failing)
    if expected:
        look = looker.look()
        assert (look.counted("added"), look.waiting, look.seconds >= 0.2) == (BATCH + 1, BATCH, True)
    else:
        with pytest.raises(ZeroDivisionError):
            looker.look()
    assert looker.look().counted("added") == (BATCH if expected else 2 * BATCH)
    assert len(read) == 3 * BATCH


def test_pictures_that_nothing_can_read_are_one_entry_of_all_batches(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker, batches = looked_once(library, write, 2 * BATCH + 1), []

    def adding(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        batches.append(files)
        tally = Tally()
        for file in files:
            tally.refuse(str(file), Refused(str(file), "no OCR", skip="once"), named=False)
        tally.refuse(f"{len(batches)}.png", Refused("", "shows no text", skip="each"), named=False)
        return tally.report()

    monkeypatch.setattr(library, "add", adding)
    assert [(Path(one.source).name, one.reason) for one in looker.look().outcomes] == [
        *((f"{number}.png", "shows no text") for number in (1, 2, 3)),
        ("00.txt", "no OCR; 16 more are skipped like it"),
    ]
