"""An event loop around what Gradio does before it serves."""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def in_loop(work: Callable[P, T]) -> Callable[P, T]:
    """Let `work` run inside an event loop, which is closed behind it.

    Where none runs, Gradio makes one for each of its locks (`safe_get_lock` in gradio/utils.py) and closes none:
    ten for a page, each with three open files. A lock itself belongs to no loop until it is used.
    """

    @wraps(work)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        async def run() -> T:
            return work(*args, **kwargs)

        return work(*args, **kwargs) if _one_runs() else asyncio.run(run())

    return inside


def _one_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
