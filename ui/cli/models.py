"""The commands `pincite models list`, `pull` and `verify`."""

import argparse
import sys

from index.errors import HashMismatch
from index.models import files as models
from index.models.table import MODELS, READER, READER_NAME
from qa.llama.loading import cannot_write
from ui.cli import settings as cli_settings
from ui.cli.machine import fit_line, recommendation
from ui.doctor.imports import import_failure


def list_models(arguments: argparse.Namespace) -> int:
    """Print every model of the table, and whether it is on this machine."""
    chosen = _chosen()
    for name, model in MODELS.items():
        state = models.state(name)
        here = "on this machine" if not state.missing else "not fetched"
        used = ", in use" if name in chosen else ""
        print(f"{name:28} {model.kind:10} {model.bytes / 1e6:7,.0f} MB  {model.licence:11} {here}{used}")
        print(f"{'':28} {state.path}")
        if model.kind == "generator":
            print(f"{'':28} {fit_line(model)}{', not measured by us' if model.unmeasured else ''}")
    megabytes = f"{READER.bytes / 1e6:7,.0f} MB"
    print(f"{READER_NAME:28} {'reader':10} {megabytes}  Apache-2.0  part of Pincite, in use")
    print(recommendation())
    return 0


def pull(arguments: argparse.Namespace) -> int:
    """Fetch one model, or the embedder in use and, where a model can write, the generator in use."""
    names = [arguments.name] if arguments.name else _chosen()
    if not arguments.name and (why := import_failure("llama_cpp")):
        names = [name for name in names if MODELS[name].kind != "generator"]
        print(f"pincite: no model that writes is fetched: {cannot_write(why)}", file=sys.stderr)
    for name in names:
        print(f"{name}: {models.pull(name, progress=True)}")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Hash the files of one model, or of all that are on this machine."""
    here = [name for name in MODELS if not models.state(name).missing]
    damaged = 0
    for name in [arguments.name] if arguments.name else here:
        try:
            print(f"{name}: {models.verify(name)} is what the table names")
        except HashMismatch as error:
            print(f"{name}: {error}")
            damaged += 1
    if not arguments.name and not here:
        print(f"no model of the table is in {models.cache_folder()}; fetch them with `pincite models pull`")
    return 1 if damaged else 0


def _chosen() -> list[str]:
    """Return the models in use that the table names; a user's own path and a service's model need no fetching."""
    generators = () if cli_settings.model_url() else (cli_settings.generator(),)
    return [name for name in (*generators, cli_settings.embedder()) if name in MODELS]
