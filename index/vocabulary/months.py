"""The names of the months in the languages whose dates are read: a language more is an entry more."""

from index.vocabulary.english import MONTHS

NAMES = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": " ".join(MONTHS),
}
"""By ISO 639-1 code, from January on."""

# Short forms and variants that are in use, of all languages together.
_OTHERS = (
    "jan jänner ene gen", "feb fév", "mar mrt", "apr avr abr", "mag", "jun giu", "jul juil lug", "aug ago",
    "sept sep set", "oct okt ott out", "nov", "dec dez dic",
)  # fmt: skip
ACCENTED = {"a": "äáàâ", "e": "éèêë", "o": "óôö", "u": "úûü", "c": "ç"}
_PLAIN = str.maketrans({accented: letter for letter, all_of in ACCENTED.items() for accented in all_of})


def without_accents(name: str) -> str:
    """Return a name in small letters without the accents that names of months have."""
    return name.lower().translate(_PLAIN)


MONTH_NUMBERS = {
    without_accents(name): number
    for names in (*(listed.split() for listed in NAMES.values()), _OTHERS)
    for number, alternatives in enumerate(names, start=1)
    for name in alternatives.split()
}
"""The number of a month by its names and short forms, which have no accents here."""


def month_number(name: str) -> int | None:
    """Return the number of a month from its name or short form; None for another word."""
    return MONTH_NUMBERS.get(without_accents(name))
