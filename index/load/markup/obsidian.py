"""What Obsidian adds to Markdown, as it shows it: links between notes, callouts, marked words. Tags stay."""

import re

# "list[[1]]" is the code of a program; other scripts have no space before a link
_LINK = re.compile(r"(?:!|(?<![a-zA-Z0-9_\])]))\[\[(?P<target>[^\[\]|\n]+)(?:\\?\|(?P<shown>[^\[\]\n]+))?\]\]")
_MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+)(?<=\S)==(?![=\w])")
_SIZE = re.compile(r"\d+(?:x\d+)?")  # of a picture
_CALLOUT = re.compile(r"\[!(?P<kind>[\w -]+)\][+-]?[ \t]*")


def shown(text: str) -> str:
    """Return text without the marks of links ("[[Rules#Hours]]" is "Rules > Hours") and of highlighted words."""
    return _MARKED.sub(r"\1", _LINK.sub(_shown, text))


def callout(line: str) -> str | None:
    """Return the title of a callout, of which this is the first line, with its kind; None for other quotations."""
    match = _CALLOUT.match(line)
    if match is None:
        return None
    kind, title = match["kind"].strip().capitalize(), line[match.end() :].strip()
    return f"{kind}: {title}" if title and title.lower() != kind.lower() else kind


def _shown(link: re.Match[str]) -> str:
    if link["shown"] and not (link[0].startswith("!") and _SIZE.fullmatch(link["shown"])):
        return link["shown"]
    return link["target"].strip().lstrip("#").replace("#", " > ")
