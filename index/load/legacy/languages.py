"""How often the letters outside of ASCII occur in a language, and the encodings it was written in.

The orders and shares are those of common letter counts, rounded: a guess needs no more, since what tells encodings
apart is mostly that a letter is not used in the language at all. A language more is a line in the families it was
written in; what another one loses by that shows in tests/test_load_encoding.py.
"""

from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class Language:
    """The letters of a language outside of ASCII by frequency, their share of all letters, and how fast it falls.

    `unused` are the letters of ASCII that only foreign words have. What is `rare` costs more to assume.
    """

    letters: str
    share: float
    decay: float = 0.65
    unused: str = ""
    rare: float = 0

    def costs(self) -> dict[str, float]:
        """Return the negated log probability of each letter."""
        weights = [self.decay**place for place in range(len(self.letters))]
        return {
            letter: -log(max(self.share * weight / sum(weights), 2e-5))
            for letter, weight in zip(self.letters, weights, strict=True)
        }


_WESTERN = (
    Language("éèàêçôîâûùëïœæüÿ", 0.045, unused="kw"),  # French
    Language("üäößé", 0.018, unused="qxy"),  # German
    Language("óíáéñúüºª", 0.03, unused="kw"),  # Spanish
    Language("ãçáéóíêàâõôúüºª", 0.045, unused="kwy"),  # Portuguese
    Language("èàùòìé", 0.012, unused="jkwxy"),  # Italian
    Language("éëïèöüáêç", 0.003, unused="qxy"),  # Dutch
    Language("æøåéöä", 0.03, unused="qwxz"),  # Danish
    Language("øåæéèôòö", 0.025, unused="qwxz"),  # Norwegian
    Language("äåöéüà", 0.05, unused="qwz"),  # Swedish
    Language("äöå", 0.045, unused="bcfqwxz"),  # Finnish
    Language("áíðéþúóæöý", 0.1, 0.85, unused="cqwz", rare=1),  # Icelandic, Faroese
    Language("àéèóçíïòúü", 0.03, unused="kwy", rare=1),  # Catalan
    Language("áíéóú", 0.05, 0.8, unused="jkqvwxyz", rare=2),  # Irish
    Language("ëç", 0.08, unused="w", rare=3),  # Albanian
    Language("éèüöóáíñçäøåæàêôëïúãâîõßœûùìòý", 0.01, 0.92),  # names of many languages
)
_CENTRAL = (
    Language("łąężśćóńź", 0.07, 0.8, unused="qvx"),  # Polish
    Language("íáěéřýčžšůúťďňó", 0.15, 0.82, unused="qwxg"),  # Czech
    Language("áíýčžéšúľťôňóďäŕĺ", 0.12, 0.82, unused="qwx"),  # Slovak
    Language("áéöóőíüúű", 0.12, 0.8, unused="qwx"),  # Hungarian
    Language("čšž", 0.03, unused="qwxy"),  # Slovene
    Language("čćšžđ", 0.03, 0.85, unused="qwxy"),  # Croatian
    Language("ăîţşâșț", 0.05, 0.8, unused="kqwy"),  # Romanian
    Language("üäößé", 0.018, unused="qxy"),  # German
    Language("čšžáéíóöřýłćńőľěúďťůâăşţęąśźżňôűđŕĺ", 0.005, 0.95),  # names of many languages
)
_TURKISH = (Language("ıüşöçğâîİ", 0.13, 0.8, unused="qwx"),)
_BALTIC = (
    Language("ėšųžįąčūę", 0.07, 0.82, unused="qwx"),  # Lithuanian
    Language("āīēūšļņģžčķ", 0.1, 0.8, unused="qwxy"),  # Latvian
    Language("äõüöšž", 0.05, unused="cqwxyz", rare=1),  # Estonian
    Language("łąężśćóńź", 0.06, 0.8, unused="qvx"),  # Polish
)
_CYRILLIC = (
    Language("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", 0.98, 0.89),  # Russian
    Language("оаниіврткеслдумпзяьбгйчхцїєжщюшґф'", 0.98, 0.89),  # Ukrainian
    Language("аоинетрсвлкдпмзгяъубчцйжщхшюфь", 0.98, 0.89),  # Bulgarian
    Language("аиоенрсјтукдвмлпзгбцчшхжњћљђфџ", 0.98, 0.89, rare=2),  # Serbian
    Language("аоиентрсвдкмлпузјгбчцшжњѓќќџѕљхф", 0.98, 0.89, rare=3),  # Macedonian
    Language("анеіорытцлскудзвяўмпьгйбчэхжшюёф", 0.98, 0.89, rare=2),  # Belarusian
)
_GREEK = (Language("ατοιενρσκηπςυμλίόάγέδήωχθύφβώξζψϊΐϋΰ", 0.98, 0.9),)
_HEBREW = (Language("יוהלרבתמאשנעםדקחפסכגטצןזךףץ", 0.98, 0.9),)
_ARABIC = (
    Language("اليمونرتبةعدسفهكقأحجشطصىخإذثضغزظئءؤآ،؟", 0.98, 0.9),
    Language("ايردنهومتبسلکشزفگعخقجآپحطصچئضغذثظژ،؟", 0.98, 0.9),  # Persian
)
_THAI = (Language("านรอกเ่ง้มัยลวิดทสตีะปบคหแ์จุพชูขใไ็ำึธืโณศซถผษภฟญฐฉฝๆฎฏฆฤฬ", 0.98, 0.94),)

# The encodings by how often they are met, each with what it costs to take it for the one before.
FAMILIES: tuple[tuple[tuple[Language, ...], tuple[tuple[str, float], ...]], ...] = (
    (_WESTERN, (("cp1252", 0), ("iso8859-15", 1.5), ("mac-roman", 2.5), ("cp850", 3), ("cp437", 4.5))),
    (_CENTRAL, (("cp1250", 1), ("iso8859-2", 2), ("cp852", 3.5), ("mac-latin2", 5))),
    (_TURKISH, (("cp1254", 1.5), ("cp857", 4), ("mac-turkish", 6))),
    (_BALTIC, (("cp1257", 1.5), ("iso8859-13", 2.5), ("cp775", 5), ("iso8859-4", 5))),
    (_CYRILLIC, (("cp1251", 1), ("koi8-r", 2), ("koi8-u", 2.5), ("iso8859-5", 3), ("cp866", 2), ("cp855", 5))),
    (_CYRILLIC, (("mac-cyrillic", 3),)),
    (_GREEK, (("cp1253", 1.5), ("iso8859-7", 2), ("cp737", 3.5))),
    (_HEBREW, (("cp1255", 1.5), ("iso8859-8", 2), ("cp862", 4))),
    (_ARABIC, (("cp1256", 1.5), ("iso8859-6", 3))),
    (_THAI, (("cp874", 1),)),
)  # fmt: skip
