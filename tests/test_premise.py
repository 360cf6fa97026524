"""What a question assumes and its sentences do not say. The sentences are ours, one for each kind of mistake."""

import pytest
from conftest import make_document
from qa_parts import ScriptedModel, make_hit

from index.library import Library
from qa.assistant import Assistant
from qa.attribution import sources_of, word_weights
from qa.premise import denial, false_premise, opposites_of, unspoken


def premise(question: str, sentence: str, statement: str = "") -> str | None:
    cited = sources_of([make_hit(sentence)])
    return false_premise(question, statement, cited) or unspoken(question, cited)


@pytest.mark.parametrize(
    ("question", "sentence", "statement", "reason"),
    [
        (
            "What did the 1998 Charter allow?",
            "The 1989 Charter allowed the town to levy tolls.",
            "The 1998 Charter allowed tolls.",
            "The nearest sentences do not speak of 1998.",
        ),
        (
            "What weighs 1,250.5 kg?",
            "The bell weighs 1,205.5 kg.",
            "The bell weighs 1,250.5 kg.",
            "The nearest sentences do not speak of 1250.5.",
        ),
        (
            "Which alloy has the weaker bond?",
            "Bronze has a stronger bond than tin.",
            "Bronze has the weaker bond.",
            "The nearest sentence says “stronger bond”, not “weaker bond”.",
        ),
        (
            "Who indirectly owns the quay?",
            "The port directly owns the quay.",
            "The port indirectly owns the quay.",
            "The nearest sentence says “directly owns”, not “indirectly owns”.",
        ),
        (
            "Who runs the Olsen Mill Trust?",
            "Anna Berg runs the Tarn Mill Trust.",
            "Anna Berg runs it.",
            "The nearest sentence says “Tarn Mill Trust”, not “Olsen Mill Trust”.",
        ),
        (
            "Who is the mayor of Vell?",
            "The mayor of Oster is Anna Berg.",
            "The mayor of Vell is Anna Berg.",
            "The nearest sentence says “mayor of Oster”, not “mayor of Vell”.",
        ),
        (
            "Which birds do not breed here?",
            "Swifts breed here from May on.",
            "Swifts do not breed here.",
            "The nearest sentences say so of what is, and not of what is not.",
        ),
        (
            "When does the tide move the gate?",
            "In winter the tide does not move the gate.",
            "The tide moves the gate in winter.",
            "The nearest sentence says “not move”.",
        ),
        (
            "Which bird dives for fish?",
            "The swift does not dive for fish.",
            "The swift does not dive for fish.",
            "The nearest sentence says “not dive”.",
        ),
        (
            "What have bats not got?",
            "Bats have got a kind of immunity, including to rabies.",
            "Bats have not got immunity.",
            "The nearest sentences say so of what is, and not of what is not.",
        ),
        (
            "What did a decline in the price of Swedish tin lead to?",
            "A sharp rise in the price of tin led to new mines.",
            "A decline in the price led to new mines.",
            "The nearest sentence says “rise in the price”, not “decline in the price”.",
        ),
        (
            "When was the first record of Oster made?",
            "The first record of Vell dates back to 1313.",
            "The first record of Oster dates back to 1313.",
            "The nearest sentence says “record of Vell”, not “record of Oster”.",
        ),
        (
            "Which river runs near Tarnow University?",
            "The Vell runs near the old university.",
            "The Vell runs near Tarnow University.",
            "The nearest sentences do not speak of Tarnow University.",
        ),
    ],
)
def test_what_the_sentence_has_otherwise_is_named(
    question: str, sentence: str, statement: str, reason: str
) -> None:
    assert premise(question, sentence, statement) == reason


