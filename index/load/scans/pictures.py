"""Pictures within documents, such as a scan that was pasted into a letter: read by OCR where they stand."""

import hashlib

from index.load.parts import TextBuilder
from index.load.pdf.assembling import assembled
from index.load.pdf.lines import words_in
from index.load.scans.engine import PageFailed, is_installed, read_picture, why_not
from index.load.scans.images import BROKEN, SECONDS_A_PAGE, WIDTH, frame
from index.load.scans.kept import Word, mean_confidence
from index.load.scans.left_out import MOST_SCANNED, how_to_install, left_out_of_pages
from index.load.scans.order import page_lines
from index.worker import Onward, tell_onward

SAID = "Picture {}, read by OCR:"


class Pictures:
    """Reads the pictures of one document, each once however often it is shown; `total` is how many it may have."""

    def __init__(self, total: int) -> None:
        """Start with no picture read."""
        self._total = total
        self._reached: set[str] = set()
        self._words: dict[int, tuple[Word, ...]] = {}
        self._doubtful = self._unread = self._beyond = 0
        self._failed: list[str] = []

    @property
    def confidence(self) -> float | None:
        """How sure the recognition was of a word, the mean over all; None where nothing was read."""
        return mean_confidence(self._words)

    def add(self, data: bytes, builder: TextBuilder) -> None:
        """Add the text of a picture behind a line that says where it comes from; nothing if it shows none."""
        key = hashlib.sha256(data).hexdigest()
        if key in self._reached:
            return
        self._reached.add(key)
        number = len(self._reached)
        if number <= MOST_SCANNED:
            tell_onward(Onward(number, max(number, self._total), SECONDS_A_PAGE))
        if not is_installed():
            self._unread += 1
        elif number > MOST_SCANNED:
            self._beyond += 1
        else:
            self._read(number, data, builder)

    def add_missing(self, reason: str) -> None:
        """Count a picture that the file names and does not hold."""
        self._failed.append(reason)

    def left_out(self) -> tuple[str, ...]:
        """Return what was not read, one line each."""
        lines = list(left_out_of_pages(empty=0, doubtful=self._doubtful))
        if self._unread:
            lines.append(
                f"{_counted(self._unread)}. {how_to_install(why_not())}, "
                "then remove this document and add it again"
            )
        if self._failed:
            lines.append(f"{_counted(len(self._failed))} that could not be read ({self._failed[0]})")
        if self._beyond:
            lines.append(
                f"{_counted(self._beyond)}, more than {MOST_SCANNED} in one document. Split it and add the parts"
            )
        return tuple(lines)

    def _read(self, number: int, data: bytes, builder: TextBuilder) -> None:
        try:
            seen = read_picture(frame(data, 1))
        except (*BROKEN, PageFailed) as error:
            self._failed.append(str(error))
            return
        self._doubtful += seen.doubtful if seen.lines else 0
        lines = page_lines(seen, WIDTH)
        if not lines:
            return
        self._words[number] = words_in(lines)
        read = assembled([lines]).build()
        builder.add(SAID.format(len(self._words)), "boilerplate")
        for block in read.blocks:
            # Large type on a picture heads no part of the text.
            kind = "prose" if block.kind == "heading" else block.kind
            builder.add(read.text[block.start : block.end], kind)


def _counted(count: int) -> str:
    return f"{count:,} pictures" if count > 1 else "1 picture"
