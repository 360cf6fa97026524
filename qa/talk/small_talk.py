# ruff: noqa: RUF001 - curly apostrophes are meant
"""What people say to a chat that is no question about their documents: it has fixed replies, and no source.

Each pattern must match all that was said, so that "Thank-you letters: who wrote them?" stays a question.
"""

import re

HELP = (
    "I answer questions from the documents in this library, and show for each statement the sentence that it "
    'rests on. When the documents do not say, I say so. You can also ask "Which documents do you have?", or say '
    '"Summarise" with the title of one.'
)
GREETING = "Hello! Ask me anything about the documents in this library."
THANKS = "You are welcome."
GOODBYE = "Goodbye!"

LONGEST = 200  # characters of what is said without asking

_HELLO = (
    r"(?:hi|hello|hey|hiya|greetings|good\s+(?:morning|afternoon|evening|day))"
    r"(?:\s+(?:there|again|pincite|everyone|all))?(?:\W+how\s+are\s+you(?:\s+(?:today|doing))?)?"
)
_PRAISE = (
    r"(?:that\s+(?:is|was)|that['’]s|that|very|so)?\s*"
    r"(?:ok|okay|great|good|perfect|nice|cool|fine|helpful|a\s+great\s+help|helps|helped)"
)
_THANKS = (
    rf"(?:(?:oh|ah)\W+)?(?:(?:{_PRAISE})\W+)?(?:many\s+thanks|thanks|thank\s+you|thx|cheers)"
    r"(?:\s+(?:a\s+lot|so\s+much|very\s+much|a\s+million|again|pincite|for\s+(?:your|the)\s+(?:help|answers?)|"
    rf"for\s+that))*(?:\W+{_PRAISE})?"
)
_GOODBYE = (
    r"(?:(?:thanks|thank\s+you|ok|okay)\W+)?(?:bye|bye\s+bye|goodbye|good\s+night|see\s+you(?:\s+(?:later|soon))?)"
)
_HELP = (
    r"(?:help|help\s+me|what\s+(?:can|could)\s+(?:you|i|it)\s+(?:do|ask(?:\s+you)?|help(?:\s+me)?(?:\s+with)?)"
    r"(?:\s+(?:here|for\s+me))?|what\s+(?:are|do)\s+you(?:\s+do)?|who\s+are\s+you|how\s+(?:do|does|can)\s+"
    r"(?:you|this|i)\s+(?:work|use\s+(?:this|you|it))|what\s+is\s+(?:this|pincite)|"
    r"(?:how\s+)?can\s+you\s+help(?:\s+me)?)"
)
_REPLIES = tuple(
    (re.compile(rf"\W*{said}\W*", re.IGNORECASE), reply)
    for said, reply in (
        (_HELLO, GREETING),
        (_THANKS, THANKS),
        (_PRAISE, THANKS),
        (_GOODBYE, GOODBYE),
        (rf"(?:{_HELLO}\W+)?{_HELP}", HELP),
    )
)


def small_talk(said: str) -> str | None:
    """Return the reply to a greeting, thanks, a goodbye or "what can you do?"; None for all else."""
    if len(said) > LONGEST:
        return None
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(said)), None)
