"""Numbers, dates and texts as the format of a cell shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import WINDOWS_EPOCH

from index.load.sheets.number_format import shown, shown_text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (312, "00000", "00312"),
        (1850.5, '0.0" kg"', "1850.5 kg"),
        (1200, '"CHF" #,##0', "CHF 1,200"),
        (1200, "[$NOK-414] #,##0.00", "NOK 1,200.00"),
        (1.5e-7, "0.00E+00", "1.50E-07"),
        (123456, "##0.0E+0", "123.5E+3"),
        (99.95, "0.0E+00", "1.0E+02"),
        (1234567890123450, "0", "1234567890123450"),
        (1234567890123450, "General", "1234567890123450"),
        (6.022e23, "General", "6.022E+23"),
        (4722334455, '"+"00 00 00 00 00', "+47 22 33 44 55"),
        (123456789, "000-00-0000", "123-45-6789"),
        (5551234, "[<=9999999]###-####;(###) ###-####", "555-1234"),
        (2.5, "# ?/?", "2 1/2"),
        (0.375, "# ?/8", "3/8"),
        (0.025, "0%", "3%"),
        (0.125, "0.00", "0.13"),
        (-0.125, "0.00", "-0.13"),
        (-0.001, "0.0", "0.0"),
        (2.675, "0.00", "2.68"),
        (12, "0.##", "12"),
        (2500000, '#,##0,"k"', "2,500k"),
        (-415, "#,##0;(#,##0)", "(415)"),
        (-40.5, '"$"#,##0.00', "-$40.50"),
        (1, '"yes";;"no"', "yes"),
        (0, '"yes";;"no"', "no"),
        (5, '[Red][>3]"high";"low"', "high"),
        (2, '[Red][>3]"high";"low"', "low"),
        (0.5, "0.0\\%", "0.5%"),
        (31 / 24 + 5 / 1440, "[h]:mm", "31:05"),
        (95 / 1440, "[mm]:ss", "95:00"),
        (14 / 24 + 5 / 1440, "h:mm", "14:05"),
        (46508, "mmm yyyy", "May 2027"),
        (46508, "yyyy", "2027"),
        (46508, "[$-409]d mmm yyyy", "2027-05-01"),
        (46508.5, "yyyy-mm-dd hh:mm", "2027-05-01 12:00:00"),
        (1e12, "yyyy", "1000000000000"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, form: str, text: str) -> None:
    assert shown(value, form, WINDOWS_EPOCH) == text


@given(st.floats(), st.text(alphabet='0#?.,%E+-/;"\\[]$yd@ *_', max_size=12))
def test_any_format_shows_any_number(value: float, form: str) -> None:
    assert isinstance(shown(value, form, WINDOWS_EPOCH), str)


def test_a_format_may_add_words_to_a_text() -> None:
    assert shown_text("Roth", '0;0;0;"Ms "@') == "Ms Roth"
    assert shown_text("Roth", "#,##0") == "Roth"
