"""What a site's robots.txt allows, read in a worker process: its patterns become regular expressions."""

from collections.abc import Iterator
from dataclasses import dataclass

from protego import Protego

from index.guarded import in_worker
from index.worker import Begun

_TASK = "index.web.rules:permission_in"
_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a site as they were fetched, and where from."""

    text: str
    address: str

    def asked(self, address: str, agent: str) -> "Permission":
        """Return what they say of an address. Raises DocumentError when they take too long to be read."""
        if not self.text.strip():
            return Permission(allowed=True, pause=0.0)
        (found,) = in_worker(_TASK, (self, address, agent), kind=Permission, source=self.address)
        return found


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an address may be fetched, and the seconds to leave between two."""

    allowed: bool
    pause: float


def permission_in(argument: tuple[Rules, str, str]) -> Iterator[Begun | Permission]:
    """Yield the permission; this runs in the worker."""
    rules, address, agent = argument
    yield Begun(rules.address, _SECONDS)
    parsed = Protego.parse(rules.text)
    yield Permission(parsed.can_fetch(address, agent), parsed.crawl_delay(agent) or 0.0)
