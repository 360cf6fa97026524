"""Which packages are installed: those that Pincite needs, in the versions it needs, and those of its extras.

Of an extra the import is tried too: libraries of the system may be missing, and versions may not go together.
"""

import platform
import shlex
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from ui.doctor.compiling import install_line
from ui.doctor.finding import Finding
from ui.doctor.imports import import_failure

DISTRIBUTION = "pincite"


@dataclass(frozen=True, slots=True)
class Extra:
    """What an extra is for, and the modules of it that are imported."""

    purpose: str
    modules: tuple[str, ...]


EXTRAS = {
    "write": Extra("a language model that writes", ("llama_cpp",)),
    "embedders": Extra("any other embedding model, and quicker indexing", ("sentence_transformers",)),
    "mcp": Extra("`pincite chat --mcp`", ("mcp.server.fastmcp",)),
    "milvus": Extra("libraries in Milvus", ("pymilvus", "milvus_lite")),
    "ocr": Extra("scans and photos", ("onnxruntime", "rapidocr")),
    "ray": Extra("adding with the workers of a cluster", ("ray",)),
}
"""All but that for development."""


def packages() -> Iterator[Finding]:
    """Tell of the program and its packages, and of each extra."""
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    try:
        needed = [Requirement(one) for one in requires(DISTRIBUTION) or ()]
        yield Finding("Pincite", "good", f"{version(DISTRIBUTION)}, {python}")
    except PackageNotFoundError:
        yield Finding("Pincite", "limited", f"runs from its folder, {python}", "pip install .  # in that folder")
        return
    yield _always([one for one in needed if _asked_for(one, "")])
    of_each = [[one for one in needed if _asked_for(one, extra) and not _asked_for(one, "")] for extra in EXTRAS]
    with ThreadPoolExecutor() as pool:
        yield from pool.map(_extra, EXTRAS, of_each)


def unmet(needed: Iterable[Requirement]) -> dict[str, str]:
    """Return what is to be installed for each requirement that is not met, with what is there."""
    found = {}
    for one in needed:
        wanted = f"{one.name}{one.specifier}"
        try:
            there = version(one.name)
        except PackageNotFoundError:
            found[wanted] = "missing"
            continue
        if not one.specifier.contains(there, prereleases=True):
            found[wanted] = f"{there} is there"
    return found


def _asked_for(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _always(needed: list[Requirement]) -> Finding:
    wrong = unmet(needed)
    if not wrong:
        return Finding("packages", "good", f"all {len(needed)} that are needed are installed")
    said = ", ".join(f"{wanted} ({what})" for wanted, what in wrong.items())
    return Finding("packages", "broken", said, f"pip install {shlex.join(wrong)}")


def _extra(name: str, needed: list[Requirement]) -> Finding:
    extra, what, packages = EXTRAS[name], f"extra {name}", f"'{DISTRIBUTION}[{name}]'"
    if unmet(needed):
        mend = install_line() if name == "write" else f"pip install {packages}"
        return Finding(what, "optional", f"not installed, for {extra.purpose}", mend)
    if failure := import_failure(*extra.modules):
        said = f"installed, for {extra.purpose}, and does not start ({failure})"
        again = shlex.join(f"{one.name}{one.specifier}" for one in needed)
        return Finding(what, "limited", said, f"pip install --force-reinstall {again}")
    return Finding(what, "good", f"installed, for {extra.purpose}")
