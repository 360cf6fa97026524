"""What a page holds and does not show: parts that are hidden by an attribute, by their style or by a style sheet.

A part that the reader can open (a tab, an answer under its question) is shown, whatever its style says.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

# What a browser shows only where it cannot show something else, or never.
_NEVER_SHOWN = ("script", "style", "template", "noscript", "canvas", "audio", "video", "object", "datalist")
_NEVER_HIDDEN = frozenset({"html", "body", "head", "main"})
_IN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0[a-z%]*\s*(?:[;!]|$))", re.I
)
_DISPLAY = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([\w-]+)", re.IGNORECASE)
_HIDING = frozenset({"none", "hidden"})
_NAMED = re.compile(r"[.#]?[\w-]+")
_SIMPLE = re.compile(r"(?:[\w-]+|\*)?(?:[.#][\w-]+)+")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACES = re.compile(r"([{}])")
_PSEUDO = re.compile(r":[\w-]+(?:\([^()]*\))?")
_LAST_PART = re.compile(r"[^\s>+~]*\Z")
_OPENERS_BY_ID = ("aria-controls", "popovertarget", "commandfor", "for")
_OPENERS_BY_ADDRESS = ("href", "data-target", "data-bs-target")
_MOST_STYLE = 2_000_000  # characters of style sheets


def remove_hidden(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Take out of a page what it does not show. A page that shows nothing then stays as it is."""
    sheet = _StyleSheet(root)
    opened = _opened(root)
    hidden = [
        element for element in root.iter() if _is_hidden(element, sheet) and not _can_be_opened(element, opened)
    ]
    if hidden and not _shows_text(root, hidden):
        hidden = []
    for element in [*hidden, *root.iter(*_NEVER_SHOWN)]:
        if element.getparent() is not None and not _states_facts(element):
            element.drop_tree()


def _states_facts(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether a script holds what the page says of itself (JSON-LD), which is read for title and date."""
    return element.tag == "script" and "json" in element.get("type", "")


def _is_hidden(element: Any, sheet: "_StyleSheet") -> bool:  # noqa: ANN401 - lxml ships no types
    if element.tag in _NEVER_HIDDEN or not isinstance(element.tag, str):
        return False
    if element.tag == "ix:header" or element.get("hidden", "until-found") != "until-found":
        return True
    style = element.get("style")
    if style and _DISPLAY.search(style):
        return bool(_IN_STYLE.search(style))
    return bool(style and _IN_STYLE.search(style)) or sheet.hides(element)


def _can_be_opened(element: Any, opened: frozenset[str]) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether something on the page opens a hidden part, or it is the readable form of a drawn equation."""
    if element.get("id") in opened or element.get("role") == "tabpanel":
        return True
    before = element.getprevious()
    if before is not None and (before.tag == "button" or before.get("aria-expanded") is not None):
        return True
    return next(element.iter("math"), None) is not None


def _opened(root: Any) -> frozenset[str]:  # noqa: ANN401 - lxml ships no types
    found: set[str] = set()
    for element in root.iter():
        for name in _OPENERS_BY_ID:
            found.update(element.get(name, "").split())
        addresses = (element.get(name, "") for name in _OPENERS_BY_ADDRESS)
        found.update(address[1:] for address in addresses if address.startswith("#"))
    return frozenset(found)


def _shows_text(root: Any, hidden: Iterable[Any]) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether any text of a page stands outside of its hidden parts."""
    unseen = {*hidden, *root.iter(*_NEVER_SHOWN, "head")}
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element in unseen:
            continue
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            return True
        waiting.extend(element)
    return False


class _StyleSheet:
    """The rules of a page's own style sheets that hide elements by their names: ".note { display: none }".

    What any other rule may show, as ".open .note" does, does not count as hidden.
    """

    def __init__(self, root: Any) -> None:  # noqa: ANN401 - lxml ships no types
        self._hiding: dict[str, set[frozenset[str]]] = {}
        self._showing: dict[str, set[frozenset[str]]] = {}
        for selector, body in style_rules(sheets_of(root)):
            stated = [value.lower() for _, value in _DISPLAY.findall(body)]
            if not stated:
                continue
            hiding = not _HIDING.isdisjoint(stated)
            for one in map(str.strip, selector.split(",")):
                if hiding and not _SIMPLE.fullmatch(one):
                    continue
                last = _LAST_PART.search(_PSEUDO.sub("", one))
                names = _NAMED.findall(last[0]) if last else []
                if names:
                    rules = self._hiding if hiding else self._showing
                    rules.setdefault(names[-1], set()).add(frozenset(names))

    def hides(self, element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
        """Tell whether a rule hides an element and none shows it."""
        if not self._hiding:
            return False
        names = {element.tag, f"#{element.get('id')}", *(f".{name}" for name in element.get("class", "").split())}
        return _applies(self._hiding, names) and not _applies(self._showing, names)


def _applies(rules: dict[str, set[frozenset[str]]], names: set[str]) -> bool:
    return any(rule <= names for name in names for rule in rules.get(name, ()))


def sheets_of(root: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the style sheets that stand in a page."""
    return "\n".join(style.text or "" for style in root.iter("style"))


def style_rules(sheets: str) -> Iterator[tuple[str, str]]:
    """Yield selector and declarations of each rule that stands in no other, such as one for print."""
    depth = 0
    selector = body = ""
    for piece in _BRACES.split(_COMMENT.sub("", sheets[:_MOST_STYLE])):
        if piece == "{":
            depth += 1
        elif piece == "}":
            if depth == 1:
                yield selector.strip(), body
                selector = body = ""
            depth = max(0, depth - 1)
        elif depth == 0:
            selector = piece
        elif depth == 1:
            body = piece
