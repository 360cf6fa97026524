"""What was found of one thing, and what follows of all of them."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

SCHEMA = 1

State = Literal["good", "optional", "limited", "broken"]
"""As it should be; not there, and need not be; one can ask, with less; one cannot ask before it is mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one thing, and the line that `mend`s it, a command where one does."""

    name: str
    state: State
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found; where not even a model `can_write`, answers are sentences of the documents."""

    findings: tuple[Finding, ...]
    can_write: bool

    @property
    def can_ask(self) -> bool:
        """Whether a question can be asked."""
        return all(finding.state != "broken" for finding in self.findings)

    @property
    def outcome(self) -> str:
        """What can be done now, in a sentence."""
        if not self.can_ask:
            return "Nothing can be asked before what is broken is mended."
        if not self.can_write:
            return 'Sentences of the documents are the answers: pincite ask --quote "...", or pincite chat.'
        return 'Questions can be asked: pincite ask "...", or pincite chat.'

    def to_json(self) -> dict[str, Any]:
        """Return what `pincite doctor --json` prints."""
        return {
            "schema": SCHEMA,
            "can_ask": self.can_ask,
            "can_write": self.can_ask and self.can_write,
            "findings": [asdict(finding) for finding in self.findings],
        }
