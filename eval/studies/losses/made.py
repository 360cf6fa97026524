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
_BY_OFFICE = {
    "writer": ("docx", "odt", "rtf", "pdf", "html"),
    "impress": ("odp", "pdf"),
    "calc": ("xlsx", "ods", "pdf"),
}
_SECONDS = 900


def run(*command: str | Path) -> str:
    """Run a converter and return what it prints. Raises CalledProcessError and TimeoutExpired."""
    done = subprocess.run([*map(str, command)], check=True, capture_output=True, text=True, timeout=_SECONDS)
    return done.stdout


def by_office(files: Sequence[Path], kind: str, folder: Path) -> None:
    """Convert files by LibreOffice, all in one run."""
    folder.mkdir(parents=True, exist_ok=True)
    run("soffice", "--headless", "--convert-to", kind, "--outdir", folder, *files)


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
        "calc": [HERE / "table.csv"],
    }
    for program, kinds in _BY_OFFICE.items() if which("soffice") else ():
        for kind in kinds:
            into = folder / program / kind
            if left := [path for path in sources[program] if not (into / f"{path.stem}.{kind}").exists()]:
                by_office(left, kind, into)


def made_files(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each made file with the text it was made of."""
    by_name = {text.stem: text for text in (*_TEXTS, HERE / "table.csv")}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path, by_name[path.stem]
    for text in by_name.values():
        yield text, text
