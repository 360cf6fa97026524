"""The line before the model: who is next, what the others are told, and what holds back somebody who asks much."""

import threading

import pytest

from index.errors import QuestionError
from ui.serve.line import Line, Ticket
from ui.serve.rate import Rate


def starts(line: Line, ticket: Ticket) -> bool:
    """Return whether it is a ticket's turn: nobody goes before it."""
    return next(iter(line.ahead(ticket)), 0) == 0


def test_each_is_told_how_many_go_before_and_again_when_it_changes() -> None:
    line = Line(longest=9)
    with line.place("anna") as first, line.place("ben") as second, line.place("cleo") as third:
        assert list(line.ahead(first)) == []
        assert next(line.ahead(second)) == 1
        waiting = line.ahead(third)
        assert next(waiting) == 2
        line._leave(second)
        assert next(waiting) == 1
        line._tickets.append(second)  # its block takes it out once more


def test_one_who_asks_much_does_not_hold_up_the_others() -> None:
    line = Line(longest=9)
    served = []
    with line.place("anna") as running:
        assert starts(line, running)
        waiting = {}
        for name in ("anna 1", "anna 2", "ben 1", "anna 3", "ben 2", "cleo 1"):
            waiting[name] = line._join(name.split()[0])
    while waiting:
        name = min(waiting, key=lambda name: line._before(waiting[name]))
        assert starts(line, waiting[name])
        served.append(name)
        line._leave(waiting.pop(name))
    assert served == ["ben 1", "cleo 1", "anna 1", "ben 2", "anna 2", "anna 3"]


def test_a_full_line_says_so_and_a_place_that_is_left_is_free_again() -> None:
    line = Line(longest=1)
    with line.place("anna"), pytest.raises(QuestionError, match="1 questions are waiting"), line.place("ben"):
        pass
    with line.place("ben") as ticket:
        assert starts(line, ticket)


def test_only_one_has_the_turn_whatever_happens_in_it() -> None:
    line = Line(longest=50)
    inside, most, failed = [0], [0], [0]
    lock = threading.Lock()

    def ask(number: int) -> None:
        try:
            with line.place(f"user {number % 3}") as ticket:
                list(line.ahead(ticket))
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                threading.Event().wait(0.005)
                with lock:
                    inside[0] -= 1
                if number % 5 == 0:
                    raise RuntimeError("the model fell over")
        except RuntimeError:
            failed[0] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (most, failed, inside) == ([1], [4], [0])
    assert line._tickets == []


def test_a_rate_counts_over_a_sliding_window_and_by_key() -> None:
    now = [100.0]
    rate = Rate(most=2, seconds=60, clock=lambda: now[0])
    assert rate.take("anna") == 0
    now[0] = 130.0
    assert rate.take("anna") == 0
    assert rate.take("anna") == 30  # until the first, of second 100, is a minute old
    assert (rate.wait("anna"), rate.wait("ben"), rate.wait("ben")) == (30, 0, 0)
    assert rate.take("ben") == 0
    now[0] = 160.0
    assert rate.take("anna") == 0
    assert rate.take("anna") == 30
    rate.give_back("anna")
    assert rate.take("anna") == 0
    now[0] = 1000.0
    rate.take("cleo")
    assert set(rate._times) == {"cleo"}  # nobody is remembered for ever
