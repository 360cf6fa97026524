"""What is drawn in an Office file: the figures of charts, and the words of diagrams (SmartArt)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl.styles.numbers import is_date_format  # type: ignore[import-untyped] # no types in the package
from openpyxl.utils.datetime import from_excel  # type: ignore[import-untyped] # no types in the package

from index.load.parts import TextBuilder, iso, one_line

_DRAWN_ONLY = frozenset({"pres", "parTrans", "sibTrans"})
_MOST_POINTS = 20_000
_LARGE = 36 * 360_000**2  # the square of EMU, 360,000 of which are a centimetre: what is smaller is a logo


def add_chart(chart: Any, builder: TextBuilder) -> bool:  # noqa: ANN401 - lxml ships no types
    """Add the figures of a chart. Returns False if the file holds none."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for series in chart.iter("{*}ser"):
        name = " ".join(_texts(series.find("{*}tx")).values())
        categories = _texts(_first(series, "cat", "xVal"))
        for index, value in _texts(_first(series, "val", "yVal")).items():
            rows.setdefault(categories.get(index, str(index + 1)), []).append((name, value))
    titles = [chart.find("{*}chart/{*}title"), *chart.iterfind("{*}chart/{*}plotArea/{*}*/{*}title")]
    return add_figures("; ".join(filter(None, map(_rich, titles))), rows, builder)


def add_figures(title: str, rows: Mapping[str, Sequence[tuple[str, str]]], builder: TextBuilder) -> bool:
    """Add "2029; Herring: 412; Cod: 91." for each category. Returns False if there are no figures."""
    builder.add(title, "item")
    for category, figures in rows.items():
        if len(figures) == 1 and not figures[0][0]:
            builder.add(f"{category}: {figures[0][1]}.", "item")
        else:
            shown = [f"{name}: {figure}" if name else figure for name, figure in figures]
            builder.add(f"{'; '.join([category, *shown])}.", "item")
    return bool(rows)


def add_diagram(data: Any, builder: TextBuilder) -> None:  # noqa: ANN401 - lxml ships no types
    """Add the words of a diagram, each part's before those of the parts under it."""
    points = {point.get("modelId"): point for point in data.iterfind("{*}ptLst/{*}pt")}
    below: dict[str | None, list[tuple[int, str]]] = {}
    for connection in data.iterfind("{*}cxnLst/{*}cxn"):
        if connection.get("type", "parOf") == "parOf":
            order = connection.get("srcOrd", "0")
            place = int(order) if order.isdecimal() and len(order) < 9 else 0
            below.setdefault(connection.get("srcId"), []).append((place, connection.get("destId")))
    waiting = [key for key, point in reversed(points.items()) if point.get("type") not in _DRAWN_ONLY]
    waiting += [key for key, point in points.items() if point.get("type") == "doc"]
    while waiting:
        key = waiting.pop()
        point = points.pop(key, None)
        if point is None:
            continue
        for paragraph in point.iterfind("{*}t/{*}p"):
            builder.add(one_line("".join(run.text or "" for run in paragraph.iter("{*}t"))), "item")
        waiting += [inner for _, inner in sorted(below.get(key, ()), reverse=True)]


def is_large(width: float | None, height: float | None) -> bool:
    """Tell whether a picture, measured in EMU, has room for text that somebody may look for."""
    return (width or 0) * (height or 0) > _LARGE


def large_pictures(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield the pictures (a:blip) of a paragraph in Word that are large, without those of text boxes in it."""
    for frame in paragraph.iter("{*}inline", "{*}anchor"):
        extent, own = frame.find("{*}extent"), next(frame.iterancestors("{*}p"), None) is paragraph
        sides = [extent.get(side, "") for side in ("cx", "cy")] if extent is not None else []
        blip = frame.find(".//{*}blip")
        stated = own and blip is not None and all(side.isdecimal() for side in sides)
        if stated and is_large(*(float(side[:12]) for side in sides or ("0", "0"))):
            yield blip


def related(element: Any, part: Any, key: str = "id") -> Any:  # noqa: ANN401 - lxml ships no types
    """Return the part of the package that an element names, or None if it is missing."""
    named = next((text for name, text in element.attrib.items() if name.endswith("}" + key)), None)
    relation = part.rels.get(named) if named else None
    return None if relation is None or relation.is_external else relation.target_part


def _first(series: Any, *names: str) -> Any:  # noqa: ANN401 - lxml ships no types
    found = (series.find("{*}" + name) for name in names)
    return next((element for element in found if element is not None), None)


def _texts(data: Any) -> dict[int, str]:  # noqa: ANN401 - lxml ships no types
    """Return the values that a file keeps of a series, by their places, as they are shown."""
    if data is None:
        return {}
    texts: dict[int, list[str]] = {}
    caches = [element for element in data.iter() if element.tag is not None and element.find("{*}pt") is not None]
    for cache in reversed(caches):  # of categories in several levels the outermost is the last
        shown = {int(point.get("idx", "0")): _value(point, cache) for point in cache.iterchildren("{*}pt")}
        if len(caches) > 1 and cache is not caches[0]:
            shown = dict(_spread(shown, data))
        for index, text in shown.items():
            texts.setdefault(index, []).append(text)
    if not caches:
        return {0: found} if (found := one_line("".join(value.text or "" for value in data.iter("{*}v")))) else {}
    return {index: ", ".join(found) for index, found in sorted(texts.items())[:_MOST_POINTS]}


def _spread(shown: dict[int, str], data: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - lxml ships no types
    """Yield an outer category for each place that it holds for."""
    count = data.find(".//{*}ptCount")
    end = min(int(count.get("val", "0")) if count is not None else 0, _MOST_POINTS)
    text = ""
    for index in range(end):
        text = shown.get(index, text)
        if text:
            yield index, text


def _value(point: Any, cache: Any) -> str:  # noqa: ANN401 - lxml ships no types
    text = one_line(point.findtext("{*}v") or "")
    form = point.get("formatCode") or cache.findtext("{*}formatCode") or ""
    try:
        number = float(text)
    except ValueError:
        return text
    if form not in ("", "General") and is_date_format(form):
        moment = from_excel(number)
        return iso(moment) if hasattr(moment, "year") and hasattr(moment, "hour") else str(moment)
    if "%" in form:
        return f"{number * 100:.10g}%"
    return f"{number:.15g}" if len(text) > 15 else text


def _rich(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    return one_line("".join(run.text or "" for run in element.iter("{*}t"))) if element is not None else ""
