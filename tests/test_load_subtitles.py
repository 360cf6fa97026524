"""Subtitles: sentences over the borders of cues are whole, and each has its time."""

from time import process_time

import pytest

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.load.plain.subtitles import load_subtitles

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Welcome to the harbour.</i> The pier
was built in

2
00:00:03,600 --> 00:00:06,000
{\\an8}1904 by Mr. Oss and it is
300 yards long.

3
01:02:05,000 --> 01:02:08,000
- Is it open?
- Only on Sundays
"""
VTT = """WEBVTT

NOTE made by hand

STYLE
::cue { color: red }

00:01.000 --> 00:04.000 align:start
<v Ida>The <b>pump</b> must be off &amp;

intro
00:04.000 --> 00:06.000
<v Ida>cold.

00:06.500 --> 00:09.000
<v Ole Vang>How long does that take?
"""
LIVE = """WEBVTT
Kind: captions

00:00:00.000 --> 00:00:02.000
the pump<00:00:00.500><c> is</c><00:00:01.000><c> old</c>

00:00:02.000 --> 00:00:04.000
the pump is old
and it leaks

00:00:04.000 --> 00:00:06.000
and it leaks
so we bought a new one
"""


def lines(source: str, suffix: str) -> list[str]:
    return load_bytes(source.encode(), suffix=suffix, source=f"/x/a-film{suffix}").text.splitlines()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_sentence_is_whole_and_has_the_time_of_the_cue_in_which_it_begins(ending: str) -> None:
    assert lines(SRT.replace("\n", ending), ".srt") == [
        "[00:00:01] Welcome to the harbour.",
        "[00:00:01] The pier was built in 1904 by Mr. Oss and it is 300 yards long.",
        "[01:02:05] - Is it open?",
        "[01:02:05] - Only on Sundays",
    ]


def test_speakers_are_named_and_notes_are_told_as_left_out() -> None:
    assert lines(VTT, ".vtt") == [
        "[00:00:01] Ida: The pump must be off & cold.",
        "[00:00:06] Ole Vang: How long does that take?",
    ]
    assert load_subtitles(VTT.encode()).left_out == ("1 note",)


def test_what_live_captions_show_twice_is_read_once() -> None:
    assert lines(LIVE, ".vtt") == ["[00:00:00] the pump is old and it leaks so we bought a new one"]


def test_captions_without_full_stops_are_parted_and_nothing_of_them_is_lost() -> None:
    cues = [
        f"00:{number:02}:00.000 --> 00:{number:02}:09.000\nword{number} and some more\n" for number in range(60)
    ]
    found = lines("WEBVTT\n\n" + "\n".join(cues), ".vtt")
    assert " ".join(line[11:] for line in found) == " ".join(f"word{n} and some more" for n in range(60))
    assert found[1].startswith("[00:11:00] word11 ")
    assert max(map(len, found)) < 250


def test_a_file_without_times_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"is broken: it has no times as subtitles have"):
        lines("The pump is old.", ".srt")


def cues(*said: str) -> str:
    """Return a file with a cue of two seconds for each of these."""
    times = (f"00:00:{2 * number:02},000 --> 00:00:{2 * number + 2:02},000" for number in range(len(said)))
    return "\n".join(
        f"{number}\n{time}\n{one}\n" for number, (time, one) in enumerate(zip(times, said, strict=True), 1)
    )


def test_what_is_said_twice_is_read_twice() -> None:
    assert lines(cues("<v Ida>Shall we sell?\n<v Ole>No.\n<v Rut>No.", "No.", "No."), ".srt") == [
        "[00:00:00] Ida: Shall we sell?",
        "[00:00:00] Ole: No.",
        "[00:00:00] Rut: No.",
        "[00:00:02] No.",
        "[00:00:04] No.",
    ]
    assert lines(cues("<v Rut>No.", "<v Ole>No.\nNever."), ".srt")[1] == "[00:00:02] Ole: No."


def test_each_of_two_voices_on_a_line_is_named() -> None:
    assert lines(cues("<v Ida>Sell?</v> <v.loud Ole>No.</v>"), ".srt") == [
        "[00:00:00] Ida: Sell?",
        "[00:00:00] Ole: No.",
    ]


def test_a_line_that_live_captions_show_alone_for_a_moment_is_read_once() -> None:
    moment = "00:00:02.000 --> 00:00:02.010\nthe pump is old\n \n\n00:00:02.010"
    assert lines(LIVE.replace("00:00:02.000", moment, 2).replace(moment, "00:00:02.000", 1), ".vtt") == [
        "[00:00:00] the pump is old and it leaks so we bought a new one"
    ]


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_all_text_is_read_up_to_the_next_time(suffix: str) -> None:
    head = "WEBVTT The harbour\nKind: captions\n\n" if suffix == ".vtt" else "The harbour\n\n"
    source = head + cues("The pier is old.\n\nIt was built in\n\n1904", "It is\n42", "7")
    assert lines(source, suffix) == [
        "The harbour",
        "",
        "[00:00:00] The pier is old.",
        "[00:00:00] It was built in 1904 It is 42 7",
    ]


def test_what_looks_like_markup_and_is_none_stays() -> None:
    said = 'Press <Enter> if <font color="#fff">a</font> <b and c> <I>d</I>,<br>or <c.red.big>{\\an8}e</c> <3.'
    assert lines(cues(said), ".srt") == ["[00:00:00] Press <Enter> if a <b and c> d, or e <3."]


@pytest.mark.parametrize(
    ("said", "limit"), [("<a" * 20_000, 2), ("<v " * 20_000, 2), ("\n \n" * 20_000, 2), ("{\\" * 20_000, 2)]
)
def test_a_hostile_file_is_read_in_time(said: str, limit: float) -> None:
    start = process_time()
    load_subtitles(cues("x", said, "x").encode())
    assert process_time() - start < limit


def test_an_hour_of_five_thousand_digits_is_no_time() -> None:
    with pytest.raises(DocumentError, match="has no times"):
        lines("1" * 5000 + ":00:00,000 --> 00:00:01,000\nThe pump is old.\n", ".srt")
