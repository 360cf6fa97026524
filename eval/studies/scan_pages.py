"""Printed pages for the study of scans: letters, invoices, columns, news, forms; poor scans of them."""

import io
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 2480, 3508  # A4 at 300 dots an inch
FONTS = ("LiberationSerif-{}.ttf", "LiberationSans-{}.ttf", "OpenSans-{}.ttf", "DejaVuSerif{}.ttf")
MARGIN = 250

NAMES = ["Marte Oss", "Ines Ruiz", "Tom Akker", "Jo Winde", "Clara Bunt", "Piet Holm", "Ada Lund", "Sven Kray"]
PLACES = ["Holm", "Little Sund", "Uxley", "Port Lanner", "Sandwick", "Great Ayle"]
GOODS = "Lamp oil,Rope (40 m),Deck paint,Brass screws,Sail cloth,Anchor chain,Bilge pump,Life jacket"
THINGS = GOODS.split(",")
SENTENCES = (
    "The pier at {place} was built in {year} by a company from the town, which had hoped for many steamers.",
    "{name} asked the council on {day} March {year} for {amount} crowns, and was given half of it.",
    "Whoever wants to cross after dark must tell the keeper before {hour}:30, since the bridge is opened by hand.",
    "In winter the ferry to {place} runs only on Mondays, Thursdays and Saturdays; it takes {day} minutes.",
    "The water was {amount} millimetres higher than in {year}, and the lower street stood empty for a week.",
    "{name} and {name} repaired the organ in {year}, but its largest pipe still whistles when it rains.",
    "A ticket costs {day}.50 for grown-ups and {hour}.25 for children under twelve; dogs travel free of charge.",
    "The library in {place} lends {amount} books a month, more than any other of its size in the county.",
    "Nobody had expected that the old lighthouse would be sold to {name} for as little as {amount} crowns.",
    "The contract may be ended by either side with notice of {day} days, in writing, to the office in {place}.",
    "Repairs of the roof began on {day} October and should be finished before the storms of {year} arrive.",
    "At the meeting {name} explained why quarterly figures had fallen by {hour}.7 % since the harbour closed.",
    "Measurements were taken every {hour} hours at a depth of {day} metres, except when waves exceeded 2.5 m.",
    "We kindly request that you return the enclosed form, signed and dated, no later than {day} June {year}.",
)


