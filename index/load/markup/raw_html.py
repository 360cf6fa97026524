"""HTML in Markdown, told from other text in angle brackets: `<b>` is a tag, `<name>` and `<b and c>` are text."""

import re
from collections import Counter

from lxml.html import defs  # type: ignore[import-untyped] # no types in the package

_TAG = re.compile(
    r"</?(?P<name>[A-Za-z][\w:-]*)(?P<rest>(?:\s+[^\s<>=\"'/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*/?>"
)
_VALUED = re.compile(r"\s+[^\s<>=\"'/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
_SWITCHES = frozenset(
    {"hidden", "open", "reversed", "checked", "disabled", "controls", "async", "defer", "download"}
)
_NEWER = frozenset({"main", "search", "dialog", "template", "picture", "rtc", "data", "bdi", "progress"})
_TAGS = frozenset(defs.tags) | _NEWER
_BREAKS = frozenset({"br", "hr", "wbr", "p"})
_HALVES = frozenset({"li", "dt", "dd", "td", "th", "tr", "option", "thead", "tbody", "tfoot"})


class Tags:
    """The tags of a text: what has neither a value nor its other half somewhere is text in angle brackets."""

    def __init__(self, source: str) -> None:
        """Note which tags are opened and closed."""
        self._seen = Counter((tag["name"].lower(), tag[0].startswith("</")) for tag in _TAG.finditer(source))

    def name_of(self, source: str) -> str | None:
        """Return the name of a tag, "" for a comment or the like, None for a text in angle brackets."""
        tag = _TAG.fullmatch(source)
        if tag is None:
            return "" if source.startswith(("<!", "<?")) else None
        name = tag["name"].lower()
        bare = _VALUED.sub("", tag["rest"]).split()
        if name not in _TAGS or not _SWITCHES.issuperset(bare):
            return None
        valued = _VALUED.search(tag["rest"]) is not None
        paired = self._seen[name, False] > 0 and self._seen[name, True] > 0
        return name if valued or paired or name in _BREAKS else None

    def escaped(self, source: str) -> str:
        """Return a block of HTML with what is no tag in it as text."""
        return _TAG.sub(lambda tag: tag[0] if self._is_tag(tag) else f"&lt;{tag[0][1:]}", source)

    def _is_tag(self, tag: re.Match[str]) -> bool:
        return tag["name"].lower() in _HALVES or self.name_of(tag[0]) is not None
