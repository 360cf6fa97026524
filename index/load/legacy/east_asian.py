# ruff: noqa: RUF001 - letters of many scripts, which look alike
"""Encodings of two bytes a letter: what a reading in one of them costs, by how common its letters are."""

import re
from math import log

# The most frequent characters, in simplified and traditional form.
_CHINESE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行"
    "所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日月公司市"
    "這個們來為國說時會對過發後種經麼學現當沒動還進樣開從實著裡兩業長問點間關體電話號報務員與於及第三二四五六七"
    "八九十百千萬万元角分钱錢名姓市省县縣区區路街号楼樓价價格谢謝请請安全注意明早晚上午下午年星期月曜东東西南北京海山"
    "川田村木林水火金土石門门車车站港口高低新旧舊老少男女母父友信文字書书店食品茶酒米肉色红紅白黑青正反左右内內外"
    "前后後先再又已经經将將被把让讓给給向从與和或但如果因为所以使用工作业业務办辦公室学生老师師王李張张陈陳刘劉"
)
_KOREAN = frozenset("이다에의는로하을가고지서한은기으년대사시를리도인스일어자라나해정그니전와부원장과수들주구성제")
_MARKS = frozenset("、。，．・：；？！「」『』（）〈〉《》“”‘’ー…—〜～·　")
_KANA, _MARK, _FREQUENT, _COMMON, _RARE, _HALF_WIDTH = (
    -log(share) for share in (0.018, 0.02, 0.006, 0.0006, 0.00004, 0.00002)
)
_HANGUL, _FREQUENT_HANGUL = -log(0.0009), -log(0.012)
_BESIDE_LATIN = re.compile("(?<=[a-z])[^\\W\\x00-\\x7f]|[^\\W\\x00-\\x7f](?=[a-z])")
_MIXED = 3.0
# The first bytes of the letters that an encoding orders by sound or strokes as the common ones.
_FIRST_BYTES = {
    "cp932": (0x88, 0x98),
    "euc_jp": (0xB0, 0xCF),
    "gb18030": (0xB0, 0xD7),
    "cp950": (0xA4, 0xC6),
    "cp949": (0xB0, 0xC8),
}
EAST_ASIAN = {"cp932": 2.0, "euc_jp": 3.0, "gb18030": 2.0, "cp950": 3.0, "cp949": 3.0}
_JAPANESE = ("cp932", "euc_jp")


def east_asian_cost(text: str, encoding: str) -> float:
    """Return the negated log probability of a text's letters outside of ASCII."""
    beside_latin = len(_BESIDE_LATIN.findall(text))
    return _MIXED * beside_latin + sum(_cost(letter, encoding) for letter in text if letter > "\x7f")


def _cost(letter: str, encoding: str) -> float:
    if "\u3041" <= letter <= "\u30fe":
        return _KANA if encoding in _JAPANESE else _RARE
    if letter in _MARKS:
        return _MARK
    if "\uff61" <= letter <= "\uff9f":
        return _HALF_WIDTH
    if "\uac00" <= letter <= "\ud7a3":
        return _FREQUENT_HANGUL if letter in _KOREAN else _HANGUL if _is_common(letter, encoding) else _RARE
    if letter in _CHINESE:
        return _FREQUENT if encoding != "cp949" else _COMMON
    if "\uff01" <= letter <= "\uff5e":
        return _COMMON
    if "\u4e00" <= letter <= "\u9fff" and encoding != "cp949":
        return _COMMON if _is_common(letter, encoding) else _RARE
    return _RARE


def _is_common(letter: str, encoding: str) -> bool:
    first, last = _FIRST_BYTES[encoding]
    written = letter.encode(encoding, errors="replace")
    return first <= written[0] <= last and len(written) == 2 and (encoding == "cp932" or written[1] >= 0x40)
