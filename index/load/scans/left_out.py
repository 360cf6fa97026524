"""What people are told of pages that are pictures."""

from collections.abc import Sequence

from index.errors import DocumentError

HOW_TO_INSTALL = "Install character recognition with `pip install 'pincite[ocr]'`"
MOST_SCANNED = 500  # pages of one document: hours of work


class PictureWithoutText(DocumentError):
    """A picture file holds no text: no failure where it only lies among documents."""


class PictureUnread(PictureWithoutText):
    """There is no OCR to read a picture file with: that holds for all of them, and is told once."""


def how_to_install(why_not: str) -> str:
    """Return what to do where there is no OCR; `why_not` is why it does not start though it is installed."""
    if not why_not:
        return HOW_TO_INSTALL
    return (
        f"Character recognition is installed and does not start ({why_not}). Mend that, or install it anew with "
        "`pip install --force-reinstall 'pincite[ocr]'`"
    )


def left_out_of_pages(
    *, empty: int, doubtful: int, failed: Sequence[str] = (), beyond: int = 0
) -> tuple[str, ...]:
    """Return what was left out of the pages that were read: those without text, and lines too unclear to read.

    `failed` has why for each page that could not be read; `beyond` counts those that are more than is read.
    """
    found = []
    if empty:
        one = "1 picture of a page, on which no text was found"
        found.append(f"{empty} pictures of pages, on which no text was found" if empty > 1 else one)
    if doubtful:
        one = "1 line of a picture, too unclear to read"
        found.append(f"{doubtful} lines of a picture, too unclear to read" if doubtful > 1 else one)
    if failed:
        pages = f"{len(failed)} scanned pages" if len(failed) > 1 else "1 scanned page"
        found.append(f"{pages} that could not be read ({failed[0]})")
    if beyond:
        pages = f"{beyond:,} scanned pages" if beyond > 1 else "1 scanned page"
        found.append(f"{pages}, more than {MOST_SCANNED} in one document. Split it and add the parts")
    return tuple(found)
