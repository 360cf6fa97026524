"""How fast each model was here when it was last used, in a small file in the folder of the models."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "speeds.json"
LEAST_READ = 64
LEAST_WRITTEN = 6
"""Tokens from which on a speed means something."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second: of the prompt, and written."""

    reading: float
    writing: float


@dataclass(slots=True)
class Stopwatch:
    """Tokens that were read and written so far, and the seconds they took."""

    read: int = 0
    read_seconds: float = 0.0
    written: int = 0
    written_seconds: float = 0.0

    def note(self, tokens: int, seconds: float) -> None:
        """Count tokens that were evaluated at once: one is one that was written, more are a prompt."""
        if tokens == 1:
            self.written += 1
            self.written_seconds += seconds
        else:
            self.read += tokens
            self.read_seconds += seconds

    @property
    def speed(self) -> Speed | None:
        """The speed; None while too little was done."""
        if self.read < LEAST_READ or self.written < LEAST_WRITTEN:
            return None
        return Speed(self.read / self.read_seconds, self.written / self.written_seconds)


def speeds(folder: Path) -> dict[str, Speed]:
    """Return the speed of each model that was used, by its file's name. What cannot be read was never measured."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {name: Speed(float(speed["reading"]), float(speed["writing"])) for name, speed in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def keep_speed(folder: Path, name: str, speed: Speed) -> None:
    """Keep the speed of a model. A folder that is not there, or is read-only, keeps none."""
    if not os.access(folder, os.W_OK):
        return
    kept = {**speeds(folder), name: speed}
    fresh = folder / f"{FILE}.{os.getpid()}"
    fresh.write_text(json.dumps({name: asdict(one) for name, one in kept.items()}, indent=1), encoding="utf-8")
    fresh.replace(folder / FILE)
