"""What this machine gives a model, in lines for `pincite status` and `pincite models list`."""

from pathlib import Path

from index.models import files as models
from index.models.table import MODELS, Model
from qa.llama.loading import why_not
from qa.llama.machine import available_bytes, fits, share, suits
from qa.llama.speed import speeds
from ui.cli import settings as cli_settings


def model_lines() -> dict[str, str]:
    """Return name and value of what is known of the model in use without loading it."""
    if (url := cli_settings.model_url()) is not None:
        return {"model": f"{cli_settings.own_generator() or 'the first of the list'} at {url}"}
    name = cli_settings.generator()
    path = models.place(MODELS[name]) if name in MODELS else Path(name).expanduser()
    if not path.is_file():
        return {"model": f"{name}, which is not on this machine"}
    if why := why_not():
        return {"model": f"{name}, which cannot be used. {why}"}
    from qa.llama.native import uses_graphics_card

    size = path.stat().st_size
    given = share(size)
    return {
        "model": f"{name}, {size / 1e6:,.0f} MB",
        "memory": f"{available_bytes() / 1e6:,.0f} MB available",
        "context": f"{given.context_tokens} tokens, read {given.batch_tokens} at a time",
        "threads": f"{given.threads}, one for each physical core",
        "graphics card": "used" if uses_graphics_card() else "not used: llama.cpp was built without",
    }


def fit_line(model: Model) -> str:
    """Return whether a generator finds room here, and how fast it was when it was last used."""
    room = f"{'fits' if fits(model.bytes) else 'does not fit'} into {available_bytes() / 1e6:,.0f} MB available"
    speed = speeds(models.cache_folder()).get(models.place(model).name)
    if speed is None:
        return room
    return f"{room}; reads {speed.reading:.0f} tokens a second, writes {speed.writing:.1f}"


def recommended() -> tuple[str | None, str | None]:
    """Return the best measured generator that fits this machine, and the largest unmeasured one that suits it."""
    generators = [model for model in MODELS.values() if model.kind == "generator"]
    measured = (model.name for model in generators if not model.unmeasured and fits(model.bytes))
    others = (model for model in generators if model.unmeasured and suits(model.bytes))
    largest = max(others, key=lambda model: model.bytes, default=None)
    return next(measured, None), largest.name if largest is not None else None


def recommendation() -> str:
    """Return which generator is recommended here, in a line."""
    measured, unmeasured = recommended()
    available = f"{available_bytes() / 1e6:,.0f} MB of memory available"
    if measured is None:
        return f"recommended for {available}: none, `pincite ask --quote` needs none"
    larger = f"; {unmeasured} suits too, and was not measured by us" if unmeasured else ""
    return f"recommended for {available}: {measured}{larger}"
