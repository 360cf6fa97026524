"""Questions in, answers with their exact sentences out.

from qa import ask
answer = ask("When is the USMCA reviewed?", index="library")
answer.text, answer.answered, answer.statements, answer.citations
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.answer import Answer, Citation, Statement, Turn

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant

__all__ = ["Answer", "Assistant", "Citation", "Statement", "Turn", "ask"]


def ask(question: str, *, index: "Library | Path | str" = "library", history: Sequence[Turn] = ()) -> Answer:
    """Answer a question from a library, a folder or an opened one, with the default model.

    The model is loaded once a process. Raises LibraryError when there is no library, ModelError when the model is
    missing, QuestionError when the question is empty or too long.
    """
    return _assistant(index).ask(question, history)


@lru_cache(maxsize=4)
def _assistant(index: "Library | Path | str") -> "Assistant":
    from qa.assistant import Assistant

    return Assistant(index)


def __getattr__(name: str) -> object:
    """Import `Assistant` when it is first used: it brings the models' libraries with it."""
    if name == "Assistant":
        from qa.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
