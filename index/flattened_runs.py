"""The runs of a flattened page, told apart: prose, or the chrome around it.

A run is what stands between two borders. Signals are general ones first (does it end like a sentence, how long is it,
how many of its words are written small) and then a compact list of cues for what pages put around an article.
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ENDS = re.compile(r"[.!?…‽:;—]['\"”’»)\]]*(?:\d{1,2})?$")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*\s+")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?\s*(?:\|\s*)?)?"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)(?:,?\s*\d{{4}})?|\d{{1,4}}[-/.]\d\d?[-/.]\d{{2,4}}"
# A run that is only a moment: "2 hrs ago", "17 April 2012 • 2:54pm", "Published: Tuesday | April 26, 2022".
STAMP = re.compile(
    rf"(?:\W|\b(?:last|updated?|published|posted|date|on|at|edt|est|gmt|bst|utc|hkt|pst|pdt|et|am|pm)\b)*"
    rf"(?:{_DAY}(?:{_DATE})|\d+\s*(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|years?)\s+(?:ago|read)"
    rf"|\d{{1,2}}:\d\d)(?:\W|\d|\b(?:{_MONTH}|am|pm|a\.m|p\.m|at|on|ago|edt|est|gmt|bst|utc|hkt|pst|pdt|et|min|hrs?|read|updated?|published)\b)*$",
    re.IGNORECASE,
)
# Words a page uses about itself. A run that starts with one, and is short or no sentence, is chrome.
_CHROME = re.compile(
    r"(?:skip to|jump to|share\b|save\b|print\b|e-?mail\b|tweet\b|facebook|twitter|instagram|whatsapp|linkedin|pinterest"
    r"|reddit|youtube|follow\b|subscri|sign (?:up|in)|log ?(?:in|out)|register\b|donate\b|search\b|menu\b|close\b|watch\b|listen\b"
    r"|live\b|video\b|photos?\b|gallery|play\b|advert|sponsored|promoted|newsletter|read (?:more|next|also)|more:|see also|also read|related\b"
    r"|recommended|trending|most (?:read|popular|viewed)|popular\b|top stories|latest\b|editor.s pick|you (?:may|might) also"
    r"|comments?\b|\d+ comments?|leave a (?:reply|comment)|join (?:the|our|us|now)|view (?:all|more|comments)|show (?:all|more)|load"
    r"|copyright|©|all rights|privacy|cookies?\b|terms (?:of|and|&)|about us|contact\b|help\b|careers|click (?:here|to)"
    r"|tags?\b|tagged|filed under|topics?\b|categor|posted (?:in|by|on)|published\b|updated\b|by:?(?=\s?[A-Z][\w.'’-]*(?:\s|$))"
    r"|written by|author\b|credit\b|image (?:credit|source|caption|copyright)|getty images|reuters\b|afp\b|\(?photo(?:graph)?s?\b"
    r"|next\b|previous\b|back to|home\b|cancel\b|submit\b|enter your|your email|download|get (?:the|our)|mehr\b|teilen|partager"
    r"|lire aussi|compartir|leer más|condividi|leggi anche)",
    re.IGNORECASE,
)
# Where an article is over: what follows, even in full sentences, speaks of other things.
_AFTERWARDS = re.compile(
    r"(?:related\b|more (?:from|stories|news|on|by|in|like)\b|most (?:read|popular|viewed|recent)|trending|recommended|read next"
    r"|you (?:may|might) also|top stories|latest (?:news|stories|articles|from)|comments?\b|\d+ comments?|leave a (?:reply|comment)"
    r"|join the (?:conversation|discussion)|share your thoughts|be part of the|copyright|©|all rights reserved|about the author"
    r"|similar (?:articles|stories)|editor.s picks?|don.t miss|popular (?:videos|stories|posts)|subscribe\b|sign up|promoted|sponsored"
    r"|mehr zum thema|à lire aussi|más noticias|tags?:|tagged:|filed under|share this|we want to hear)",
    re.IGNORECASE,
)
# Prose by its form, yet about the page.
_ABOUT_THE_PAGE = re.compile(
    r"\ball rights reserved\b|\bcopyright\b|©|\b(?:use|uses|accept|of) cookies\b|\bprivacy policy\b|\bterms (?:of|and) (?:use|service|conditions)"
    r"|\bsign up (?:for|to)\b|\bsubscribe (?:to|now|for)\b|\b(?:our|your|the|daily|free) newsletters?\b|\bemail address\b|\bfollow (?:us|\w+ on)\b|\bclick here\b"
    r"|\brequired fields\b|\breport(?:ing)? by\b.{0,60};.*\bedit|\b(?:by )?submitting (?:your|this)\b|\bjavascript\b|\blog(?:ged)? in\b"
    r"|\bresponsible for (?:the content|external)\b|\bcomments? (?:are|is|will be|may be)\b|\bnot be (?:published|reproduced)\b"
    r"|\b(?:advertis|affiliate)\w*\b.{0,80}\b(?:disclosure|disclaimer|links?|compensation|program)\b|\breferences to products\b|\bakismet\b|\bpage you requested\b",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"^\W*(?:(?:image|photo(?:graph)?|picture|video)s?\s*(?:credit|source|caption|copyright|by|via|courtesy)?\b[:\s]|credit\b|courtesy\b"
    r"|getty images|reuters|afp\b|epa\b|ap\b|alamy|shutterstock|istock|bbc$|pa media)|(?:/|via |by )?(?:getty(?: images)?|reuters|afp|alamy|shutterstock"
    r"|ap photo|associated press|pa media|pa wire|unsplash|epa)\W*$",
    re.IGNORECASE,
)
TRAILING_CREDIT = re.compile(
    r"\s*\(?\b(?:(?:Photo(?:graph)?|Image|Picture|Video)s?(?: (?:by|via|courtesy of|credit:?|from))? ?:? ?|Credit: ?|Courtesy )[A-Z][^.!?]{0,60}$"
)


@dataclass(frozen=True, slots=True)
class Run:
    """What stands between two borders, without white space around it, and what it looks like.

    `sentence`: it ends as a sentence does; `small` is the share of words that are written with a small first letter;
    `chrome`, `afterwards`, `stamp`: it speaks of the page, opens what follows an article, is only a time or date.
    """

    start: int
    end: int
    words: int
    small: float
    sentence: bool
    chrome: bool
    afterwards: bool
    stamp: bool

    @property
    def prose(self) -> bool:
        """Whether the run reads as running text: a whole sentence, or so long that it is one."""
        if self.chrome or self.stamp:
            return False
        return self.words >= (4 if self.sentence else 18) and self.small >= 0.35


def read_run(text: str, start: int, end: int) -> Run:
    """Describe text[start:end], which has no white space at its ends."""
    content = text[start:end]
    words = _WORD.findall(content[:4000])
    small = sum(word[0].islower() for word in words) / len(words) if words else 0.0
    sentence = _ENDS.search(content, max(0, len(content) - 8)) is not None
    short = len(words) <= 5 or not sentence
    afterwards = len(words) <= 9 and _AFTERWARDS.match(content) is not None
    about_the_page = len(words) < 70 and _ABOUT_THE_PAGE.search(content) is not None
    chrome = afterwards or about_the_page or (short and len(words) < 25 and _CHROME.match(content) is not None)
    stamp = len(content) < 80 and STAMP.match(content) is not None
    return Run(start, end, len(words), small, sentence, chrome, afterwards, stamp)


def cut_ends(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut off what a space, and no border, parts from the last sentence of a run: "... Will Grant. Trump tariffs"."""
    cuts = [start, end]
    last = None
    for last in _SENTENCE_END.finditer(text, max(start, end - 120), end):
        pass
    if last is not None and last.end() < end:
        tail = text[last.end() : end]
        if (
            not _ENDS.search(tail)
            and len(_WORD.findall(tail)) <= 5
            and text[last.start() - 2 : last.start()].islower()
        ):
            cuts.insert(1, last.end())
    credit = TRAILING_CREDIT.search(text, max(cuts[-2], end - 90), end)
    if credit and credit.start() > cuts[-2]:
        cuts.insert(-1, credit.start())
    return [bare for a, b in zip(cuts, cuts[1:], strict=False) if (bare := strip(text, a, b)) is not None]


def strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span without white space at its ends, or None where nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
