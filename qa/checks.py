"""Which checks an answer went through, for its record."""

from qa.answer import Check
from qa.chat_model import ChatModel


def checks_made(model: ChatModel, *, drafted: bool, claimed: bool) -> tuple[Check, ...]:
    """Return the checks in their order; `claimed` is whether any claim of the draft was left to be supported."""
    checks: list[Check] = ["stated" if model.weighs else "said", "nearness"]
    if drafted:
        checks += ["words", "premise"]
        checks += ["support"] if claimed else []
    return tuple(checks)
