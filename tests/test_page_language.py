"""The language of the page: what a browser asks for, texts that are whole in each, and how they are said."""

import ast
import re
from collections.abc import Iterator
from contextvars import copy_context
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.load.parts import counted
from index.load.scans.left_out import how_to_install, left_out_of_pages
from index.load.sheets.beside import not_computed
from ui.conversation import STOPPED
from ui.language import FOLDER, LANGUAGE, LANGUAGES, chosen, number, say, texts, told
from ui.several.per_page import in_language, per_page
from ui.view.shelf import masthead, upload_report
from ui.words import day

ROOT = Path(__file__).parents[1]
OTHERS = [language for language in LANGUAGES if language != "en"]
TABLES = {"page": "say", "labels": "label"}
_PLACE = re.compile(r"\{(\w+)\}")


@pytest.fixture
def german() -> Iterator[None]:
    before = LANGUAGE.set("de")
    yield
    LANGUAGE.reset(before)


@cache
def calls(function: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the text and the places of each call of a function of the page."""
    found = []
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                (text,) = node.args
                assert isinstance(text, ast.Constant), f"{path}:{node.lineno}: write the text itself, to be found"
                found.append((text.value, frozenset(str(keyword.arg) for keyword in node.keywords)))
    return tuple(found)


@cache
def strings(*folders: str) -> str:
    """Return all strings in the code of folders, one behind the other."""
    return "\n".join(
        node.value
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr;q=0.3, es;q=0.8, de;q=0.5", "es"),
        ("FR-ca", "fr"),
        ("nl,it;q=0.9,fr;q=0.1", "en"),
        ("ca,es;q=0.9", "en"),
        ("es;q=0.5,de;q=0.5", "es"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=0", "en"),
        ("de ; Q=0.2 , es; q=1", "es"),
        ("fr;q=many,es;q=0.1", "es"),
        ("ja,zh;q=0.9", "en"),
        ("*", "en"),
        ("", "en"),
        (",;,=;q=", "en"),
    ],
)
def test_a_browser_gets_the_language_it_asks_for_most_and_else_english(accepted: str, language: str) -> None:
    assert chosen(accepted) == language


def test_there_is_one_file_for_each_language() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"{language}.toml" for language in sorted(OTHERS)]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("table", TABLES)
def test_each_text_of_the_page_is_in_each_language_and_no_other(table: str, language: str) -> None:
    said = {text for text, _ in calls(TABLES[table])}
    assert said - texts(language)[table].keys() == set(), "missing"
    assert texts(language)[table].keys() - said == set(), "not used"


@pytest.mark.parametrize("language", OTHERS)
def test_each_message_is_in_each_language_and_stands_in_the_code(language: str) -> None:
    assert texts(language)["messages"].keys() == texts(OTHERS[0])["messages"].keys()
    code = strings("index", "qa", "ui")
    pieces = {piece for text in texts(language)["messages"] for piece in _PLACE.split(text.split("|")[0])[::2]}
    assert [piece for piece in sorted(pieces) if piece.strip(" .:;,").lower() not in code.lower()] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_same_places_and_forms_in_each_language(language: str) -> None:
    wrong = [
        text
        for table in texts(language).values()
        for text, translated in table.items()
        if set(_PLACE.findall(text)) != set(_PLACE.findall(translated))
        or translated.count("|") != text.count("|")
        or ("|" in text and "{n}" not in text)
    ]
    assert wrong == []


def test_what_is_said_fills_all_places() -> None:
    given = {text: set(_PLACE.findall(text)) | ({"n"} if "|" in text else set()) for text, _ in calls("say")}
    assert [text for text, places in calls("say") if places != given[text]] == []


# What a text of the language never has: marks of another one, and spaces that a line could break at.
_WRONG = {
    "de": r"[\"«»']|\.\.\.|\d %| …|“\w",
    "es": r"[\"“”„']|\.\.\.|« | »| [:;!?]|^[^¿]*\?|\d %",
    "fr": r"[\"“”„']|\.\.\.|[ \w][;!?](?=\s|$)|[ \w]:(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»|\d %",
}


@pytest.mark.parametrize("language", OTHERS)
def test_quotation_marks_and_spaces_are_those_of_the_language(language: str) -> None:
    wrong = re.compile(_WRONG[language])
    found = [text for table in texts(language).values() for text in table.values() if wrong.search(text)]
    assert found == []


def test_no_markup_of_the_page_has_words_of_its_own() -> None:
    tags = "a|b|button|dd|div|dt|h1|label|li|option|p|span|summary|td|th"
    markup = strings("ui/view", "ui/chat", "ui/export")
    words = re.findall(
        rf'(?:aria-label|title|placeholder|alt)="[A-Z][a-z]+|</?(?:{tags})\b[^<>]*>[^<>\n]*[A-Za-z]{{3,}}', markup
    )
    assert [word for word in words if not word.endswith(">Pincite")] == []


def test_a_text_is_said_with_the_right_form_and_numbers_of_the_language() -> None:
    counted = {}
    for language in LANGUAGES:
        LANGUAGE.set(language)
        counted[language] = [say("{n} document|{n} documents", n=count) for count in (0, 1, 2, 1204, 12041)]
    LANGUAGE.set("en")
    assert counted == {
        "en": ["0 documents", "1 document", "2 documents", "1,204 documents", "12,041 documents"],
        "de": ["0 Dokumente", "1 Dokument", "2 Dokumente", "1.204 Dokumente", "12.041 Dokumente"],
        "es": ["0 documentos", "1 documento", "2 documentos", "1204 documentos", "12.041 documentos"],
        "fr": ["0 document", "1 document", "2 documents", "1\u202f204 documents", "12\u202f041 documents"],
    }


def test_days_and_decimals_are_written_as_in_the_language() -> None:
    written = {}
    for language in LANGUAGES:
        LANGUAGE.set(language)
        written[language] = (day("2025-03-01"), day("2025-08-14"), number(1204.25, 1))
    LANGUAGE.set("en")
    assert written == {
        "en": ("1 March 2025", "14 August 2025", "1,204.2"),
        "de": ("1. März 2025", "14. August 2025", "1.204,2"),
        "es": ("1 de marzo de 2025", "14 de agosto de 2025", "1204,2"),
        "fr": ("1er mars 2025", "14 août 2025", "1\u202f204,2"),
    }


@pytest.mark.usefixtures("german")
def test_what_other_rooms_say_is_told_in_the_language_of_the_page() -> None:
    assert told("Searching 1,204 passages") == "1.204 Abschnitte werden durchsucht"
    assert told("Searching 1 passage") == "1 Abschnitt wird durchsucht"
    assert told("Read 5 sentences of 1 document") == "Gelesen: 5 Sätze, 1 Dokument"
    assert told(STOPPED) == "Beendet, bevor es eine Antwort gab."
    assert told("added without 2 of its parts") == "hinzugefügt ohne 2 Teile"
    assert told("added as note (2).txt, since another note.txt is there") == (
        "hinzugefügt als note (2).txt, da es schon eine andere Datei note.txt gibt"
    )
    assert told("2 of 5: of all things.txt") == "2 von 5: of all things.txt"
    assert told("1 question before yours") == "1 Frage vor Ihrer"
    assert told("Waiting for 1 question") == "Davor noch: 1 Frage"
    assert told("Waiting for 1,204 questions") == "Davor noch: 1.204 Fragen"
    assert told("2 of 5: 1,204") == "2 von 5: 1,204"
    assert told("Searching , passages") == "Searching , passages"
    assert told("A {strange} message of 1,000 things") == "A {strange} message of 1,000 things"


@pytest.mark.usefixtures("german")
def test_what_of_a_document_was_left_out_is_told_in_the_language_of_the_page() -> None:
    pages = left_out_of_pages(empty=1, doubtful=2, failed=["it broke"], beyond=1200)
    assert [told(line) for line in (*counted({"chart": 2, "comment": 1, "inserted document": 1}), *pages)] == [
        "2 Diagramme",
        "1 Kommentar",
        "1 eingefügtes Dokument",
        "1 Bild einer Seite, auf dem kein Text gefunden wurde",
        "2 Zeilen eines Bildes, zu undeutlich zum Lesen",
        "1 gescannte Seite, nicht lesbar (it broke)",
        "1.200 gescannte Seiten, mehr als 500 in einem Dokument. Teilen Sie es und fügen Sie die Teile hinzu",
    ]
    scanned = f"2 scanned pages. {how_to_install('')}, then remove this document and add it again"
    assert told(scanned) == (
        "2 gescannte Seiten. Installieren Sie die Zeichenerkennung mit `pip install 'pincite[ocr]'`, entfernen "
        "Sie dann dieses Dokument und fügen Sie es wieder hinzu"
    )
    assert told(f"sheet 'Budget 2': {next(not_computed(3))}") == (
        "Tabellenblatt 'Budget 2': 3 Formeln wurden nie berechnet; öffnen Sie die Datei in einer "
        "Tabellenkalkulation, speichern Sie sie und fügen Sie sie wieder hinzu"
    )
    broken = "is encrypted. Save a copy without the password and add the copy"
    assert told(f"the part plan.pdf is left out: it {broken}").startswith(
        "der Teil plan.pdf fehlt: Er ist verschl"
    )


@pytest.mark.usefixtures("german")
def test_what_documents_and_people_wrote_is_no_text() -> None:
    assert say("Remove {title}", title="{n} of {title} | added") == "{n} of {title} | added entfernen"
    assert told("“added” was taken out of another library, removed: add it there again.").startswith("„added“")


def test_what_is_told_stays_english_where_nobody_chose_a_language() -> None:
    assert told("Searching 1,204 passages") == "Searching 1,204 passages"
    assert 'lang="en"' in masthead(2)


@pytest.mark.usefixtures("german")
def test_the_page_is_made_in_the_language() -> None:
    assert 'lang="de"' in masthead(2)
    assert ">2 Dokumente<" in masthead(2)
    assert "note.txt wird gelesen (danach 1 weitere Datei)" in upload_report((), ["note.txt", "more.txt"])


class Spoken:
    """Handlers that say something, at once and bit by bit."""

    def at_once(self, count: int) -> str:
        return say("{n} document|{n} documents", n=count)

    def bit_by_bit(self, counts: tuple[int, ...]) -> Iterator[str]:
        for count in counts:
            yield self.at_once(count)


def request(accepted: str) -> SimpleNamespace:
    return SimpleNamespace(headers={"accept-language": accepted})


def test_handlers_speak_the_language_of_their_request_whatever_context_they_are_resumed_in() -> None:
    handlers = per_page(Spoken, lambda request: Spoken())
    assert handlers.at_once(2, request("es")) == "2 documentos"
    steps = {language: handlers.bit_by_bit((1, 2), request(language)) for language in ("de", "fr", "it")}
    said = [copy_context().run(next, steps[language]) for _ in range(2) for language in steps]
    assert said == ["1 Dokument", "1 document", "1 document", "2 Dokumente", "2 documents", "2 documents"]
    assert say("{n} document|{n} documents", n=2) == "2 documents"


def test_steps_that_are_given_up_are_closed() -> None:
    closed = []

    def steps() -> Iterator[int]:
        try:
            yield from (1, 2)
        finally:
            closed.append(LANGUAGE.get())

    made = in_language(request("fr"), steps)
    assert next(made) == 1
    made.close()
    assert closed == ["fr"]
