"""The language to answer in: that of the question, where documents in it were found."""

from collections.abc import Collection, Iterable

from index.text.language import most_likely

# ISO 639-1 codes of the languages that the default models were trained on (Qwen2.5 technical report, 2024).
_NAMES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_to_answer_in(question: str, of_documents: Iterable[str | None]) -> str | None:
    """Return the English name of the language of a question, or None for English.

    A question is short, so only the languages of the documents found for it, and English, are considered.
    """
    known: Collection[str] = {code for code in of_documents if code in _NAMES}
    return _NAMES.get(most_likely(question, {*known, "en"})) if known else None
