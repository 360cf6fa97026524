"""Equations on one line: those of Office (OMML) and of the web and OpenDocument (MathML).

A fraction is written 1/8 or (a+b)/(2c), a power x², 10^6 or e^(x+1), an index x₁ or x_(i+1), a root √(x).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from index.load.markup.tags import name_of
from index.load.runs import grouped, lowered, raised

_MOST_DEPTH = 100
_NO_TEXT = frozenset({"annotation", "annotation-xml", "mphantom", "mspace", "none", "mprescripts"})
_UNSEEN = re.compile("[\u2061-\u2064]")  # signs for programs, as "times" between 2 and x
_OPEN = re.compile(r"[_^/][\w.,]+\Z")  # what follows would be read as a part of it
_LONGEST_OPEN = 100
_PRIMES = "′″'*†°"  # noqa: RUF001 - what is raised by itself


def equation(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return an equation, or a part of one, as text on one line. Raises RecursionError for parts without end."""
    return _written(element, 0).strip()


def _written(element: Any, depth: int) -> str:  # noqa: ANN401 - lxml ships no types
    name = name_of(element)
    if depth > _MOST_DEPTH:
        raise RecursionError("an equation has too many parts within parts")
    if name is None or name in _NO_TEXT or name.endswith("Pr"):
        return ""
    if name in _LEAVES:
        return _UNSEEN.sub("", "".join(element.itertext())).strip()
    if name == "t":
        return _UNSEEN.sub("", element.text or "")
    build = _PARTS.get(name)
    return build(_Parts(element, depth + 1)) if build else _joined(element, depth + 1)


def _joined(element: Any, depth: int) -> str:  # noqa: ANN401 - lxml ships no types
    text = ""
    for child in element:
        piece = _written(child, depth)
        fraction = name_of(child) in ("f", "mfrac")
        ambiguous = _OPEN.search(text[-_LONGEST_OPEN:]) if piece[:1].isalnum() else None
        text += f" {piece}" if ambiguous or (fraction and text[-1:].isdigit() and piece[:1].isdigit()) else piece
    return text


class _Parts:
    """The parts of an element of an equation: by name in OMML, by position in MathML."""

    def __init__(self, element: Any, depth: int) -> None:  # noqa: ANN401 - lxml ships no types
        self._element = element
        self._depth = depth

    def __getitem__(self, name: str) -> str:
        """Return the part of this name, "" if there is none."""
        child = self._element.find("{*}" + name)
        return "" if child is None else _written(child, self._depth).strip()

    def at(self, position: int) -> str:
        """Return the part at a position, "" if there is none."""
        children = [child for child in self._element if name_of(child) is not None]
        return _written(children[position], self._depth).strip() if position < len(children) else ""

    def each(self, name: str) -> Iterator[str]:
        """Yield all parts of this name."""
        return (_written(child, self._depth).strip() for child in self._element.iterchildren("{*}" + name))

    def all(self) -> str:
        """Return all parts as one."""
        return _joined(self._element, self._depth)

    def stated(self, name: str, default: str) -> str:
        """Return a property of an OMML element."""
        found = self._element.find(f"{{*}}{name_of(self._element)}Pr/{{*}}{name}")
        if found is None:
            return default
        return next((value for key, value in found.attrib.items() if key.endswith("val")), "")

    def attribute(self, name: str, default: str) -> str:
        """Return an attribute of a MathML element."""
        return str(self._element.get(name, default))


def _fraction(above: str, below: str) -> str:
    return f"{grouped(above)}/{grouped(below)}"


def _scripts(base: str, below: str, above: str) -> str:
    """Return a base with what is lowered and raised behind it."""
    text = base if len(base) < 2 or base.isalnum() or not below + above else grouped(base)
    if below:
        text += lowered(below, text) if text[-1:].isalnum() else f"_{grouped(below)}"
    if above:
        text += _power(above, text)
    return text


def _power(above: str, base: str) -> str:
    if not above.strip(_PRIMES):
        return above
    written = raised(above, base) if base[-1:].isalpha() else above
    return written if written != above else f"^{grouped(above)}"


def _root(degree: str, inside: str) -> str:
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree)
    return f"{sign}{grouped(inside)}" if sign else f"root {degree} of {grouped(inside)}"


def _limits(sign: str, below: str, above: str, inside: str) -> str:
    text = sign + (f"_{grouped(below)}" if below else "") + (f"^{grouped(above)}" if above else "")
    return f"{text} {inside}" if inside else text


def _delimited(parts: _Parts) -> str:
    inner = parts.stated("sepChr", "|").join(parts.each("e"))
    return f"{parts.stated('begChr', '(')}{inner}{parts.stated('endChr', ')')}"


def _fenced(parts: _Parts) -> str:
    return f"{parts.attribute('open', '(')}{parts.all()}{parts.attribute('close', ')')}"


def _rows(parts: _Parts, row: str) -> str:
    return f"[{'; '.join(parts.each(row))}]"


_LEAVES = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_PARTS: dict[str, Callable[[_Parts], str]] = {
    "f": lambda parts: _fraction(parts["num"], parts["den"]),
    "sSup": lambda parts: _scripts(parts["e"], "", parts["sup"]),
    "sSub": lambda parts: _scripts(parts["e"], parts["sub"], ""),
    "sSubSup": lambda parts: _scripts(parts["e"], parts["sub"], parts["sup"]),
    "sPre": lambda parts: f"{_scripts('', parts['sub'], parts['sup'])}{parts['e']}",
    "rad": lambda parts: _root(parts["deg"], parts["e"]),
    "nary": lambda parts: _limits(parts.stated("chr", "∫"), parts["sub"], parts["sup"], parts["e"]),
    "limLow": lambda parts: _limits(parts["e"], parts["lim"], "", ""),
    "limUpp": lambda parts: _limits(parts["e"], "", parts["lim"], ""),
    "func": lambda parts: f"{parts['fName']} {parts['e']}",
    "d": _delimited,
    "m": lambda parts: _rows(parts, "mr"),
    "mr": lambda parts: ", ".join(parts.each("e")),
    "eqArr": lambda parts: "; ".join(parts.each("e")),
    "mfrac": lambda parts: _fraction(parts.at(0), parts.at(1)),
    "msup": lambda parts: _scripts(parts.at(0), "", parts.at(1)),
    "msub": lambda parts: _scripts(parts.at(0), parts.at(1), ""),
    "msubsup": lambda parts: _scripts(parts.at(0), parts.at(1), parts.at(2)),
    "msqrt": lambda parts: _root("", parts.all()),
    "mroot": lambda parts: _root(parts.at(1), parts.at(0)),
    "munder": lambda parts: _limits(parts.at(0), parts.at(1), "", ""),
    "mover": lambda parts: _limits(parts.at(0), "", parts.at(1), ""),
    "munderover": lambda parts: _limits(parts.at(0), parts.at(1), parts.at(2), ""),
    "mfenced": _fenced,
    "mtable": lambda parts: _rows(parts, "mtr"),
    "mtr": lambda parts: ", ".join(parts.each("mtd")),
    "semantics": lambda parts: parts.at(0),
}
