"""Which packages are installed: those that Pincite needs, in the versions it needs, and those of its extras."""

import platform
import shlex
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from packaging.requirements import Requirement

from ui.doctor.finding import Finding

DISTRIBUTION = "pincite"
WRITES = "llama-cpp-python"
"""What only writing needs; `ui.doctor.models` tells of it."""
EXTRAS = {"mcp": "`pincite chat --mcp`"}
"""What each extra is for."""
_FOR_DEVELOPMENT = "dev"


def packages() -> Iterator[Finding]:
    """Tell of the program and its packages, and of each extra."""
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    try:
        needed = [Requirement(one) for one in requires(DISTRIBUTION) or ()]
        yield Finding("Pincite", "good", f"{version(DISTRIBUTION)}, {python}")
    except PackageNotFoundError:
        yield Finding("Pincite", "limited", f"runs from its folder, {python}", "pip install .  # in that folder")
        return
    yield _always([one for one in needed if _asked_for(one, "") and one.name != WRITES])
    for extra in metadata(DISTRIBUTION).get_all("Provides-Extra") or ():
        if extra != _FOR_DEVELOPMENT:
            yield _extra(extra, [one for one in needed if _asked_for(one, extra) and not _asked_for(one, "")])


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


def _extra(extra: str, needed: list[Requirement]) -> Finding:
    purpose = f", for {EXTRAS[extra]}" if extra in EXTRAS else ""
    if not unmet(needed):
        return Finding(f"extra {extra}", "good", f"installed{purpose}")
    return Finding(
        f"extra {extra}", "optional", f"not installed{purpose}", f"pip install '{DISTRIBUTION}[{extra}]'"
    )
