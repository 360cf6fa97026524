"""A moving picture of a page: what a person does at a person's pace, what the program does by the clock."""

import io
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

KEYS, KEYS_SECONDS = 2, 0.09
"""Keys between two pictures, and how long each is shown: 22 keys a second is quick, and can be followed."""
STEPS, STEP_SECONDS = 12, 0.05
"""Pictures of a way of the pointer."""
LONGEST_WAIT = 1.0
"""Seconds: where nothing changes on the page for longer, the rest is cut. The page tells what the answer took."""

# The browser draws no pointer into pictures: one of ours goes where the mouse is.
_POINTER = """
(() => {
  const pointer = document.createElement("div");
  pointer.style.cssText = "position:fixed;left:0;top:0;z-index:9999;pointer-events:none";
  pointer.innerHTML = `<svg width="22" height="28" viewBox="0 0 22 28"><path fill="#14181d" stroke="#fff"
    stroke-width="1.8" stroke-linejoin="round" d="M2 2v20l5-4.6 3.4 7.8 3.6-1.6-3.4-7.6 6.9-.5z"/></svg>`;
  document.documentElement.append(pointer);
  addEventListener("mousemove", event => {
    pointer.style.transform = `translate(${event.clientX - 2}px, ${event.clientY - 2}px)`;
  }, true);
})()
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """What a page shows, as PNG, and for how many seconds."""

    picture: bytes
    seconds: float


class Film:
    """Takes pictures of a page while things are done on it."""

    def __init__(self, page: Page, pointer: tuple[float, float]) -> None:
        """Begin, with the pointer at a place of the page."""
        self._page = page
        self._shots: list[Shot] = []
        self._pointer = pointer
        page.evaluate(_POINTER)
        page.mouse.move(*pointer)

    def hold(self, seconds: float) -> None:
        """Show the page as it is."""
        self._shots.append(Shot(self._picture(), seconds))

    def ask(self, question: str) -> None:
        """Type a question and send it."""
        for start in range(0, len(question), KEYS):
            self._page.keyboard.type(question[start : start + KEYS])
            self.hold(KEYS_SECONDS)
        self.hold(0.4)
        self._page.keyboard.press("Enter")

    def click(self, place: Locator) -> None:
        """Lead the pointer to the middle of a place, slower at both ends, and click."""
        box = place.bounding_box()
        assert box is not None, "what is to be clicked is not on the page"
        (x, y), to_x, to_y = self._pointer, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for step in range(1, STEPS + 1):
            part = step / STEPS
            eased = part * part * (3 - 2 * part)
            self._page.mouse.move(x + (to_x - x) * eased, y + (to_y - y) * eased)
            self.hold(STEP_SECONDS)
        self.hold(0.4)
        self._page.mouse.down()
        self._page.mouse.up()
        self._pointer = (to_x, to_y)

    def watch(self, until: Locator, *, timeout: float) -> None:
        """Show what happens until something is on the page, by the clock. Raises TimeoutError."""
        started = since = time.perf_counter()
        picture = self._picture()
        while not until.is_visible():
            if (now := time.perf_counter()) - started > timeout:
                raise TimeoutError(f"{until} was not on the page after {timeout:.0f} s")
            if (after := self._picture()) != picture:
                self._shots.append(Shot(picture, min(now - since, LONGEST_WAIT)))
                picture, since = after, now
        self._shots.append(Shot(picture, min(time.perf_counter() - since, LONGEST_WAIT)))

    def save(self, path: Path) -> None:
        """Write all of it as a moving WebP without loss."""
        shots = [self._shots[0]]
        for shot in self._shots[1:]:
            if shot.picture == shots[-1].picture:
                shots[-1] = Shot(shot.picture, shots[-1].seconds + shot.seconds)
            else:
                shots.append(shot)
        first, *others = (Image.open(io.BytesIO(shot.picture)).convert("RGB") for shot in shots)
        first.save(
            path,
            save_all=True,
            append_images=others,
            duration=[round(1000 * shot.seconds) for shot in shots],
            loop=0,
            lossless=True,
            quality=100,
            method=4,
            minimize_size=True,
        )

    def _picture(self) -> bytes:
        return self._page.screenshot(animations="disabled", caret="hide")
