"""Every command that the documentation names is one: `pincite ...` in blocks parses, in the text it exists.

Of `make ...` there is the target, of `python -m ...` the module, which knows each option that is named.
"""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.cli.eval_parsers import with_action
from ui.cli.main import ALONE, build_parser

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(
    r"^    (?:\$ )?(?:[A-Z_]+=\S+ )*(?:podman compose .*?)?\bpincite(?= |$)(?P<rest>.*)$", re.MULTILINE
)
_INLINE = re.compile(r"`(?:[A-Z_]+=\S+ )?pincite(?P<rest>(?: [^`]*)?)`")
_MAKE = re.compile(r"(?:`|^    )(?:[A-Z]+=\S+ )*make (?P<rest>[a-z][^`\n#]*)", re.MULTILINE)
_MODULE = re.compile(
    r"(?:`|^    )(?:\S+/)?python3? -m (?P<name>(?:index|qa|eval|ui)[\w.]*)(?P<rest>[^`\n]*)", re.MULTILINE
)
_ENDS = {"&&", "|", ">", "2>", ";"}


def words(rest: str) -> list[str]:
    """Return the words of a command as written, up to where another one begins."""
    given = shlex.split(re.sub(r"[\[\]]", "", rest), comments=True)
    end = next((place for place, word in enumerate(given) if word in _ENDS), len(given))
    return [word for word in given[:end] if word != "..."]


def ways(rest: str) -> Iterator[list[str]]:
    r"""Give each command that `list\|pull` in a table stands for."""
    found = re.search(r"\S+(?:\\\|\S+)+", rest)
    if found is None:
        yield words(rest)
        return
    for choice in found[0].split("\\|"):
        yield words(rest.replace(found[0], choice))


def leaf(given: list[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """Return the parser of a command and what stands behind its name. Raises ValueError for one there is not."""
    parser, rest = build_parser(), list(given)
    while groups := [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]:
        if not rest or rest[0].startswith("-"):
            break
        if rest[0] not in groups[0].choices:
            raise ValueError(f"no command {rest[0]}")
        parser = groups[0].choices[rest.pop(0)]
    return parser, rest


def wrong(given: list[str]) -> str:
    """Return what is wrong with a command that need not be whole, or ""."""
    try:
        parser, rest = leaf(with_action(given))
    except ValueError as error:
        return str(error)
    options = [word.split("=")[0] for word in rest if word.startswith("-")]
    return " ".join(option for option in options if option not in parser._option_string_actions)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_are_named_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = page.read_text(encoding="utf-8")
    for found in _INLINE.finditer(text):
        for given in ways(found["rest"]):
            assert wrong(given) == "", found[0]
    for found in _BLOCK.finditer(text):
        given = words(found["rest"]) or ALONE
        try:
            build_parser().parse_args(with_action(given))
        except SystemExit as ended:
            assert ended.code == 0, f"{found[0]}: {capsys.readouterr().err}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_targets_and_modules_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for found in _MAKE.finditer(text):
        named = {word for word in shlex.split(found["rest"]) if re.fullmatch("[a-z]+", word)}
        assert named <= targets, found[0]
    for found in _MODULE.finditer(text):
        place = ROOT.joinpath(*found["name"].split("."))
        source = place.with_suffix(".py") if not place.is_dir() else place / "__main__.py"
        options = set(re.findall(r"--[a-z-]+", found["rest"]))
        assert options <= set(re.findall(r'"(--[a-z-]+)"', source.read_text(encoding="utf-8"))), found[0]


def test_what_is_no_command_is_found() -> None:
    assert wrong(["nothing"]) == "no command nothing"
    assert wrong(["models", "nothing"]) == "no command nothing"
    assert wrong(["ask", "x", "--quote", "--never"]) == "--never"
    assert wrong(["eval", "QUESTIONS", "--out", "DIR"]) == ""
    assert list(ways(" models list\\|pull")) == [["models", "list"], ["models", "pull"]]
    assert words(' add PATH... [--watch] "a b" && x  # note') == ["add", "PATH...", "--watch", "a b"]
    assert len(list(_BLOCK.finditer((ROOT / "README.md").read_text(encoding="utf-8")))) >= 4
