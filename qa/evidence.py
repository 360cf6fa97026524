# ruff: noqa: RUF001 - curly apostrophes are meant
"""Whether the documents answer the question: decided from evidence, not from the model's manners."""

import math
import re
from dataclasses import dataclass

# A statement about the sources instead of the matter: "The passage does not mention ...", "Kenya is not found in
# the given text", "There is no information about ...". Negation alone proves nothing: "The law does not apply to
# minors" is an answer. So the sources must be the subject or the place, or what is missing must be the answer.
_SOURCE = r"(?:sources?|passages?|documents?|texts?|context|articles?|excerpts?|information)"
_GIVES = (
    r"(?:stat|mention|contain|provid|specif|includ|giv|indicat|say|tell|address|answer|describ|disclos|discuss|"
    r"explain|list|name|mak|have|offer|cover|identif|report|reveal|show)\w*"
)
_GIVEN = (
    r"(?:mentioned|stated|found|specified|provided|given|listed|said|disclosed|described|named|included|addressed|"
    r"available|answered|known|clear|explained|discussed|indicated|reported|identified)"
)
_SAYS_NOTHING = re.compile(
    rf"""
    # The sources do not say.
    \b{_SOURCE}\s (?:(?:provided|given|above|itself|available|here)\s | (?:about|on|in|from)\s(?:\w+\s){{1,3}}?)?
        (?: (?:(?:do|does|did|could|would)(?:\snot|n['’]t) | cannot | can['’]t | never | fails?\sto)\s
                (?:\w+ly\s|even\s)? {_GIVES}
          | (?:\w+ly\s)? (?:has|have|(?:contain|provide|give|make|include|offer|say|mention|state)s?)\s
                (?:no|nothing|neither)\b
          | lacks?\b | (?:is|are)\ssilent )
    | \b(?:none|neither|nothing|no|nowhere)\s (?:\w+\s){{0,3}}? {_SOURCE}\s (?:\w+ly\s)? {_GIVES}
    # It is not found in the sources.
    | (?:\bnot|n['’]t|\bnowhere)\s (?:\w+\s){{0,2}}? {_GIVEN}\b [^.]*
        \b(?:in|by|from|within|with|on|to)\b [^.]* \b{_SOURCE}\b
    | \b(?:unclear|unknown|undetermined|unspecified|unstated)\s (?:in|from|within)\b [^.]* \b{_SOURCE}\b
    # The answer is missing; the date is not given; it is not stated.
    | \banswer\b [^.]* (?:\bnot|n['’]t)\s (?:\w+\s)? (?:in|within)\b
    | \b(?:answer|information|details?|exact\s\w+|names?|dates?|numbers?|reasons?|amounts?)\b [^.]*
        \b(?:is|are)(?:\snot|n['’]t)\s (?:\w+ly\s)? {_GIVEN} \W*$
    | (?:^\W*|\b(?:is|are)\s|\b(?:is|are)(?=n)) (?:not|n['’]t)\s (?:\w+ly\s)? (?:mentioned|stated|specified) \W*$
    | (?:^\W*|\bthere\s(?:is|are|was|were)\s) no\s (?:\w+\s)?
        (?:information|mention|answer|indication)\b (?!\sdesk)
    # It cannot be told; I do not know.
    | \b(?:cannot|can['’]t)\s be\s (?:determined|answered|inferred)\b
    | \b(?:i|we)(?:['’]m|\sam|\sare|\swas|\swere)?\s
        (?:cannot|can['’]t|could\snot|couldn['’]t|unable\sto|not\sable\sto)\s
        (?:determine|answer|find|tell|say|provide)\b
    | \b(?:impossible|not\spossible)\sto\s (?:determine|answer|tell|say)\b
    | \bi\s (?:do\snot|don['’]t)\s know\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

YES_OR_NO = 0.5  # log-odds that the model's reply is too low by for such a question
DENIED = 1.0  # and for one that a sentence answers with a "not"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts with one model: a logistic regression, fitted as docs/decisions.md tells.

    From `threshold` on a question is answered. It lies below even odds: a right answer withheld is worse than a
    doubtful one shown with its sentence.
    """

    stated: float
    nearness: float
    coverage: float
    constant: float
    threshold: float


USUAL = Weights(stated=1.33, nearness=0.68, coverage=1.47, constant=-3.63, threshold=-1.35)
# By the beginning of a model's name. To the smaller one each question is almost as good as any other.
_OWN = {
    "qwen2.5-coder-0.5b-instruct": Weights(
        stated=1.56, nearness=1.64, coverage=2.19, constant=-0.35, threshold=-0.8
    )
}


def weights_for(model: str) -> Weights:
    """Return the weights that were fitted to a model, by its name; those of the default model for any other."""
    return next((own for name, own in _OWN.items() if model.startswith(name)), USUAL)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    `stated` is the model's probability that the sources state the answer, asked before it is written; `nearness`
    the best cosine of question and passage; `coverage` the weighted share of the question's words in the cited
    sentences (1 while nothing is written yet, so that `suffices` is then an upper bound). Asked `yes_or_no`, a
    model that is to say whether the sources state the answer says No for a "no", all the more where a sentence is
    there that has `denied` what is asked. `stricter` is added to the score that suffices.
    """

    stated: float
    nearness: float
    coverage: float = 1.0
    yes_or_no: bool = False
    denied: bool = False
    stricter: float = 0.0
    weights: Weights = USUAL

    @property
    def score(self) -> float:
        """The log-odds of an answerable question."""
        stated = min(max(self.stated, 1e-4), 1 - 1e-4)
        log_odds = math.log(stated / (1 - stated)) + YES_OR_NO * self.yes_or_no + DENIED * self.denied
        weights = self.weights
        return (
            weights.stated * log_odds
            + weights.nearness * self.nearness
            + weights.coverage * self.coverage
            + weights.constant
        )

    @property
    def probability(self) -> float:
        """The probability of an answerable question, in [0, 1]."""
        return 1 / (1 + math.exp(-self.score))

    @property
    def suffices(self) -> bool:
        """Whether to answer."""
        return self.score >= self.weights.threshold + self.stricter


def says_nothing(statement: str) -> bool:
    """Return whether a statement says, in whatever words, that the sources do not give the answer."""
    return _SAYS_NOTHING.search(statement) is not None
