"""What a question asks for, and whether a statement has one."""

import pytest

from qa.expected import answers_in_kind


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("How deep is the well?", "The well gives 600 litres a day in a wet year."),
        ("How far is the mill from Vell?", "The mill stands by the river."),
        ("How many boats sank?", "The boats sank."),
        ("How many boats sank?", "The ferry sank, and so did the one behind it."),
        ("How long did Berg stay?", "Berg stayed at the inn."),
        ("In what year was the school founded?", "The school was founded in the early days."),
        ("What is the telephone number of the inn?", "It is 14 Foundry Yard."),
        ("What is the e-mail address of the inn?", "It is 14 Foundry Yard."),
    ],
)
def test_another_kind_of_thing_is_no_answer(question: str, statement: str) -> None:
    assert not answers_in_kind(question, statement)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("How deep is the well?", "The well is 12 m deep."),
        ("How high was the water?", "It stood knee-high."),
        ("How far is the mill from Vell?", "It is two hours on foot."),
        ("How many boats sank?", "Neither: no boat sank."),
        ("How many boats sank?", "Seventeen boats sank."),
        ("How many boats sank?", "Just one."),
        ("How long did Berg stay?", "Berg stayed all summer."),
        ("Which year did the price fall?", "It fell in the 1980s."),
        ("What is the phone number of the inn?", "Call (020) 79 46-0958."),
        ("Who built the well?", "A mason did."),
    ],
)
def test_a_fitting_thing_is(question: str, statement: str) -> None:
    assert answers_in_kind(question, statement)
