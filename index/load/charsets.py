"""The encodings that a server, a page or an e-mail may name: those of the web, each decoded in linear time.

Python knows others, and one of them, punycode, takes minutes for a megabyte. The list is that of the WHATWG
Encoding Standard, with the few older ones that files are still found in.
"""

import codecs

_LONGEST_NAME = 40
_WINDOWS = tuple(f"cp{number}" for number in (*range(1250, 1259), 437, 850, 852, 855, 866, 874, 932, 949, 950))
_ISO = tuple(f"iso8859-{number}" for number in (*range(1, 12), 13, 14, 15, 16))
_UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
_EAST_ASIAN = (
    "gbk", "gb2312", "gb18030", "hz", "big5", "big5hkscs", "euc_jp", "euc_jis_2004", "shift_jis", "iso2022_jp",
    "euc_kr", "johab", "iso2022_kr",
)  # fmt: skip
_OTHERS = ("ascii", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "tis-620")
_KNOWN = frozenset((*_WINDOWS, *_ISO, *_UNICODE, *_EAST_ASIAN, *_OTHERS))


def codec_of(charset: str | None) -> str | None:
    """Return Python's name of an encoding, or None for one that is not stated, not known or not allowed."""
    if charset is None or len(charset) > _LONGEST_NAME:
        return None
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return name if name in _KNOWN else None
