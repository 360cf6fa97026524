"""What style sheets say of the look of words in a line: classes that raise, lower or strike out.

Google Docs, LibreOffice and many books set 10<span class="c5">6</span> so, and say what c5 is somewhere else.
"""

import re
from collections.abc import Iterator
from typing import Any

from index.load.markup.hidden import style_rules

_OF_CLASS = re.compile(r"([A-Za-z][\w-]*)?\.([\w-]+)")
_LOOKS = frozenset({"super", "sub", "line-through"})

_Stated = dict[str, tuple[int, str]]  # by property: the place of the rule, and the value


def write_looks(root: Any, sheets: str) -> None:  # noqa: ANN401 - lxml ships no types
    """Let each element of a page have in its own style what the sheets say of its class, where that is a mark."""
    stated = _stated(sheets)
    if not any(value in _LOOKS for one in stated.values() for _, value in one.values()):
        return
    for element in root.iter("*"):
        style = element.get("style", "")
        own = dict(_declared(style))
        looks: dict[str, tuple[bool, int, str]] = {}
        for name in element.get("class", "").split():
            for tag in ("", element.tag):
                for kind, (place, value) in stated.get((tag, name), {}).items():
                    looks[kind] = max(looks.get(kind, (False, -1, "")), (bool(tag), place, value))
        new = [f"{kind}:{value}" for kind, (*_, value) in looks.items() if value in _LOOKS and kind not in own]
        if new:
            element.set("style", ";".join([*new, style]))


def _stated(sheets: str) -> dict[tuple[str, str], _Stated]:
    """Return what rules say of a class, by the tag that they name ("" for any) and the class."""
    stated: dict[tuple[str, str], _Stated] = {}
    for place, (selector, body) in enumerate(style_rules(sheets)):
        values = {kind: (place, value) for kind, value in _declared(body)}
        for one in selector.split(",") if values else ():
            if found := _OF_CLASS.fullmatch(one.strip()):
                stated.setdefault(((found[1] or "").lower(), found[2]), {}).update(values)
    return stated


def _declared(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, words = name.strip().lower(), value.lower().replace("!", " ").split()
        if name == "vertical-align" and words:
            yield name, words[0]
        elif name in ("text-decoration", "text-decoration-line"):
            yield "text-decoration", "line-through" if "line-through" in words else "none"
