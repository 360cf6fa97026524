"""Where a library in Milvus is, as it is written: milvus:FILE.db/NAME or milvus:http://HOST:19530/NAME."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import platformdirs

from index.errors import LibraryError

SCHEME = "milvus:"
# A path has one of the two slashes of an address; both are taken, since an index is often a Path.
_SERVER = re.compile(r"(https?):/{1,2}(?:([^/@]*)@)?([^/@]+)/([^/]+)/?")
_FILE = re.compile(r"(.+\.db)/([^/]+)/?")
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Address:
    """A library by its name, in a file of milvus-lite or on a server; `token` is what a server lets in by."""

    name: str
    file: Path | None = None
    server: str = ""
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Return the address as it is written, without the token."""
        return f"{SCHEME}{self.file or self.server}/{self.name}"

    @property
    def folder(self) -> Path:
        """Where this machine keeps what belongs to the library and is no part of it, such as conversations."""
        if self.file is not None:
            return self.file.with_name(f"{self.file.name}.{self.name}")
        host = re.sub(r"[^A-Za-z0-9.-]", "_", self.server.partition("://")[2])
        return platformdirs.user_data_path("pincite") / "milvus" / host / self.name


def milvus_address(place: Path | str) -> Address | None:
    """Return the address that is meant, or None for a folder. Raises LibraryError for one that cannot be meant."""
    given = str(place)
    if not given.startswith(SCHEME):
        return None
    where = given.removeprefix(SCHEME)
    if found := _SERVER.fullmatch(where):
        scheme, token, host, name = found.groups()
        return Address(_checked(name, given), server=f"{scheme}://{host}", token=unquote(token or ""))
    if found := _FILE.fullmatch(where):
        return Address(_checked(found[2], given), file=Path(found[1]).expanduser().absolute())
    raise LibraryError(
        f"{_shown(given)} is no library in Milvus; write milvus:FILE.db/NAME or milvus:http://HOST:19530/NAME"
    )


def _shown(given: str) -> str:
    """Return an address without what may be a password, wherever that was mistyped."""
    before, _, after = given.rpartition("@")
    return repr(f"{SCHEME}...@{after}" if before else given)


def _checked(name: str, given: str) -> str:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise LibraryError(
            f"{_shown(given)}: this cannot be the name of a library in Milvus; take letters, digits and single _, "
            f"a letter first, {LONGEST_NAME} at most"
        )
    return name
