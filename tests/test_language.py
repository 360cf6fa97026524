import json

import pytest

from index.load.documents import load_bytes
from index.text.language import language_code

SENTENCES = {
    "en": "The harbour master closed the gate at nine because the tide was too high.",
    "de": "Der Hafenmeister schloss das Tor um neun, weil die Flut zu hoch war.",
    "fr": "Le capitaine du port a fermé la porte à neuf heures, car la marée était trop haute.",
    "es": "Nadie le había dicho que la reunión se había aplazado hasta el jueves.",
    "it": "Il comandante del porto chiuse il cancello alle nove perché la marea era troppo alta.",
    "pt": "O capitão do porto fechou o portão às nove porque a maré estava alta demais.",
    "ru": "Начальник порта закрыл ворота в девять, потому что вода поднялась слишком высоко.",
    "ja": "港長は潮が高すぎたので九時に門を閉めた。会議が木曜日に移ったことを誰も言わなかった。",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_the_language_of_a_sentence_is_noted(language: str) -> None:
    assert load_bytes(SENTENCES[language].encode(), suffix=".txt", source="/x/a").language == language


@pytest.mark.parametrize(
    "text", ["OK, tea.", "4471 12.5 33.2 / 12 34 98765432109876543210", "x1 b2 c3 d4 e5 f6 g7 h8"]
)
def test_what_is_too_short_or_no_language_has_none(text: str) -> None:
    assert load_bytes(text.encode(), suffix=".txt", source="/x/a").language is None


def test_what_a_file_states_counts_only_where_its_text_does_not_tell() -> None:
    for text, language in (("OK, tea.", "de"), (SENTENCES["fr"], "fr")):
        article = json.dumps({"text": text, "language": "de-CH"}).encode()
        assert load_bytes(article, suffix=".json", source="/x/a").language == language


@pytest.mark.parametrize(
    ("stated", "code"), [("en-GB", "en"), ("DE", "de"), ("de_AT", "de"), ("deu", None), ("", None)]
)
def test_a_code_of_two_letters_is_taken_from_what_is_stated(stated: str, code: str | None) -> None:
    assert language_code(stated) == code
