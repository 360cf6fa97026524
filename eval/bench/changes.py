"""A folder that is changed by chance, as people and programs do, also piece by piece."""

import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

NOUNS = ("heron", "harbour", "lantern", "mill", "orchard", "bridge", "comet", "sailor", "drum", "glacier")
PIECES, LONGEST_PAUSE = 6, 1.2  # of a file that is being written
LOOKS = 2.0  # seconds between two looks at a folder that is in sync
REST = 6.0  # seconds that a half file rests: longer than two looks, so it may be taken for whole


@dataclass
class Files:
    """A folder that is changed by chance; `whole` are all texts that a file of it ever held, or was to hold."""

    folder: Path
    chance: random.Random
    whole: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    writing: list[threading.Thread] = field(default_factory=list)
    open: set[int] = field(default_factory=set)  # inodes of what is being written: nobody else writes there

    def there(self) -> dict[str, str]:
        """Return the text of each file that can be read."""
        return {str(path): text for path in self._all() if not broken(path) and (text := path.read_text("utf-8"))}

    def unreadable(self) -> list[Path]:
        """Return the files that are empty or broken."""
        return [path for path in self._all() if broken(path) or not path.stat().st_size]

    def change(self) -> None:
        """Change something."""
        kinds: tuple[Callable[[], object], ...] = (
            *(self.new, self.new, self.change_one, self.replace, self.copy, self.move, self.delete, self.delete),
            *(self.write_slowly, self.write_slowly, self.rest_half, self.empty, self.break_one, self.move_folder),
        )
        kind = self.chance.choice(kinds)
        if self._all() or kind == self.new:
            kind()
            self.done[kind.__name__] += 1

    def new(self) -> None:
        """Write a new file."""
        self._name().write_text(self._text(), "utf-8")

    def change_one(self) -> None:
        """Write over a file."""
        self._one().write_text(self._text(), "utf-8")

    def replace(self) -> None:
        """Put another file in the place of one."""
        other = self.folder.parent / "other"
        other.write_text(self._text(), "utf-8")
        other.replace(self._one())

    def copy(self) -> None:
        """Copy a file."""
        shutil.copy(self._one(), self._name())

    def move(self) -> None:
        """Move a file, or give it another name."""
        self._one().rename(self._name())

    def move_folder(self) -> None:
        """Move a folder with all in it."""
        folders = [path for path in self.folder.iterdir() if path.is_dir()]
        if folders:
            chosen = self.chance.choice(folders)
            chosen.rename(chosen.with_name(f"folder{self.chance.randrange(10_000)}"))

    def delete(self) -> None:
        """Delete a file, also one that is being written; one at least stays."""
        if len(self._all()) > 1:
            self.chance.choice(self._all()).unlink(missing_ok=True)

    def write_slowly(self) -> None:
        """Write a new file, or over one, in pieces with short pauses between."""
        path = self._name() if self.chance.random() < 0.5 else self._one()
        self._write_in(path, PIECES, lambda: self.chance.uniform(0.1, LONGEST_PAUSE))

    def rest_half(self) -> None:
        """Write half of a new file, and the other half when the first was at rest for a while."""
        self._write_in(self._name(), 2, lambda: REST)

    def empty(self) -> None:
        """Empty a file, or make one that is empty."""
        (self._name() if self.chance.random() < 0.5 else self._one()).write_bytes(b"")

    def break_one(self) -> None:
        """Write what is no document."""
        self._name().with_suffix(".pdf").write_bytes(b"%PDF-1.7\n" + self.chance.randbytes(300))

    def mend(self) -> None:
        """Give every file that cannot be read a text, or delete it."""
        for path in self.unreadable():
            path.unlink()
            if not broken(path):
                path.write_text(self._text(), "utf-8")

    def rest(self) -> None:
        """Wait until nothing is being written."""
        for thread in self.writing:
            thread.join()
        self.writing.clear()

    def _write_in(self, path: Path, pieces: int, pause: Callable[[], float]) -> None:
        text, pauses = self._text(), [pause() for _ in range(pieces)]
        size = -(-len(text) // pieces)
        parts = [text[start : start + size] for start in range(0, len(text), size)]
        if pieces == 2:
            self.whole.add(parts[0].strip())
        stream = path.open("w", encoding="utf-8")  # now: the file may be moved meanwhile
        inode = path.stat().st_ino
        self.open.add(inode)

        def write() -> None:
            since = time.monotonic()
            with stream:
                for number, seconds in enumerate(pauses):
                    began, since = since, time.monotonic()
                    stream.write(parts[number])
                    stream.flush()
                    if number and time.monotonic() - began > LOOKS:  # so slow is this machine: it was at rest
                        self.whole.add("".join(parts[:number]).strip())
                    time.sleep(seconds if number + 1 < pieces else 0)
            self.open.discard(inode)

        self.writing.append(threading.Thread(target=write))
        self.writing[-1].start()

    def _all(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def _one(self) -> Path:
        free = [path for path in self._all() if not broken(path) and path.stat().st_ino not in self.open]
        return self.chance.choice(free or [self._name()])

    def _name(self) -> Path:
        place = self.folder / self.chance.choice(("", "letters", "letters/old", "plans"))
        place.mkdir(parents=True, exist_ok=True)
        taken = {path for path in self._all() if path.stat().st_ino in self.open}
        while (path := place / f"{self.chance.randrange(60)}.{self.chance.choice(('txt', 'md'))}") in taken:
            pass
        return path

    def _text(self) -> str:
        number = len(self.whole)
        told = [
            f"The {self.chance.choice(NOUNS)} met a {self.chance.choice(NOUNS)} on day {day}."
            for day in self.chance.sample(range(999), self.chance.randrange(3, 30))
        ]
        text = "\n\n".join([f"Note {number} begins here.", *told, f"Note {number} ends here."])
        self.whole.add(text)
        return text


def broken(path: Path) -> bool:
    """Tell whether a file is one of those that are no document."""
    return path.suffix == ".pdf"
