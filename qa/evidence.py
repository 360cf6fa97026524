# ruff: noqa: RUF001 - curly apostrophes are meant
"""Whether the documents answer the question: decided from evidence, not from the model's manners."""

import math
import re
from dataclasses import dataclass

# A statement about the sources instead of the matter: "The passage does not mention ...", "Kenya is not found in
# the given text", "There is no information about ...".
_SAYS_NOTHING = re.compile(
    r"""
    \b(?:sources?|passages?|documents?|texts?|context|articles?|information|excerpts?)\b [^.]*
        \b(?:(?:do(?:es)?|did|is|are|was|were|has|have|can)(?:\ not|n['’]t)|cannot|no|nothing|never|lacks?)\b
        [^.]* \b(?:stat|mention|contain|provid|specif|includ|giv|indicat|say|tell|address|answer|describ|
                   disclos|discuss|explain|list|name|availab|about|on|found|mak)\w*
    | \b(?:not|n['’]t|nowhere)\ (?:\w+\ ){0,2}?(?:mentioned|stated|found|specified|provided|given|listed|said|
        disclosed|described|named|included|addressed|available|answered|known)\b
        [^.]* \b(?:sources?|passages?|documents?|texts?|context|articles?|information|excerpts?)\b
    | \bno\ (?:information|mention|details?|data|answer|evidence)\b
    | \b(?:cannot|can['’]t|could\ not|couldn['’]t|impossible\ to)\ (?:be\ )?
        (?:determined?|answer(?:ed)?|find|found)\b
    | \b(?:i\ )?(?:do\ not|don['’]t)\ know\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    `stated` is the model's probability that the sources state the answer, asked before it is written; `nearness`
    the best cosine of question and passage; `coverage` the weighted share of the question's words in the cited
    sentences (1 while nothing is written yet); `certainty` the mean log-probability of the answer's tokens.
    """

    stated: float
    nearness: float
    coverage: float = 1.0
    certainty: float = 0.0

    @property
    def score(self) -> float:
        """The log-odds that the documents hold the answer, up to the threshold."""
        stated = min(max(self.stated, 1e-4), 1 - 1e-4)
        return math.log(stated / (1 - stated)) + 4 * self.nearness + 2 * self.coverage

    @property
    def suffices(self) -> bool:
        """Whether to answer."""
        return self.score >= THRESHOLD


THRESHOLD = 3.0


def says_nothing(statement: str) -> bool:
    """Return whether a statement says, in whatever words, that the sources do not give the answer."""
    return _SAYS_NOTHING.search(statement) is not None
