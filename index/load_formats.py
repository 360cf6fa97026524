"""The formats that are read: one table of suffixes, and the loader of each, imported when the first file comes."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from index.load_parts import Loaded

# Each names a module of this package and the function of the same name in it.
_LOADERS = {
    ".txt": "load_txt",
    ".md": "load_md",
    ".html": "load_html",
    ".htm": "load_html",
    ".mhtml": "load_mhtml",
    ".mht": "load_mhtml",
    ".pdf": "load_pdf",
    ".docx": "load_docx",
    ".pptx": "load_pptx",
    ".xlsx": "load_xlsx",
    ".odt": "load_odf",
    ".odp": "load_odf",
    ".ods": "load_odf",
    ".rtf": "load_rtf",
    ".csv": "load_csv",
    ".tsv": "load_csv",
    ".epub": "load_epub",
    ".eml": "load_eml",
    ".json": "load_json",
}
ARCHIVES = frozenset({".zip"})
RECORDS = frozenset({".jsonl"})
SUFFIXES = _LOADERS.keys() | ARCHIVES | RECORDS


def loader_of(suffix: str) -> Callable[[bytes], Loaded] | None:
    """Return the loader of files with this suffix, None for archives, record files and what is not read."""
    name = _LOADERS.get(suffix.lower())
    if name is None:
        return None
    return cast(Callable[[bytes], Loaded], getattr(import_module(f"index.{name}"), name))
