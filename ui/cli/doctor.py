"""The command `pincite doctor`: what is installed, what works, and for what does not the line that mends it."""

import argparse
from typing import TYPE_CHECKING

from ui.cli import settings as cli_settings
from ui.cli.parsers import Commands, command, json_option
from ui.cli.text import one_line, print_json

if TYPE_CHECKING:
    from ui.doctor.finding import Diagnosis, Finding


def add_command(commands: Commands) -> None:
    """Declare it."""
    summary = "say what works here, and how to mend what does not"
    json_option(command(commands, "doctor", run, summary, "pincite doctor"))


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; the exit code is 1 where no question can be asked."""
    found = diagnosis(arguments)
    if arguments.json:
        print_json(found.to_json())
    else:
        _print(found)
    return 0 if found.can_ask else 1


def diagnosis(arguments: argparse.Namespace) -> "Diagnosis":
    """Look at everything that the command line would use now."""
    from index.models.files import cache_folder
    from ui.doctor import machine as doctor_machine
    from ui.doctor import models as doctor_models
    from ui.doctor.finding import Diagnosis
    from ui.doctor.library import library
    from ui.doctor.packages import packages

    folder, embedder = cli_settings.library_folder(arguments.index), cli_settings.embedder()
    url, generator = cli_settings.model_url(), cli_settings.generator()
    writer = doctor_models.writer(generator) if url is None else doctor_models.service(url)
    findings: list[Finding] = [
        *packages(),
        doctor_machine.processors(),
        doctor_machine.memory(),
        doctor_machine.disk({"models": cache_folder(), "the library": folder}),
        doctor_models.reader(),
        *doctor_models.embedders(embedder),
        writer,
    ]
    findings += doctor_models.others({embedder, generator})
    findings += doctor_models.network(findings)
    findings.append(library(folder, embedder))
    return Diagnosis(tuple(findings), can_write=writer.state == "good")


def _print(found: "Diagnosis") -> None:
    for finding in found.findings:
        print(f"{finding.state:8}  {finding.name:16}  {one_line(finding.said)}")
        if finding.mend:
            print(f"{'':26}  mend: {one_line(finding.mend)}")
    print(found.outcome)
