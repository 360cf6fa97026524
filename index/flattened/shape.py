"""The shape of a text: every character replaced by its class, so that one pattern holds for every cased script."""

_CLASSES = {
    "\r": "\n",
    **dict.fromkeys(".!?…‽", "."),
    **dict.fromkeys("“„«", "<"),
    "”": ">",
    **dict.fromkeys("'\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    "\N{LEFT SINGLE QUOTATION MARK}": "`",
    **dict.fromkeys("([", "("),
    **dict.fromkeys(")]", ")"),
    **dict.fromkeys("#@", "#"),
    **dict.fromkeys("•▪●◦*", "*"),
    **dict.fromkeys("✕\N{MULTIPLICATION SIGN}✖»►▶→❖✓▼▲\N{ZERO WIDTH SPACE}", "|"),
    **dict.fromkeys("\N{EN DASH}—", "="),
    **{mark: mark for mark in "\n\"',:;©%_/-"},
}


class _Table(dict[int, str]):
    """A table for `str.translate` that is filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _CLASSES:
            shape = _CLASSES[character]
        elif character.isupper() or character.istitle():
            shape = "A"
        elif character.isalpha():
            shape = "a"
        elif character.isdigit():
            shape = "0"
        else:
            shape = " " if character.isspace() else "~"
        self[code] = shape
        return shape


def shape_of(text: str) -> str:
    r"""Return the text with each character replaced by its class; offsets stay the same.

    A capital, a small or caseless letter, 0 digit, space, \n line end, . sentence end, " straight quote,
    < and > opening and closing quotes, ' apostrophe, ` opening single quote, ( and ) brackets, # also @, * bullet,
    | arrow or other mark, = dash; , : ; © % _ / - are themselves; ~ is anything else.
    """
    return text.translate(_Table())
