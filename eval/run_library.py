"""The library of a run: the one that is named, or one made of the documents that the question set brings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from eval.sets.question_set import QuestionSet
from index.adding.building import Progress
from index.errors import EvaluationError
from index.library import Library
from index.models.embed import Embedder


@contextmanager
def open_library(
    given: Path | None,
    questions: QuestionSet,
    out: Path,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Iterator[Library]:
    """Open the library `given`, or make one in `out`/library; texts are written into `out`/documents first.

    Without an embedder the default one is used.
    Raises EvaluationError when there are no documents, when not all of them can be indexed, and when `out` holds
    those of another set.
    """
    if given is not None:
        with Library.open(given, embedder) as library:
            yield library
        return
    documents = _folder(questions.documents, out)
    with Library.open(out / "library", embedder, create=True) as library:
        report = library.add([documents], progress)
        if report.failed:
            reasons = "\n  ".join(f"{source}: {reason}" for source, reason in report.failed)
            raise EvaluationError(
                f"Not all of {documents} could be indexed, and a run over a part would mislead. "
                f"Mend or remove:\n  {reasons}"
            )
        added = len(report.added) + len(report.unchanged) + len(report.replaced)
        if len(library.documents()) > added:
            raise EvaluationError(
                f"{library.folder} holds documents that are not in {documents}. Give another --out, or remove it."
            )
        yield library


def _folder(documents: Path | Mapping[str, str] | None, out: Path) -> Path:
    """Return the folder of the documents, with the texts written into it."""
    if documents is None:
        raise EvaluationError(
            "No library is named, and no folder documents stands beside the questions. Give --index."
        )
    if isinstance(documents, Path):
        return documents
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    others = sorted({path.name for path in folder.iterdir()} - documents.keys())
    if others:
        raise EvaluationError(
            f"{folder} holds {len(others)} files of another question set, such as {others[0]}. "
            "Give another --out, or remove that folder."
        )
    for name, text in documents.items():
        (folder / name).write_bytes(text.encode())
    return folder
