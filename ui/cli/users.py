"""The commands `pincite users add`, `allow`, `list` and `remove`, on a file of accounts."""

import argparse
import sys
from getpass import getpass

from index.errors import PinciteError
from ui.cli.parsers import Commands, Run, action_group, auth_file_option, plain_command
from ui.serve.accounts import Account, Accounts


def add_commands(commands: Commands) -> None:
    """Declare them."""
    actions = action_group(
        commands, "users", "say who may sign in to the chat", "pincite users list --auth-file users"
    )
    adding = _command(actions, "add", add, "add an account, or change one", "anna --owner")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--owner", action="store_true", help="may change the library, not only ask it")
    adding.add_argument(
        "--libraries", type=_names, metavar="A,B", help="may use only these (`pincite libraries`), not all"
    )
    allowing = _command(actions, "allow", allow, "say which libraries an account may use", "anna --libraries a,b")
    allowing.add_argument("name", metavar="NAME")
    which = allowing.add_mutually_exclusive_group(required=True)
    which.add_argument("--libraries", type=_names, metavar="A,B", help="these only")
    which.add_argument("--all", action="store_true", help="all, those included that are made later")
    _command(actions, "list", list_users, "list the accounts", "")
    _command(actions, "remove", remove, "take an account out", "anna").add_argument("name", metavar="NAME")


def _command(actions: Commands, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    parser = plain_command(actions, name, run, summary, f"pincite users {name} {example} --auth-file users")
    auth_file_option(parser, required=True)
    return parser


def add(arguments: argparse.Namespace) -> int:
    """Ask for a password, unseen, and write the account."""
    password = _password(arguments.name)
    accounts = Accounts(arguments.auth_file)
    accounts.put(arguments.name, password, owner=arguments.owner, libraries=arguments.libraries)
    print(f"{arguments.name} may sign in, as {_role(accounts.find(arguments.name), 'an owner', 'a reader')}")
    return 0


def allow(arguments: argparse.Namespace) -> int:
    """Write which libraries an account may use; it counts at once, also for who is signed in."""
    Accounts(arguments.auth_file).allow(arguments.name, arguments.libraries)
    print(f"{arguments.name} may use {', '.join(arguments.libraries) if arguments.libraries else 'all libraries'}")
    return 0


def list_users(arguments: argparse.Namespace) -> int:
    """Print the names and what each may do."""
    accounts = Accounts(arguments.auth_file).all()
    for account in accounts:
        print(f"{account.name:20} {_role(account, 'owner', 'reader')}")
    if not accounts:
        print(f"{arguments.auth_file} has no accounts; add one with `pincite users add`")
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Take an account out; who is signed in with it is signed out, in every browser."""
    Accounts(arguments.auth_file).remove(arguments.name)
    print(f"{arguments.name} can no longer sign in")
    return 0


def _names(given: str) -> tuple[str, ...]:
    """Read the names of libraries, with commas between them."""
    names = tuple(one.strip() for one in given.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"{given!r} is no list of names such as contracts,notes")
    return names


def _role(account: Account | None, owner: str, reader: str) -> str:
    if account is None:  # it was taken out meanwhile
        return "nobody"
    limited = "" if account.libraries is None else f" of {', '.join(account.libraries)} only"
    return (owner if account.owner else reader) + limited


def _password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass(f"Password of {name}: ")
    if getpass("The same again: ") != password:
        raise PinciteError("the two passwords differ: try again.")
    return password
