"""Files of all formats, made of texts of ours with pandoc and LibreOffice: what they say is known."""

import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
_ROOM = HERE.parents[1]
_TEXTS = (
    HERE / "kinds.md",
    *sorted(
        path
        for folder in ("samples", "everyday", "unseen4")
        for path in (_ROOM / folder / "documents").iterdir()
        if path.suffix == ".md"
    ),
)
_BY_PANDOC = ("docx", "odt", "rtf", "epub", "html", "pptx")
_TABLES = (HERE / "table.csv", *sorted((_ROOM / "tables" / "documents").glob("*.csv")))
_BY_OFFICE = {
    "writer": ("docx", "doc", "odt", "rtf", "pdf", "html", "epub"),
    "impress": ("odp", "pptx", "ppt", "pdf"),
    "calc": ("xlsx", "xls", "ods", "pdf", "html"),
}
_INTO = {("calc", "html"): "html:HTML (StarCalc)"}
_AS_TEXT = "CSV:44,34,UTF8,1," + "/".join(f"{column}/2" for column in range(1, 21))
_SECONDS = 900  # for all that LibreOffice converts in one run


def run(*command: str | Path, seconds: float = 60) -> str:
    """Run a converter and return what it prints. Raises CalledProcessError and TimeoutExpired."""
    done = subprocess.run([*map(str, command)], check=True, capture_output=True, text=True, timeout=seconds)
    return done.stdout


def by_office(files: Sequence[Path], kind: str, folder: Path, *, seconds: float = _SECONDS) -> None:
    """Convert files by LibreOffice, all in one run; figures of .csv stay as they are spelled."""
    folder.mkdir(parents=True, exist_ok=True)
    as_text = [f"--infilter={_AS_TEXT}"] if files[0].suffix == ".csv" else []
    run("soffice", "--headless", *as_text, "--convert-to", kind, "--outdir", folder, *files, seconds=seconds)


@cache
def said(source: Path) -> str:
    """Return what a text of ours says, without the marks of Markdown."""
    return (
        source.read_text("utf-8")
        if source.suffix == ".csv"
        else run("pandoc", "-t", "plain", "--wrap=none", source)
    )


def make(folder: Path) -> None:
    """Make the files that are not there yet; those of LibreOffice where that is installed."""
    for kind in _BY_PANDOC:
        (folder / "pandoc").mkdir(parents=True, exist_ok=True)
        for text in _TEXTS:
            made = folder / "pandoc" / f"{text.stem}.{kind}"
            if not made.exists():
                run("pandoc", "--standalone", "-o", made, text)
    pandoc = folder / "pandoc"
    sources = {
        "writer": [pandoc / f"{text.stem}.odt" for text in _TEXTS],
        "impress": [pandoc / f"{text.stem}.pptx" for text in _TEXTS],
        "calc": list(_TABLES),
    }
    for program, kinds in _BY_OFFICE.items() if which("soffice") else ():
        for kind in kinds:
            into = folder / program / kind
            if left := [path for path in sources[program] if not (into / f"{path.stem}.{kind}").exists()]:
                by_office(left, _INTO.get((program, kind), kind), into)


def made_files(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each made file with the text it was made of."""
    by_name = {text.stem: text for text in (*_TEXTS, *_TABLES)}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.stem in by_name):
        yield path, by_name[path.stem]
    for text in by_name.values():
        yield text, text
