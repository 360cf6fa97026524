"""SQuAD's measures of an answer's text: normalisation, exact match, token F1; and plain containment.

Source: Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", section 6.1, and the
evaluation script published with SQuAD 2.0.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable

ARTICLE = re.compile(r"\b(?:a|an|the)\b")
WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower case, no ASCII punctuation, no English article, single spaces: in this order, as SQuAD has it."""
    return " ".join(ARTICLE.sub(" ", text.lower().translate(WITHOUT_PUNCTUATION)).split())


def exact(accepted: Iterable[str], text: str) -> bool:
    """Tell whether `text` is an accepted answer, both normalised."""
    return normalise(text) in {normalise(answer) for answer in accepted}


def held(accepted: Iterable[str], text: str) -> bool:
    """Tell whether an accepted answer stands anywhere in `text`, both normalised.

    Plain containment of characters, so that anybody's ten lines give the same figure: "Rollo" stands in "Rollo's",
    and "3" stands in "1930". `eval.metrics.quantities.right` is the strict one.
    """
    normalised = normalise(text)
    return any(answer in normalised for answer in map(normalise, accepted) if answer)


def token_f1(first: str, second: str) -> float:
    """Return the harmonic mean of the shares of tokens that two texts have in common, both normalised.

    Two texts without any token agree (1.0), as in the script for SQuAD 2.0.
    """
    first_tokens, second_tokens = normalise(first).split(), normalise(second).split()
    if not first_tokens or not second_tokens:
        return float(first_tokens == second_tokens)
    common = (Counter(first_tokens) & Counter(second_tokens)).total()
    return 2 * common / (len(first_tokens) + len(second_tokens))


def best_f1(accepted: Iterable[str], text: str) -> float:
    """Return the highest token F1 of `text` with any accepted answer."""
    return max(token_f1(answer, text) for answer in accepted)
