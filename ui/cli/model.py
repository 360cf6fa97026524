"""The model that a command uses: in this process, or behind an address that the user has named."""

import argparse
import sys
from typing import TYPE_CHECKING

from ui.cli import settings as cli_settings
from ui.serve.generator import loaded

if TYPE_CHECKING:
    from qa.chat_model import ChatModel
    from qa.endpoint.model import EndpointModel


def model_options(parser: argparse.ArgumentParser) -> None:
    """Let a command take another model."""
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="a name from `pincite models list`, a GGUF file, or one of the service's models",
    )
    parser.add_argument(
        "--model-url",
        metavar="URL",
        help="a service with the OpenAI chat API that runs the model (its key: $PINCITE_API_KEY)",
    )


def full_option(parser: argparse.ArgumentParser) -> None:
    """Let a command ask for fuller answers."""
    parser.add_argument(
        "--full", action="store_true", help="answer every part of a question, in several sentences instead of one"
    )


def quote_option(parser: argparse.ArgumentParser) -> None:
    """Let a command do without the language model."""
    parser.add_argument(
        "--quote", action="store_true", help="the sentence itself, at once, without the language model"
    )


def own_model(arguments: argparse.Namespace) -> "ChatModel | None":
    """Return the model the user has named, loaded; None leaves the choice to the assistant."""
    if (endpoint := own_endpoint(arguments)) is not None:
        return endpoint
    named = named_generator(arguments)
    return None if named is None else loaded(named)


def any_model(arguments: argparse.Namespace) -> "ChatModel":
    """Return the model the user has named, or the default one, loaded."""
    return own_model(arguments) or loaded(cli_settings.generator())


def named_generator(arguments: argparse.Namespace) -> str | None:
    """Return the generator that the user has named, for this command or in the environment."""
    named: str | None = arguments.model or cli_settings.own_generator()
    return named


def own_endpoint(arguments: argparse.Namespace) -> "EndpointModel | None":
    """Return the model behind the address that the user has named, and say where the documents' sentences go."""
    url = arguments.model_url or cli_settings.model_url()
    if url is None:
        return None
    from qa.endpoint.model import EndpointModel

    model = EndpointModel(url, model=named_generator(arguments), key=cli_settings.api_key())
    if not model.is_here:
        how = "" if model.encrypted else ", not encrypted"
        print(f"pincite: questions and sentences of your documents are sent to {model.host}{how}", file=sys.stderr)
    return model
