"""Titles that Word documents state: none that a program set."""

import io

import pytest
from docx import Document as Word

from index.load.office.docx import load_docx


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("PowerPoint Presentation", None),
        ("PowerPoint-Präsentation", None),
        ("Présentation PowerPoint", None),
        ("Presentation1", None),
        ("Microsoft Word - Draft 3", None),
        ("Document2", None),
        ("Slide 1", None),
        ("untitled", None),
        ("report-final.docx", None),
        ("Presentation of the quay", "Presentation of the quay"),
        ("Slide rules", "Slide rules"),
        ("Titles of the guild", "Titles of the guild"),
    ],
)
def test_a_title_that_a_program_set_is_none(stated: str, title: str | None) -> None:
    made = Word()
    made.add_paragraph("The quay is closed.")
    made.core_properties.title = stated
    file = io.BytesIO()
    made.save(file)
    assert load_docx(file.getvalue()).title == title
