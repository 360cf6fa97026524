"""The moving picture: equal pictures are one, each as long as it was shown, and long waits are cut."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from ui import film
from ui.film import Film


class Screen:
    """A page that shows the colours it is given, one a picture, and the last one from then on."""

    def __init__(self, *colours: str) -> None:
        self.left = list(colours)
        self.mouse = self.keyboard = SimpleNamespace(
            move=lambda *_: None, type=lambda _: None, press=lambda _: None
        )

    def evaluate(self, script: str) -> None:
        pass

    def screenshot(self, **_: object) -> bytes:
        colour = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        file = io.BytesIO()
        Image.new("RGB", (4, 4), colour).save(file, "PNG")
        return file.getvalue()


def shown(path: Path) -> list[tuple[tuple[int, ...], int]]:
    """Return the colour of each picture of a file, and its milliseconds."""
    found = []
    with Image.open(path) as moving:
        for number in range(moving.n_frames):
            moving.seek(number)
            moving.load()
            found.append((moving.convert("RGB").getpixel((0, 0)), moving.info["duration"]))
    return found


def test_equal_pictures_are_one_and_nothing_is_lost(tmp_path: Path) -> None:
    taken = Film(Screen("#102030", "#102030", "#405060"), (0, 0))
    for seconds in (0.5, 0.25, 2):
        taken.hold(seconds)
    taken.save(tmp_path / "it.webp")
    assert shown(tmp_path / "it.webp") == [((16, 32, 48), 750), ((64, 80, 96), 2000)]


def test_what_a_person_types_is_seen(tmp_path: Path) -> None:
    taken = Film(Screen("red", "lime", "blue"), (0, 0))
    taken.ask("abcd")
    taken.save(tmp_path / "it.webp")
    keys = round(1000 * film.KEYS_SECONDS)
    assert [milliseconds for _, milliseconds in shown(tmp_path / "it.webp")] == [keys, keys, 400]


def test_waits_are_as_long_as_they_were_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 0.4, 7.4, 8, 8.2])
    monkeypatch.setattr(film, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    looks = iter([False, False, False, True])
    taken = Film(Screen("red", "lime", "blue", "blue"), (0, 0))
    taken.watch(SimpleNamespace(is_visible=lambda: next(looks)), timeout=60)
    taken.save(tmp_path / "it.webp")
    assert [milliseconds for _, milliseconds in shown(tmp_path / "it.webp")] == [400, 1000, 800]


def test_what_never_comes_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "time", SimpleNamespace(perf_counter=iter([0, 61]).__next__))
    with pytest.raises(TimeoutError, match="after 60 s"):
        Film(Screen("red"), (0, 0)).watch(SimpleNamespace(is_visible=lambda: False), timeout=60)
