"""A question as it is understood: made once, before the search, and handed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.errors import QuestionError
from index.limits import QUESTION, checked
from qa.answer import Turn
from qa.talk.followup import earlier_turns, search_query, standalone
from qa.words import asks_yes_or_no, content_words


@dataclass(frozen=True)
class Question:
    """What was `asked`, and `standalone` what it becomes where it leans on what was said before and a rule fits.

    `query` is looked up, with the questions it leans on; `earlier` are the turns that it is read with.
    """

    asked: str
    standalone: str | None = None
    query: str = ""
    earlier: tuple[Turn, ...] = ()

    @property
    def text(self) -> str:
        """The question as it is answered."""
        return self.standalone or self.asked

    @property
    def read_as(self) -> str:
        """The question as the reader gets it: where it does not stand alone, with those it leans on."""
        return self.standalone or (self.query if self.earlier else self.asked)

    @cached_property
    def words(self) -> frozenset[str]:
        """The content words of the text, stemmed."""
        return frozenset(content_words(self.text))

    @cached_property
    def is_yes_or_no(self) -> bool:
        """Whether it can be answered with Yes or No."""
        return asks_yes_or_no(self.text)


def checked_question(question: str) -> str:
    """Return the question without outer white space. Raises QuestionError when it is empty or too long."""
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty; write what you want to know.")
    return checked(question, "The question", QUESTION)


def understand(asked: str, history: Sequence[Turn], beside: str = "") -> Question:
    """Return the question that is meant behind the turns of a conversation.

    One that leans on none of them is looked up with what is asked `beside` it, which may name what it is about.
    """
    alone = standalone(asked, history)
    earlier = () if alone else earlier_turns(asked, history)
    query = search_query(asked, history)
    return Question(asked, alone, f"{beside} {asked}" if beside and query == asked else query, earlier)
