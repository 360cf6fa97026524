import base64
import hashlib
import json
import math
import re
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import ELSEWHERE, GOLD, HOSTILE, OTHER, SHOWN, results_of, write_run

from eval.metrics.summary import LABELS
from eval.report.cards import anchor, cards
from eval.report.page import write_report
from eval.report.plots import Bar, bars_of
from eval.report.text import UNSEEN, shown
from eval.report.words import OUTCOMES
from eval.run_folder import QUESTIONS_FILE, RESULTS_FILE, SETTINGS_FILE, SUMMARY_FILE
from index.errors import EvaluationError
from ui.cli.main import main

SHOWN_TO_MODEL = "gold sentence was among the passages shown to the model."
Element = lxml.html.HtmlElement


def read(folder: Path) -> Element:
    return lxml.html.fromstring(write_report(folder).read_text(encoding="utf-8"))


def texts(element: Element, path: str) -> list[str]:
    return [words(one) for one in element.xpath(path)]


def words(element: Element) -> str:
    return " ".join(element.text_content().split())


def card_of(page: Element, number: int) -> Element:
    found: Element = page.get_element_by_id("cards")[number]
    return found


@pytest.fixture
def run_of_nine(tmp_path: Path) -> Path:
    return write_run(tmp_path / "nine", 9)


def test_the_headline_is_the_share_of_trustworthy_answers_with_its_interval(tmp_path: Path) -> None:
    # Of each nine, two are trustworthy, five are not, and one error and one unjudged are in no share.
    page = words(read(write_run(tmp_path / "run", 90)).find_class("headline")[0])
    assert "28.6 % of the answers can be trusted" in page
    assert "20 of 70 questions came out as they should" in page
    assert re.search(r"95 % interval 1[78]\.\d to 40\.0 %, n = 70\.", page)
    assert "10 questions ended in an error and are in no share." in page
    assert "10 answers could not be judged" in page
    assert "90: 70 that the documents answer, 20 that they do not" in page
    assert "3f1c0a9be2d47c55" in page


def test_every_outcome_has_its_count_and_every_question_its_sentence(run_of_nine: Path) -> None:
    page = read(run_of_nine)
    assert [words(name).lower() for name in page.find_class("legend-name")] == list(OUTCOMES)
    assert [words(count) for count in page.find_class("legend-count")] == ["2", "1", "1", "1", "1", "1", "1", "1"]
    assert [words(verdict) for verdict in page.find_class("verdict")] == [
        "The answer is right and cites a gold sentence.",
        "The documents do not answer this, and that is what was said.",
        "The answer is right, but none of its citations is a gold sentence.",
        f"A {SHOWN_TO_MODEL} What the model wrote holds no accepted answer.",
        f"No {SHOWN_TO_MODEL} What the model wrote holds no accepted answer.",
        f"The documents answer this, but no answer was given. A {SHOWN_TO_MODEL}",
        "The documents do not answer this, but an answer was given.",
        "The set names no accepted answer, so this one can be called neither right nor wrong.",
        "No answer came to be, so this question is in no figure.",
    ]


def test_a_question_shows_what_was_expected_beside_what_was_answered(run_of_nine: Path) -> None:
    page = read(run_of_nine)
    first, other = card_of(page, 0), card_of(page, 4)
    assert texts(first, ".//ol[@class='citations']//*[@class='mark']") == ["[1] gold", "[2] not gold"]
    assert texts(first, ".//ol[@class='citations']//q") == [GOLD, OTHER]
    start = len(GOLD) + 1
    assert f"page 3, characters {start} to {start + len(OTHER)}" in words(first)
    assert words(first.find_class("answer")[0]) == "It was 56 billion dollars. partly supported [1] [2]"
    assert texts(first, ".//ul[@class='gold']/li") == [f"cited {GOLD}"]
    assert "56 billion" in words(first.find_class("accepted")[0])
    assert texts(other, ".//ul[@class='gold']/li") == [f"not cited {GOLD}"]
    assert texts(other, ".//ol[@class='citations']//q") == [ELSEWHERE]
    assert "What of" in words(other.find_class("history")[0])
    assert "Passages shown 1, no gold sentence among them" in words(other)
    assert "QuestionError: the question is too long" in words(card_of(page, 8))


