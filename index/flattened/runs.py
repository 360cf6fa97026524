"""The runs of a flattened page, and what each looks like: prose, or the chrome around it.

A run is what stands between two seams. General signals come first: does it end as a sentence does, how long is it,
how many of its words are written small.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from index.flattened.cues import ABOUT_THE_PAGE, AFTERWARDS, CHROME, DOUBTFUL, LEGAL, STAMP, TRAILING_CREDIT
from index.flattened.glue import SHORT_FORMS

_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}.-][^\W_]+)*")
_ENDS = re.compile(r"[.!?…‽:;—]['\"”\N{RIGHT SINGLE QUOTATION MARK}»)\]]*(?:\d{1,2})?$")
_SENTENCE_END = re.compile(
    r"(?P<word>[^\W\d_]*)(?<!\s)[.!?…]['\"”\N{RIGHT SINGLE QUOTATION MARK}»)\]]*\s+(?=[^.!?…]*$)"
)
_SHORT_SENTENCE = 5
_WHOLE_WITHOUT_STOP = 18
_LOOKED_AT = 1000  # characters of a run that decide what it is


@dataclass(frozen=True, slots=True)
class Run:
    """What stands between two seams, without white space around it, and what it looks like.

    `sentence`: it ends as a sentence does. `small`: the share of its words that are written with a small first
    letter. `chrome`: it speaks of the page. `afterwards`: it opens what follows an article. `stamp`: it is only a
    time or date. `doubtful`: it may speak of the page or be the report's. `legal`: it states a
    copyright, as the foot of a page does.
    """

    start: int
    end: int
    words: int
    small: float
    sentence: bool
    chrome: bool
    afterwards: bool
    stamp: bool
    doubtful: bool
    legal: bool

    @property
    def prose(self) -> bool:
        """Whether the run reads as running text: a whole sentence, or so long that it is one."""
        least = 4 if self.sentence else _WHOLE_WITHOUT_STOP
        return not self.chrome and not self.stamp and self.words >= least and self.small >= 0.35


def read_runs(text: str, seams: Iterable[int]) -> list[Run]:
    """Cut the text at its seams and read each run."""
    runs: list[Run] = []
    for start, end in pairwise([0, *seams, len(text)]):
        runs.extend(_read(text, *part) for part in _without_tail(text, start, end))
    return _repeated_as_chrome(text, runs)


def _read(text: str, start: int, end: int) -> Run:
    content = text[start : min(end, start + _LOOKED_AT)]
    words = _WORD.findall(content)
    small = sum(word[0].islower() for word in words) / len(words) if words else 0.0
    sentence = _ENDS.search(text[max(start, end - 8) : end]) is not None
    short = len(words) <= _SHORT_SENTENCE or not sentence
    legal = LEGAL.match(content) is not None
    lists_tags = content.startswith(("Tagged", "Tags:"))
    afterwards = (len(words) <= 9 or lists_tags or legal) and AFTERWARDS.match(content) is not None
    about_the_page = len(words) < 70 and ABOUT_THE_PAGE.search(content) is not None
    chrome = afterwards or about_the_page or (short and len(words) < 25 and CHROME.match(content) is not None)
    stamp = len(content) < 80 and STAMP.match(content) is not None
    doubtful = len(words) < 70 and DOUBTFUL.search(content) is not None
    return Run(start, end, len(words), small, sentence, chrome, afterwards, stamp, doubtful, legal)


def _without_tail(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part from a run's last sentence what only a space parts from it: "... Will Grant. Trump tariffs"."""
    cuts = [start]
    window = max(start, end - 120)
    last = _SENTENCE_END.search(text[window:end])
    if last is not None:
        tail = text[window + last.end() : end]
        whole = len(last["word"]) > 2 and last["word"].lower() not in SHORT_FORMS
        if (
            whole
            and tail
            and tail[0] not in "-\N{EN DASH}—|/"
            and not _ENDS.search(tail)
            and len(_WORD.findall(tail)) <= _SHORT_SENTENCE
        ):
            cuts.append(window + last.end())
    window = max(cuts[-1], end - 90)
    credit = TRAILING_CREDIT.search(text[window:end])
    if credit is not None:
        cuts.append(window + credit.start())
    parts = (_bare(text, *part) for part in pairwise([*cuts, end]))
    return [part for part in parts if part is not None]


def _bare(text: str, start: int, end: int) -> tuple[int, int] | None:
    content = text[start:end]
    start += len(content) - len(content.lstrip())
    end -= len(content) - len(content.rstrip())
    return (start, end) if start < end else None


def _repeated_as_chrome(text: str, runs: list[Run]) -> list[Run]:
    """Mark as chrome what a page says again and again, unless as a sentence; a headline may stand there thrice."""
    times = Counter(text[run.start : run.end] for run in runs if not run.sentence)
    most = {run.start: 2 if run.words < 4 else 4 for run in runs}
    return [
        replace(run, chrome=True) if times[text[run.start : run.end]] > most[run.start] else run for run in runs
    ]
