import pytest

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
        "| Boat | Seats |\n|---|---|\n| *Heron* | 4 |\n| Otter | 6 |\n\n```py\nif x:\n    y()\n```\n\n"
        "<!-- no -->\n<div>Raw <b>HTML</b></div>\n"
    )
    assert blocks(source) == [
        ("heading", "Pier"),
        ("prose", "Text\nhere."),
        ("item", "1. one"),
        ("item", "more"),
        ("item", "2. two"),
        ("item", "inner"),
        ("prose", "Said."),
        ("item", "Boat: Heron; Seats: 4."),
        ("item", "Boat: Otter; Seats: 6."),
        ("item", "if x:"),
        ("item", "y()"),
        ("prose", "Raw HTML"),
    ]
    assert "if x:\n    y()" in document(source).text


def test_front_matter_gives_title_date_and_author_and_the_rest_is_kept() -> None:
    loaded = document(
        '---\ntitle: "The long pier"\ntags: [sea, land]\nauthor: Ada Lund\ndate: 2024-05-04 # of May\n'
        "summary: >\n  It is\n  long.\nkeys:\n  - one\n  - two\n---\n# Pier\n\nIt is long.\n"
    )
    assert (loaded.title, loaded.published, loaded.author) == ("The long pier", "2024-05-04", "Ada Lund")
    assert loaded.text == "Pier\n\nIt is long.\n\nsummary: It is long.\nkeys: one, two\n\ntags: sea, land"
    assert [block.kind for block in loaded.blocks] == ["heading", "prose", "item", "item", "boilerplate"]
    loaded = document('+++\ntitle = "The pier"\n[extra]\nbuilt = 1904\n+++\nIt is long.\n')
    assert (loaded.title, loaded.text) == ("The pier", "It is long.\n\nbuilt: 1904")


@pytest.mark.parametrize(
    "source",
    [
        "---\n\nIt is long.\n",
        "---\nIt is long.\n---\n",
        "---\n\nIt is long.\n\n---\n",
        "+++\n+++\nIt is long.\n",
    ],
)
def test_a_rule_at_the_top_is_not_front_matter(source: str) -> None:
    assert "It is long." in document(source).text


@pytest.mark.parametrize(
    "text",
    [
        "Set List<String> to T<A>.",
        "Use <name> or <input> here.",
        "It holds when a <b and c> d.",
        "If x <5 and y> 3, go.",
        "The index a<i> counts.",
        "[^1]: Ibid.",
        "See it[^1].",
    ],
)
def test_what_is_no_tag_is_text(text: str) -> None:
    assert document(f"{text}\n").text == text
    assert document(f"<div class='a'>\n{text}\n</div>\n").text == text


def test_a_line_that_begins_with_a_name_in_angle_brackets_is_text() -> None:
    assert document("<pressure>\n12 bar\n").text == "<pressure> 12 bar"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("It is **<u>long</u>** and <em class='a'>wide</em>.", "It is long and wide."),
        ("See <https://x.example/a> or <a@x.example>.", "See https://x.example/a or a@x.example."),
        ("10<sup>9</sup> m<sup>2</sup> of H<sub>2</sub>O", "10^9 m² of H₂O"),
        ("It costs ~~90~~ 120, <del>**7**</del> 8.", "It costs [struck out: 90] 120, [struck out: 7] 8."),
        ("7. a\n8. b\n   1) c\n", "7. a\n8. b\n1) c"),
        ("<ol start='3'><li>a</li></ol>", "3. a"),
        ("See [one].\n\n[one]: https://x.example\n", "See one."),
    ],
)
def test_marks_and_numbers_are_written_out(source: str, shown: str) -> None:
    assert document(source).text == shown


def test_a_heading_is_the_title_where_the_text_begins_with_it() -> None:
    assert document("## The pier\n\nIt is long.\n").title == "The pier"
    assert document("It is long.\n\n## The pier\n").title == "a note"
    assert document("It is long.").title == "a note"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("See [[Boathouse|the boathouse]] and **[[Ida B\u00f8e]]**.", "See the boathouse and Ida B\u00f8e."),
        ("[[Rules#Quiet hours]], [[#Below]], ![[a.png|300]]", "Rules > Quiet hours, Below, a.png"),
        ("| Boat |\n|---|\n| [[Heron\\|the Heron]] |", "Boat\nthe Heron"),
        ("It is ==very== old #boat/repair, x == y, `[[a]]` and [[1, 2], [3, 4]].",
         "It is very old #boat/repair, x == y, [[a]] and [[1, 2], [3, 4]]."),
    ],
)  # fmt: skip
def test_links_and_marks_of_obsidian_are_read_as_it_shows_them(source: str, shown: str) -> None:
    assert document(source).text == shown


