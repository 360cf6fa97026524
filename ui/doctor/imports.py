"""Whether packages that are installed can be imported, tried where a crash or a wait costs nothing."""

import os
import signal
import subprocess
import sys
from functools import lru_cache

IMPORT_SECONDS = 60.0


@lru_cache
def import_failure(*modules: str) -> str:
    """Return why another process like this one cannot import modules, in a few words; "" where it can.

    What lies in the current folder is not imported.
    """
    command = [sys.executable, "-P", "-W", "ignore", "-c", "; ".join(f"import {module}" for module in modules)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=IMPORT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the import was not done after {IMPORT_SECONDS:.0f} s"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"the import ended by {signal.Signals(-done.returncode).name}"
    said = done.stderr.strip().splitlines()
    return said[-1] if said else f"the import ended with exit code {done.returncode}"
