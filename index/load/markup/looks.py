"""What style sheets say of the look of words in a line: classes that raise, lower or strike out.

Google Docs, LibreOffice and many books set 10<span class="c5">6</span> so, and say what c5 is somewhere else.
"""

import re
from typing import Any

from index.load.markup.hidden import style_rules

_OF_CLASS = re.compile(r"[\w-]*\.([\w-]+)")
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_ALIGNED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_MOVED = re.compile(r"(?:^|[;\s])(top|bottom)\s*:\s*(-?)\d*\.?\d*[1-9]", re.IGNORECASE)
_SMALL = re.compile(r"font-size\s*:\s*(?:smaller|0?\.[1-8]\d*em|[1-8]\d(?:\.\d+)?%)", re.IGNORECASE)


def write_looks(root: Any, sheets: str) -> None:  # noqa: ANN401 - lxml ships no types
    """Let each element of a page have in its own style what the sheets say of its class, where that is a mark."""
    looks: dict[str, str] = {}
    for selector, body in style_rules(sheets):
        if look := _look(body):
            found = (_OF_CLASS.fullmatch(one.strip()) for one in selector.split(","))
            looks.update((match[1], look) for match in found if match)
    if not looks:
        return
    for element in root.iter():
        stated = [looks[name] for name in element.get("class", "").split() if name in looks]
        if stated:
            element.set("style", ";".join([element.get("style", ""), *stated]))


def _look(body: str) -> str:
    looks = ["text-decoration:line-through"] if _STRUCK.search(body) else []
    moved = _MOVED.search(body) if "relative" in body and _SMALL.search(body) else None
    if aligned := _ALIGNED.search(body):
        looks.append(f"vertical-align:{aligned[1].lower()}")
    elif moved:
        looks.append(f"vertical-align:{'super' if (moved[1].lower() == 'top') == bool(moved[2]) else 'sub'}")
    return ";".join(looks)
