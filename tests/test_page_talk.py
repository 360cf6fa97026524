"""What pages say of themselves inside an article, and the galleries and links of flattened pages."""

from conftest import make_document
from test_flattened import PARAGRAPHS, kept, with_menu

from index.flattened.blocks import flattened_blocks
from index.flattened.page_talk import speaks_of_the_page, without_page_talk

BODY = [
    "The pier at Holm will be closed from Monday, the harbour board said.",
    "Two of its piles have moved since the storm of last week.",
    "Divers looked at all forty of them and found no other damage.",
    "The board will meet again in March to hear what the repair costs.",
]
AUTHOR = "Ines Volk is a senior reporter at the Holm Post, where she writes about the sea."


def said(*paragraphs: str) -> list[str]:
    document = make_document("\n\n".join(paragraphs))
    blocks = without_page_talk(document.text, document.blocks)
    return [document.text[block.start : block.end] for block in blocks if block.kind != "boilerplate"]


def test_calls_to_subscribe_and_labels_go() -> None:
    calls = ["Sign up for our newsletter.", "Advertisement", "Read more: Storm sinks three boats"]
    calls.append("If you're already a subscriber, you can log in to read on.")
    assert said(*BODY[:2], *calls, *BODY[2:]) == BODY


def test_who_the_author_is_goes_and_who_the_article_is_about_stays() -> None:
    assert said(*BODY, AUTHOR) == BODY
    about_her = "Volk lost her own boat in the storm."
    assert said(*BODY, about_her, AUTHOR) == [*BODY, about_her, AUTHOR]


def test_a_page_that_only_speaks_of_itself_is_kept() -> None:
    assert said("Sign up for our newsletter.") == ["Sign up for our newsletter."]


def test_reports_in_similar_words_are_kept() -> None:
    for sentence in (
        "Related work has measured the drift of the piles over two winters.",
        "He was already a subscriber to the theory that piles move in storms.",
        "Credit cards are not taken at the gate of the pier.",
        "To see the full effect of the tide, wait for an hour.",
    ):
        assert not speaks_of_the_page(sentence)


def captions(count: int) -> list[str]:
    places = ["the gate", "the lamp", "the stairs", "the slip", "the crane", "the kiosk", "the bell", "the rail"]
    return [
        f"People wait for the boat to the islands beside {place} on a windy morning" for place in places[:count]
    ]


def test_a_gallery_inside_the_article_goes_and_the_article_goes_on_behind_it() -> None:
    first, second, *others = captions(6)
    gallery = [first, "AFP via Getty Images", second, "Reuters", *others]
    found = kept(with_menu(PARAGRAPHS[2], *gallery, *PARAGRAPHS[3:]))
    assert not any("People wait" in text for text in found)
    assert [text for text in found if text in PARAGRAPHS[3:]] == list(PARAGRAPHS[3:])


def test_one_picture_keeps_its_caption() -> None:
    found = kept(with_menu(PARAGRAPHS[2], *captions(1), "Getty Images", PARAGRAPHS[3]))
    assert captions(1)[0] in found


def test_links_behind_a_label_inside_the_article_go() -> None:
    found = kept(with_menu(PARAGRAPHS[2], "Related", "Storm sinks three boats at Little Sund", *PARAGRAPHS[3:]))
    assert not any("sinks" in text for text in found)
    assert [text for text in found if text in PARAGRAPHS[2:]] == list(PARAGRAPHS[2:])


def test_what_follows_the_foot_of_a_page_is_not_its_article() -> None:
    foot = "Copyright 2024 The Holm Post. All rights reserved."
    page = with_menu(*PARAGRAPHS) + foot + "Cadets learn to sail in the old harbour and to cook." * 30
    blocks = flattened_blocks(page)
    assert blocks is not None
    assert not any("Cadets" in page[block.start : block.end] for block in blocks if block.kind != "boilerplate")
