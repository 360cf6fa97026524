"""What a reference or a filter means, asked of the rows of documents."""

from collections.abc import Callable
from dataclasses import dataclass

from index.filters import Filters
from index.store.milvus.address import Address
from index.store.milvus.layout import HEAD
from index.store.milvus.reading import SOURCES, Reader, quoted
from index.store.milvus.rows import hashed, leaf_of, turned
from index.store.milvus.state import State
from index.store.references import MOST_LISTED, Match, Reference, Way, find_document
from index.store.values import Found


@dataclass(frozen=True, slots=True)
class Allowed:
    """What filters allow: of these `entries`, or of all, those that the `dates` let in."""

    entries: frozenset[int] | None
    dates: str

    @property
    def where(self) -> str:
        """What keeps a search to it."""
        listed = "" if self.entries is None else f" and entry in [{', '.join(map(str, sorted(self.entries)))}]"
        return self.dates + listed


def find(reader: Reader, state: State, reference: str, address: Address) -> Found:
    """Find a document. Raises LibraryError and QuestionError as `find_document` does."""

    def matches(way: Way, wanted: Reference) -> list[Match]:
        return _matches(reader, state, way, wanted)

    return find_document(reference, matches, address)


def allowed(reader: Reader, state: State, filters: Filters, address: Address) -> Allowed:
    """Return what filters allow. Raises as `find` does for the documents that they name."""
    parts: list[str] = []
    if filters.documents:
        named = {find(reader, state, one, address).document_id for one in filters.documents}
        parts.append(f"document in [{', '.join(map(quoted, sorted(named)))}]")
    if (beginning := filters.beginning) is not None:
        parts.append(f"({_begins('source', f'{beginning}/')} or {_begins('source', f'{beginning}!/')})")
    if (host := filters.host) is not None:
        host = turned(host)
        is_on_it = f"host == {quoted(host)} or {_begins('host', f'{host}.')}"
        parts.append(f"(site == {quoted(filters.host or '')} or {is_on_it})")
    entries: frozenset[int] | None = None
    for part in parts:  # one by one: one source of a document may be in a folder, and another on a site
        rows = reader.document_rows(state, f"{SOURCES} and {part}", ["entry"])
        found = frozenset(row["entry"] for row in rows)
        entries = found if entries is None else entries & found
    return Allowed(entries, _dates(filters))


def _dates(filters: Filters) -> str:
    """Return what dates allow; they are compared as far as the filter states them."""
    since = "" if filters.since is None else f" and published >= {quoted(filters.since)}"
    if filters.until is None:
        return since
    past = quoted(f"{filters.until}~")  # behind all that a date goes on with
    return f'{since} and published > "" and published < {past}'


def _begins(field: str, beginning: str) -> str:
    """Return the condition that a text begins so; `beginning` ends with what is no letter."""
    past = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return f"({field} >= {quoted(beginning)} and {field} < {quoted(past)})"


def _matches(reader: Reader, state: State, way: Way, wanted: Reference) -> list[Match]:
    match way:
        case "id":
            return _documents(reader, state, f"document == {quoted(wanted.text)}")
        case "beginning":
            within = f"document > {quoted(wanted.text)} and document < {quoted(f'{wanted.text}g')}"
            return _documents(reader, state, within)[:MOST_LISTED]  # ids are hexadecimal
        case "source":
            keys = f"source_key in [{hashed(wanted.text)}, {hashed(wanted.path)}]"
            return _sources(reader, state, keys, lambda source: source in (wanted.text, wanted.path))
        case "end":
            leaf = f"leaf_key == {hashed(leaf_of(wanted.end))}"
            return _sources(reader, state, leaf, lambda source: source.endswith(wanted.end))


def _documents(reader: Reader, state: State, where: str) -> list[Match]:
    rows = reader.document_rows(state, f"kind == {HEAD} and {where}", ["document", "source"])
    return sorted((Match(row["document"], row["source"]) for row in rows), key=lambda match: match.document_id)


def _sources(reader: Reader, state: State, where: str, fits: Callable[[str], bool]) -> list[Match]:
    rows = reader.document_rows(state, f"{SOURCES} and {where}", ["document", "source"])
    found = [Match(row["document"], row["source"]) for row in rows if fits(row["source"])]
    return sorted(found, key=lambda match: match.source)
