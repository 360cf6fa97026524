"""Handlers that do their work on what the calling page has open, in the language of its browser."""

import inspect
import typing
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from typing import Any, TypeVar, cast

import gradio as gr

from ui.language import LANGUAGE, chosen

Part = TypeVar("Part")
Step = TypeVar("Step")


def per_page(kind: type[Part], part: Callable[[gr.Request], Part]) -> Part:
    """Return what looks like a `kind`: each of its methods is that of the `part` for the page of a request.

    Gradio reads from a handler's signature what it is to be given; these have that of the method, and the request.
    """
    return cast(Part, _Everywhere(kind, part))


def in_language(request: gr.Request, steps: Callable[[], Iterator[Step]]) -> Iterator[Step]:
    """Yield `steps`, each made in the language of a request: Gradio resumes a generator in changing contexts."""
    context = _context(request)
    made = context.run(steps)
    try:
        while (step := context.run(next, made, _END)) is not _END:
            yield cast(Step, step)
    finally:
        context.run(made.close)  # type: ignore[attr-defined]


_END = object()


def _context(request: gr.Request) -> Context:
    """Return the context of a request, in which its language is spoken."""
    context = copy_context()
    context.run(LANGUAGE.set, chosen(request.headers.get("accept-language", "")))
    return context


class _Everywhere:
    def __init__(self, kind: type, part: Callable[[gr.Request], Any]) -> None:
        self._kind = kind
        self._part = part

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._kind, name)
        parameters = list(inspect.signature(method).parameters.values())[1:]
        hints = {one: hint for one, hint in typing.get_type_hints(method).items() if one != "return"}
        wanted = "request" in hints
        if not wanted:
            kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
            parameters.append(inspect.Parameter("request", kind, default=None))
            hints["request"] = gr.Request
        place = [parameter.name for parameter in parameters].index("request")
        count = None if wanted else place

        def found(given: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever the method returns
            return getattr(self._part(given[place]), name)(*given[:count])

        def act(*given: Any) -> Any:  # noqa: ANN401 - whatever the method is given
            return _context(given[place]).run(found, given)

        def acts(*given: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
            yield from in_language(given[place], lambda: found(given))

        handler: Any = acts if inspect.isgeneratorfunction(method) else act
        handler.__name__ = name
        handler.__annotations__ = hints
        handler.__signature__ = inspect.Signature(parameters)
        wired: Callable[..., Any] = handler
        return wired