def test_what_was_written_by_others_shows_as_text_and_does_nothing(tmp_path: Path) -> None:
    source = write_report(write_run(tmp_path / "run", 324)).read_text(encoding="utf-8")
    page = lxml.html.fromstring(source)
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    assert page.xpath("//img | //iframe | //object | //embed | //form | //base") == []
    assert page.xpath("//@*[starts-with(name(), 'on') or name() = 'style' or name() = 'src']") == []
    assert {link.split(":")[0] for link in page.xpath("//@href") if not link.startswith("#")} == {"data"}
    assert "49" not in words(page.find_class("headline")[0])  # {{ 7 * 7 }} is not worked out
    assert not re.search("[\x00\u202a-\u202e\ud800-\udfff]", source)
    assert SHOWN in words(card_of(page, 0).find_class("asked")[0])
    assert SHOWN in words(card_of(page, 3).find_class("citations")[0])


def test_the_policy_lets_only_the_page_s_own_style_and_script_act(run_of_nine: Path) -> None:
    page = read(run_of_nine)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].split("; ")
    assert policy[0] == "default-src 'none'"
    for name in ("script", "style"):
        content = page.xpath(f"//{name}")[0].text
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


def test_a_long_text_is_cut_with_a_note_of_how_much(run_of_nine: Path) -> None:
    answer = card_of(read(run_of_nine), 3).find_class("statement")[0]
    left_out = len("It was ") + 1_000_000 + len(f" {HOSTILE}.") - 4_000
    assert words(answer).endswith(f"x … {left_out:,} more characters")
    assert len(answer.text_content()) < 4_100


@given(st.text(max_size=50), st.integers(1, 60))
def test_shown_text_reads_as_the_text_itself(text: str, most: int) -> None:
    element = lxml.html.fragment_fromstring(f"<p>{shown(text, most)}</p>")
    named = UNSEEN.sub(lambda match: f"U+{ord(match[0]):04X}", text[:most])
    cut = f" … {len(text) - most:,} more characters" if len(text) > most else ""
    assert element.text_content() == named + cut


def test_every_metric_of_the_summary_is_in_the_table(run_of_nine: Path) -> None:
    rows = texts(read(run_of_nine), "//table[@class='metrics']/tbody/tr[not(@class)]")
    assert len(rows) == len(LABELS)
    # Right: three answers of five; the errors of the answerable questions stand beside the n.
    assert any(row.startswith("Right an accepted") and "40.0 %" in row and row.endswith("5 1") for row in rows)
    assert any(row.startswith("Wrongly refused lower is better") for row in rows)


def test_plots_have_a_title_a_description_and_a_table(run_of_nine: Path) -> None:
    page = read(run_of_nine)
    for plot in page.find_class("plot"):
        title, description = (page.get_element_by_id(name) for name in plot.get("aria-labelledby").split())
        assert title.text
        assert description.text
        assert plot.xpath("ancestor::figure//details//table")
    assert "plain: 20.0 % of 5" in words(page.get_element_by_id("kinds-description"))
    assert words(page.get_element_by_id("seconds-description")) == "8 answers; p50 2.0 s, p95 2.0 s"
    assert "confidence 0.9 to 1.0: 25.0 % of 4" in words(page.get_element_by_id("reliability-description"))


def even(width: float, many: int, counts: dict[int, int]) -> tuple[Bar, ...]:
    return tuple(Bar(width * i, width * (i + 1), counts.get(i, 0)) for i in range(many))


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ([], ()),
        ([0.0], even(0.1, 1, {0: 1})),
        ([0.5, 1.5, 1.9, 24.0], even(1, 25, {0: 1, 1: 2, 24: 1})),
        ([24.1, 1.0], even(2, 13, {0: 1, 12: 1})),
        # What is beyond 2.5 times the 95th percentile, 3.75 here, shares the last bar.
        ([0.5, *[1.5] * 97, 300.0, 600.0], (*even(0.1, 16, {5: 1, 15: 97}), Bar(1.6, math.inf, 2))),
    ],
)
def test_seconds_are_counted_into_bars_of_a_round_width(values: list[float], bars: tuple[Bar, ...]) -> None:
    counted = bars_of(values)
    assert [bar.n for bar in counted] == [bar.n for bar in bars]
    assert [bar.low for bar in counted] == pytest.approx([bar.low for bar in bars])
    assert [bar.high for bar in counted] == pytest.approx([bar.high for bar in bars])


