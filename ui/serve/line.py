"""The line before the model: one question at a time, and nobody can push the others back by asking much."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.errors import QuestionError


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A place in the line. Questions of one round go before those of the next, in the order they came."""

    round: int
    number: int


class Line:
    """Who waits, and who is served. Start-time fair queueing (Goyal, Vin and Cheng, 1996), all of one size.

    The first waiting question of each user belongs to the round that is being served, the second to the next.
    """

    def __init__(self, *, longest: int) -> None:
        """Let at most `longest` questions be in line, the one that is served among them."""
        self._longest = longest
        self._changed = threading.Condition()
        self._tickets: list[Ticket] = []
        self._round = 0
        self._last_round: dict[str, int] = {}
        self._given = 0

    @contextmanager
    def place(self, user: str, *, admitted: bool = False) -> Iterator[Ticket]:
        """Hold a place, and the turn once it has come, until the block is left.

        Raises QuestionError when the line is full, unless what waits was `admitted` before.
        """
        ticket = self._join(user, admitted=admitted)
        try:
            yield ticket
        finally:
            self._leave(ticket)

    def ahead(self, ticket: Ticket) -> Iterator[int]:
        """Yield how many go before `ticket`, again whenever that changes; end when it is its turn."""
        told = 0
        while told := self._next_change(ticket, told):
            yield told

    def _next_change(self, ticket: Ticket, told: int) -> int:
        """Wait until another number than `told` goes before `ticket`, and take the turn when it is 0."""
        with self._changed:
            self._changed.wait_for(lambda: self._before(ticket) != told or not self._before(ticket))
            before = self._before(ticket)
            if not before:
                self._round = ticket.round  # whoever joins from now on goes behind
            return before

    def check_room(self) -> None:
        """Raise QuestionError when the line is full."""
        if len(self._tickets) >= self._longest:
            raise QuestionError(f"{self._longest} questions are waiting already: ask again in a minute.")

    def _join(self, user: str, *, admitted: bool = False) -> Ticket:
        with self._changed:
            if not admitted:
                self.check_room()
            self._last_round = {name: last for name, last in self._last_round.items() if last >= self._round}
            ticket = Ticket(max(self._round, self._last_round.get(user, -1) + 1), self._given)
            self._given += 1
            self._last_round[user] = ticket.round
            self._tickets.append(ticket)
            self._changed.notify_all()
            return ticket

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            self._tickets.remove(ticket)
            self._changed.notify_all()

    def _before(self, ticket: Ticket) -> int:
        return sum(1 for other in self._tickets if other < ticket)
