"""A question to each document on a server: who may ask it, what it counts, and that it holds nobody up."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from qa_parts import WordReader
from serving_parts import IGNORED, PATIENCE, QUESTION, accounts, assistant, called, served, signed_in

from index.errors import QuestionError
from index.library import Library
from index.stopping import check_stopped
from qa.answer import CitedDocument
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.grid.row import Row
from qa.options import USUAL
from ui.chat.grid import Grid
from ui.chat.page import UNCHANGED, Page
from ui.serve.accounts import Accounts
from ui.serve.log import start_log
from ui.serve.rules import Rules
from ui.serve.service import ASKER, Service
from ui.table import Table

__all__ = ["accounts", "assistant"]

pytestmark = IGNORED

DOCUMENTS = 5


@pytest.fixture
def quoting(library: Library, write: Callable[[str, str], Path]) -> Assistant:
    """Give an assistant that quotes, over DOCUMENTS documents that all answer QUESTION."""
    library.add([write(f"{number}.txt", f"The visit lasted {number} days.") for number in range(DOCUMENTS)])
    return Assistant(library, NoModel("none", "there is none"), reader=WordReader())


def asked(client: httpx.Client, question: str = QUESTION, session: str = "testing") -> str:
    """Ask each document on the page, and return all that is told."""
    begun = called(client, "begin", [question, True, None, None], session=session)[-1]
    if not begun["success"]:
        return json.dumps(begun)
    return json.dumps(called(client, "fill", [None], session=session))


def test_who_may_only_read_may_ask_and_nobody_sees_the_table_of_another(
    quoting: Assistant, library: Library, accounts: Accounts
) -> None:
    with (
        served(quoting, library, Rules(accounts=accounts, read_only=True)) as address,
        signed_in(address, "rita") as rita,
        signed_in(address, "olga") as olga,
    ):
        assert f"<b>{DOCUMENTS}</b> answered" in asked(rita)
        theirs = called(olga, "save", [None])[-1]  # with the same session hash
        assert theirs["output"]["data"] == [""]
        assert "text/csv" in json.dumps(called(rita, "save", [None])[-1])


def test_guests_may_ask_and_a_question_may_not_be_too_long(quoting: Assistant, library: Library) -> None:
    with (
        served(quoting, library, Rules(guests=True, read_only=True)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        assert f"<b>{DOCUMENTS}</b> answered" in asked(client)
        assert "at most 4,000 are read" in asked(client, "x" * 4001)


def test_all_its_documents_count_as_one_question_of_the_minute(quoting: Assistant, library: Library) -> None:
    service = Service(quoting, library, Rules(questions_a_minute=2))
    assert len(list(service.grid(QUESTION))) == DOCUMENTS
    assert service.ask(QUESTION).answered
    with pytest.raises(QuestionError, match="a minute"):
        next(service.grid(QUESTION))


def test_the_question_of_somebody_else_comes_between_two_documents(quoting: Assistant, library: Library) -> None:
    service = Service(quoting, library)
    order: list[str] = []
    reached, let_go = threading.Event(), threading.Event()
    stream = quoting.stream

    def noted(question: str, *rest: object) -> Iterator[object]:
        order.append(ASKER_NAMES.get(threading.get_ident(), "?"))
        if len(order) == 1:
            reached.set()
            assert let_go.wait(30)
        yield from stream(question, *rest)  # type: ignore[arg-type]

    quoting.stream = noted  # type: ignore[assignment, method-assign]
    ASKER_NAMES: dict[int, str] = {}

    def anna() -> None:
        ASKER_NAMES[threading.get_ident()] = "anna"
        ASKER.set("anna")
        list(service.grid(QUESTION))

    def ben() -> None:
        ASKER_NAMES[threading.get_ident()] = "ben"
        ASKER.set("ben")
        list(service.stream(QUESTION))

    threads = [threading.Thread(target=work) for work in (anna, ben)]
    threads[0].start()
    assert reached.wait(30)
    threads[1].start()
    while len(service._line._tickets) < 2:
        time.sleep(0.01)
    let_go.set()
    for thread in threads:
        thread.join(30)
    assert order == ["anna", "ben", *["anna"] * (DOCUMENTS - 1)]


def test_one_table_at_a_time_is_made_for_a_user(
    quoting: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.serve.service.WINDING_DOWN", 0.1)
    service = Service(quoting, library)
    ASKER.set("anna")
    first = service.grid(QUESTION)
    next(first)
    with pytest.raises(QuestionError, match="already"):
        next(service.grid(QUESTION))
    ASKER.set("ben")
    assert len(list(service.grid(QUESTION))) == DOCUMENTS
    ASKER.set("anna")
    first.close()  # type: ignore[attr-defined]
    assert len(list(service.grid(QUESTION))) == DOCUMENTS


def test_a_table_that_was_stopped_while_it_waits_in_line_holds_up_no_other(
    quoting: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.serve.service.WINDING_DOWN", 0.1)
    service, stopped = Service(quoting, library), threading.Event()
    ASKER.set("anna")
    first = service.grid(QUESTION, stopped=stopped.is_set)
    next(first)
    stopped.set()
    second = service.grid(QUESTION)
    next(second)
    first.close()  # type: ignore[attr-defined]  # and takes with it no entry but its own
    with pytest.raises(QuestionError, match="already"):
        next(service.grid(QUESTION))


def test_a_refused_table_counts_for_no_question(
    quoting: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.serve.service.WINDING_DOWN", 0.1)
    service = Service(quoting, library, Rules(questions_a_minute=2))
    first = service.grid(QUESTION)
    next(first)
    with pytest.raises(QuestionError, match="already"):
        next(service.grid(QUESTION))
    assert service.ask(QUESTION).answered


def test_stop_or_enter_while_the_last_rows_are_on_their_way_loses_none(
    quoting: Assistant, library: Library
) -> None:
    grid = Grid(quoting, library, Page(quoting, library), preferences=None)  # type: ignore[arg-type]
    begun = Table.begin(QUESTION, library.documents(), USUAL)
    filling = grid.fill(begun, None)  # type: ignore[arg-type]
    finished = next(table for table, _ in filling if isinstance(table, Table))
    assert (len(finished.rows), finished.pending) == (DOCUMENTS, False)
    assert list(grid.fill(begun, None)) == [(UNCHANGED, UNCHANGED)]  # type: ignore[arg-type]
    assert grid.stop_filling(begun)[0] == finished
    assert list(filling) == []
    # What was on its way before the page had the last rows comes after it all.
    assert list(grid.fill(begun, None)) == [(UNCHANGED, UNCHANGED)]  # type: ignore[arg-type]
    assert grid.stop_filling(begun) == (UNCHANGED, UNCHANGED)


def test_whether_its_user_may_ask_is_looked_up_with_each_row_and_not_within_its_steps(
    quoting: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def steps(*_: object, **__: object) -> Iterator[Row]:
        for _number in range(500):
            check_stopped()
        yield Row(CitedDocument("1", "a", "/a.txt", None))

    monkeypatch.setattr(quoting, "grid", steps)
    page = Page(quoting, library)
    may_use = lambda request: looked.append(request) is None  # noqa: E731
    grid = Grid(quoting, library, page, preferences=None, may_use=may_use)  # type: ignore[arg-type]
    list(grid.fill(Table.begin(QUESTION, library.documents(), USUAL), None))  # type: ignore[arg-type]
    assert 0 < len(looked) < 10


def test_a_full_line_refuses_a_new_one_and_does_not_end_one_that_has_begun(
    quoting: Assistant, library: Library
) -> None:
    service = Service(quoting, library, Rules(waiting=1))
    rows = service.grid(QUESTION)
    next(rows)
    with service._line.place("ben") as ticket:
        with pytest.raises(QuestionError, match="are waiting already"):
            ASKER.set("cleo")
            next(service.grid(QUESTION))
        list(service._line.ahead(ticket))
        stopping = threading.Timer(0.2, service._line._leave, [ticket])
        stopping.start()
        assert next(rows).error == ""
        service._line._tickets.append(ticket)  # its block takes it out once more


def test_the_log_tells_what_was_not_expected(
    quoting: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(library, "documents", broken)
    start_log("info")
    with pytest.raises(RuntimeError):
        list(Service(quoting, library).grid(QUESTION))
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["outcome"], line["level"]) == ("failed: RuntimeError", "error")


def test_the_log_has_one_line_and_no_text(
    quoting: Assistant, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log("info")
    list(Service(quoting, library).grid(QUESTION))
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["rows"], line["answered"], line["errors"]) == ("grid", DOCUMENTS, DOCUMENTS, 0)
    assert line["outcome"] == "done"
    assert "visit" not in json.dumps(line)
