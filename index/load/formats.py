"""The formats that are read: one table of suffixes, and the loader of each, imported when the first file comes."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from index.load.parts import Loaded

# Each is "module:function", the module one of this package.
_LOADERS = {
    ".txt": "plain.txt:load_txt",
    ".md": "markup.md:load_md",
    ".html": "markup.html:load_html",
    ".htm": "markup.html:load_html",
    ".mhtml": "markup.mhtml:load_mhtml",
    ".mht": "markup.mhtml:load_mhtml",
    ".pdf": "pdf.document:load_pdf",
    ".docx": "office.docx:load_docx",
    ".pptx": "office.pptx:load_pptx",
    ".xlsx": "office.xlsx:load_xlsx",
    ".odt": "office.odf:load_odf",
    ".odp": "office.odf:load_odf",
    ".ods": "office.odf:load_odf",
    ".rtf": "office.rtf:load_rtf",
    ".csv": "plain.csv:load_csv",
    ".tsv": "plain.csv:load_csv",
    ".epub": "markup.epub:load_epub",
    ".eml": "mail.eml:load_eml",
    ".msg": "mail.msg:load_msg",
    ".ics": "mail.calendar:load_ics",
    ".json": "plain.json:load_json",
    ".srt": "plain.subtitles:load_subtitles",
    ".vtt": "plain.subtitles:load_subtitles",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"), "scans.images:load_image"),
}
PICTURES = frozenset(suffix for suffix, task in _LOADERS.items() if task == "scans.images:load_image")
ARCHIVES = frozenset({".zip"})
RECORDS = frozenset({".jsonl"})
SUFFIXES = _LOADERS.keys() | ARCHIVES | RECORDS

# What is not read, and what programs that open it can save it as.
_SAVED_AS = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".pages", ".wpd", ".wps"), ".docx"),
    **dict.fromkeys((".xls", ".xlsb", ".xlsm", ".numbers"), ".xlsx"),
    **dict.fromkeys((".ppt", ".pptm", ".pps", ".ppsx", ".key"), ".pptx"),
    **dict.fromkeys((".heic", ".heif", ".avif", ".bmp", ".gif"), ".jpg"),
    **dict.fromkeys((".7z", ".rar", ".tar", ".gz", ".tgz"), ".zip"),
    **dict.fromkeys((".azw3", ".fb2", ".mobi"), ".epub"),
}


def save_as(suffix: str) -> str:
    """Return what to do with a file of a kind that is not read: "save a copy as .docx, and add that", or ""."""
    known = _SAVED_AS.get(suffix.lower())
    return f"save a copy as {known}, and add that" if known else ""


def unsupported(suffix: str) -> str:
    """Return why a file among others is passed over."""
    if not suffix:
        return "no suffix"
    advice = save_as(suffix)
    return f"unsupported suffix {suffix!r}: {advice}" if advice else f"unsupported suffix {suffix!r}"


def loader_of(suffix: str) -> Callable[[bytes], Loaded] | None:
    """Return the loader of files with this suffix, None for archives, record files and what is not read."""
    task = _LOADERS.get(suffix.lower())
    if task is None:
        return None
    module, _, function = task.partition(":")
    return cast(Callable[[bytes], Loaded], getattr(import_module(f"index.load.{module}"), function))
