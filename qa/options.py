"""What one question may ask differently of the same assistant."""

from dataclasses import dataclass
from typing import Literal

from index.filters import Filters

Strictness = Literal["strict", "balanced", "open"]

LOG_ODDS: dict[Strictness, float] = {"strict": 1.09, "balanced": 0.0, "open": -0.45}
"""What is added to the log-odds from which on a question is answered.

docs/reader.md has what each refuses, rightly and wrongly.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """How one question is answered; a number left out is the assistant's own.

    Only the documents that `filters` allow are searched. At most `sentences` of them are shown to the model, and
    at most `answer_tokens` are written to each part of the question: one sentence, or where `full` an answer to
    all of it in several. A `quote` is the sentence itself, without the model that writes.
    """

    filters: Filters | None = None
    sentences: int | None = None
    answer_tokens: int | None = None
    full: bool = False
    quote: bool = False
    strictness: Strictness = "balanced"


USUAL = Options()
