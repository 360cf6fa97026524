"""Where the seconds of an answer go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from qa.answer import Timings
from qa.chat_model import Piece


class Clock:
    """Seconds since the question came."""

    def __init__(self) -> None:
        """Start."""
        self._start = time.perf_counter()
        self._retrieved = 0.0
        self._first_token: float | None = None
        self._model = 0.0

    def _now(self) -> float:
        return time.perf_counter() - self._start

    def retrieved(self) -> None:
        """Note that the search is done."""
        self._retrieved = self._now()

    def first_token(self) -> None:
        """Note that the first word came, once."""
        self._first_token = self._first_token or self._now()

    @contextmanager
    def in_model(self) -> Iterator[None]:
        """Count the time inside as the model's."""
        started = self._now()
        try:
            yield
        finally:
            self._model += self._now() - started

    def timed(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Count the time that each piece takes to come as the model's; what the reader does between does not."""
        while True:
            with self.in_model():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def timings(self) -> Timings:
        """Return the times so far."""
        total = self._now()
        return Timings(self._retrieved, self._first_token or total, total, self._model)