def test_a_callout_has_its_kind_and_title_over_it() -> None:
    assert blocks(
        "> [!warning]- Slippery\n> Wear boots.\n\n> [!NOTE]\n> Ida knows.\n\n> Nobody, [!note] she said."
    ) == [
        ("heading", "Warning: Slippery"),
        ("prose", "Wear boots."),
        ("heading", "Note"),
        ("prose", "Ida knows."),
        ("prose", "Nobody, [!note] she said."),
    ]


def test_a_journal_whose_lines_begin_as_messages_do_is_rendered() -> None:
    lines = [f"2024-01-0{day} 09:00 Weight: **8{day}** kg, see [notes](http://x)" for day in (3, 4, 5)]
    shown = [f"2024-01-0{day} 09:00 Weight: 8{day} kg, see notes" for day in (3, 4, 5)]
    note = "---\ntitle: Weights\u2028of mine\nauthor: Ida\n---\n" + "\n".join(lines)
    loaded = document(note)
    assert (loaded.text, loaded.title, loaded.author) == (" ".join(shown), "Weights of mine", "Ida")
    assert document("# Weights\n\n" + "\n".join(lines)).text == "Weights\n\n" + " ".join(shown)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("> [!note] ~~a\n> b~~ c", "Note: [struck out: a]\n\n[struck out: b] c"),
        ("> [!note] ~~x~~ **~~a\n> b~~ c** d", "Note: [struck out: x] [struck out: a]\n\n[struck out: b] c d"),
        ("x[[1]], list[[i]], f()[[k]], m[[0]][[1]]", "x[[1]], list[[i]], f()[[k]], m[[0]][[1]]"),
        ("the [[boat]]s, 参照[[船|那条船]] (see[[", "the boats, 参照那条船 (see[["),
        ("on [[2024-01-05|5]] ![[pump.png|300]] ![[pump.png|300x200]]", "on 5 pump.png pump.png"),
    ],
)
def test_what_is_marked_is_shown_and_code_stays(source: str, text: str) -> None:
    assert document(source).text == text


@pytest.mark.parametrize(
    ("source", "text", "comments"),
    [
        ("It is %%Ask **Ida**.%% long.", "It is long.", 1),
        ("It is long.\n\n%%\nAsk Ida.\n\n- Twice.\n%%\n\nIt is old.", "It is long.\n\nIt is old.", 1),
        ("It is long.\n%%Ask Ida.\nTwice.%%\nIt is old.", "It is long.\n\nIt is old.", 1),
        ("> It is long.\n> %%\n> Ask Ida.\n> %%\n> It is old. %%Why?%%", "It is long.\n\nIt is old.", 2),
        ("| Boat |\n|---|\n| Heron %%red%% |", "Boat\nHeron", 1),
        ("It is 100%% sure, 50%% more, or %%100%.", "It is 100%% sure, 50%% more, or %%100%.", 0),
        ("%% It is never closed.\n\nIt is long.", "%% It is never closed.\n\nIt is long.", 0),
        ("`%%a%%`\n\n```\n%%b%%\n```", "%%a%%\n\n%%b%%", 0),
    ],
)
def test_a_comment_of_obsidian_is_left_out_and_that_is_told(source: str, text: str, comments: int) -> None:
    loaded = document(source)
    assert loaded.text == text
    assert loaded.left_out == ((f"{comments} comment{'s' if comments > 1 else ''}",) if comments else ())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It is long. ^3fa9c1", "It is long."),
        ("- one ^q-1x\n- two", "one\ntwo"),
        ("| Boat |\n|---|\n| Heron |\n\n^seats", "Boat\nHeron"),
        ("See [[Rules#^quiet]] for 10 ^6 or 10 ^100", "See Rules > ^quiet for 10 ^6 or 10 ^100"),
        ("a ^not-at-the-end of it", "a ^not-at-the-end of it"),
    ],
)
def test_the_name_of_a_block_is_no_text(source: str, text: str) -> None:
    assert document(source).text == text
