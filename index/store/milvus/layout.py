"""The collections of a library: what is in their rows, and how they are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.text.near import BANDS

if TYPE_CHECKING:
    from pymilvus import CollectionSchema
    from pymilvus.milvus_client import IndexParams

LONGEST = 65_535
"""Bytes of a text in Milvus."""
NUMBERS = 20
"""Bits for the rows of an entry: its key is the entry, moved by these, and the row's place."""
HEAD, OTHER_SOURCE, NEAR = range(3)
"""Kinds of rows of `documents`: one a document, one for each of its other sources, two for each near-duplicate."""
BAND_FIELDS = tuple(f"band{number}" for number in range(BANDS))

# Milvus wants a vector in each collection.
_DOCUMENTS = {
    "number": "INT64",
    "entry": "INT64",
    "kind": "INT64",
    "origin": "INT64",
    "other": "INT64",
    "document": "VARCHAR",
    "source_key": "INT64",
    "leaf_key": "INT64",
    "content_key": "INT64",
    "source": "VARCHAR",
    "host": "VARCHAR",
    "site": "VARCHAR",
    "published": "VARCHAR",
    "summary": "VARCHAR",
    **dict.fromkeys(BAND_FIELDS, "INT64"),
    "blank": "FLOAT_VECTOR",
}
_TEXTS = {"number": "INT64", "entry": "INT64", "part": "INT64", "body": "VARCHAR", "blank": "FLOAT_VECTOR"}
_PASSAGES = {
    "number": "INT64",
    "entry": "INT64",
    "origin": "INT64",
    "place": "INT64",
    "published": "VARCHAR",
    "length": "INT64",
    "norm": "FLOAT",
    "vector": "FLOAT_VECTOR",
    "words": "SPARSE_FLOAT_VECTOR",
}
PASSAGE_FIELDS = tuple(_PASSAGES)
DOCUMENT_FIELDS = tuple(name for name in _DOCUMENTS if name != "blank")
BLANK = [1.0, 0.0]
_SCALAR_INDEXES = ("entry", "origin", "document", "source_key", "leaf_key", "content_key", "source", "host")


@dataclass(frozen=True, slots=True)
class Collections:
    """The names of the collections that hold one making of a library."""

    documents: str
    texts: str
    passages: str

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter((self.documents, self.texts, self.passages))


def collections_of(name: str, identity: str) -> Collections:
    """Return the names for a library and the identity of its manifest: a rebuild makes others."""
    return Collections(*(f"{name}__{identity}_{kind}" for kind in ("documents", "texts", "passages")))


def key(entry: int, place: int) -> int:
    """Return the key of a row of an entry."""
    return (entry << NUMBERS) + place


def state_schema() -> "tuple[CollectionSchema, IndexParams]":
    """Return how the collection is made that has the state in its row 0, and in row 1 the life of who writes."""
    return _made({"number": "INT64", "body": "VARCHAR", "blank": "FLOAT_VECTOR"}, 2)


def schemas(dimension: int) -> "Iterator[tuple[CollectionSchema, IndexParams]]":
    """Yield how the collections are made, in the order of `Collections`."""
    yield _made(_DOCUMENTS, 2)
    yield _made(_TEXTS, 2)
    yield _made(_PASSAGES, dimension)


def lock_schema(token: str) -> "CollectionSchema":
    """Return how the collection is made that is a lock: no two are alike, so the second cannot be made."""
    return _made({"number": "INT64", token: "FLOAT_VECTOR"}, 2)[0]


def _made(fields: dict[str, str], dimension: int) -> "tuple[CollectionSchema, IndexParams]":
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    indexes = MilvusClient.prepare_index_params()
    for name, kind in fields.items():
        more = {"FLOAT_VECTOR": {"dim": dimension}, "VARCHAR": {"max_length": LONGEST}}.get(kind, {})
        schema.add_field(name, DataType[kind], is_primary=name == "number", **more)
        if kind == "FLOAT_VECTOR":
            indexes.add_index(name, index_type="FLAT" if dimension == 2 else "AUTOINDEX", metric_type="IP")
        elif kind == "SPARSE_FLOAT_VECTOR":
            indexes.add_index(name, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        elif name in _SCALAR_INDEXES:
            indexes.add_index(name, index_type="INVERTED")
    return schema, indexes
