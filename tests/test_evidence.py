# ruff: noqa: RUF001 - curly apostrophes are meant
"""Whether the documents answer: refusals in any wording, answers that only hold a "not", and the weighing."""

import pytest

from qa.evidence import USUAL, Evidence, says_nothing, weights_for

REFUSALS = """
The passage does not contain information about this.
The passage does not explicitly state the price.
The passage about Kenya does not give a price.
The passages never mention the price.
The passages given do not say who won.
The source doesn't state how many people live there.
The sources do not provide information on this topic.
The documents don't say.
The documents don’t say.
The article doesn't say who won.
The provided context does not specify the date.
The information provided does not include a date.
Unfortunately, the sources don't provide this.
The text says nothing about taxes.
The sources make no mention of Kenya.
The sources lack details on the cost.
The sources are silent on that.
None of the sources state the capital of France.
Neither passage mentions the price.
Nothing in the sources answers this.
Kenya is not found in the given text.
The capital of France is not mentioned in the provided sources.
The exact number isn't specified in the sources.
It is unclear from the text.
The answer is not in the documents.
The answer is not provided.
The name of the mayor is not given.
This information is not available.
Kenya isn't mentioned.
The mayor's age is not stated.
Not mentioned.
There is no information about Kenya.
There is no mention of a price.
No answer is given in the sources.
The answer cannot be determined from the passages.
The question cannot be answered with the given sources.
Sorry, but I can't find the answer.
I do not know the answer.
I don’t know.
"""

ANSWERS = """
The law does not apply to minors.
Carney said he did not expect a deal.
Carney did not say when the talks resume.
He did not mention the tariffs.
No one was injured.
There is no charge.
There is no evidence that tea cures colds.
The museum is not open on Mondays.
The museum has no data on visitors before 1950.
The bridge was never found.
The source of the river is not in Kenya.
The source of the leak was not found.
The cause of the fire is unknown.
The cause of the fire could not be determined by the inspectors.
The inquiry could not find the valve.
The report found no evidence of fraud.
The contract does not include maintenance.
The article of the law does not list dogs.
The text of the treaty was not published until 1994.
The passage through the harbour is not lit and no boats are named.
The information desk does not give refunds.
The document must not be given to third parties.
Documents that are not signed are given back.
None of the documents were signed.
Patients did not provide consent documents.
Mexico is not listed among the exempt countries.
Breakfast is not provided.
Library cards are not available online.
Visitors cannot find parking after 9.
Guests do not know the code.
"""


@pytest.mark.parametrize("statement", REFUSALS.strip().splitlines())
def test_a_refusal_is_known_in_any_wording(statement: str) -> None:
    assert says_nothing(statement)


@pytest.mark.parametrize("statement", ANSWERS.strip().splitlines())
def test_an_answer_may_hold_a_negation(statement: str) -> None:
    assert not says_nothing(statement)


def test_all_signs_for_an_answer_suffice() -> None:
    assert Evidence(stated=0.99, nearness=0.9, coverage=1.0).suffices


def test_all_signs_against_an_answer_do_not_suffice() -> None:
    assert not Evidence(stated=0.01, nearness=0.05, coverage=0.0).suffices


@pytest.mark.parametrize("stated", [0.0, 1.0])
def test_a_model_that_is_wholly_sure_has_a_finite_score(stated: float) -> None:
    assert abs(Evidence(stated=stated, nearness=0.5).score) < 100


def test_each_sign_for_an_answer_raises_the_score() -> None:
    weak = Evidence(stated=0.5, nearness=0.3, coverage=0.3)
    assert Evidence(stated=0.9, nearness=0.3, coverage=0.3).score > weak.score
    assert Evidence(stated=0.5, nearness=0.8, coverage=0.3).score > weak.score
    assert Evidence(stated=0.5, nearness=0.3, coverage=0.9).score > weak.score
    assert Evidence(stated=0.5, nearness=0.3, coverage=0.3, yes_or_no=True).score > weak.score


def test_before_a_draft_is_written_the_score_is_the_best_that_it_could_reach() -> None:
    before = Evidence(stated=0.6, nearness=0.4)
    assert before.score >= Evidence(stated=0.6, nearness=0.4, coverage=0.9).score


def test_a_model_that_hardly_ever_says_yes_is_weighed_by_other_signs() -> None:
    small = weights_for("qwen2.5-coder-0.5b-instruct-q4_k_m")
    assert not Evidence(stated=0.3, nearness=0.6, coverage=0.7).suffices
    assert Evidence(stated=0.3, nearness=0.6, coverage=0.7, weights=small).suffices
    assert not Evidence(stated=0.3, nearness=0.2, coverage=0.1, weights=small).suffices
    assert weights_for("another-model") == weights_for("qwen2.5-coder-1.5b-instruct-q4_k_m") == USUAL