@dataclass(slots=True)
class Sheet:
    """A page that is being printed; `words` are those on it in the order of reading."""

    font: str
    luck: random.Random
    picture: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, HEIGHT), 255))
    words: list[str] = field(default_factory=list)

    def line(self, text: str, left: float, top: float, size: int, *, bold: bool = False) -> None:
        """Print a line."""
        ImageDraw.Draw(self.picture).text((left, top), text, fill=15, font=self._type(size, bold=bold))
        self.words += text.split()

    def text(self, text: str, left: int, top: float, size: int, width: int, *, bold: bool = False) -> float:
        """Print a paragraph; return where the next one may begin."""
        font, line = self._type(size, bold=bold), ""
        for word in text.split():
            if font.getlength(f"{line} {word}") > width and line:
                self.line(line, left, top, size, bold=bold)
                top, line = top + 1.25 * size, ""
            line = f"{line} {word}".strip()
        self.line(line, left, top, size, bold=bold)
        return top + 1.9 * size

    def rule(self, *box: float) -> None:
        """Draw a line or, of four corners, a box."""
        ImageDraw.Draw(self.picture).rectangle(box, outline=60, width=3)

    def sentences(self, count: int) -> str:
        """Return sentences with names and figures of their own."""
        return " ".join(self._sentence(pattern) for pattern in self.luck.sample(SENTENCES, count))

    def _sentence(self, pattern: str) -> str:
        while "{name}" in pattern:
            pattern = pattern.replace("{name}", self.luck.choice(NAMES), 1)
        draw = self.luck.randint
        return pattern.format(
            place=self.luck.choice(PLACES), year=draw(1890, 2025), day=draw(2, 28), hour=draw(1, 12),
            amount=f"{draw(1, 99)},{draw(100, 999)}",
        )  # fmt: skip

    def _type(self, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
        plain = "" if "DejaVu" in self.font else "Regular"
        heavy = "-Bold" if "DejaVu" in self.font else "Bold"
        return ImageFont.truetype(self.font.format(heavy if bold else plain), size)


def letter(sheet: Sheet) -> None:
    """Print a sender, a date, a subject and four paragraphs."""
    name, place = sheet.luck.choice(NAMES), sheet.luck.choice(PLACES)
    sheet.line(f"{name}, Harbour Street {sheet.luck.randint(1, 90)}, {place}", MARGIN, 260, 42)
    sheet.line(f"{sheet.luck.randint(1, 28)} May 2024", 1850, 420, 46)
    top = sheet.text("Your letter about the repair of the pier", MARGIN, 640, 50, 1900, bold=True)
    for _ in range(4):
        top = sheet.text(sheet.sentences(3), MARGIN, top, 46, WIDTH - 2 * MARGIN)
    sheet.line("With kind regards", MARGIN, top + 40, 46)
    sheet.line(name, MARGIN, top + 200, 46)


def invoice(sheet: Sheet) -> None:
    """Print a table of goods with their prices."""
    sheet.line("INVOICE", MARGIN, 240, 90, bold=True)
    sheet.line(f"No. 2024-{sheet.luck.randint(1000, 9999)}", MARGIN, 380, 44)
    sheet.line(f"To: {sheet.luck.choice(NAMES)}, {sheet.luck.choice(PLACES)}", MARGIN, 460, 44)
    columns = (MARGIN, 1100, 1450, 1900)
    for left, head in zip(columns, ("Article", "Pieces", "Price each", "Total"), strict=True):
        sheet.line(head, left, 640, 44, bold=True)
    sheet.rule(MARGIN, 710, WIDTH - MARGIN, 712)
    top, total = 740, 0
    for thing in sheet.luck.sample(THINGS, 8):
        pieces, price = sheet.luck.randint(1, 40), sheet.luck.randint(100, 9000)
        total += pieces * price
        row = (thing, str(pieces), f"{price / 100:.2f}", f"{pieces * price / 100:,.2f}")
        for left, cell in zip(columns, row, strict=True):
            sheet.line(cell, left, top, 44)
        top += 95
    sheet.line("Sum", MARGIN, top + 40, 44, bold=True)
    sheet.line(f"{total / 100:,.2f}", columns[-1], top + 40, 44, bold=True)
    sheet.text(f"Please pay within 14 days. {sheet.sentences(2)}", MARGIN, top + 220, 42, WIDTH - 2 * MARGIN)


def columns(sheet: Sheet, count: int = 2, size: int = 40) -> None:
    """Print a title over columns of text."""
    sheet.text("Minutes of the harbour board", MARGIN, 240, 74, 2000, bold=True)
    width = (WIDTH - 2 * MARGIN - 90 * (count - 1)) // count
    for number in range(count):
        top = 460.0
        while top < HEIGHT - 900:
            top = sheet.text(sheet.sentences(3), MARGIN + number * (width + 90), top, size, width)


def news(sheet: Sheet) -> None:
    """Print three narrow columns of small type."""
    columns(sheet, 3, 36)


def form(sheet: Sheet) -> None:
    """Print labels, each with what was typed into the box beside it."""
    sheet.line("Application for a berth", MARGIN, 240, 70, bold=True)
    top = 460
    answers = (
        ("Name", sheet.luck.choice(NAMES)), ("Town", sheet.luck.choice(PLACES)),
        ("Name of the boat", sheet.luck.choice(("Heron", "Otter", "Kite"))),
        ("Length in metres", f"{sheet.luck.randint(4, 19)}.{sheet.luck.randint(1, 9)}"),
        ("Telephone", f"0{sheet.luck.randint(10, 99)} {sheet.luck.randint(100000, 999999)}"),
        ("E-mail", "berths@harbour.example"), ("From", "1 April 2024"), ("Until", "30 September 2024"),
    )  # fmt: skip
    for label, answer in answers:
        sheet.rule(1000, top - 20, 2200, top + 75)
        sheet.line(label, MARGIN, top, 42)
        sheet.line(answer, 1030, top, 44)
        top += 140
    sheet.text(f"I have read the rules. {sheet.sentences(5)}", MARGIN, top + 60, 40, WIDTH - 2 * MARGIN)


LAYOUTS = (letter, invoice, columns, news, form)
SEED = 7
ANGLES = (3, -2, 1, -3, 0.5)


def printed(count: int) -> list[tuple[str, Sheet]]:
    """Return pages of all layouts in turn, each with its name, in one typeface after the other."""
    sheets = []
    for number in range(count):
        layout = LAYOUTS[number % len(LAYOUTS)]
        sheet = Sheet(FONTS[number // len(LAYOUTS) % len(FONTS)], random.Random(SEED + number))
        layout(sheet)
        sheets.append((layout.__name__, sheet))
    return sheets


def scanned(sheet: Sheet, number: int, *, dots: int = 150) -> bytes:
    """Return a page as JPEG: turned, coarse, grey, noisy and blurred; at 150 dots an inch unless told."""
    noise = np.random.default_rng(number)
    turned = sheet.picture.rotate(ANGLES[number % len(ANGLES)], Image.Resampling.BICUBIC, fillcolor=255)
    small = turned.resize((WIDTH * dots // 300, HEIGHT * dots // 300), Image.Resampling.LANCZOS)
    grey = np.asarray(small.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32) * 0.78 + 38
    shade = np.linspace(0, 18, grey.shape[1], dtype=np.float32)
    rough = np.clip(grey - shade + noise.normal(0, 9, grey.shape), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(rough).save(file, "JPEG", quality=55, dpi=(dots, dots))
    return file.getvalue()
