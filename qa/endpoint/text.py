"""A message as a service reads it: text whose tokenizer is not known, under a template that is not known."""

import re

MESSAGE_TOKENS = 8
"""What a chat template puts round a message, at most; with it the beginning of the reply."""

# A word is a token for each four letters of it, or fewer at its end, and one in capitals for each two; a figure,
# the space before it and a sign are one each, and a letter beyond ASCII as many as it has bytes.
_WORD = re.compile(r"[A-Za-z]+")
_BEFORE_FIGURES = re.compile(r"\s(?=\d)")
LETTERS_A_TOKEN = 4
CAPITALS_A_TOKEN = 2

# Markers of the usual templates. Pincite's own prompts hold none.
_MARKER = re.compile(r"<(?=\|[^<>|]{1,40}\|>|/?s>|(?:start|end)_of_(?:turn|text)>|bos>|eos>)|\[(?=/?INST\])")


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has as a message; for English more (docs/decisions/endpoint.md)."""
    rest = _WORD.sub("", text)
    words = sum(map(_tokens_of, _WORD.findall(text)))
    signs = sum(len(one.encode("utf-8", "replace")) for one in rest if not one.isspace())
    return words + signs + len(_BEFORE_FIGURES.findall(text)) + text.count("\n") + MESSAGE_TOKENS


def _tokens_of(word: str) -> int:
    letters = CAPITALS_A_TOKEN if word.isupper() else LETTERS_A_TOKEN
    return -(-len(word) // letters)


def harmless(text: str) -> str:
    """Return a text with a space in what would be a marker of a chat template ("< |im_end|>").

    A service puts messages and markers into one text before it makes tokens of it, and so a document could end
    the message that holds it. Citations are taken from the document, and are not touched.
    """
    return _MARKER.sub(lambda found: f"{found[0]} ", text)
