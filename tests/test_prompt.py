"""What the model reads: checked questions, sources before the question, a counted budget."""

from dataclasses import replace

import pytest
from qa_parts import ScriptedModel, make_hit

from index.errors import QuestionError
from index.types import Block, Hit
from qa.answer import Turn
from qa.prompt import ANSWER, ANSWER_FULLY, fitting, messages, said, sources_text
from qa.question import Question, checked_question

QUESTION = Question("When is the review?")


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0"])
def test_an_empty_question_is_an_error(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        checked_question(question)


def test_a_question_of_50_000_characters_is_an_error_that_says_so() -> None:
    with pytest.raises(QuestionError, match="50,000 characters"):
        checked_question("why " * 12_499 + "why?")


def test_a_question_loses_only_its_outer_white_space() -> None:
    assert checked_question("  When is  it?\n") == "When is  it?"


def test_what_lies_between_the_sentences_of_a_passage_is_not_read() -> None:
    hit = make_hit("The review is in 2026.", "It takes a year.", gap="\nHome | Log in | Subscribe\n")
    assert "Subscribe" in hit.document.text
    assert said(hit) == ("The review is in 2026.", "It takes a year.")


def test_line_breaks_within_a_sentence_are_read_as_spaces() -> None:
    assert said(make_hit("The review\nis   in\t2026.")) == ("The review is in 2026.",)


def test_passages_of_one_document_stand_once_under_its_title() -> None:
    one, other = make_hit("First fact.", "Second fact.", title="one"), make_hit("A fact.", title="two")
    halves = [
        replace(one, passage=replace(one.passage, sentences=(said,))) for said in reversed(one.passage.sentences)
    ]
    assert sources_text([*halves, other]) == "[one] First fact. Second fact.\n\n[two] A fact.\n\n"


def test_sentences_stand_once_below_the_heading_of_their_section() -> None:
    sentences = ("Pets", "Cats may stay.", "Dogs may not.", "Rent", "It is due on the first.")
    hit = make_hit(*sentences, title="Lease", gap="\n")
    starts = [one.start for one in hit.passage.sentences]
    blocks = tuple(
        Block(start, start + len(text), "heading" if text in {"Pets", "Rent"} else "paragraph")
        for text, start in zip(sentences, starts, strict=True)
    )
    document = replace(hit.document, blocks=blocks)

    def shown(*numbers: int) -> list[Hit]:
        chosen = [replace(hit.passage.sentences[one], heading=one in {0, 3}) for one in numbers]
        return [replace(hit, document=document, passage=replace(hit.passage, sentences=(one,))) for one in chosen]

    assert sources_text(shown(1, 2, 4)) == (
        "[Lease] Pets: Cats may stay. Dogs may not. Rent: It is due on the first.\n\n"
    )
    assert sources_text(shown(4, 1)) == "[Lease] Pets: Cats may stay. Rent: It is due on the first.\n\n"
    assert sources_text(shown(0, 1)) == "[Lease] Pets Cats may stay.\n\n"  # it is shown
    named = [replace(one, document=replace(document, title="Pets", source="pets.txt")) for one in shown(1)]
    assert sources_text(named) == "[Pets] Cats may stay.\n\n"


def test_a_title_comes_with_the_words_of_the_file_name_that_it_lacks() -> None:
    hit = make_hit("Entry is free.", title="Doors open again")
    named = replace(hit, document=replace(hit.document, source="/notes/lunmoor-museum.txt"))
    assert sources_text([named]) == "[Doors open again (lunmoor museum)] Entry is free.\n\n"
    assert sources_text([hit]) == "[Doors open again] Entry is free.\n\n"


def test_sources_stand_before_the_earlier_turn_and_that_before_the_question() -> None:
    hits = [make_hit("First fact.", title="one"), make_hit("Second fact.", title="two")]
    asked = messages(replace(QUESTION, earlier=(Turn("Who met?", "Two leaders."),)), hits, instruction=ANSWER)[
        -1
    ].text
    parts = ("[one] First fact.", "[two] Second fact.", "Who met?", "Two leaders.", QUESTION.text, ANSWER)
    places = [asked.index(part) for part in parts]
    assert places == sorted(places)


def test_prompts_that_ask_different_things_share_all_up_to_the_question() -> None:
    hits = [make_hit("First fact."), make_hit("Second fact.", title="two")]
    first = messages(QUESTION, hits, instruction=ANSWER)
    second = messages(QUESTION, hits, instruction=ANSWER_FULLY)
    assert first[0] == second[0]
    assert first[-1].text.removesuffix(ANSWER) == second[-1].text.removesuffix(ANSWER_FULLY)
    other = messages(Question("Who came?"), hits, instruction=ANSWER)[-1].text
    assert other.split("Who came?")[0] == first[-1].text.split(QUESTION.text)[0]


def prompt_words(hits: tuple[Hit, ...]) -> int:
    return ScriptedModel().count_tokens(messages(QUESTION, hits, instruction=ANSWER))


def hits_of(count: int) -> tuple[Hit, ...]:
    return tuple(
        make_hit("one two three four five six seven eight nine ten.", title=f"n{i}") for i in range(count)
    )


@pytest.mark.parametrize("kept", [1, 2, 4, 6])
def test_the_first_passages_that_fit_the_budget_are_kept(kept: int) -> None:
    hits = hits_of(6)
    budget = prompt_words(hits[:kept])
    fitted = fitting(ScriptedModel(), QUESTION, hits, tokens=budget)
    assert fitted == hits[:kept]
    if kept > 1:
        assert fitting(ScriptedModel(), QUESTION, hits, tokens=budget - 1) == hits[: kept - 1]


def test_one_passage_is_kept_though_it_is_over_the_budget() -> None:
    hits = hits_of(3)
    assert fitting(ScriptedModel(), QUESTION, hits, tokens=1) == hits[:1]


def test_no_passages_stay_no_passages() -> None:
    assert fitting(ScriptedModel(), QUESTION, (), tokens=600) == ()


def test_an_earlier_turn_counts_towards_the_budget() -> None:
    hits = hits_of(4)
    budget = prompt_words(hits)
    question = replace(QUESTION, earlier=(Turn("Who met in Mexico City?", "Two leaders met there."),))
    assert len(fitting(ScriptedModel(), question, hits, tokens=budget)) < 4
