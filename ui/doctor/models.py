"""Which models are on this machine and intact, and whether one of them can write here."""

import importlib.util
import re
import shlex
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from index.errors import HashMismatch, ModelError
from index.models import files as models
from index.models.table import MODELS, READER, READER_NAME
from qa.llama.loading import cannot_write, why_not
from qa.llama.machine import available_bytes, fits
from ui.doctor.compiling import install_line
from ui.doctor.finding import Finding, State
from ui.doctor.imports import import_failure
from ui.doctor.machine import free_bytes, has_network, silent_proxy

SERVICE_SECONDS = 1.0
WRITER = "language model"

_INSTALLS = re.compile(r"pip install (?:--\S+ )*(?P<packages>[^#&]+)")
_QUOTE = 'pincite ask --quote "..."  # needs no language model'
_REINSTALL = "pip install --force-reinstall --no-cache-dir llama-cpp-python"  # compiled anew, for this processor


def reader() -> Finding:
    """Tell of the reader, which is a part of Pincite."""
    found = importlib.util.find_spec("qa")
    path = Path(str(found and found.origin)).with_name(READER.path)
    if not path.is_file():
        said = f"{READER_NAME}: {path} is missing"
    elif models.sha256_of(path) != READER.sha256:
        said = f"{READER_NAME}: {path} is not the file that the model table names"
    else:
        return Finding("reader", "good", f"{READER_NAME}, intact")
    return Finding("reader", "broken", said, "pip install --force-reinstall --no-deps pincite")


def embedders(named: str) -> Iterator[Finding]:
    """Tell of the embedder in use, and of the default one, without which the reader cannot read."""
    for name in dict.fromkeys((named, models.DEFAULT_EMBEDDER)):
        what = "embedder" if name == named else "reader's words"
        finding = _there(what, name)
        yield finding or Finding(what, "good", f"{name}, intact" if name in MODELS else name)


def writer(named: str) -> Finding:
    """Tell of the generator in use, which is looked for and into, but not loaded."""
    if failure := importlib.util.find_spec("llama_cpp") and import_failure("llama_cpp"):  # may end the process
        return Finding(WRITER, "limited", cannot_write(failure), _REINSTALL)
    if why := why_not():
        if named in MODELS and not fits(MODELS[named].bytes) and _smaller() is None:
            said = f"none would fit into the {_megabytes(available_bytes())} of memory that are available"
            return Finding(WRITER, "limited", said, _QUOTE)
        return Finding(WRITER, "limited", why, install_line())
    if (wrong := _there(WRITER, named, needed=False)) is not None:
        return wrong
    size = models.model_path(named).stat().st_size
    said = f"{named}, {'intact, ' if named in MODELS else ''}{_megabytes(size)}"
    if fits(size):
        return Finding(WRITER, "good", said)
    said += f", does not fit into the {_megabytes(available_bytes())} of memory that are available"
    smaller = _smaller()
    if smaller is None:
        return Finding(WRITER, "limited", said, _QUOTE)
    pull = "" if not models.state(smaller).missing else f"pincite models pull {smaller} && "
    return Finding(WRITER, "limited", said, f"{pull}export PINCITE_MODEL={smaller}")


def service(url: str) -> Finding:
    """Tell of the service that the user has named, which is called but not asked anything."""
    from qa.endpoint.address import parse_address

    try:
        address = parse_address(url)
    except ModelError as error:
        return Finding(WRITER, "limited", str(error), "export PINCITE_MODEL_URL=http://127.0.0.1:8080/v1")
    place = address.netloc.decode("ascii")
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.host, port), SERVICE_SECONDS).close()
    except OSError as error:
        said = f"nothing answers at {place}, where PINCITE_MODEL_URL says that a model is ({error})"
        return Finding(WRITER, "limited", said, "unset PINCITE_MODEL_URL  # or start the service")
    return Finding(WRITER, "good", f"there is a service at {place}")


def others(in_use: set[str]) -> Iterator[Finding]:
    """Tell of the models of the table that are here and not in use; what was never hashed is not hashed now."""
    for name, model in MODELS.items():
        if name in in_use or models.state(name).missing:
            continue
        if models.is_checked(model):
            yield Finding("also here", "good", f"{name}, intact")
        else:
            yield Finding("also here", "optional", f"{name}, not checked yet", f"pincite models verify {name}")


def network(findings: list[Finding]) -> Iterator[Finding]:
    """Say that there is none, or no way through the proxy, where something has to be fetched."""
    mends = [finding.mend for finding in findings if finding.state != "optional"]
    pulls = any("pincite models pull" in mend for mend in mends)
    installs = next(filter(None, map(_INSTALLS.search, mends)), None)
    if not (pulls or installs):
        return
    if has_network():
        if proxy := silent_proxy():
            said = f"the proxy that HTTPS_PROXY names does not answer, so nothing can be fetched: {proxy}"
            mend = "export HTTPS_PROXY=http://HOST:PORT  # one that answers; or unset HTTPS_PROXY"
            yield Finding("network", "limited", said, mend)
        return
    if pulls:
        mend = f"copy the folder that `pincite models pull` fills on another machine to {models.cache_folder()}"
        yield Finding("network", "limited", "none, so no model can be fetched", mend)
    if installs:
        what = installs["packages"].strip()
        mend = f"pip wheel -w DIR {what}  # on a like machine; then here: pip install --no-index -f DIR {what}"
        yield Finding("network", "limited", "none, so no package can be installed", mend)


def _there(what: str, named: str, *, needed: bool = True) -> Finding | None:
    """Return what is wrong with a model, or None: it is there, and what it should be."""
    state: State = "broken" if needed else "limited"
    try:
        models.model_path(named)
    except ModelError as error:
        if named not in MODELS:
            return Finding(what, state, str(error), f"unset {'PINCITE_EMBEDDER' if needed else 'PINCITE_MODEL'}")
        said = f"{named}, damaged: {error}" if isinstance(error, HashMismatch) else f"{named}, not on this machine"
        model = MODELS[named]
        with suppress(OSError, ValueError):  # told where the disk is
            if (free := free_bytes(models.cache_folder())) < model.bytes:
                said += f"; it takes {_megabytes(model.bytes)}, and {_megabytes(free)} are free"
        return Finding(what, state, said, f"pincite models pull {shlex.quote(named)}")
    return None


def _smaller() -> str | None:
    """Return the best measured generator that fits into the memory."""
    measured = (one for one in MODELS.values() if one.kind == "generator" and not one.unmeasured)
    return next((one.name for one in measured if fits(one.bytes)), None)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