@pytest.mark.parametrize(
    ("question", "sentence", "statement"),
    [
        ("What did the 1989 Charter allow?", "The 1989 Charter allowed tolls.", "It allowed tolls."),
        ("How many of the 3 boats sank?", "Two boats sank.", "Two boats sank."),
        ("Who ruled in the 1960's?", "From 1960 to 1964 Berg ruled.", "Berg ruled."),
        ("What came in the 19th century?", "Steam came after 1820.", "Steam came."),
        ("Is the new bridge stronger?", "The old bridge has the weaker deck.", "No, it is weaker."),
        ("Is iron or tin the harder metal?", "Tin is the softer metal.", "Iron is harder."),
        ("Which things are not allowed on deck?", "Smoking is forbidden on deck.", "Smoking is not allowed."),
        ("Why does the gate not move?", "Rust holds the gate.", "Rust holds it."),
        ("I do not recall who built it, do you?", "Anna Berg built it.", "Anna Berg built it."),
        (
            "Who along with Berg founded the mill?",
            "In 1900 Olsen founded the mill, as did Berg.",
            "Olsen founded the mill.",
        ),
        ("What is US law on tolls?", "So American law on tolls is clear.", "Tolls are clear."),
        ("What did Renée Mill owe?", "So Renee Mill owed 900 crowns.", "It owed 900 crowns."),
        (
            "Who runs the New Vell Mill Trust?",
            "Berg runs the Vell Mill Trust, and the Old Oster Mill Trust.",
            "Berg.",
        ),
        ("Who bought the mill?", "Anna Berg sold the mill to Olsen.", "Olsen bought the mill."),
        ("What is before the mill?", "After the bridge comes the mill.", "The bridge is before the mill."),
        (
            "What kind of cloth is the tapestry?",
            "It is not a tapestry but wool.",
            "It is not a tapestry but wool.",
        ),
        ("Which houses are not lit?", "The houses on the quay are unlit.", "Those on the quay are not lit."),
        ("For how many days did Vell close?", "Vell: it closed on 31 July for 90 days.", "Vell for 90 days."),
        ("What Does The Tarnow Mill Sell?", "The mill sells flour.", "It sells flour."),
        ("Welchen Preis hat die Mühle in Vell?", "Die Mühle in Vell kostet 900 Kronen.", "900 Kronen."),
        ("Wie teuer ist das Gebäude in Vell?", "Die Mühle in Vell kostet 900 Kronen.", "900 Kronen."),
        ("Is the mill near Tarnow?", "The mill is near the old bridge.", "No, it is not."),
        ("Which mill by the river opens on Sunday? Please tell me.", "The mill by the river opens.", "The mill."),
        ("Who won the WW2 medal in Vell?", "Berg won the war medal in Vell.", "Berg won it."),
        ("When was the law explained?", "The law was not explained until 1864.", "The law was explained in 1864."),
    ],
)
def test_what_may_be_asked_so_is_left_alone(question: str, sentence: str, statement: str) -> None:
    assert premise(question, sentence, statement) is None


def test_a_year_may_stand_near_the_sentence_and_not_in_it() -> None:
    hit = make_hit("In 1987 the river rose.", "It flooded 140 homes.")
    flooded = sources_of([hit])[1:]
    assert false_premise("How many homes were flooded in 1987?", "140 homes.", flooded) is None
    assert false_premise("How many homes were flooded in 1978?", "140 homes.", flooded) is not None


def test_where_nothing_was_found_no_name_is_missed() -> None:
    assert unspoken("Who founded the mill of Tarnow?", ()) is None


def test_what_a_document_is_about_may_be_called_otherwise_in_it() -> None:
    question, statement = (
        "What did the Edict grant the Huguenots?",
        "It granted the Huguenots equality with others.",
    )
    sentence = "The Edict granted the Protestants equality with others."
    named = sources_of([make_hit(sentence, title="Huguenots")])
    assert false_premise(question, statement, named) is None
    assert false_premise(question, statement, sources_of([make_hit(sentence)])) is not None


def test_what_is_told_of_another_year_is_no_answer() -> None:
    built = sources_of([make_hit("In 1977 Berg bought the mill.", "Berg built a weir in 1982.")])[1:]
    statement = "Berg built a weir in 1982."
    reason = "The nearest sentence speaks of 1982, not of 1977."
    assert false_premise("What did Berg build in 1977?", statement, built) == reason
    assert false_premise("When did Berg, who bought the mill in 1977, build?", statement, built) is None


def test_opposites_are_pairs_and_prefixes() -> None:
    assert "weak" in opposites_of("strong")
    assert "official" in opposites_of("unofficial")
    assert "unofficial" in opposites_of("official")
    assert opposites_of("to") == set()


BARRIER = "The barrier does not protect the boats on the quay, because the posts cannot bear it."


