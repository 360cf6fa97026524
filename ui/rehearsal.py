"""The chat with a slow model that only pretends, to see how it bears many users: `python -m ui.rehearsal FOLDER`.

Everything else is real: server, sign-in, line, search, reader, citations. The library says of each member which
badge they have, and the model answers "The badge of member 7 is 1007.", at the pace of a real one.
"""

import argparse
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.library import Library
from index.models.embed import Vectors
from index.stopping import check_stopped
from qa.chat_model import Message, Piece
from qa.reader.protocol import Judgement, ReadPassage
from ui.chat.app import serve
from ui.serve.accounts import Accounts
from ui.serve.rules import Rules

MEMBERS = 100
FIRST_BADGE = 1000
PASSWORD = "rehearsal"
_STEPS = 100


def sentence(member: int) -> str:
    """Return what the library says of a member."""
    return f"The badge of member {member} is {FIRST_BADGE + member}."


@dataclass(frozen=True, slots=True)
class OneVector:
    """Gives every text the same vector, so that the words alone decide what is found."""

    name: str = "one vector"
    fingerprint: str = "one-vector-1"
    dimension: int = 8
    max_tokens: int = 40

    def count_tokens(self, text: str) -> int:
        """Count the words."""
        return len(text.split())

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimension)."""
        return np.full((len(texts), self.dimension), self.dimension**-0.5, dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Return a unit vector of shape (dimension,)."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector


@dataclass(frozen=True, slots=True)
class PacedModel:
    """Takes `seconds` for an answer, a third of them to read, and writes the sentence of the member asked for."""

    seconds: float
    name: str = "rehearsal"

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Count the words."""
        return sum(len(message.text.split()) for message in messages)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the sentence word by word. Raises Stopped, also while it reads."""
        for _ in range(_STEPS):
            check_stopped()
            time.sleep(self.seconds / 3 / _STEPS)
        member = re.findall(r"badge of member (\d+)\?", messages[-1].text)[-1]
        words = sentence(int(member)).split(" ")[:max_tokens]
        for word in words:
            time.sleep(self.seconds * 2 / 3 / len(words))
            yield Piece(f"{word} ")
        yield Piece("")


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Takes the sentences on the member that is asked about for an answer, at once."""

    name: str = "rehearsal"

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return log-odds of 5 for what has the member's number, of -5 for all else."""
        member = re.search(r"member \d+\b", question)
        return tuple(self._judged(member[0] if member else question, passage.sentences) for passage in passages)

    check = read

    def _judged(self, member: str, sentences: Sequence[str]) -> Judgement:
        odds = tuple(5.0 if f"{member} " in sentence else -5.0 for sentence in sentences)
        return Judgement(max(odds, default=-5.0), odds, tuple((0, len(one)) for one in sentences), 0.0)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder for the library")
    parser.add_argument("--port", type=int, default=7860)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long the model takes for an answer")
    parser.add_argument("--accounts", type=int, default=0, help="let so many sign in: reader0, reader1 and so on")
    parser.add_argument("--mcp", action="store_true", help="serve the tools as well")
    parser.add_argument("--quick", action="store_true", help="let the reader only pretend, too")
    arguments = parser.parse_args()
    library = Library.open(arguments.folder / "library", OneVector(), create=True)
    members = arguments.folder / "members.txt"
    members.write_text("\n\n".join(sentence(member) for member in range(MEMBERS)), encoding="utf-8")
    library.add([members])
    accounts = Accounts(arguments.folder / "users")
    for number in range(arguments.accounts):
        accounts.put(f"reader{number}", PASSWORD, owner=False)
    rules = Rules(accounts=accounts if arguments.accounts else None, questions_a_minute=1_000_000)
    reader = NumberReader() if arguments.quick else None
    model = PacedModel(arguments.seconds)
    serve(library, model, port=arguments.port, rules=rules, mcp=arguments.mcp, reader=reader)


if __name__ == "__main__":
    main()
