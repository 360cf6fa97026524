"""What `Blocks.launch` needs to serve a group: sign-in, limits, the guard, and the tools."""

import os
from typing import Any

from starlette.middleware import Middleware

from index.errors import PinciteError
from ui.serve.guard import Guard
from ui.serve.rules import Rules, is_loopback
from ui.serve.service import Service
from ui.serve.sign_in import SignIn
from ui.serve.tools import tools

FREE_THREADS = 40  # beside those in which questions wait: the page must answer meanwhile


def serving_settings(service: Service, rules: Rules, *, mcp: bool = False) -> dict[str, Any]:
    """Return the settings of `launch` that come from `rules`; `mcp` serves the tools as well.

    Raises PinciteError when `mcp` is wanted and its package is missing.
    """
    # Of uvicorn: whose word it takes on the address of a client; by default that of every program on this machine.
    os.environ["FORWARDED_ALLOW_IPS"] = rules.behind_proxy
    sign_in = SignIn(rules.accounts) if rules.accounts is not None else None
    app: dict[str, Any] = {"middleware": [Middleware(Guard, rules=rules, health=service.health, mcp=mcp)]}
    if mcp:
        served = tools(service, sign_in, waiting=rules.waiting)
        app |= {"routes": [served.route], "lifespan": served.lifespan}
    settings: dict[str, Any] = {
        "app_kwargs": app,
        "max_file_size": rules.max_upload,
        "max_threads": rules.waiting + FREE_THREADS,
        "root_path": rules.root_path,
        "mcp_server": False,
    }
    if sign_in is not None:
        settings["auth"] = sign_in.accepts
    return settings


def check_address(host: str, rules: Rules) -> str:
    """Return a warning to be printed, or "".

    Raises PinciteError for an open address that nobody asked for, and for accounts that let nobody in.
    """
    if rules.accounts is not None and not rules.accounts.all():
        raise PinciteError(f"{rules.accounts.file} has no accounts: add one with `pincite users add`.")
    if rules.guests:
        allowed = "read" if rules.read_only else "read and change"
        return f"warning: everybody who reaches {host} can {allowed} the library: nobody has to sign in."
    if rules.accounts is None and not is_loopback(host):
        raise PinciteError(
            f"everybody who reaches {host} could read the documents: name those who may with --auth-file FILE "
            "(`pincite users add` makes it), or say --without-sign-in."
        )
    return ""
