"""Near-duplicates: which texts are, and that a group of them takes one place in the results."""

import random

import pytest
from conftest import HashingEmbedder, make_document

from index.library import Library
from index.text.near import nearly_same, shingles, sketch

NOUNS = ("heron", "harbour", "lantern", "mill", "orchard", "bridge", "comet", "sailor", "drum", "glacier")


def article(seed: int, sentences: int = 30) -> list[str]:
    words = random.Random(seed)
    return [
        f"The {words.choice(NOUNS)} of {words.choice(NOUNS)} {words.choice(NOUNS)} saw a {words.choice(NOUNS)}."
        for _ in range(sentences)
    ]


def test_a_text_is_compared_by_its_runs_of_three_words() -> None:
    assert shingles("The cat, the DOG!") == {("the", "cat", "the"), ("cat", "the", "dog")}
    assert shingles("Two words") == {("two", "words")}
    assert shingles("...") == frozenset()


def test_keys_depend_on_the_set_of_runs_alone_and_stay_what_they_are() -> None:
    assert sketch("a b c d a b c d") == sketch("A, b, c d. A b c, d a b!")
    assert len(sketch("Bees make honey.")) == 32
    assert sketch("...") == ()
    assert sketch("Bees make honey.")[0] == 2642180486289373837  # stored libraries hold such keys


@pytest.mark.parametrize(
    ("edit", "same"),
    [
        (lambda text: text[1:], True),
        (lambda text: ["Home News Sport Weather Contact.", *text, "All rights reserved."], True),
        (lambda text: [*text[:15], "An added remark stands here.", *text[15:]], True),
        (lambda text: text[:15] + article(99, 15), False),
        (lambda _: article(99), False),
    ],
)
def test_small_edits_leave_a_text_nearly_the_same(edit: object, same: bool) -> None:
    assert callable(edit)
    text = article(1)
    assert nearly_same(" ".join(text), " ".join(edit(text))) == same


def test_two_forms_that_differ_in_their_numbers_are_not_the_same() -> None:
    form = "Invoice {} of March {}. " + " ".join(article(1)) + " Please pay {} euros by April {}."
    assert not nearly_same(form.format(17, 3, 250, 14), form.format(18, 5, 990, 16))
    assert nearly_same(form.format(17, 3, 250, 14), form.format(17, 3, 250, 14) + " Thank you.")


def test_short_texts_must_have_the_same_words() -> None:
    assert nearly_same("Your bread has come, Anna.", "your bread has come anna")
    assert not nearly_same("Your bread has come, Anna.", "Your bread has come, Bert.")


def add(library: Library, name: str, sentences: list[str]) -> str:
    document = make_document("\n\n".join(sentences), source=f"/notes/{name}.txt")
    library.add_document(document)
    return document.id


def test_a_group_takes_one_place_and_its_best_member_names_the_others(library: Library) -> None:
    text = article(1)
    one, two = add(library, "one", text), add(library, "two", ["A zebra came first.", *text])
    other = add(library, "other", article(5))
    found = [(hit.document.id, hit.near_duplicates) for hit in library.search("zebra heron", k=50)]
    assert set(found) == {(two, (one,)), (other, ())}
    assert found[0] == (two, (one,))


def test_the_report_says_what_is_nearly_the_same(library: Library) -> None:
    add(library, "one", article(1))
    path = library.folder.parent / "two.txt"
    path.write_text("\n\n".join(article(1)[1:]), encoding="utf-8")
    report = library.add([path])
    assert (report.added, report.near_duplicates) == ((str(path),), ((str(path), "/notes/one.txt"),))


def test_groups_follow_what_is_removed_and_replaced(library: Library, embedder: HashingEmbedder) -> None:
    text = article(1, 44)
    first, bridge, last = (
        add(library, name, text[cut : cut + 30]) for name, cut in (("a", 0), ("b", 7), ("c", 14))
    )
    near = library._store.near_duplicates
    assert not nearly_same(" ".join(text[0:30]), " ".join(text[14:44]))
    assert near(first) == tuple(sorted((bridge, last)))  # through the one between
    library.rebuild()
    assert near(first) == tuple(sorted((bridge, last)))
    add(library, "b", article(7))
    assert [near(one) for one in (first, bridge, last)] == [(), (), ()]
    add(library, "b", text[7:37])
    library.remove("a.txt")
    assert near(last) == (bridge,)
    assert library.check() == ()
