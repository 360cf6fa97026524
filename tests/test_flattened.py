"""A flattened page gives up its menu and keeps its article, sentence by sentence."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.flattened.blocks import flattened_blocks, flattened_title
from index.flattened.glue import seams
from index.types import Block

SHARED = Path(__file__).parents[2] / "shared"
OPEN, CLOSE = "\N{LEFT SINGLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))

# An invented page with the traps of a real one: nothing stands where a tag was.
MENU = (
    "Harbour towns sign ferry pact after long winter talks"
    "Skip to contentHomeNewsSportWeatherTravelHarbourUS & "
    "CanadaThe CoastLive RadioHBCHomePodcastsFilm & TVArts in MotionHomeNewsSportWeatherSign inNewsletters"
)
HEADLINE = "Harbour towns agree a ferry pact after long winter talks"
BYLINE = (
    "4 days agoShareSaveIngrid McAllisterCoast correspondentShareSaveWatch: The first ferry leaves, says mayor"
)
PARAGRAPHS = (
    "Lunde and Marrow have agreed to run a joint ferry, ending a dispute that kept boats in port all winter.",
    "The pact, signed by mayors Edda McDonald and Jonas Vik, costs N$56bn ($40.5bn; £30bn) over ten years.",
    '"We need each other, and we always did," McDonald told reporters. Prices rose by 5.6%, the U.S. office said.',
    "This is Vik's first visit to the town since 2019, and he came by sea, filming with his iPhone for YouTube.",
    'Observers call it a fragile deal, as both towns "want to be first when the boats start".',
    '"It\'s a slow dance," said Zoë Ångström, who teaches at the Port College. "Nobody wants to lead."',
    "The two mayors will meet again in May. Until then, the old timetable holds and so do the old fares.",
)
TEASERS = "Storm closes the northern road for a weekWatch: Why Marrow built a pier... and Lunde didn't"
AFTER_TEASERS = (
    "So far, the shipping line has kept quiet. It owns four of the six boats that sail between the towns."
)
CAPTION = "Mayor Edda McDonald stepped ashore in Marrow on Thursday for a two-hour visit"
AFTER_CAPTION = (
    "Marrow pays 35% of the cost, though its share of the seats is smaller, at about a quarter of them all."
)
LAST = "Fishermen are not convinced by any of it, they say. With inputs from our reporter Bo Lind."
FOOTER = (
    " Ferry pactEdda McDonaldLundeMarrowRelatedCouncil halts the sale of the old lighthouse to a hotel"
    "Salmon farms want a pass on the new fees. But why should they get it?More from the coast1 hr ago"
    "Town hall names a new harbour masterThe council chose an engineer who once ran the port of a larger city."
    "1 hr ago2 hrs agoWhat is a ferry pact and who pays for it?The towns have signed a paper, but lawyers ask "
    "how it will work. 2 hrs ago2 hrs agoJudge rules on the long quarrel over the pierThe ruling lets the harbour "
    "master close the pier for a winter without a vote.2 hrs agoHomeNewsSportWeatherHBC Shop"
    "Terms of UseAbout the HBCPrivacy PolicyContact the HBCCopyright 2025 HBC. All rights reserved. "
    "The HBC is not responsible for the content of external sites."
)
PAGE = (
    MENU
    + HEADLINE
    + BYLINE
    + "".join(PARAGRAPHS)
    + TEASERS
    + AFTER_TEASERS
    + "Getty Images"
    + CAPTION
    + AFTER_CAPTION
    + LAST
    + FOOTER
)


def kept(text: str) -> list[str]:
    blocks = flattened_blocks(text)
    assert blocks is not None
    return [text[block.start : block.end] for block in blocks if block.kind != "boilerplate"]


def of_kind(text: str, kind: str) -> list[str]:
    blocks = flattened_blocks(text)
    assert blocks is not None
    return [text[block.start : block.end] for block in blocks if block.kind == kind]


def with_menu(*paragraphs: str) -> str:
    return MENU + HEADLINE + BYLINE + "".join(PARAGRAPHS[:2]) + "".join(paragraphs) + AFTER_CAPTION + FOOTER


def assert_covers(text: str, blocks: tuple[Block, ...]) -> None:
    assert all(block.start < block.end for block in blocks)
    assert all(before.end <= after.start for before, after in pairwise(blocks))
    covered = "".join(text[block.start : block.end] for block in blocks)
    assert "".join(covered.split()) == "".join(text.split())


def test_what_is_kept_is_the_headline_and_each_paragraph_and_the_caption() -> None:
    assert kept(PAGE) == [HEADLINE, *PARAGRAPHS, AFTER_TEASERS, CAPTION, AFTER_CAPTION, LAST]


def test_every_character_is_in_a_block() -> None:
    blocks = flattened_blocks(PAGE)
    assert blocks is not None
    assert_covers(PAGE, blocks)


def test_the_headline_is_a_heading_and_the_title() -> None:
    blocks = flattened_blocks(PAGE)
    assert blocks is not None
    assert of_kind(PAGE, "heading") == [HEADLINE]
    assert flattened_title(PAGE, blocks) == HEADLINE


@pytest.mark.parametrize("amount", ["£61m", "$3bn", "900k"])
def test_a_headline_that_ends_with_an_amount_is_parted_from_when_it_was_published(amount: str) -> None:
    glued = f"The ferry is late again as the bill climbs to {amount}6 hours agoShareSave"
    assert [glued[start:] for start in seams(glued)] == ["6 hours agoShareSave", "ShareSave", "Save"]
    assert seams("He sold the 4x4 years ago, and the 5m6 rope.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "She met Sean McDonald and Anna MacArthur, who had come from DeSantis Bay with an iPhone.",
        "Most of the NGOs and MPs asked for more, said the office of the U.S. consul in Marrow.",
        "They posted it on YouTube and on TikTok before the WhatsApp group had heard of it.",
        "The engineer J.R. Olsen measured 3.5 metres at 7.30 a.m. and wrote to info@port.example about it.",
        "The old boat, built by developer WhiTim for a rich man, lies at the pier, and it will not sail.",
        "It costs £1.47bn, or 24.4 million a year, and rose by 5.8 per cent in the last quarter of 2024.",
        f"Élodie Šimková, of the École du Port, called it “a good day”; they{CLOSE}d say {OPEN}not yet{CLOSE}.",
        "The COP28 summit and the G20 both named it, as did section B12 of a long report on harbours.",
    ],
)
def test_names_figures_and_initials_are_not_taken_apart(sentence: str) -> None:
    assert sentence in kept(with_menu(sentence))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("They left at dawn.", "The boat was full when it came to the pier."),
        ('He called it "a good start".', '"It is more than that," said the captain of the boat.'),
        ('He said it was time "to stop talking."', "The captain of the boat did not agree with him."),
        ("“We will see,” she said to them.", "“You always say that,” said the captain of the boat."),
        ("They all wait for the U.S.", "Following the talks, the captain of the boat went home."),
        ("It was never asked for by the towns (or paid).", "The captain of the boat did not agree."),
        ("It would be built over three years…", "The captain of the boat did not agree with him."),
        ("What would the towns do without it?", "The captain of the boat did not agree with him."),
        ("The boat sailed at half past six.", "31 July was the last day on which it had sailed so early."),
        ("Die Fähre fährt wieder über den Fjord.", "Über die Preise wird in der Stadt noch gestritten."),
    ],
)
def test_glued_sentences_are_parted(left: str, right: str) -> None:
    found = kept(with_menu(left, right))
    assert [left, right] == found[found.index(left) : found.index(left) + 2]


def test_a_heading_in_the_article_is_a_block_of_its_own() -> None:
    page = with_menu(
        "Old boats, new fares", "The oldest of the boats has sailed since before the war, under five names."
    )
    assert of_kind(page, "heading") == [HEADLINE, "Old boats, new fares"]


def test_a_list_behind_a_colon_is_items() -> None:
    page = with_menu(
        "What the towns need, according to the paper that was signed in the end:", "Two boats", "Six crews"
    )
    assert of_kind(page, "item") == ["Two boats", "Six crews"]


def test_a_call_for_subscribers_inside_the_article_goes_and_the_rest_stays() -> None:
    call = "Headlines to your inboxSign up for our newsletter and never miss a boat.SubscribeShareSave"
    first, second = PARAGRAPHS[2], PARAGRAPHS[3]
    found = kept(with_menu(first, call, second))
    assert [first, second] == found[3:5]
    assert not any("inbox" in text for text in found)


def test_a_report_about_newsletters_and_copyright_is_kept() -> None:
    sentence = "The court held that the copyright in the newsletter belongs to those who write to its subscribers."
    assert sentence in kept(with_menu(sentence))


def test_a_page_with_some_line_breaks_is_still_flattened() -> None:
    page = PAGE.replace(HEADLINE, "\n" + HEADLINE + "\r\n").replace(LAST, "\n\n" + LAST)
    assert kept(page) == kept(PAGE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line.",
        "A title\n\n" + "\n\n".join(PARAGRAPHS),
        "# Notes\n\n- call getElementById()\n- use JavaScriptCore\n" * 30,
        "def addOne(firstNumber):\n    return firstNumber.plusOne()\n" * 40,
        "LiHua: Are you at home?\nAdamSmith: Not before six.\n" * 40,
        "const firstValue=makeThing(otherValue);runAll(firstValue,lastValue);" * 60,
        "渡轮协议已经签署。两个城镇同意了。" * 200,
    ],
)
def test_other_texts_are_not_flattened_pages(text: str) -> None:
    assert flattened_blocks(text) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*PARAGRAPHS, MENU, FOOTER, CAPTION, " ", "\n", "”", '"', "4 hrs ago", "#x/", "Ⅷ"]))
)
def test_blocks_are_ordered_and_cover_the_text_whatever_the_pieces(pieces: list[str]) -> None:
    text = "".join(pieces)
    blocks = flattened_blocks(text)
    if blocks is not None:
        assert_covers(text, blocks)
        assert flattened_blocks(text) == blocks


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_blocks_cover_the_page_with_anything_around_it(before: str, after: str) -> None:
    text = before + PAGE + after
    blocks = flattened_blocks(text)
    if blocks is not None:
        assert_covers(text, blocks)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aA1.\"'”“ :;*-#/@%)(\n©", max_size=400))
def test_no_mix_of_marks_breaks_the_search(text: str) -> None:
    blocks = flattened_blocks(text)
    if blocks is not None:
        assert_covers(text, blocks)


@pytest.mark.parametrize(
    "piece", [PAGE, "Aa. ", '"A. ', ". . .... ", "aB cD ", "(Photo by Bo) ", "May. 1 ", "'' ” ", "9. B ", "#aB /"]
)
def test_nothing_of_a_long_run_of_seams_is_lost(piece: str) -> None:
    """Time that grew with the square of the length would be seen here too: the run would not end."""
    text = piece * (400_000 // len(piece))
    blocks = flattened_blocks(text)
    if blocks is not None:
        assert_covers(text, blocks)


@pytest.mark.skipif(not SEEDS, reason="needs ../shared/seeds")
def test_the_seed_page_keeps_exactly_its_article() -> None:
    text = SEEDS[0].read_text(encoding="utf-8")
    blocks = flattened_blocks(text)
    assert blocks is not None
    assert_covers(text, blocks)
    assert flattened_title(text, blocks) == "Canada and Mexico agree to deepen ties amid Trump trade war"
    prose = of_kind(text, "prose")
    assert len(prose) == 21
    assert prose[0].startswith("Canada and Mexico have agreed to deepen ties, vowing")
    assert prose[0].endswith("rising economic pressure from the US.")
    assert prose[2].endswith("on Mexico, citing border security.")
    assert prose[3].startswith("This is Carney's first official visit")
    assert prose[8].endswith('when negotiations start".')
    assert prose[9].startswith('"It\'s a subtle dance," said')
    assert prose[9].endswith('gang up on the US."')
    assert prose[13].startswith("So far, Sheinbaum has largely")
    assert prose[14] == "Prime Minister Mark Carney arrived in Mexico City on Thursday for a two-day visit"
    assert prose[15].startswith("Canada faces a 35% US tariff rate")
    assert prose[-1].endswith("With inputs from Mexico correspondent Will Grant.")


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_no_plain_document_is_taken_for_a_flattened_page() -> None:
    folders = ("squad2", "clapnq", "lihua", "stici", "mtrag")
    paths = [path for name in folders for path in sorted((SHARED / "data" / name / "documents").glob("*.txt"))]
    assert [path.name for path in paths if flattened_blocks(path.read_text(encoding="utf-8")) is not None] == []
