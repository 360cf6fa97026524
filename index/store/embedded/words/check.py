"""Does word search have the words of each passage? Counted again from the text, compared by a sum of hashes."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from index.adding.indexing import searched_text
from index.store.embedded.rows.tables import Tables
from index.store.embedded.words.postings import MOST_COUNTED, every_posting, segments
from index.text.lexical import terms

BITS = 64


def wrong_words(tables: Tables) -> Iterator[str]:
    """Yield one line a passage whose words are not indexed as they stand in the text, or that is not there at all.

    An index is in the order of terms, a text is not; so each passage is compared by the sum over its terms of hash
    times count, which does not depend on an order.
    """
    with tables.reading() as rows:
        try:
            indexed = _sums(rows)
        except (IndexError, ValueError) as error:
            yield f"word search is damaged ({error}); make it again with `pincite rebuild`"
            return
        for summary in tables.documents():
            document = tables.document(summary.id)
            found = rows.execute(
                "SELECT id FROM passages WHERE document = ? ORDER BY id", (summary.id,)
            ).fetchall()
            for (number,), passage in zip(found, tables.passages(summary.id), strict=True):
                if indexed.pop(number, None) != _sum(searched_text(document, passage)):
                    yield f"passage {number} of {summary.source}: word search has other words than its text"
        gone = {row[0] for row in rows.execute("SELECT id FROM removed_passages")}
        for number in indexed.keys() - gone:
            yield f"word search has passage {number}, which is not in the library"


def _sums(rows: sqlite3.Connection) -> dict[int, int]:
    """Return the sum of each passage in the index, by its id."""
    held = segments(rows)
    starts = dict(
        zip((one.id for one in held), np.cumsum([0, *(len(one.passages) for one in held)]), strict=False)
    )
    sums = np.zeros(sum(len(one.passages) for one in held), dtype=np.uint64)
    for posting in every_posting(rows):
        places, counts = np.frombuffer(posting.places, dtype="<u2"), np.frombuffer(posting.counts, dtype=np.uint8)
        sums[starts[posting.segment] + places] += np.uint64(_hash(posting.term)) * counts
    return dict(zip((int(number) for one in held for number in one.passages), sums.tolist(), strict=True))


def _sum(text: str) -> int:
    counted = Counter(terms(text))
    return sum(_hash(term) * min(count, MOST_COUNTED) for term, count in counted.items()) % (1 << BITS)


@lru_cache(maxsize=1 << 16)
def _hash(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=BITS // 8).digest())