@pytest.mark.parametrize(
    ("question", "statement", "denied"),
    [
        ("Does the barrier protect the boats on the quay?", "Yes, the barrier protects the boats.", True),
        ("Does the barrier protect the boats on the quay, and why or why not?", "Yes, it protects boats.", True),
        ("Does the barrier protect the boats on the quay?", "No, the barrier leaves the boats open.", False),
        ("Does the barrier protect the boats on the quay?", "The barrier does not protect them.", False),
        ("What does the barrier protect on the quay?", "The barrier protects the boats on the quay.", False),
        ("Does the storm wall protect all houses of the lower town?", "Yes, the storm wall protects them.", False),
    ],
)
def test_a_sentence_that_denies_what_is_affirmed_is_found(question: str, statement: str, denied: bool) -> None:
    shown = sources_of([make_hit("The quay is long.", BARRIER)])
    found = denial(question, statement, shown, word_weights(shown, question))
    assert found == (shown[1] if denied else None)


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("There is no guarantor for Ada Brook.", True),
        ("Ada Brook has never had a guarantor.", False),  # "had" is what is denied
        ("Ada Brook rents without a guarantor.", True),
        ("Neither has a guarantor but Ada Brook.", False),
        ("Ada Brook has a guarantor at no cost.", False),
    ],
)
def test_a_no_denies_what_stands_behind_it(sentence: str, denied: bool) -> None:
    shown = sources_of([make_hit("The flat is small.", sentence)])
    question = "Does Ada Brook have a guarantor?"
    found = denial(question, "Yes, Ada Brook has a guarantor.", shown, word_weights(shown, question))
    assert found == (shown[1] if denied else None)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "Are dogs allowed in the garden?",
            "Dogs are allowed in the garden, but no dogs may enter the greenhouse.",
        ),
        ("Did the two ships collide?", "The two ships collided, and neither ship sank."),
        ("Does the policy pay for lost bags?", "The policy pays for lost bags, but not for lost cash."),
        ("Can you get in without a ticket on Sundays?", "You can get in without a ticket on Sundays."),
        ("Is a permit required for the boat?", "No boat may sail without a permit, which is required."),
        ("Are children insured at a charge?", "Children are insured at no charge."),
    ],
)
def test_what_is_affirmed_beside_a_no_is_not_denied(question: str, sentence: str) -> None:
    shown = sources_of([make_hit(sentence, "It rains."), make_hit("The quay is long.")])
    assert denial(question, "Yes.", shown, word_weights(shown, question)) is None


def test_neither_denies_what_stands_behind_it() -> None:
    shown = sources_of([make_hit("The inn has a lift, but neither garage nor garden."), make_hit("It rains.")])
    question = "Does the inn have a garage?"
    assert denial(question, "Yes, it has a garage.", shown, word_weights(shown, question)) == shown[0]


def test_what_a_preposition_joins_to_the_not_is_denied() -> None:
    shown = sources_of(
        [make_hit("The interns sit with design, and not with the model makers."), make_hit("It rains.")]
    )
    question = "Do the interns sit with the model makers?"
    assert denial(question, "Yes, they do.", shown, word_weights(shown, question)) == shown[0]


def test_a_model_that_finds_no_answer_where_a_sentence_denies_is_asked_all_the_same(library: Library) -> None:
    library.add_document(make_document(f"The quay is long.\n\n{BARRIER}"))
    asked = Assistant(library, ScriptedModel("The barrier does not protect the boats on the quay.", 0.3))
    assert asked.ask("Does the barrier protect the boats on the quay?").answered
    assert not asked.ask("Is the barrier of use to the boats on the quay?").answered


def test_the_wrong_premise_is_named_also_where_the_evidence_alone_would_refuse(library: Library) -> None:
    library.add_document(make_document("The choir sang in the old mill in 2024. Tea was served."))
    model = ScriptedModel("The choir sang in the mill in 2023.", 0.6)
    answer = Assistant(library, model).ask("What did the choir sing at the mill in May 2023?")
    assert answer.text == "The answer is not in the documents. The nearest sentences do not speak of 2023."
    assert answer.checks == ("stated", "nearness", "words", "premise")


def test_the_sentence_that_denies_is_the_answer(library: Library) -> None:
    library.add_document(make_document(f"The quay is long.\n\n{BARRIER}"))
    model = ScriptedModel("Yes, the barrier protects the boats on the quay.", 0.9)
    answer = Assistant(library, model).ask("Does the barrier protect the boats on the quay?")
    assert answer.text == f"No: {BARRIER} [1]"
    assert [citation.quote for citation in answer.citations] == [BARRIER]
