from index.load.documents import load_bytes
from index.types import Document


def document(source: str) -> Document:
    return load_bytes(source.encode(), suffix=".md", source="/x/a-note.md")


def blocks(source: str) -> list[tuple[str, str]]:
    loaded = document(source)
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


def test_markup_and_link_targets_are_not_in_the_text() -> None:
    source = "# The *pier*\n\nIt is **long** and\n[open](https://x.example/a) to `all`. ![A gull](g.png)\n"
    assert document(source).text == "The pier\n\nIt is long and open to all. A gull"


def test_each_kind_of_block_is_told() -> None:
    source = (
        "Pier\n====\n\nText<br>here.\n\n1. one\n\n   more\n2. two\n   - inner\n\n> Said.\n\n"
        "| Boat | Seats |\n|---|---|\n| *Heron* | 4 |\n\n```py\nif x:\n    y()\n```\n\n"
        "<!-- no -->\n<div>Raw <b>HTML</b></div>\n"
    )
    assert blocks(source) == [
        ("heading", "Pier"),
        ("prose", "Text\nhere."),
        ("item", "one"),
        ("item", "more"),
        ("item", "two"),
        ("item", "inner"),
        ("prose", "Said."),
        ("item", "Boat | Seats"),
        ("item", "Heron | 4"),
        ("item", "if x:"),
        ("item", "y()"),
        ("prose", "Raw HTML"),
    ]
    assert "if x:\n    y()" in document(source).text


def test_front_matter_gives_title_and_date_and_is_not_in_the_text() -> None:
    loaded = document('---\ntitle: "The long pier"\ntags: [sea]\ndate: 2024-05-04\n---\n# Pier\n\nIt is long.\n')
    assert (loaded.title, loaded.published) == ("The long pier", "2024-05-04")
    assert loaded.text == "Pier\n\nIt is long."


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    assert document("---\n\nIt is long.\n").text == "It is long."


def test_a_heading_is_the_title_where_the_text_begins_with_it() -> None:
    assert document("## The pier\n\nIt is long.\n").title == "The pier"
    assert document("It is long.\n\n## The pier\n").title == "a note"
    assert document("It is long.").title == "a note"
