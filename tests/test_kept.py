"""Conversations on disk: whole, in order, each user's own, and found by what was said."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from chat_scripts import Said, problem, scripted_answer

from index.errors import PinciteError
from index.library import Library
from ui.conversation import STOPPED, Exchange
from ui.kept.conversations import DAMAGED, Conversations
from ui.kept.file import OWN_FILE
from ui.kept.settings import Settings, SettingsFile
from ui.scope import EVERYTHING, UNKNOWN, Scope
from ui.view.past import past

VISIT = "The visit lasted two days."


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


def titles(kept: Conversations, user: str | None, wanted: str = "") -> list[str]:
    return [entry.title for entry in kept.listed(user, wanted)]


def test_a_conversation_comes_back_as_it_was(kept: Conversations, library: Library, tmp_path: Path) -> None:
    note = tmp_path / "visit.txt"
    note.write_text(VISIT, encoding="utf-8")
    library.add([note])
    said = (Said("Two days.", (("visit.txt", VISIT),), "partial"), Said("It rained.", (), "unsupported"))
    first = replace(Exchange.begin("How long?"), answer=scripted_answer(library, "How long?", said))
    exchanges = (first, problem("How much?"))
    kept.keep("ann", exchanges, Scope(("00ff",)))
    opened = kept.opened("ann", first.id)
    assert opened.exchanges == exchanges
    assert (opened.title, opened.scope) == ("How much?", Scope(("00ff",)))
    assert stat.S_IMODE((tmp_path / OWN_FILE).stat().st_mode) == 0o600


def test_each_user_sees_and_changes_their_own_only(kept: Conversations) -> None:
    exchange = problem("What does Ann ask?")
    kept.keep("ann", [exchange])
    kept.keep(None, [problem("Who am I?")])
    assert titles(kept, "ben") == []
    assert titles(kept, None) == ["Who am I?"]
    assert kept.opened("ben", exchange.id) is None
    assert kept.delete("ben", exchange.id) is None
    kept.rename("ben", exchange.id, "Mine")
    assert titles(kept, "ann") == ["What does Ann ask?"]


def test_the_latest_stands_first_and_a_new_title_stays(kept: Conversations) -> None:
    one, two = problem("One?"), problem("Two?")
    for exchanges in ([one], [two], [one, problem("One more?")]):
        kept.keep(None, exchanges)
    assert titles(kept, None) == ["One?", "Two?"]
    kept.rename(None, one.id, "  First ")
    kept.keep(None, [one])
    assert titles(kept, None) == ["First", "Two?"]


def test_questions_answers_and_titles_are_searched_whatever_the_case(
    kept: Conversations, library: Library
) -> None:
    answer = scripted_answer(library, "How long?", (Said("Zwei Tage in ÖSTERREICH."),))
    first = problem("First?")
    kept.keep(None, [first])
    kept.keep(None, [first, replace(Exchange.begin("How long?"), answer=answer)])
    kept.keep(None, [problem("Something else?")])
    assert titles(kept, None, "österreich") == ["First?"]
    assert titles(kept, None, "LONG") == ["First?"]
    assert titles(kept, None, "supported") == []  # a word of the file, not of the answer
    assert titles(kept, None, "100%") == []


def test_two_pages_with_the_same_conversation_add_to_it(kept: Conversations) -> None:
    first = problem("First?")
    pages = [[first, problem(f"Page {number}?")] for number in range(6)]
    kept.keep(None, [first])
    threads = [Thread(target=kept.keep, args=(None, page)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    questions = [exchange.question for exchange in kept.opened(None, first.id).exchanges]
    assert questions[0] == "First?"
    assert sorted(questions[1:]) == [f"Page {number}?" for number in range(6)]


def test_a_question_asked_anew_takes_the_place_of_the_old_one(kept: Conversations) -> None:
    first, wrong, right = problem("First?"), problem("Wrogn?"), problem("Wrong?")
    kept.keep(None, [first, wrong])
    kept.keep(None, [first, right], replaced=wrong.id)
    assert kept.opened(None, first.id).exchanges == (first, right)


def test_the_only_question_asked_anew_leaves_no_empty_conversation(kept: Conversations) -> None:
    wrong, right = problem("Wrogn?"), problem("Wrong?")
    kept.keep(None, [wrong])
    kept.keep(None, [right], replaced=wrong.id)
    assert titles(kept, None) == ["Wrong?"]


def test_a_deleted_conversation_is_gone_from_the_disk_and_can_be_put_back(
    kept: Conversations, tmp_path: Path
) -> None:
    exchanges = (problem("Wherefore art thou?"), problem("And then?"))
    kept.keep(None, exchanges, EVERYTHING)
    kept.rename(None, exchanges[0].id, "Verona")
    removed = kept.delete(None, exchanges[0].id)
    assert titles(kept, None) == []
    assert b"Wherefore" not in (tmp_path / OWN_FILE).read_bytes()
    kept.restore(None, removed)
    assert kept.opened(None, exchanges[0].id) == removed
    assert removed.title == "Verona"


def test_a_question_whose_answer_never_came_was_stopped(kept: Conversations) -> None:
    waiting = Exchange.begin("How long?")
    kept.keep(None, [waiting])
    assert kept.opened(None, waiting.id).exchanges[0].problem == STOPPED


def test_an_unusable_file_is_named(kept: Conversations, tmp_path: Path) -> None:
    (tmp_path / OWN_FILE).write_bytes(b"not a database at all, by no means" * 40)
    with pytest.raises(PinciteError, match=r"users\.db, where conversations and settings are kept"):
        kept.listed(None)


DAMAGES = {
    "an answer that is no JSON": "UPDATE exchanges SET answer = '{\"schema\"'",
    "an answer of another kind": "UPDATE exchanges SET answer = '[1]'",
    "an answer without its parts": "UPDATE exchanges SET answer = '{\"schema\": 2}'",
    "an answer of a later version": "UPDATE exchanges SET answer = '{\"schema\": 99}'",
    "an answer without end": f"UPDATE exchanges SET answer = '{'[' * 100_000}'",
    "an answer that is bytes": "UPDATE exchanges SET answer = x'ff00'",
    "a question that is no text": "UPDATE exchanges SET question = x'ff00', said = x'ff'",
    "a scope that is no JSON": "UPDATE conversations SET scope = 'x'",
    "a scope of another kind": "UPDATE conversations SET scope = '[]'",
    "a scope of numbers": 'UPDATE conversations SET scope = \'{"documents": [1], "folder": 2}\'',
    "a title that is no text": "UPDATE conversations SET title = x'ff00'",
    "a time that is none": "UPDATE conversations SET changed = 'yesterday'",
    "a time without end": "UPDATE conversations SET changed = 9e999",
    "settings that are no JSON": "UPDATE settings SET chosen = 'x'",
    "settings of another kind": "UPDATE settings SET chosen = '[1]'",
    "settings that are bytes": "UPDATE settings SET chosen = x'ff'",
    "a number that is a text": 'UPDATE settings SET chosen = \'{"sentences": "x", "length": []}\'',
    "a model that is bytes": "UPDATE shared_settings SET value = x'ff00'",
    "a missing column": "ALTER TABLE exchanges RENAME COLUMN said TO heard",
}


@pytest.mark.parametrize("name", DAMAGES)
def test_no_damage_raises_anything_but_our_errors(
    kept: Conversations, library: Library, tmp_path: Path, name: str
) -> None:
    exchange = replace(Exchange.begin("How long?"), answer=scripted_answer(library, "How long?", ()))
    kept.keep("ann", [exchange], Scope(("00ff",)))
    settings = SettingsFile(tmp_path)
    settings.keep("ann", Settings(length="long"))
    settings.keep_model("small")
    with closing(sqlite3.connect(tmp_path / OWN_FILE)) as rows, rows:
        rows.execute(DAMAGES[name])
    uses: list[Callable[[], object]] = [
        lambda: past(kept.listed("ann")),
        lambda: kept.listed("ann", "long"),
        lambda: settings.of("ann").options(EVERYTHING),
        settings.model,
        lambda: kept.opened("ann", exchange.id),
        lambda: kept.restore("ann", kept.delete("ann", exchange.id)),
    ]
    for use in uses:
        with suppress(PinciteError):
            use()


@pytest.mark.parametrize("damaged", ["x'ff00'", "CAST(x'41ff42' AS TEXT)", "7"])
def test_a_damaged_row_hides_no_other_conversation(kept: Conversations, tmp_path: Path, damaged: str) -> None:
    broken = problem("Broken?")
    for exchange in (broken, problem("How long?")):
        kept.keep("ann", [exchange])
    with closing(sqlite3.connect(tmp_path / OWN_FILE)) as rows, rows:
        rows.execute(f"UPDATE exchanges SET question = {damaged}, said = {damaged} WHERE id = ?", (broken.id,))
        rows.execute(f"UPDATE conversations SET title = {damaged} WHERE id = ?", (broken.id,))
    assert titles(kept, "ann", "LONG") == ["How long?"]
    assert len(titles(kept, "ann")) == 2
    assert kept.opened("ann", broken.id) is not None


def test_a_damaged_answer_is_told_and_the_conversation_can_be_used_and_deleted(
    kept: Conversations, library: Library, tmp_path: Path
) -> None:
    exchange = replace(Exchange.begin("How long?"), answer=scripted_answer(library, "How long?", ()))
    kept.keep("ann", [exchange])
    with closing(sqlite3.connect(tmp_path / OWN_FILE)) as rows, rows:
        rows.execute(DAMAGES["an answer without its parts"])
    (opened,) = kept.opened("ann", exchange.id).exchanges
    assert (opened.question, opened.answer, opened.problem) == ("How long?", None, DAMAGED)
    assert kept.delete("ann", exchange.id) is not None
    assert titles(kept, "ann") == []


def test_a_choice_that_cannot_be_read_asks_nothing_rather_than_everything() -> None:
    for text in ("x", "[]", '{"documents": 1, "folder": null}', "{}", "[" * 100_000):
        scope = Scope.from_json(text)
        assert scope == UNKNOWN
        assert scope != EVERYTHING
        assert scope.is_gone(())
    assert Scope.from_json(Scope(("a",), None).to_json()) == Scope(("a",))


def test_what_was_written_before_a_stop_is_kept(kept: Conversations) -> None:
    stopped = replace(Exchange.begin("How long?"), draft="Two da").stopped()
    kept.keep(None, [stopped])
    assert kept.opened(None, stopped.id).exchanges == (stopped,)
