"""A chat template, as a model's file has it: the text round the messages of a chat.

Models that can think aloud first are asked not to. Nobody reads it, and on two cores it takes a minute.
"""

import datetime
import json
from collections.abc import Mapping, Sequence

import jinja2
from jinja2.ext import Extension
from jinja2.nodes import Node, Scope
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from index.errors import ModelError
from qa.thinking import CLOSED, OPENED

# What templates call it: Qwen3, SmolLM3 and GLM the one, Granite and DeepSeek the other.
_NOT_THINKING = {"enable_thinking": False, "thinking": False}
_ABSENT = {"tools": None, "documents": None}
# What a template can do besides errors of its own; it is a program, and anybody's.
_FAILURES = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


class _Generation(Extension):
    """Let `{% generation %}` stand round what the model wrote: it is for training, and changes no text."""

    tags = {"generation"}  # noqa: RUF012 - as the base class has it

    def parse(self, parser: Parser) -> Node:
        """Return what stands between the two marks; names set in it end there, as in transformers."""
        line = next(parser.stream).lineno
        return Scope(parser.parse_statements(("name:endgeneration",), drop_needle=True), lineno=line)


class Template:
    """The template of one model. It comes with a file from anywhere, and runs in a sandbox."""

    def __init__(self, text: str, *, begin: str, end: str, of: str) -> None:
        """Read it; `begin` and `end` are the model's markers of a text, `of` names it in messages.

        Raises ModelError for what is no template.
        """
        self._of = of
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", _Generation]
        )
        environment.filters["tojson"] = _to_json
        environment.globals |= {
            "bos_token": begin,
            "eos_token": end,
            "raise_exception": _refuse,
            "strftime_now": lambda form: datetime.datetime.now().strftime(form),
        }
        try:
            self._template = environment.from_string(text)
        except _FAILURES as error:
            raise self._broken(error) from error

    def render(self, messages: Sequence[Mapping[str, str]]) -> str:
        """Return a chat up to where the reply begins. Raises ModelError where the template cannot make one."""
        try:
            text = self._template.render(messages=messages, add_generation_prompt=True, **_ABSENT, **_NOT_THINKING)
        except _FAILURES as error:
            raise self._broken(error) from error
        begun = text.rstrip()  # in thought, whatever it was asked for: then that ends here
        return f"{begun}\n\n{CLOSED}\n\n" if begun.endswith(OPENED) else text

    def _broken(self, error: Exception) -> ModelError:
        return ModelError(
            f"The chat template in {self._of} cannot be used: {error}. Give another file of this model, or "
            "another model."
        )


def _refuse(message: str) -> str:
    """Stand for what a template calls when it does not take a chat."""
    raise jinja2.TemplateError(message)


def _to_json(
    value: object,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Return JSON as templates expect it, for a model: jinja2's own is for a page, and escapes < > & and '."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
