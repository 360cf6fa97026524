"""What files and pages state about themselves, without what a program or its template filled in."""

import re

from index.load.parts import one_line

# When the templates were made that PowerPoint, Excel, python-docx and python-pptx begin a file with, and the day
# from which Windows counts time.
_TEMPLATES = ("1601-01-01", "2006-08-16", "2006-09-16", "2013-01-27T09:1", "2013-12-23T23:15")
_EARLIEST = "1980"
_PROGRAMS = frozenset({"python-docx", "openpyxl", "steve canny", "unknown", "user", "microsoft office user"})
_PROGRAM = r"(?:microsoft )?(?:power ?point|word|office|excel)"
_DOCUMENT = (
    "(?:presentation|präsentation|présentation|presentación|presentazione|apresentação|presentatie"
    "|document|dokument)"
)
_SLIDE = "(?:slide|folie|diapositive?|diapositiva|dia)"
_UNTITLED = "(?:untitled|no title|unbenannt|kein titel|sans titre|sin título|senza titolo|title|titel)"
_SUFFIX = r"\.(?:docx?|dotx?|pptx?|potx?|od[tp]|rtf|pdf)"
_DEFAULT_TITLE = re.compile(
    rf"(?:{_PROGRAM}[ -]*)?{_DOCUMENT}(?: (?:de |do |di )?{_PROGRAM})?[ -]?\d*"
    rf"|{_SLIDE} ?\d+|{_UNTITLED}[ -]?\d*|click to (?:add|edit).*|{_PROGRAM} - .*|.*{_SUFFIX}"
    r"|(?:untitled|no title|title|new|unbenannt|sans titre|sin título|senza titolo)"
    r"(?:[ -]?(?:document|page|web ?page|book))?[ -]?\d*"
    r"|react app|(?:document|dokument|documento|index|unknown|microsoft word|cover|page)[ -]?\d*"
    r"|\S+\.(?:x?html?|mhtml?|php|aspx?|docx?|pdf|rtf|odt|epub|txt|md|indd|pptx?|xlsx?)|(?:https?:|file:)\S+",
    re.IGNORECASE,
)


def stated_title(title: str | None) -> str | None:
    """Return a title that is no program's default and no name of a file."""
    title = one_line(title or "")
    return None if not title or _DEFAULT_TITLE.fullmatch(title) else title


def stated_date(*dates: str | None) -> str | None:
    """Return the first of these dates that is not the one of a template or of a clock that was not set."""
    return next((date for date in dates if date and date >= _EARLIEST and not date.startswith(_TEMPLATES)), None)


def stated_author(author: str | None) -> str | None:
    """Return an author that is no program."""
    author = one_line(author or "")
    return None if author.lower() in _PROGRAMS else author or None
