"""All that is asked of pymilvus: one client, rows in and out, and its errors in our words."""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import LibraryError
from index.store.milvus.address import Address

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client import IndexParams

Row = dict[str, Any]

SECONDS = 60.0
"""To wait for an answer of the server."""
ROWS_AT_ONCE = 500
STRONG = "Strong"
"""What was written before is read, whoever wrote it."""
MOST_FOUND = 16_384
"""Rows that Milvus gives for one search."""


class Missing(LibraryError):
    """A collection is not there, or not any more."""


@dataclass(slots=True)
class _File:
    """A file of milvus-lite that this process has open. It takes one call at a time.

    Two that write at once would mix their rows, and one that reads while rows go to the disk would not see all.
    """

    users: int = 0
    calls: threading.RLock = field(default_factory=threading.RLock)


_FILES: dict[Path, _File] = {}
_OPENING = threading.RLock()


class Connection:
    """A client of the server, or of the file, that an address names. Any number of threads may use it."""

    def __init__(self, address: Address) -> None:
        """Connect. Raises LibraryError where there is no pymilvus, or nothing answers."""
        self.address = address
        self._client: MilvusClient | None = None
        with _OPENING:
            self._file = None if address.file is None else _FILES.setdefault(address.file, _File())
            with self._explained():
                self._client = _connected(address)
            if self._file is not None:
                self._file.users += 1

    def close(self) -> None:
        """Let go. The file is free for other processes when nobody of this one uses it any more."""
        with _OPENING:
            client, self._client = self._client, None
            if client is None:
                return
            client.close()
            if self._file is not None and self.address.file is not None:
                self._file.users -= 1
                if not self._file.users:
                    _let_go(self.address.file)

    @contextmanager
    def _calling(self) -> Iterator["MilvusClient"]:
        with self._explained():
            if self._client is None:
                raise LibraryError(f"the library at {self.address} was closed; open it again")
            if self._file is None:
                yield self._client
                return
            with self._file.calls:
                yield self._client

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            from grpc import FutureTimeoutError, RpcError
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            raise LibraryError(
                f"{self.address}: a library in Milvus needs pymilvus and, for a file, milvus-lite ({error}); "
                "install them with `pip install 'pincite[milvus]'`"
            ) from error
        try:
            yield
        except MilvusException as error:
            raise self._told(str(error.message)) from error
        except (RpcError, FutureTimeoutError) as error:
            raise LibraryError(
                f"{self.address}: nothing answers ({type(error).__name__} {error}). Check that Milvus runs, and "
                "try again"
            ) from error

    def _told(self, message: str) -> LibraryError:
        if "not found" in message or "not exist" in message:
            return Missing(f"{self.address}: {message}. Check the address; `pincite add PATH` makes a library")
        return LibraryError(f"{self.address}: Milvus says: {message}. Check that it runs, and try again")

    # Collections.

    def has(self, collection: str) -> bool:
        """Tell whether there is a collection."""
        with self._calling() as client:
            return bool(client.has_collection(collection, timeout=SECONDS))

    def collections(self) -> tuple[str, ...]:
        """Return the names of all collections."""
        with self._calling() as client:
            return tuple(client.list_collections())

    def create(self, collection: str, schema: "CollectionSchema", indexes: "IndexParams | None") -> None:
        """Make a collection, ready for search where it has indexes. Raises LibraryError where there is another."""
        with self._calling() as client:
            client.create_collection(collection, schema=schema, consistency_level=STRONG, timeout=SECONDS)
            if indexes is not None:
                # Waiting takes half a second for each index, and one in a file is made when the call returns.
                client.create_index(collection, indexes, timeout=SECONDS, sync=self._file is None)
                client.load_collection(collection, timeout=SECONDS)

    def fields(self, collection: str) -> tuple[str, ...]:
        """Return the names of a collection's fields. Raises Missing."""
        with self._calling() as client:
            return tuple(one["name"] for one in client.describe_collection(collection, timeout=SECONDS)["fields"])

    def load(self, collections: Iterable[str]) -> None:
        """Have collections ready to be read, which they need not be after a restart. Raises Missing."""
        with self._calling() as client:
            for collection in collections:
                client.load_collection(collection, timeout=SECONDS)

    def drop(self, collection: str) -> None:
        """Take out a collection; nothing where there is none."""
        with self._calling() as client:
            client.drop_collection(collection, timeout=SECONDS)

    def settle(self, collections: Iterable[str], *, compact: bool = False) -> None:
        """Have what was written found quickly; a server does so by itself, unless it is to `compact` now."""
        with self._calling() as client:
            for collection in collections:
                if self._file is not None or compact:
                    client.flush(collection, timeout=SECONDS)
                if compact:
                    client.compact(collection, timeout=SECONDS)

    # Rows.

    def insert(self, collection: str, rows: Sequence[Row]) -> Iterator[None]:
        """Put in rows, `ROWS_AT_ONCE` a step."""
        for first in range(0, len(rows), ROWS_AT_ONCE):
            with self._calling() as client:
                client.insert(collection, list(rows[first : first + ROWS_AT_ONCE]), timeout=SECONDS)
            yield

    def upsert(self, collection: str, row: Row) -> None:
        """Put a row in the place of the one with its key, at once."""
        with self._calling() as client:
            client.upsert(collection, [row], timeout=SECONDS)

    def delete(self, collection: str, where: str) -> None:
        """Take out rows."""
        with self._calling() as client:
            client.delete(collection, filter=where, timeout=SECONDS)

    def rows(self, collection: str, where: str, fields: Sequence[str]) -> list[Row]:
        """Return the rows that fit, in no order."""
        with self._calling() as client:
            found = client.query(
                collection, where, output_fields=list(fields), consistency_level=STRONG, timeout=SECONDS
            )
        return [dict(row) for row in found]

    def nearest(
        self, collection: str, wanted: Mapping[str, Any], limit: int, where: str, fields: Sequence[str]
    ) -> list[Row]:
        """Return the `limit` rows nearest by each of the `wanted` vectors, by field: all of them, in no order."""
        from pymilvus import AnnSearchRequest, RRFRanker

        requests = [
            AnnSearchRequest([vector], name, {"metric_type": "IP"}, min(limit, MOST_FOUND), expr=where)
            for name, vector in wanted.items()
        ]
        with self._calling() as client:
            (found,) = client.hybrid_search(
                collection,
                requests,
                RRFRanker(),
                limit=min(limit * len(requests), MOST_FOUND),
                output_fields=list(fields),
                consistency_level=STRONG,
                timeout=SECONDS,
            )
        return [dict(hit["entity"]) for hit in found]


def _connected(address: Address) -> "MilvusClient":
    from pymilvus import MilvusClient
    from pymilvus.exceptions import ConnectionConfigException

    # What fails is told as an error, and some of it is expected to.
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if address.file is None:
        return MilvusClient(address.server, token=address.token, timeout=SECONDS)
    logging.getLogger("milvus_lite.server_manager").setLevel(logging.CRITICAL + 1)
    try:
        address.file.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"{address.file} cannot be used: milvus-lite keeps a folder of that name ({error.strerror})"
        ) from error
    try:
        return MilvusClient(str(address.file), timeout=SECONDS)
    except ConnectionConfigException as error:
        raise LibraryError(
            f"{address.file} cannot be opened: milvus-lite lets one process at a time use a file. Wait for the "
            f"other, or have several use it by `milvus-lite server --data-dir {address.file}`"
        ) from error


def _let_go(file: Path) -> None:
    with suppress(ImportError):
        from milvus_lite.server_manager import server_manager_instance

        server_manager_instance.release_server(str(file))
