"""What the model is asked for a question about one sentence, and what makes its proposal unfit."""

import re
from dataclasses import dataclass

from eval.metrics.squad import normalise
from qa.answer import Turn
from qa.chat_model import Message
from qa.talk.followup import earlier_turns
from qa.words import content_words

LONGEST_ANSWER = 10  # words
# Content words of a question that names something exact, and of one that does not: "How many came?" and "Who spoke
# of the motion?" could be about anything.
FEWEST_WORDS_WITH_A_NAME = 3
FEWEST_WORDS = 4

_SYSTEM = "You write exam questions about documents, each with its short answer."
_ASK = (
    "Write one question that the sentence answers, and its answer in a few words copied from the sentence. Say in "
    "full who or what the question is about: the reader has neither the sentence nor the passage."
)
_REPLY = re.compile(r"Question:\s*(?P<question>.+?)\s*\n+\s*Answer:\s*(?P<answer>[^\n]+)", re.DOTALL)
_ASKS = re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b", re.IGNORECASE)
_OF_THE_TEXT = re.compile(
    r"\b(?:the|this)\s+(?:\w+\s+)?(?:passage|text|documents?|sentence|article|excerpt|source)\b"
    r"|\b(?:mentioned|described|stated)\b",
    re.IGNORECASE,
)
# A number, or a capital that does not only begin a sentence.
EXACT = re.compile(r"\d|(?<=[^\s.!?:] )[\"'(]?[A-Z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence to ask about. `passage` is what stands around it, `document` the name of its file."""

    document: str
    title: str
    passage: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that the model proposes, with its answer."""

    question: str
    answer: str


_EXAMPLES = (
    (
        Candidate(
            "",
            "Notes on the Varnholt mill",
            "The mill stands on the left bank. It was built in 1783 by the miller Josef Arendt, and burnt down "
            "twice. Since 1951 it has been a hostel with forty beds.",
            "It was built in 1783 by the miller Josef Arendt, and burnt down twice.",
        ),
        Proposal("Who built the Varnholt mill?", "the miller Josef Arendt"),
    ),
    (
        Candidate(
            "",
            "Allotment rules",
            "Tenants keep their paths free. Bonfires are allowed from 1 October to 15 March, after four in the "
            "afternoon. Dogs stay on the lead.",
            "Bonfires are allowed from 1 October to 15 March, after four in the afternoon.",
        ),
        Proposal("After what time of day may tenants of the allotments light bonfires?", "four in the afternoon"),
    ),
)


def messages(candidate: Candidate) -> tuple[Message, ...]:
    """Return the chat that asks for a question; two examples come first, and are evaluated only once."""
    shown: list[Message] = []
    for example, proposal in _EXAMPLES:
        shown.append(Message("user", _request(example)))
        shown.append(Message("assistant", f"Question: {proposal.question}\nAnswer: {proposal.answer}"))
    return (Message("system", _SYSTEM), *shown, Message("user", _request(candidate)))


def _request(candidate: Candidate) -> str:
    return f"Document: {candidate.title}\nPassage: {candidate.passage}\nSentence: {candidate.sentence}\n\n{_ASK}"


def proposal(reply: str) -> Proposal | None:
    """Read the model's reply; None when it is no question with an answer."""
    found = _REPLY.search(reply)
    if found is None:
        return None
    return Proposal(" ".join(found["question"].split()), found["answer"].strip().strip("\"'").removesuffix("."))


def fault(proposed: Proposal, candidate: Candidate) -> str | None:
    """Return why a proposal is not kept, or None when it is."""
    question, answer = proposed.question, proposed.answer
    if not question.endswith("?") or not _ASKS.search(question):
        return "is not a question"
    if f" {normalise(answer)} " not in f" {normalise(candidate.sentence)} ":
        return "the answer does not stand in the sentence"
    if len(answer.split()) > LONGEST_ANSWER:
        return "the answer is long"
    if set(content_words(answer)) <= set(content_words(question)):
        return "gives the answer away"
    if _OF_THE_TEXT.search(question):
        return "speaks of the text instead of the matter"
    if earlier_turns(question, (Turn("", ""),)) or len(set(content_words(question))) < _fewest_words(question):
        return "does not make sense alone"
    return None


def _fewest_words(question: str) -> int:
    return FEWEST_WORDS_WITH_A_NAME if EXACT.search(question) else FEWEST_WORDS
