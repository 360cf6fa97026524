"""Text and figures as the report shows them: all that documents, people and models wrote goes through `shown`."""

import re
import unicodedata
from collections.abc import Sequence

from markupsafe import Markup, escape

MOST_CHARACTERS = 4_000

# What a reader cannot see though it may change what is seen: controls, zero-width and bidirectional characters,
# tags, and lone surrogates, which no UTF-8 file can hold. The two joiners are part of writing and stay.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def shown(text: object, most: int = MOST_CHARACTERS) -> Markup:
    """Return outside text as HTML that shows exactly that text and cannot reach beyond its place.

    It is escaped and isolated from the direction of what stands around it; characters that cannot be seen are
    named, and what is longer than `most` is cut with a note of how much is left out.
    """
    whole = str(text)
    pieces, position = [], 0
    kept = whole[:most]
    for match in UNSEEN.finditer(kept):
        pieces += [escape(kept[position : match.start()]), _named(match[0])]
        position = match.end()
    pieces.append(escape(kept[position:]))
    left_out = Markup(' <span class="cut">… {} more characters</span>').format(f"{len(whole) - most:,}")
    return Markup("<bdi>{}</bdi>{}").format(Markup("").join(pieces), left_out if len(whole) > most else "")


def plain(text: str, most: int) -> str:
    """Return outside text, cut, for where no element may stand: it has still to be escaped."""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", cut)


def _named(character: str) -> Markup:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character")
    return Markup('<span class="unseen" title="{} {}">{}</span>').format(code, name, code)


def percent(share: float | None) -> str:
    """Return a share as "72.4 %", and a dash for None."""
    return "-" if share is None else f"{100 * share:.1f}\u00a0%"


def between(interval: Sequence[float] | None) -> str:
    """Return an interval as "67.6 to 77.0 %", and a dash for None."""
    return "-" if interval is None else f"{100 * interval[0]:.1f}\u00a0to\u00a0{100 * interval[1]:.1f}\u00a0%"


def figure(value: float | None, unit: str = "", decimals: int = 2) -> str:
    """Return a number with its unit, and a dash for None."""
    return "-" if value is None else f"{value:,.{decimals}f}\u00a0{unit}".rstrip("\u00a0")
