"""Whether the support check agrees with people: judged claims, and the figures made of them."""

import json
from pathlib import Path

import pytest
from qa_parts import WordReader

from eval.metrics.agreement import agreement
from eval.sets.claims import Claim, load_claims
from eval.support import judge, measure, table
from index.errors import EvaluationError
from qa.answer import Support
from ui.cli.main import main

SHARED = Path(__file__).parents[2] / "shared" / "data"

PAGE = ("The bridge opened in 1912.", "", "It is painted red.", "Dogs are not allowed.")


@pytest.fixture(autouse=True)
def _words_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.support.TrainedReader", WordReader)


def claim(
    text: str, *supporting: set[int], label: Support = "supported", sentences: tuple[str, ...] = PAGE
) -> Claim:
    return Claim("c", text, sentences, tuple(map(frozenset, supporting)), label)


def line(**fields: object) -> str:
    known = {"id": "c1", "claim": "The bridge opened in 1912.", "sentences": PAGE, "label": "supported"}
    return json.dumps({**known, "supporting": [[0]], **fields})


def write(folder: Path, *lines: str) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_sentence_that_says_it_is_found_and_supports_it() -> None:
    judged = judge(claim("The bridge opened in 1912.", {0}), WordReader())
    assert (judged.given, judged.found, judged.chosen) == ("supported", "supported", {0})


def test_another_number_is_not_supported() -> None:
    judged = judge(claim("The bridge opened in 1913.", {0}), WordReader())
    assert (judged.given, judged.found) == ("unsupported", "unsupported")


@pytest.mark.parametrize("supporting", [({3}, {2}), ({2}, {3})])
def test_any_one_set_of_sentences_is_enough(supporting: tuple[set[int], ...]) -> None:
    # Of bridge, painted and red, which weigh the same, sentence 2 has two: more than 0.6.
    assert judge(claim("The bridge is painted red.", *supporting), WordReader()).given == "supported"


def test_a_blank_sentence_keeps_its_place() -> None:
    assert judge(claim("It is painted red.", {2}), WordReader()).chosen == {2}


def test_where_people_found_no_sentence_there_is_nothing_to_give() -> None:
    judged = judge(claim("Cats sleep.", label="unsupported"), WordReader())
    assert (judged.given, judged.found) == (None, "unsupported")


def test_the_balanced_accuracy_is_the_mean_recall_over_the_labels_that_occur() -> None:
    pairs = [("a", "a")] * 3 + [("a", "b")] + [("b", "b"), ("b", "a")]
    figures = agreement(pairs, ("a", "b", "c"))
    assert figures["recall"] == {"a": 0.75, "b": 0.5, "c": None}
    assert figures["balanced_accuracy"] == 0.625
    assert figures["confusion"]["a"] == {"a": 3, "b": 1, "c": 0}
    assert figures["confusion"]["b"] == {"a": 1, "b": 1, "c": 0}
    assert figures["n"] == 6


def test_the_interval_is_that_of_drawing_the_pairs_again() -> None:
    # With one label the balanced accuracy is a share, here 50 of 100: 0.5 ± 1.96 of 0.05.
    low, high = agreement([("a", "a"), ("a", "b")] * 50, ("a", "b"))["interval"]
    assert (low, high) == (pytest.approx(0.402, abs=0.011), pytest.approx(0.598, abs=0.011))
    # Ten times the other label, always right, moves the middle to 0.75 and halves the width.
    low, high = agreement([("a", "a"), ("a", "b")] * 50 + [("b", "b")] * 1000, ("a", "b"))["interval"]
    assert (low, high) == (pytest.approx(0.701, abs=0.011), pytest.approx(0.799, abs=0.011))


def test_of_no_pairs_there_are_no_figures() -> None:
    figures = agreement([], ("a", "b"))
    assert (figures["n"], figures["balanced_accuracy"], figures["interval"]) == (0, None, None)


def test_the_figures_of_a_set(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        line(),  # found and given: supported
        line(id="c2", claim="It is painted red.", supporting=[[3], [0, 2]]),  # chosen: 2
        line(id="c3", claim="The bridge opened in 1913.", label="partially_supported"),  # a wrong number
        line(id="c4", claim="Cats sleep.", label="not_supported", supporting=[[]]),
    )
    figures = measure(path)
    assert (figures["n"], figures["labels"]) == (4, {"supported": 2, "partial": 1, "unsupported": 1})
    assert figures["given"]["three_labels"]["n"] == 3
    assert figures["given"]["three_labels"]["recall"] == {"supported": 1, "partial": 0, "unsupported": None}
    assert figures["found"]["three_labels"]["balanced_accuracy"] == pytest.approx(2 / 3)
    assert figures["found"]["two_labels"]["confusion"]["unsupported"] == {"supported": 0, "unsupported": 2}
    # c1: 1, 1; c2, with its second set: 1, 1/2; c3 is not supported and has none: 0, 0. F1: 1, 2/3, 0.
    assert figures["sentences"] == {
        "n": 3,
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(1.5 / 3),
        "f1": pytest.approx((1 + 2 / 3) / 3),
    }
    assert "balanced accuracy 0.667" in table(figures)


def test_a_set_without_any_given_sentence_still_has_figures(tmp_path: Path) -> None:
    figures = measure(write(tmp_path, line(label="not_supported", supporting=[])))
    assert figures["sentences"] == {"n": 0, "precision": None, "recall": None, "f1": None}
    assert "balanced accuracy -, 95 % interval - to -, n=0" in table(figures)


def test_bad_lines_are_named(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        line(),
        line(id="c2", label="true"),
        line(id="c3", supporting=[[4]]),
        line(id="c4", supporting=[0]),
        line(id="c5", sentences=[1]),
        line(),
    )
    with pytest.raises(EvaluationError) as caught:
        load_claims(path)
    _, *lines = str(caught.value).splitlines()
    assert lines == [
        "  line 2: 'label' is 'true', not one of supported, partially_supported, not_supported",
        "  line 3: 'supporting' names the sentence 4, and there are 0 to 3",
        "  line 4: an entry of 'supporting' is a number, not a list",
        "  line 5: an entry of 'sentences' is a number, not a string",
        "  line 6: the id 'c1' is that of line 1",
    ]
    with pytest.raises(EvaluationError, match=r"The claim set .* holds no claims"):
        load_claims(write(tmp_path, ""))


def test_the_command_prints_a_table_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, line())
    assert main(["eval", "support", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == measure(path)
    assert main(["eval", "support", str(path)]) == 0
    assert capsys.readouterr().out.startswith("1 claims: 1 supported\n")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not here")
def test_the_public_set_is_read_whole() -> None:
    assert len(load_claims(SHARED / "wice" / "claims.jsonl")) == 349
