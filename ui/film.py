"""The moving picture of the documentation: what a page shows, recorded as it happens, and written as one file."""

import io
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

KEY_MILLISECONDS = 45
"""Between two keys: 22 a second and a quarter is a quick typist's, and what is typed can be read meanwhile."""
STEPS_OF_A_WAY = 14
STEP_MILLISECONDS = 35

# The browser draws no pointer into pictures: one of ours goes where the mouse is, and is pressed when it is.
_POINTER = """
(() => {
  const pointer = document.createElement("div");
  pointer.style.cssText = "position:fixed;left:0;top:0;z-index:9999;pointer-events:none;transform-origin:2px 2px";
  pointer.innerHTML = `<svg width="22" height="28" viewBox="0 0 22 28">
    <path d="M2 2v20l5-4.6 3.4 7.8 3.6-1.6-3.4-7.6 6.9-.5z"
    fill="#14181d" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>`;
  document.documentElement.append(pointer);
  const to = (event, size) => {
    pointer.style.transform = `translate(${event.clientX - 2}px, ${event.clientY - 2}px) scale(${size})`;
  };
  addEventListener("mousemove", event => to(event, 1), true);
  addEventListener("mousedown", event => to(event, 0.82), true);
  addEventListener("mouseup", event => to(event, 1), true);
})()
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page showed, as PNG, from a time on, in seconds."""

    seconds: float
    picture: bytes


class Recording:
    """Takes each change of a page, with its time, from the moment this is made until `stop`."""

    def __init__(self, page: Page) -> None:
        """Begin; a pointer is shown where the mouse is."""
        page.evaluate(_POINTER)
        self._frames: list[Frame] = []
        self._session = page.context.new_cdp_session(page)
        self._session.on("Page.screencastFrame", self._take)
        self._session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 4})

    def _take(self, shown: dict[str, Any]) -> None:
        self._session.send("Page.screencastFrameAck", {"sessionId": shown["sessionId"]})
        self._frames.append(Frame(shown["metadata"]["timestamp"], b64decode(shown["data"])))

    def stop(self) -> tuple[Frame, ...]:
        """Return what was shown; the last frame stands twice, the second time for when it ended."""
        self._session.send("Page.stopScreencast")
        return tuple(self._frames)


def typed(page: Page, text: str) -> None:
    """Type a question and send it, at the speed of a person."""
    page.click("#composer textarea")
    page.keyboard.type(text, delay=KEY_MILLISECONDS)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")


def clicked(page: Page, place: Locator, start: tuple[float, float]) -> None:
    """Lead the pointer from somewhere to the middle of a place, slower at both ends, and click."""
    box = place.bounding_box()
    if box is None:
        raise ValueError("what is to be clicked is not on the page")
    end = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(1, STEPS_OF_A_WAY + 1):
        part = step / STEPS_OF_A_WAY
        eased = part * part * (3 - 2 * part)
        page.mouse.move(*(a + (b - a) * eased for a, b in zip(start, end, strict=True)))
        page.wait_for_timeout(STEP_MILLISECONDS)
    page.wait_for_timeout(250)
    page.mouse.down()
    page.wait_for_timeout(90)
    page.mouse.up()


def save(frames: Iterable[Frame], path: Path, *, last_seconds: float) -> None:
    """Write frames as a moving WebP without loss, each for as long as it was shown; equal ones are one."""
    pictures: list[Image.Image] = []
    starts: list[float] = []
    for frame in frames:
        picture = Image.open(io.BytesIO(frame.picture)).convert("RGB")
        if not pictures or picture.tobytes() != pictures[-1].tobytes():
            pictures.append(picture)
            starts.append(frame.seconds)
    shown = [round(1000 * (after - before)) for before, after in pairwise(starts)]
    pictures[0].save(
        path,
        save_all=True,
        append_images=pictures[1:],
        duration=[*shown, round(1000 * last_seconds)],
        loop=0,
        lossless=True,
        quality=100,
        method=4,
        minimize_size=True,
    )
