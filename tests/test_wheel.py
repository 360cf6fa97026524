"""What is installed: a wheel, made from the source distribution, has all that runs from it, and runs elsewhere."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_string
from email.message import Message
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROOMS = ("index", "qa", "eval", "ui")
FROM_THE_REPOSITORY = ("bench", "opinion", "studies")  # of eval
BUILD = "import sys, setuptools.build_meta as b; print(b.build_{}(sys.argv[1]))"
# What only developers run names its packages in the extra `dev`.
FOR_DEVELOPMENT = {"eval/reader/fit_verdict.py", "eval/reader/nearest.py", "ui/film.py", "ui/screenshots.py"}
EXTRAS = {name: needed for name, needed in PROJECT["optional-dependencies"].items() if name != "dev"}
# What is there only with an extra, by the name it is imported by.
OPTIONAL = (
    *("grpc", "llama_cpp", "mcp", "milvus_lite", "onnxruntime", "pymilvus", "rapidocr", "sentence_transformers"),
    *("ray", "torch", "transformers"),
)


def built(kind: str, source: Path, folder: Path) -> Path:
    """Build a distribution, with the setuptools that is here, and return it."""
    run = [sys.executable, "-W", "ignore", "-c", BUILD.format(kind), str(folder)]
    done = subprocess.run(run, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the wheel, made as package managers do: from the source distribution, without the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    for name in (*ROOMS, "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, tree)
    source = built("sdist", tree, folder)
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    return built("wheel", folder / source.name.removesuffix(".tar.gz"), folder)


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return message_from_string(archive.read(f"pincite-{PROJECT['version']}.dist-info/METADATA").decode())


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Give the folder that the wheel is installed into, without what it depends on, which is here."""
    folder = wheel.parent / "site"
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder), str(wheel)]
    subprocess.run(command, check=True)
    return folder


def pincite(installed: Path, where: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the installed command in another folder, as if no extra were installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    blocker = installed.parent / "without-extras"
    blocker.mkdir(exist_ok=True)
    (blocker / "sitecustomize.py").write_text(f"import sys; sys.modules.update(dict.fromkeys({OPTIONAL}))\n")
    return subprocess.run(
        [str(installed / "bin" / "pincite"), *arguments],
        cwd=where,
        env={**environment, "PYTHONPATH": f"{blocker}{os.pathsep}{installed}"},
        capture_output=True,
        text=True,
        check=False,
    )


def run_from_the_repository(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] == "eval" and parts[1] in FROM_THE_REPOSITORY


def files_of(*rooms: str) -> set[Path]:
    return {
        path
        for room in rooms
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not run_from_the_repository(path)
    }


def test_every_module_and_every_file_beside_one_is_in_the_wheel(names: set[str]) -> None:
    modules = {path for path in files_of(*ROOMS) if path.suffix == ".py"}
    data = files_of("index", "qa", "ui") | files_of("eval/samples", "eval/report", "eval/everyday")
    assert len(modules) > 300
    assert {str(path.relative_to(ROOT)) for path in modules | data} - names == set()


def test_the_wheel_has_what_is_read_when_it_runs(names: set[str]) -> None:
    info = f"pincite-{PROJECT['version']}.dist-info"
    needed = {
        "qa/reader.safetensors",
        "ui/static/chat.css",
        "ui/static/chat.js",
        "ui/static/export.css",
        *(f"ui/texts/{language}.toml" for language in ("de", "es", "fr")),
        "eval/samples/questions.jsonl",
        "eval/samples/documents/the-tide-clock.epub",
        "eval/report/templates/report.html",
        f"{info}/licenses/LICENSE",
        *(f"{room}/py.typed" for room in ROOMS),
    }
    assert needed - names == set()
    top = {name.split("/")[0] for name in names}
    assert top == {*ROOMS, info}
    folders = {name.split("/")[1] for name in names if name.startswith("eval/") and name.count("/") > 1}
    assert folders == {"everyday", "metrics", "reader", "report", "samples", "sets"}


def test_the_wheel_says_its_licence_and_what_it_needs(metadata: Message) -> None:
    assert metadata["Name"] == "pincite"
    assert metadata["Version"] == PROJECT["version"]
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE"]
    classifiers = metadata.get_all("Classifier") or []
    assert "Typing :: Typed" in classifiers
    assert [one for one in classifiers if one.startswith("License")] == []  # the expression says it
    needed = {str(Requirement(one)) for one in metadata.get_all("Requires-Dist") or [] if "extra ==" not in one}
    assert needed == {str(Requirement(one)) for one in PROJECT["dependencies"]}


def test_the_installed_command_tells_its_version_in_another_folder(installed: Path, tmp_path: Path) -> None:
    done = pincite(installed, tmp_path, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"pincite {PROJECT['version']}\n", "")
    found = subprocess.run(
        [sys.executable, "-c", "import ui.cli.main as main; print(main.__file__)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()).is_relative_to(installed)


@pytest.mark.slow
def test_the_installed_command_quotes_without_an_extra_in_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text("The harbour was opened in 1902. It has four piers.\n")
    added = pincite(installed, tmp_path, "add", "harbour.txt")
    assert (added.returncode, added.stderr) == (0, "")
    found = pincite(installed, tmp_path, "search", "piers")
    assert (found.returncode, "four piers" in found.stdout) == (0, True)
    written = pincite(installed, tmp_path, "ask", "When was the harbour opened?")
    assert (written.returncode, "`pip install 'pincite[write]'`" in written.stderr) == (1, True)
    done = pincite(installed, tmp_path, "ask", "--quote", "When was the harbour opened?")
    assert done.stdout.startswith("The harbour was opened in 1902. [1]\n")


def test_what_is_imported_is_declared() -> None:
    """What another package happens to bring may stay away with its next version."""
    declared = {normal(Requirement(one).name) for one in PROJECT["dependencies"]}
    extras = {normal(Requirement(one).name) for needed in EXTRAS.values() for one in needed}
    brought_by = packages_distributions()
    undeclared = {}
    for path in files_of(*ROOMS):
        if path.suffix != ".py" or str(path.relative_to(ROOT)) in FOR_DEVELOPMENT:
            continue
        for name in imported(path):
            if not {normal(one) for one in brought_by.get(name, [name])} & (declared | extras):
                undeclared[str(path.relative_to(ROOT))] = name
    assert undeclared == {}


def test_what_only_an_extra_brings_is_imported_when_it_is_used() -> None:
    """All but what writes and what trains loads without an extra."""
    found = {}
    for path in files_of(*ROOMS):
        if path.suffix == ".py" and (names := imported(path, when_used=False) & set(OPTIONAL)):
            found[str(path.relative_to(ROOT))] = names
    assert found.pop("qa/llama/native.py") == found.pop("qa/llama/watch.py") == {"llama_cpp"}
    assert {(Path(name).parent.as_posix(), *names) for name, names in found.items()} == {("eval/reader", "torch")}
    declared = {normal(Requirement(one).name) for needed in EXTRAS.values() for one in needed}
    named_otherwise = {"llama-cpp-python": "llama-cpp", "grpcio": "grpc"}
    assert {normal(name) for name in OPTIONAL} == {named_otherwise.get(name, name) for name in declared}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(path: Path, *, when_used: bool = True) -> set[str]:
    """Return the names of packages that a module imports and that are not Python's own or ours.

    Without `when_used` only those that it imports when it is loaded.
    """
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if when_used else tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - set(ROOMS)
