"""Handlers that do their work on the library that the calling page has open."""

import inspect
import typing
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import gradio as gr

from ui.several.desks import Desk, Desks

Part = TypeVar("Part")


def per_page(desks: Desks, kind: type[Part], part: Callable[[Desk], Part]) -> Part:
    """Return what looks like a part of a desk: each of its methods is that of the desk the calling page has.

    Gradio reads from a handler's signature what it is to be given; these have that of the method, and the request.
    """
    return cast(Part, _Everywhere(desks, kind, part))


class _Everywhere:
    def __init__(self, desks: Desks, kind: type, part: Callable[[Desk], Any]) -> None:
        self._desks = desks
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

        def found(given: tuple[Any, ...]) -> Callable[..., Any]:
            bound: Callable[..., Any] = getattr(self._part(self._desks.at(given[place])), name)
            return bound

        def act(*given: Any) -> Any:  # noqa: ANN401 - whatever the method is given
            return found(given)(*given[:count])

        def acts(*given: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
            yield from found(given)(*given[:count])

        handler: Any = acts if inspect.isgeneratorfunction(method) else act
        handler.__name__ = name
        handler.__annotations__ = hints
        handler.__signature__ = inspect.Signature(parameters)
        wired: Callable[..., Any] = handler
        return wired
