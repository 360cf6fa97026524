"""Raised, lowered and struck-out text, and equations, on one line: no digit joins a number it is no part of."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from index.load.equations import equation
from index.load.runs import Height, Run, written
from index.text.lexical import terms

OMML = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def set_as(*runs: str | tuple[str, Height]) -> str:
    return written(Run(run) if isinstance(run, str) else Run(*run) for run in runs)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("3 x 10", ("6", 1), " litres"), "3 x 10^6 litres"),
        (("10", ("−", 1), ("6", 1)), "10^−6"),  # noqa: RUF001 - a minus sign
        (("45 m", ("2", 1), "."), "45 m²."),
        (("s", ("-1", 1)), "s⁻¹"),
        (("two metres", ("2", 1)), "two metres²"),
        (("e", ("x+1", 1)), "e^(x+1)"),
        (("2,150", ("3", 1), " people"), "2,150 [3] people"),
        (("in 1903", ("3, 4", 1)), "in 1903 [3, 4]"),
        (("The workers", ("3", 1), " left."), "The workers [3] left."),
        (("It closed in 1903.", ("4", 1), " Then"), "It closed in 1903. [4] Then"),
        (("2,150", ("*", 1)), "2,150*"),
        (("7", ("1", 1), "/", ("2", -1), " crowns"), "7 1/2 crowns"),
        ((("3", 1), "⁄", ("4", -1), " inch"), "3/4 inch"),  # noqa: RUF001 - the slash of fractions
        (("H", ("2", -1), "O"), "H₂O"),
        (("log 101", ("2", -1)), "log 101_2"),
        (("x", ("max", -1)), "x_max"),
        (("10", ("6", 1), "litres of CO", ("2", -1), "e"), "10^6 litres of CO₂e"),
        (("on the 1", ("st", 1), " of May"), "on the 1st of May"),
        (("M", ("me", 1), " Oss"), "Mme Oss"),
        (("Skarv", ("TM", 1)), "Skarv™"),
    ],
)
def test_what_is_raised_or_lowered_stays_apart_from_what_it_follows(
    runs: tuple[str | tuple[str, Height], ...], text: str
) -> None:
    assert set_as(*runs) == text


def test_struck_out_text_is_marked() -> None:
    runs = [Run("The fee is "), Run("90 ", struck=True), Run("crowns", struck=True), Run(" 120 crowns.")]
    assert written(runs) == "The fee is [struck out: 90 crowns] 120 crowns."


@given(st.integers(1, 10**9), st.integers(1, 99))
def test_a_number_is_found_by_its_own_digits_whatever_is_raised_behind_it(number: int, mark: int) -> None:
    for height in (1, -1):
        assert str(number) in terms(set_as(f"It holds {number}", (str(mark), height), " litres."))


@given(st.lists(st.tuples(st.text("aB1 .,/2"), st.sampled_from([-1, 0, 1]), st.booleans())))
def test_every_letter_of_a_run_is_kept(runs: list[tuple[str, Height, bool]]) -> None:
    text = written(Run(*run) for run in runs).replace("struck out: ", "")
    plain = text.translate(str.maketrans("⁰¹²₁₂", "01212"))
    whole = "".join(text for text, _, _ in runs)
    assert re.sub(r"[^aB12]", "", plain) == re.sub(r"[^aB12]", "", whole)


def omml(inside: str) -> str:
    return equation(etree.fromstring(f"<m:oMath {OMML}>{inside}</m:oMath>"))


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


FRACTION = f"<m:f><m:num>{r('1')}</m:num><m:den>{r('8')}</m:den></m:f>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (FRACTION, "1/8"),
        (r("7") + FRACTION, "7 1/8"),
        (f"<m:f><m:num>{r('a+b')}</m:num><m:den>{r('2c')}</m:den></m:f>", "(a+b)/(2c)"),
        (f"<m:sSup><m:e>{r('r')}</m:e><m:sup>{r('2')}</m:sup></m:sSup>", "r²"),
        (f"<m:sSup><m:e>{r('10')}</m:e><m:sup>{r('6')}</m:sup></m:sSup>", "10^6"),
        (f"<m:sSup><m:e>{r('f')}</m:e><m:sup>{r('′')}</m:sup></m:sSup>", "f′"),  # noqa: RUF001 - a prime
        (f"<m:sSubSup><m:e>{r('x')}</m:e><m:sub>{r('i')}</m:sub><m:sup>{r('2')}</m:sup></m:sSubSup>", "x_i²"),
        (f"<m:rad><m:deg/><m:e>{r('b-4')}</m:e></m:rad>", "√(b-4)"),
        (f"<m:rad><m:deg>{r('3')}</m:deg><m:e>{r('8')}</m:e></m:rad>", "∛8"),
        (
            f'<m:sSup><m:e><m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{r("x-c")}</m:e>'
            f"</m:d></m:e><m:sup>{r('2')}</m:sup></m:sSup>",
            "([x-c])^2",
        ),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{r("i=1")}</m:sub><m:sup>{r("n")}</m:sup>'
            f"<m:e>{r('i')}</m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
        (f"<m:m><m:mr><m:e>{r('1')}</m:e><m:e>{r('0')}</m:e></m:mr></m:m>", "[1, 0]"),
        (f"<m:sSub><m:e>{r('10')}</m:e><m:sub>{r('2')}</m:sub></m:sSub>", "10_2"),
    ],
)
def test_equations_of_office_keep_their_storeys(inside: str, text: str) -> None:
    assert omml(inside) == text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<mfrac><mn>1</mn><mn>8</mn></mfrac>", "1/8"),
        ("<mn>2</mn><mfrac><mn>1</mn><mn>8</mn></mfrac>", "2 1/8"),
        ("<mi>A</mi><mo>=</mo><mi>π</mi><msup><mi>r</mi><mn>2</mn></msup>", "A=πr²"),
        ("<msub><mi>x</mi><mn>1</mn></msub>", "x₁"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>a</mi><mn>5</mn></mroot>", "root 5 of a"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover><mi>i</mi>", "∑_1^n i"),
        ("<semantics><mrow><mi>a</mi></mrow><annotation>a over b</annotation></semantics>", "a"),
        ("<mfenced><mi>a</mi></mfenced>", "(a)"),
    ],
)
def test_equations_of_the_web_keep_their_storeys(inside: str, text: str) -> None:
    assert equation(etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inside}</math>')) == text


def test_an_equation_of_parts_within_parts_without_end_is_refused() -> None:
    with pytest.raises(RecursionError):
        omml("<m:box>" * 200 + r("x") + "</m:box>" * 200)
