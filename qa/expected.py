"""What kind of thing a question asks for, and whether a statement has one: a depth is no number of litres a day.

Only kinds that can be told from a few words of the question, and that an answer cannot be put without.
"""

import re

_NUMBER = (
    r"\d|\b(?<!the )(?<!this )(?<!that )one\b"
    r"|\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|no|none|nobody|nothing|both|half"
    r"|once|twice|single|several|few|many|all|every|pair|couple|most|majority|minority|numerous|some|any|countless"
    r"|first|second|third|double|triple)\b"
)
_LENGTH = (
    r"\b(?:m|km|cm|mm|ft|metres?|meters?|(?:kilo|centi|milli)met(?:re|er)s?|feet|foot|miles?|yards?|inch(?:es)?|fathoms?"
    r"|light.years?|storeys?|stories|knee|waist|ankle)\b|\d\s?(?:m|km|cm|mm|ft|in)\b|[\"\u2032\u2033]"
)
_TIME = (
    r"\d|\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|nights?|seasons?|summers?"
    r"|winters?|long|until|since|from|forever|lifetime|life|mornings?|afternoons?|terms?|eras?|fortnights?)\b"
)
_YEAR = (
    r"\b\d{3,4}s?\b|\bcentur|\byears? (?:before|after|later|ago|earlier)\b|\b(?:same|last|this|next|that) year\b"
)

# A question of this kind; what an answer to it cannot do without.
_KINDS = tuple(
    (re.compile(question, re.IGNORECASE), re.compile(answer, re.IGNORECASE))
    for question, answer in (
        (r"\bhow (?:deep|tall|high|wide|thick)\b", _LENGTH + r"|\b(?:very|too|as|so)\b"),
        (r"\bhow far\b", f"{_LENGTH}|{_TIME}"),
        (r"\bhow many\b", _NUMBER),
        (r"^\W*how (?:long|old)\b", f"{_TIME}|{_LENGTH}|{_NUMBER}"),
        (r"\b(?:what|which) year\b", _YEAR),
        (r"\b(?:tele)?phone number\b", r"(?:\d[\s()/.-]*){6,}"),
        (r"\be-?mail address\b", "@"),
    )
)


def answers_in_kind(question: str, statement: str) -> bool:
    """Return whether a statement has what its question asks for, as far as that can be told from the words."""
    return all(answer.search(statement) for asked, answer in _KINDS if asked.search(question))
