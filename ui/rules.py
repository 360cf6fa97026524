"""What a server allows: who may sign in, who may change the library, and how much may be asked of it."""

from dataclasses import dataclass

from ui.accounts import Accounts

MAX_UPLOAD = "100mb"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one server. Without accounts nobody signs in, and everybody is a guest."""

    accounts: Accounts | None = None
    read_only: bool = False
    questions_a_minute: int = 30
    waiting: int = 100
    max_upload: str = MAX_UPLOAD

    def may_change(self, name: str | None) -> bool:
        """Return whether somebody may change the library: owners; where nobody signs in, all or none."""
        if self.accounts is None:
            return not self.read_only
        account = self.accounts.find(name) if name is not None else None
        return account is not None and account.owner


OWN_MACHINE = Rules()
"""One person at their own machine."""