def test_each_question_has_a_link_of_its_own(tmp_path: Path) -> None:
    page = read(write_run(tmp_path / "run", 324))
    links = [card.xpath(".//p[@class='identity']/a/@href")[0] for card in page.get_element_by_id("cards")]
    assert len(set(links)) == 324
    assert set(links) == {f"#{name}" for name in page.xpath("//div[@class='inside']/@id")}
    assert anchor("sample-01") == "q-sample-01"
    assert (
        len({anchor(identity) for identity in ("a b", "a-b", "a%20b", "a" * 59, "a" * 60, "a" * 61, "a" * 62)})
        == 7
    )


def test_the_pieces_of_an_answer_are_its_text() -> None:
    questions, results = results_of(9)
    for card in cards(results, {question.id: question for question in questions}):
        assert (
            card.result.answer is None or "".join(piece.text for piece in card.pieces) == card.result.answer.text
        )


def test_a_folder_without_its_questions_says_that_they_are_not_known(run_of_nine: Path) -> None:
    (run_of_nine / QUESTIONS_FILE).unlink()
    (run_of_nine / SETTINGS_FILE).unlink()
    (run_of_nine / SUMMARY_FILE).unlink()
    page = read(run_of_nine)
    assert "so expected answers and gold sentences are not known here" in words(
        page.get_element_by_id("questions")
    )
    assert "the folder holds no settings.json" in words(page.find_class("facts")[0])
    assert "How much?" in words(card_of(page, 0))
    assert "the accepted answers are not known here" in words(card_of(page, 0))
    assert page.xpath("//*[@class='gold' or @class='hit' or @class='miss']") == []


def test_a_question_that_has_changed_since_is_not_set_beside_the_old_answer(run_of_nine: Path) -> None:
    lines = (run_of_nine / QUESTIONS_FILE).read_text(encoding="utf-8").splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "answers": ["57 billion"]})
    (run_of_nine / QUESTIONS_FILE).write_text("\n".join(lines), encoding="utf-8")
    page = read(run_of_nine)
    assert "57 billion" not in words(page)
    assert "the accepted answers are not known here" in words(card_of(page, 0))
    assert "56 billion" in words(card_of(page, 2).find_class("accepted")[0])


def test_a_run_that_was_stopped_says_how_much_is_open(run_of_nine: Path) -> None:
    lines = (run_of_nine / RESULTS_FILE).read_text(encoding="utf-8").splitlines()
    (run_of_nine / RESULTS_FILE).write_text("\n".join(lines[:7]) + "\n", encoding="utf-8")
    assert "The run is not finished: 2 questions of its set have no result yet." in words(read(run_of_nine))


def test_a_run_of_errors_alone_is_a_page_too(run_of_nine: Path) -> None:
    line = (run_of_nine / RESULTS_FILE).read_text(encoding="utf-8").splitlines()[8]
    (run_of_nine / RESULTS_FILE).write_text(f"{line}\n", encoding="utf-8")
    assert "No answer could be judged" in words(read(run_of_nine))


def test_a_folder_that_holds_no_run_is_refused(tmp_path: Path, run_of_nine: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no results"):
        write_report(tmp_path)
    (run_of_nine / SETTINGS_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"settings\.json is not JSON"):
        write_report(run_of_nine)


def test_the_command_writes_the_page_anew_and_prints_its_path(
    run_of_nine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "report", str(run_of_nine)]) == 0
    assert capsys.readouterr().out == f"{run_of_nine / 'report.html'}\n"
    assert (run_of_nine / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert main(["eval", "report", str(run_of_nine / "nothing")]) == 1
