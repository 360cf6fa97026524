"""JSON: an article is an object with a field for its text, which web APIs, feeds and data sets name differently.

What has none is read as it is: the messages of a chat, records, settings.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from index.errors import DocumentError
from index.load.dates import read_date
from index.load.encoding import decode
from index.load.markup.tree import add_fragment
from index.load.paragraphs import paragraph_blocks
from index.load.parts import Loaded, TextBuilder, one_line
from index.load.plain.chats import is_chat
from index.load.plain.fields import add_fields, rows

_TITLE = ("title", "headline", "name", "subject")
_TEXT = ("text", "body", "content", "article", "content_text", "articlebody", "content_html", "html")
_SUMMARY = ("summary", "description", "abstract", "lead", "subtitle")
_DATE = (
    "date",
    "published",
    "date_published",
    "datepublished",
    "published_at",
    "publishedat",
    "pubdate",
    "created_at",
)
_AUTHOR = ("author", "authors", "creator", "byline", "by")
_SITE = ("site", "sitename", "site_name", "publisher", "source")
_ADDRESS = ("url", "link", "canonical_url", "source_url")
_LANGUAGE = ("language", "lang", "inlanguage")
_LISTS = ("articles", "items", "documents", "records", "results", "entries", "posts", "data")
_INSIDE = ("rendered", "text", "value", "html", "name", "title")
_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|ul|ol|li|span|strong|em|a|table)\b[^>]*>", re.IGNORECASE)
_SPELLED_TWICE = re.compile(r"(?:\\u00[89a-f][0-9a-f])+", re.IGNORECASE)
_MOST_VALUE = 300  # characters: a longer value of a field that we do not know is no remark about the article
_MOST_ROWS = 100
_TOO_DEEP = "has too many values within values. Export it anew, or only what you want from it"


def load_json(data: bytes) -> Loaded:
    """Return an article, a chat, records or settings. Raises DocumentError if the file is no JSON."""
    try:
        return _loaded(parsed(data))
    except RecursionError as error:
        raise DocumentError(_TOO_DEEP) from error


def _loaded(article: Any) -> Loaded:  # noqa: ANN401 - any JSON
    if not isinstance(article, dict | list):
        raise DocumentError(f"holds no object with the fields of an article but a {type(article).__name__}")
    fields = {str(name).lower(): value for name, value in article.items()} if isinstance(article, dict) else {}
    text = _take(fields, _TEXT)
    if not text:
        return _without_text(article)
    title, summary, dated, author, site, address, language = (
        _take(fields, names) for names in (_TITLE, _SUMMARY, _DATE, _AUTHOR, _SITE, _ADDRESS, _LANGUAGE)
    )
    builder = TextBuilder()
    builder.add(one_line(title), "heading")
    if summary not in text:
        _add_text(summary, builder)
    _add_text(text, builder)
    left_out = tuple(_add_rows(rows(fields, ""), builder))
    host = urlsplit(address).hostname if "//" in address else None
    return builder.build(
        title=title,
        published=read_date(dated) or read_date(dated.partition(".")[0]),
        author=author,
        site=site if site and "//" not in site else host,
        language=language,
        left_out=left_out,
    )


def _without_text(value: dict[str, Any] | list[Any]) -> Loaded:
    builder = TextBuilder()
    title = ""
    if isinstance(value, dict):
        names = {str(name).lower(): name for name in value}
        named = next((names[name] for name in _TITLE if isinstance(value.get(names.get(name, name)), str)), None)
        if named is not None and any(isinstance(member, dict | list) for member in value.values()):
            title = one_line(value[named])
            value = {name: member for name, member in value.items() if name != named}
    builder.add(title, "heading")
    left_out = add_fields(value, builder)
    return builder.build(title=title, left_out=left_out)


def parsed(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the value a JSON file holds. Raises DocumentError if it is none."""
    text = decode(data)
    if '"timestamp_ms"' in text and '"sender_name"' in text:
        text = _SPELLED_TWICE.sub(_spelled_once, text)
    try:
        try:
            return _value(text)
        except json.JSONDecodeError as error:
            lines = text.split("\n")
            if error.msg != "Extra data" or len(lines) < 2:
                raise
            return [_value(line) for line in lines if line.strip()]  # one a line, as exports of Signal have them
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"is broken: it is no JSON ({error}). Export it again") from error


def _value(text: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(text, parse_float=str)  # as it is written


def _spelled_once(found: re.Match[str]) -> str:
    """Return the letter that exports of Facebook write as the bytes of its UTF-8, each a character."""
    data = bytes(int(code, 16) for code in found[0].split("\\u00")[1:])
    try:
        return json.dumps(data.decode())[1:-1]
    except UnicodeDecodeError:
        return found[0]


def records(data: bytes) -> list[bytes] | None:
    """Return the articles of a file that is a list of them, or holds nothing but one; None for any other file.

    Records without a text are one document together, as the messages of a chat are. Raises DocumentError.
    """
    try:
        return _records(parsed(data))
    except RecursionError as error:
        raise DocumentError(_TOO_DEEP) from error


def _records(value: Any) -> list[bytes] | None:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        names = [name for name in value if str(name).lower() in _LISTS and _is_list(value[name])]
        texts = [name for name in value if str(name).lower() in _TEXT]
        value = value[names[0]] if len(names) == 1 and not texts else None
    return [json.dumps(article).encode() for article in value] if _is_list(value) and _has_texts(value) else None


def _is_list(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(member, dict) for member in value)


def _has_texts(value: list[Any]) -> bool:
    texts = (str(name).lower() in _TEXT for member in value if isinstance(member, dict) for name in member)
    return any(texts) and not is_chat(value)


def _take(fields: dict[str, Any], names: Iterable[str]) -> str:
    """Take the first field of these names that holds anything out of `fields`, as text."""
    for name in names:
        text = _string(fields.get(name))
        if text:
            del fields[name]
            return text
    return ""


def _string(value: object) -> str:
    """Return a value as text: a list as lines, an object as what it holds under one of the usual names."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip()
    if isinstance(value, list):
        texts = [_string(member) for member in value]
        return "\n\n".join(text for text in texts if text)
    if isinstance(value, dict):
        return next((text for text in (_string(value.get(name)) for name in _INSIDE) if text), "")
    return ""


def _add_text(text: str, builder: TextBuilder) -> None:
    if _MARKUP.search(text):
        add_fragment(text, builder)
        return
    for block in paragraph_blocks(text):
        builder.add(one_line(text[block.start : block.end]), block.kind)


def _add_rows(found: Iterable[tuple[str, str]], builder: TextBuilder) -> Iterator[str]:
    """Add what else is known of an article, a field a row. Yields what was left out."""
    for number, (name, text) in enumerate(found, start=1):
        if number > _MOST_ROWS:
            yield f"all fields after the first {_MOST_ROWS} are left out"
            return
        if len(text) > _MOST_VALUE:
            yield f"the field {name!r} is left out: it is none of those that hold a text, and longer than a remark"
        elif text:
            builder.add(f"{name}: {text}", "item")
