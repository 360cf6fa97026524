"""How large the code is, and what stands in it more than once.

    python -m eval.studies.house [ROOT]

A table of words counts once for each module with a constant that spells it out.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOMS = ("index", "qa", "eval", "ui", "tests")
WORDS_OF = {
    "months": ("jan feb mar apr jun jul aug sep oct nov dec", 6),
    "auxiliaries": ("is are was were do does did has have had can could will would should may must", 7),
    "stop words": ("the of and to in a an that with for from by on at it this those these they", 12),
    "number words": ("two three four five six seven eight nine ten eleven twelve twenty thirty", 5),
    "units": ("minute minutes hour hours day days week weeks month months year years", 4),
    "negations": ("not no never nobody nothing neither nor none cannot n't don't isn't doesn't", 4),
}
"""Some words of each table, and how many of them make a copy of it; of a month its first letters count."""
QUESTION = frozenset({"question", "asked", "query", "said"})
_SQL = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE FROM|CREATE (?:TABLE|INDEX)|PRAGMA|WITH RECURSIVE)\s")
_PATTERNS = frozenset({"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer"})

Module = tuple[Path, str, ast.Module]


def modules_in(folder: Path) -> list[Module]:
    """Return path, text and syntax of every module below a folder."""
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py")))
    return [(path, text, ast.parse(text)) for path, text in texts]


def size(modules: Sequence[Module]) -> str:
    """Return files, lines, lines that are neither empty nor a comment, folders and the longest file in words."""
    lines = [text.splitlines() for _, text, _ in modules]
    code = sum(bool(line.strip()) and not line.lstrip().startswith("#") for one in lines for line in one)
    folders = len({path.parent for path, _, _ in modules})
    longest = max(map(len, lines))
    return f"{len(lines):>6} {sum(map(len, lines)):>6} {code:>6} {folders:>7} {longest:>8}"


def _constants(tree: ast.Module) -> Iterator[ast.stmt]:
    yield from (one for one in tree.body if isinstance(one, ast.Assign | ast.AnnAssign))


def has_table(tree: ast.Module, words: frozenset[str], least: int) -> bool:
    """Return whether a constant of a module spells out so many of the words."""
    for constant in _constants(tree):
        texts = [one.value for one in ast.walk(constant) if isinstance(one, ast.Constant)]
        found = re.findall(r"[a-z']+", " ".join(one for one in texts if isinstance(one, str)).lower())
        shortened = {one[:3] for one in found} if "jan" in words else set(found)
        if len(words & shortened) >= least:
            return True
    return False


def patterns(tree: ast.Module) -> int:
    """Return how many regular expressions a module writes out."""
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute))
    return sum(
        isinstance(one.func.value, ast.Name) and one.func.value.id == "re" and one.func.attr in _PATTERNS
        for one in calls
        if isinstance(one.func, ast.Attribute)
    )


def numbers(tree: ast.Module) -> int:
    """Return how many numbers stand in a module's constants by a name of their own."""
    values = [one.value for one in _constants(tree) if isinstance(one, ast.Assign | ast.AnnAssign)]
    parts = [part for one in values for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
    return sum(isinstance(one, ast.Constant | ast.UnaryOp | ast.BinOp) and _is_number(one) for one in parts)


def _is_number(node: ast.AST) -> bool:
    leaves = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return bool(leaves) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in leaves)


def takes_question(tree: ast.Module) -> int:
    """Return how many functions of a module are given the text of a question."""
    functions = (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))
    return sum(
        any(arg.arg in QUESTION and ast.unparse(arg.annotation or arg) == "str" for arg in ast.walk(one.args)
            if isinstance(arg, ast.arg))
        for one in functions
    )  # fmt: skip


def taken_apart(tree: ast.Module) -> int:
    """Return how often a module makes words, or a yes or no, of the text of a question."""
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name))
    return sum(
        isinstance(one.func, ast.Name)
        and one.func.id in ("content_words", "asks_yes_or_no", "amounts", "names", "most_likely")
        and bool(one.args)
        and ast.unparse(one.args[0]).split(".")[-1] in QUESTION
        for one in calls
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the counts of a checkout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path, nargs="?", default=Path(__file__).parents[2])
    root = parser.parse_args(arguments).root
    rooms = {room: modules_in(root / room) for room in ROOMS}
    _say(f"{'':<8}{'files':>6} {'lines':>6} {'code':>6} {'folders':>7} {'longest':>8}")
    for room, modules in rooms.items():
        _say(f"{room:<8}{size(modules)}")
    code = [module for room in ROOMS[:-1] for module in rooms[room]]
    _say(f"{'four':<8}{size(code)}\n")
    asking = [tree for _, _, tree in rooms["qa"]]
    _say(f"qa: {sum(map(patterns, asking))} regular expressions, {sum(map(numbers, asking))} numbers by a name")
    _say(
        f"qa: {sum(map(takes_question, asking))} functions of {sum(takes_question(one) > 0 for one in asking)} "
        f"modules take the text of a question, which is taken apart in {sum(map(taken_apart, asking))} places"
    )
    knowing = [path for path, text, tree in code if "studies" not in path.parts and _knows_sql(tree)]
    _say(f"SQL: {len(knowing)} modules in {len({path.parent for path in knowing})} folders")
    for name, (words, least) in WORDS_OF.items():
        found = [
            str(path.relative_to(root))
            for path, _, tree in code
            if "studies" not in path.parts and has_table(tree, frozenset(words.split()), least)
        ]
        _say(f"{name}: {len(found)}  {' '.join(found)}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _knows_sql(tree: ast.Module) -> bool:
    texts = (one.value for one in ast.walk(tree) if isinstance(one, ast.Constant))
    return any(isinstance(one, str) and _SQL.match(one) for one in texts)


if __name__ == "__main__":
    sys.exit(main())
