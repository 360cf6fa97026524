"""Letters of the symbol fonts of Windows: a file holds the place in the font, not the sign that is seen."""

# ruff: noqa: RUF001 - the letters of the font Symbol are Greek ones, and signs that look like others

_PRIVATE = 0xF000  # the private characters from here on are the places of a symbol font
_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x41: "✌", 0x43: "👍", 0x44: "👎", 0x45: "☜",
    0x46: "☞", 0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x4E: "☠", 0x52: "☼", 0x53: "💧", 0x54: "❄",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆",
    0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xAC: "✶",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓", 0xEF: "⇦",
    0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + number: sign for number, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA2: "■", 0xA3: "☐", 0xEA: "★",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗", 0x31: "☐"}
_FONTS = {
    "symbol": {0x20 + number: sign for number, sign in enumerate(_SYMBOL_LOW)}
    | {0xA0 + number: sign for number, sign in enumerate(_SYMBOL_HIGH)}
    | {0xF2: "∫"},
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
}
_UNKNOWN = "\ufffd"


def is_symbol_font(font: str) -> bool:
    """Tell whether the letters of a font are signs."""
    return _signs(font) is not None


def symbols(text: str, font: str | None) -> str:
    """Return a text with its private characters as the signs that they are in a symbol font."""
    if text.isascii() or _signs(font) is None:
        return text
    return "".join(
        symbol(ord(letter), font) if _PRIVATE <= ord(letter) <= _PRIVATE + 0xFF else letter for letter in text
    )


def symbol(code: int, font: str | None) -> str:
    """Return the sign at a place of a font, U+FFFD where it is not known."""
    place = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    signs = _signs(font)
    if signs is None and place == code and code <= 0x10FFFF:
        return chr(code)
    return (signs or {}).get(place, _UNKNOWN)


def _signs(font: str | None) -> dict[int, str] | None:
    return _FONTS.get((font or "").strip().lower())
