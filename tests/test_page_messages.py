"""Messages of other rooms as they really come, and the page where no library can be opened, in each language."""

import errno
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import make_document
from serving_parts import IGNORED, QUESTION, accounts, assistant

from index.adding.looking import Looker
from index.errors import DocumentError, LibraryError
from index.library import Library
from index.store.embedded.writer import WriterLock
from index.web.address import Guard, parse_address
from qa.assistant import Assistant
from ui.chat.app import build
from ui.chat.uploads import add_uploads
from ui.language import LANGUAGE, LANGUAGES, told
from ui.serve.accounts import Accounts
from ui.serve.rules import Rules
from ui.serve.service import Service

__all__ = ["accounts", "assistant"]

pytestmark = IGNORED

_ENGLISH = re.compile(r"\b(?:the|and|is|be|of|by|it|not|with|as|another|process|since)\b", re.IGNORECASE)


def unreachable(*_: object, **__: object) -> None:
    raise OSError(errno.ESTALE, "Stale file handle")


@pytest.fixture
def messages(
    assistant: Assistant, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Give messages from where they are made, in English."""
    old = tmp_path / "old.doc"
    old.write_bytes(b"of a kind that is not read")
    odd = old.with_suffix(".odd")
    odd.write_bytes(b"of a kind that nobody knows")
    found = {one.name: one.reason for one in add_uploads(library, [old, odd], folder=tmp_path / "kept")}
    service = Service(assistant, library, Rules())
    first, second = service.stream(QUESTION), service.stream(QUESTION)
    next(first)
    found["a question before"] = next(second).message
    second.close()
    first.close()
    monkeypatch.setattr("index.store.embedded.writer.SECONDS_TO_WAIT", 0.0)
    with WriterLock(library.folder).held("add"):
        found["busy"] = _raised(lambda: library.add_document(make_document("Bees dance.")))
        (library.folder / "library.lock").write_text("{")
        found["busy, by whom is unknown"] = _raised(lambda: library.add_document(make_document("Bees dance.")))
    found["no such name"] = _raised(lambda: Guard(resolve=unreachable).addresses("nowhere.example", 80))
    private = Guard(resolve=lambda *_: ["10.0.0.1"])
    found["a private address"] = _raised(lambda: private.addresses("router.example", 80))
    found["a name and password"] = _raised(lambda: parse_address("https://me:secret@example.org/"))
    found["a long address"] = _raised(lambda: parse_address(f"https://example.org/{'x' * 9000}"))
    monkeypatch.setattr("index.adding.looking.find_files", unreachable)
    found["a disk that goes"] = Looker(library, tmp_path).look().note
    return {name: message.replace(str(tmp_path), "/files") for name, message in found.items()}


def _raised(act: Callable[[], object]) -> str:
    with pytest.raises((DocumentError, LibraryError)) as error:
        act()
    return str(error.value)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_messages_are_told_whole_in_each_language(messages: dict[str, str], language: str) -> None:
    before = LANGUAGE.set(language)
    said = {name: told(message) for name, message in messages.items()}
    LANGUAGE.reset(before)
    assert {name: text for name, text in said.items() if text == messages[name] or _ENGLISH.search(text)} == {}


def test_a_page_with_no_library_to_open_has_its_parts(
    assistant: Assistant, library: Library, accounts: Accounts
) -> None:
    accounts.allow("rita", ["of others"])
    blocks = build(Service(assistant, library, Rules()), library, Rules(accounts=accounts))
    (opened,) = [one.fn for one in blocks.fns.values() if one.api_name == "opened"]
    page = SimpleNamespace(username="rita", session_hash="1", cookies={}, headers={"accept-language": "de"})
    assert opened is not None
    closer, _, panel, _ = opened(page)
    assert "zur Unterhaltung" in closer
    assert "Hier erscheinen die Belege" in panel
