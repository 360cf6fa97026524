"""The command `pincite completion SHELL`, and what answers the shell when it asks what could follow."""

import argparse
import os

from ui.cli.parsers import Commands, plain_command

SHELLS = ("bash", "zsh", "fish")


def add_command(commands: Commands) -> None:
    """Declare it."""
    summary = "print what completes commands in a shell"
    parser = plain_command(commands, "completion", run, summary, 'eval "$(pincite completion bash)"')
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(arguments: argparse.Namespace) -> int:
    """Print the shell's code; it asks `pincite` itself what fits, so it stays right with any version."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["pincite"], shell=arguments.shell))
    return 0


def answer(parser: argparse.ArgumentParser) -> None:
    """End the process with what could follow, where the shell asks; else do nothing."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
