"""Parts of an article that stand apart in it: warnings, boxes, captions, answers that open on a click.

Extractors drop them for their tags or classes, as menus, advertisements and teasers have the same. What tells them
apart is what they say: sentences, few of them links, none about the page itself.
"""

import re
from itertools import islice
from typing import Any

from trafilatura.xpaths import OVERALL_DISCARD_XPATH

from index.flattened.cues import CREDIT
from index.flattened.page_talk import speaks_of_the_page
from index.load.markup.tags import CHROME, HEADINGS
from index.load.parts import one_line

_MOST_LINKED = 0.3  # of the text of a box
_SENTENCE = re.compile(r"(?:\S+\s+){4,}\S*[.!?。][\"”’»)\]]*(?:\s|\Z)")  # noqa: RUF001 - quotation marks
_CAPTION = re.compile(r"(?:\S+\s+){4,}\S+")
_AGENCY = re.compile(r"\b(?:AP|AFP|PA|EPA|Reuters|Getty|Alamy)(?: Photo| Images)?\W*\Z")
_QUOTES = " \"'“”„‘’«»"  # noqa: RUF001 - quotation marks
_NOT_OF_THE_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu|footer|sidebar|teasers?|related|recirc\w*|recommend\w*|promo\w*|newsletter\w*|share\w*"
    r"|social\w*|ads?|adverts?|advertisement|sponsor\w*|subscri\w*|cookie\w*|consent|author\w*|bio|byline|comments?"
    r"|trending|popular|latest|banner|login|sign-?up|donat\w*|paywall|breadcrumbs?|tags?|outbrain|taboola|pull-?quote)"
    r"(?:[\s_-]|$)",
    re.IGNORECASE,
)
_NOTES = frozenset(
    {"footnote", "endnote", "rearnote", "note", "sidebar", "tip", "warning", "doc-footnote", "doc-tip"}
)
_WRAPPERS = ("form", "fieldset", "dialog", "details", "figure", "aside")
_WITHIN_A_LINE = ("time", "label", "output", "button", "progress", "data")
_FLOWING = HEADINGS | {"p", "ul", "ol", "table"}
_BESIDE = CHROME | {"a"}
_MOST_SIBLINGS = 50
_LONGEST_QUOTE = 500
_NAMES = ("class", "id", "style", "role", "aria-hidden", "data-component")


def keep_asides(root: Any, *, everywhere: bool = False) -> None:  # noqa: ANN401 - lxml ships no types
    """Let the asides that belong to a text be parts of it: all that say something, or those within an article."""
    for aside in list(root.iter("aside")):
        kinds = f"{aside.get('role', '')} {aside.get('epub:type', '')}".split()
        noted = not _NOTES.isdisjoint(kinds)
        if noted or ((everywhere or _is_in_an_article(aside)) and _says_something(aside)):
            aside.tag = "div"


def open_boxes(root: Any) -> list[str]:  # noqa: ANN401 - lxml ships no types
    """Let an extractor see nothing but parts of the text in the boxes of an article. Returns the captions."""
    for element in root.iter(*_WITHIN_A_LINE):
        if _is_within_a_line(element):
            element.tag = "span"
    captions = [caption for caption in root.iter("figcaption") if _BESIDE.isdisjoint(_around(caption))]
    whole = one_line(" ".join(root.itertext()))
    dropped = [element for path in OVERALL_DISCARD_XPATH for element in path(root)]
    for box in [*dropped, *root.iter(*_WRAPPERS)]:
        if _is_in_an_article(box) and _says_something(box) and not _is_repeated(box, whole):
            _open(box)
    texts = (one_line("".join(caption.itertext())) for caption in captions)
    return [text for text in texts if _is_caption(text)]


def _open(box: Any) -> None:  # noqa: ANN401 - lxml ships no types
    if box.tag in _WRAPPERS:
        box.tag = "div"
    for name in _NAMES:
        box.attrib.pop(name, None)
    for caption in box.iter("figcaption"):
        caption.tag = "p"
    for summary in box.iter("summary"):
        summary.tag = "h4"


def _is_within_a_line(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    parent = element.getparent()
    if parent is None or not "".join(element.itertext()).strip():
        return False
    if element.tag == "button" and parent.tag in HEADINGS | {"summary", "dt"}:
        return True
    return bool((parent.text or "").strip()) or any((child.tail or "").strip() for child in parent)


def _is_in_an_article(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether an element stands in an article, or follows a paragraph of text."""
    outer = _around(element)
    if not (CHROME | {"header"}).isdisjoint(outer):
        return False
    if "article" in outer or "main" in outer:
        return True
    before = islice(element.itersiblings(preceding=True), _MOST_SIBLINGS)
    return any(sibling.tag in _FLOWING for sibling in before)


def _around(element: Any) -> set[str]:  # noqa: ANN401 - lxml ships no types
    return {ancestor.tag for ancestor in element.iterancestors()}


def _is_repeated(box: Any, whole: str) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether a box shows a sentence of the text once more, in large letters."""
    said = one_line(" ".join(box.itertext())).strip(_QUOTES)
    return len(said) <= _LONGEST_QUOTE and whole.count(said) > 1


def _says_something(box: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    if any(_NOT_OF_THE_ARTICLE.search(box.get(name, "")) for name in ("class", "id", "role")):
        return False
    text = one_line(" ".join(box.itertext()))
    linked = sum(len("".join(link.itertext())) for link in box.iter("a"))
    return bool(_SENTENCE.search(text)) and linked <= _MOST_LINKED * len(text) and not speaks_of_the_page(text)


def _is_caption(text: str) -> bool:
    if _SENTENCE.match(text):
        return True
    return bool(_CAPTION.match(text)) and not CREDIT.search(text) and not _AGENCY.search(text)
