"""What a file's name says of the document in it."""

import re
from pathlib import PurePath

_WORD = re.compile(r"[^\W\d_]{3,}")


def file_words(source: str, title: str) -> str:
    """Return the words of a file's name, if there is one that the title has not: "letter from aunt Ruth"."""
    name = source.rpartition("!/")[2]
    if "://" in name:
        return ""
    words = _WORD.findall(PurePath(name).stem)
    return " ".join(words) if any(word.lower() not in title.lower() for word in words) else ""
