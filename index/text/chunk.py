"""Passages: consecutive whole sentences that fit the embedding model's window."""

from collections.abc import Callable, Iterator, Sequence

from index.types import Passage, Sentence


def chunk(
    document_id: str, text: str, sentences: Sequence[Sentence], count_tokens: Callable[[str], int], limit: int
) -> tuple[Passage, ...]:
    """Gather the sentences of `text` into passages of at most `limit` tokens; each in exactly one, in order.

    Greedy: a passage takes what fits, but gives up as much as half of that to end before a heading, or else at the
    end of a paragraph. A heading goes with what follows it. A sentence over the limit is a passage of its own.
    Where text that belongs to no sentence (a menu) stands between two sentences a new passage begins, except after
    a heading.

    Every sentence is counted once, with the white space before it, and the counts are added up; what
    `count_tokens` gives for "" (markers round a text) counts once a passage. Raises ValueError if
    `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"a passage needs room for at least one token, not {limit}")
    markers = count_tokens("")
    costs = [count_tokens(counted) - markers for counted in _with_gaps(text, sentences)]
    passages: list[Passage] = []
    first = 0
    while first < len(sentences):
        fitting = _fitting(text, sentences, costs, first, limit - markers)
        end = _best_border(text, sentences, costs, first, fitting)
        passages.append(Passage(document_id, tuple(sentences[first:end])))
        first = end
    return tuple(passages)


def _gap(text: str, sentences: Sequence[Sentence], i: int) -> str:
    """Return the text between sentence `i` and the one before it."""
    return text[sentences[i - 1].end : sentences[i].start] if i else ""


def _with_gaps(text: str, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield each sentence with the white space between it and the one before."""
    for i, sentence in enumerate(sentences):
        gap = _gap(text, sentences, i)
        start = sentence.start if gap.strip() else sentence.start - len(gap)
        yield text[start : sentence.end]


def _fitting(text: str, sentences: Sequence[Sentence], costs: Sequence[int], first: int, room: int) -> int:
    """Return the end (exclusive) of the longest run from `first` that has room in one passage."""
    used = costs[first]
    end = first + 1
    while end < len(sentences) and used + costs[end] <= room:
        if _gap(text, sentences, end).strip() and not sentences[end - 1].heading:
            break
        used += costs[end]
        end += 1
    return end


def _best_border(text: str, sentences: Sequence[Sentence], costs: Sequence[int], first: int, fitting: int) -> int:
    """Return where to end the passage: `fitting`, or earlier for the sake of a better border."""
    if fitting == len(sentences):
        return fitting
    half = sum(costs[first:fitting]) / 2
    best, best_rank = fitting, -1
    filled = 0
    for end in range(first + 1, fitting + 1):
        filled += costs[end - 1]
        rank = _rank(text, sentences, end)
        if filled < half:
            rank = min(rank, 0)
        if rank >= best_rank:
            best, best_rank = end, rank
    return best


def _rank(text: str, sentences: Sequence[Sentence], end: int) -> int:
    """Grade the border before sentence `end`: 2 before a heading, 1 a paragraph, 0 else, -1 after a heading."""
    if sentences[end - 1].heading:
        return -1
    if sentences[end].heading:
        return 2
    gap = _gap(text, sentences, end)
    return 1 if gap.strip() or gap.count("\n") > 1 else 0
