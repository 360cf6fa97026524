"""What `Blocks.launch` needs to serve a group: sign-in, limits, the gate, and the tools."""

import ipaddress
from typing import Any

from starlette.middleware import Middleware

from index.errors import PinciteError
from ui.gate import Gate
from ui.rules import Rules
from ui.service import Service
from ui.sign_in import EXPLAINED, SignIn
from ui.tools import tools

FREE_THREADS = 40  # beside those in which questions wait: the page must answer meanwhile


def serving_settings(
    service: Service, rules: Rules, *, host: str = "127.0.0.1", mcp: bool = False
) -> dict[str, Any]:
    """Return the settings of `launch` that come from `rules`; `mcp` serves the tools as well.

    Raises PinciteError when `mcp` is wanted and its package is missing.
    """
    sign_in = SignIn(rules.accounts) if rules.accounts is not None else None
    app: dict[str, Any] = {"middleware": [Middleware(Gate, rules=rules, health=service.health)]}
    if mcp:
        served = tools(service, sign_in, host=host)
        app |= {"routes": [served.route], "lifespan": served.lifespan}
    settings: dict[str, Any] = {
        "app_kwargs": app,
        "max_file_size": rules.max_upload,
        "max_threads": rules.waiting + FREE_THREADS,
        "mcp_server": False,
    }
    if sign_in is not None:
        settings |= {"auth": sign_in.accepts, "auth_message": EXPLAINED}
    return settings


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine only. An unknown name is held to be reachable."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_address(host: str, rules: Rules, *, without_sign_in: bool) -> str:
    """Return a warning to be printed, or "". Raises PinciteError for an open address that nobody asked for."""
    if is_loopback(host) or rules.accounts is not None:
        return ""
    if not without_sign_in:
        raise PinciteError(
            f"everybody who reaches {host} could read the documents: name those who may with --auth-file FILE "
            "(`pincite users add` makes it), or say --without-sign-in."
        )
    changed = "read" if rules.read_only else "read and change"
    return f"warning: everybody who reaches {host} can {changed} the library: nobody has to sign in."
