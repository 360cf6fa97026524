"""One thread for each core that other programs leave free, and the same words from any number of threads."""

import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from index.models.files import model_path
from qa.chat_model import Message
from qa.llama.model import LlamaModel
from qa.llama.others import GLANCE, SPELL, Look, Threads, look


def threads(most: int, *busy: float, own: float = 1.0) -> Threads:
    """Threads of a machine on which others kept so many cores busy from one look to the next."""

    def looks() -> Iterator[Look]:
        at = spent = mine = 0.0
        yield Look(at, spent, mine)
        for cores in busy:
            at, mine = at + SPELL, mine + own * SPELL
            spent += (cores + own) * SPELL
            yield Look(at, spent, mine)

    seen = looks()
    return Threads(most, lambda: next(seen))


@pytest.mark.parametrize(
    ("most", "busy", "left"),
    [(2, 0.0, 2), (2, 0.4, 2), (2, 1.0, 1), (2, 2.0, 1), (8, 3.1, 5), (4, -0.3, 4)],
)
def test_each_busy_core_costs_a_thread_but_never_the_last(most: int, busy: float, left: int) -> None:
    assert threads(most, busy).now() == left


def test_they_come_back_when_the_others_are_done() -> None:
    of_four = threads(4, 2.0, 0.0)
    assert [of_four.now(), of_four.now()] == [2, 4]


def test_a_moment_tells_nothing() -> None:
    looks = iter([Look(0, 0, 0), Look(SPELL / 2, SPELL, 0)])
    assert Threads(2, lambda: next(looks)).now() == 2


def test_a_reply_begins_with_a_look_of_its_own() -> None:
    """What was counted since the last reply, an hour of another program, is not what is now."""
    looks = iter([Look(0, 0, 0), Look(3600, 3600, 0), Look(3600 + GLANCE, 3600, 0), Look(3600.1, 3600, 0)])
    of_two = Threads(2, lambda: next(looks))
    of_two.begin()
    assert of_two.now() == 2


def test_one_reply_right_behind_another_waits_for_no_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer asks a model up to three times; what was counted meanwhile tells enough."""
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("waited"))
    looks = iter([Look(0, 0, 0), Look(1, 2, 1), Look(1.1, 2.2, 1.1)])
    of_two = Threads(2, lambda: next(looks))
    of_two.begin()
    assert of_two.now() == 1


def test_a_program_that_counts_for_ever_is_seen() -> None:
    before = look()
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            while psutil.Process(busy.pid).cpu_times().user < 1.0:
                time.sleep(GLANCE)
            after = look()
        finally:
            busy.kill()
    assert (after.spent - before.spent) - (after.own - before.own) >= 0.9


def test_a_reply_does_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attention over parts of what was read, as many as there are threads, rounds otherwise."""
    model = LlamaModel(model_path("qwen2.5-coder-0.5b-instruct"))
    asked = [Message("user", " ".join(f"In {1900 + n} wall {n} cost {37 * n} pounds." for n in range(30)))]

    def after(number: int) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        monkeypatch.setattr(Threads, "now", lambda _: number)
        list(model.stream([Message("user", "Hello")], max_tokens=1))
        list(model.stream(asked, max_tokens=3))
        return model._context.logits()

    assert (after(1) == after(2)).all()
