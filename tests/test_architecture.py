"""The shape of the code: imports go one way, no module hides a builtin's name, no module grows long."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("index", "qa", "eval", "ui")  # each may import itself and those before it
MOST_LINES = 300
MOST_MODULES = 20  # of a folder, its `__init__` among them
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
# What holds a library knows how; the settings and conversations of a user are no part of one.
STORES = tuple(path.parent for path in (ROOT / "index" / "store").glob("*/__init__.py"))
KNOW_SQL = (
    *STORES,
    ROOT / "ui" / "kept",
    ROOT / "eval" / "bench" / "synthetic.py",
    ROOT / "index" / "programs" / "zotero.py",  # whose library that is, and not ours
)
OPENING = ROOT / "index" / "store" / "opening.py"
_SQL = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE FROM|CREATE (?:TABLE|INDEX)|PRAGMA|WITH RECURSIVE)\s")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give the line and full name of every module that is imported anywhere, inside functions as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def faults(layer: str, source: str) -> list[str]:
    """Return what is wrong with the imports of a module of a layer."""
    tree = ast.parse(source)
    later = LAYERS[LAYERS.index(layer) + 1 :]
    found = [
        f"line {line}: {layer} imports {module}"
        for line, module in imported(tree)
        if module.split(".")[0] in later or module.split(".")[0] == "tests"
    ]
    found += [f"line {line}: relative import" for line, module in imported(tree) if module.startswith(".")]
    found += [
        f"line {node.lineno}: import {alias.name}, not from it"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] in ("eval", "index")
    ]
    return found


def store_secrets(source: str) -> list[str]:
    """Return where a module has SQL, or imports what keeps or finds rows and vectors."""
    tree = ast.parse(source)
    found = [f"line {line}: {name}" for line, name in imported(tree) if name.split(".")[0] in ("sqlite3", "faiss")]
    return found + [
        f"line {node.lineno}: {node.value.strip()[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value)
    ]


def is_in(path: Path, places: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(place) for place in places)


def test_there_are_modules_in_every_layer() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    assert faults(path.relative_to(ROOT).parts[0], path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", [path for path in MODULES if not is_in(path, KNOW_SQL)], ids=name_of)
def test_only_a_store_knows_how_it_holds_and_finds(path: Path) -> None:
    assert store_secrets(path.read_text(encoding="utf-8")) == []


def test_one_module_knows_which_stores_there_are() -> None:
    names = tuple(".".join(store.relative_to(ROOT).parts) for store in STORES)
    knowing = {
        path
        for path in MODULES
        if not is_in(path, KNOW_SQL)
        for _, module in imported(ast.parse(path.read_text(encoding="utf-8")))
        if module.startswith(names)
    }
    assert knowing == {OPENING}


def has_table(tree: ast.Module, words: frozenset[str], letters: int | None, least: int) -> bool:
    """Return whether a constant of a module spells out so many of the words, by their first letters."""
    for constant in (one for one in tree.body if isinstance(one, ast.Assign | ast.AnnAssign)):
        texts = [one.value for one in ast.walk(constant) if isinstance(one, ast.Constant)]
        found = re.findall(r"[a-z']+", " ".join(one for one in texts if isinstance(one, str)).lower())
        if len(words & {one[:letters] for one in found}) >= least:
            return True
    return False


@pytest.mark.parametrize(
    ("words", "letters", "least", "places"),
    [
        ("jan feb mar apr jun jul aug sep oct nov dec", 3, 6, {"english.py", "months.py"}),
        ("two three four five six seven eight nine ten eleven twelve twenty thirty", None, 5, {"english.py"}),
    ],
    ids=["months", "number words"],
)
def test_words_of_a_language_stand_in_the_vocabulary_alone(
    words: str, letters: int | None, least: int, places: set[str]
) -> None:
    having = {
        path
        for path in MODULES
        if has_table(ast.parse(path.read_text(encoding="utf-8")), frozenset(words.split()), letters, least)
    }
    assert having == {ROOT / "index" / "vocabulary" / name for name in places}


@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        "def f():\n    import faiss",
        "rows.execute('SELECT id FROM documents')",
        'f"DELETE FROM {x}"',
    ],
)
def test_a_secret_would_be_found(source: str) -> None:
    assert store_secrets(source) != []
    assert store_secrets('"""Select from a list; sqlite3 and faiss."""\nx = "Delete the file"') == []


def test_a_folder_reads_as_a_table_of_contents() -> None:
    folders = {path.parent for path in MODULES}
    assert all((folder / "__init__.py").is_file() for folder in folders)
    assert {
        name_of(folder): count for folder in folders if (count := len(list(folder.glob("*.py")))) > MOST_MODULES
    } == {}


def test_tests_are_flat_and_no_package() -> None:
    """A tests/index/__init__.py would hide the real package."""
    assert [path for path in (ROOT / "tests").rglob("__init__.py")] == []
    assert not any((ROOT / "tests" / layer).exists() for layer in LAYERS)


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("index", "from qa.answer import Answer"),
        ("index", "def f():\n    import ui.cli.main"),
        ("qa", "from eval.run import run"),
        ("qa", "if TYPE_CHECKING:\n    from ui.chat import app as chat"),
        ("eval", "import ui"),
        ("ui", "import index"),
        ("ui", "import eval.run"),
        ("ui", "from . import page"),
        ("ui", "from tests.conftest import library"),
    ],
)
def test_a_wrong_import_would_be_found(layer: str, source: str) -> None:
    assert faults(layer, source) != []


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("ui", "from eval.run import run\nfrom qa import ask\nfrom index.types import Hit"),
        ("qa", "import index_of_something"),
        ("index", "import evaluate\nfrom uisomething import x"),
    ],
)
def test_a_right_import_is_no_fault(layer: str, source: str) -> None:
    assert faults(layer, source) == []
