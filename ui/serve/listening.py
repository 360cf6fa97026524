"""Where the page is served: an address of this computer, of either kind, and a free port there."""

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import PinciteError

PORTS_TRIED = 100


def url_host(host: str) -> str:
    """Return a host as it stands in a URL: an IPv6 one in brackets. Raises PinciteError for what is no host."""
    host = _bare(host)
    return f"[{host}]" if _family(host) == socket.AF_INET6 and ":" in host else host


@contextmanager
def held_port(host: str, port: int) -> Iterator[int]:
    """Give the first port from `port` on that can be bound on `host`, and on 127.0.0.1: there Gradio looks.

    Gradio binds it only after what it looks at first, so until the block is left no other chat is given the same.
    Raises PinciteError when there is none, or this computer does not have that address.
    """
    host = _bare(host)
    family = _family(host)
    for candidate in range(port, port + PORTS_TRIED):
        with socket.socket(socket.AF_UNIX) as claim:
            try:
                if sys.platform == "linux":  # such a name is in no folder, and gone with the process
                    claim.bind(f"\0pincite {candidate}")
                _bind(family, host, candidate)
                _bind(socket.AF_INET, "127.0.0.1", candidate)
            except OSError as error:
                if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise _no_address(host, error) from error
                continue
            yield candidate
            return
    last = port + PORTS_TRIED - 1
    raise PinciteError(f"no free port on {host} between {port} and {last}: choose another with --port")


def _bind(family: socket.AddressFamily, host: str, port: int) -> None:
    """Bind a port and let it go again. Raises OSError."""
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _bare(host: str) -> str:
    """Return an address without the brackets that it has in a browser."""
    return host.removeprefix("[").removesuffix("]")


def _family(host: str) -> socket.AddressFamily:
    try:
        return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError) as error:  # UnicodeError: no name could be written so
        raise _no_address(host, error) from error


def _no_address(host: str, error: OSError | UnicodeError) -> PinciteError:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return PinciteError(
        f"{host} is no address of this computer ({why}): name another with --host, such as 127.0.0.1, ::1 or "
        "0.0.0.0"
    )
