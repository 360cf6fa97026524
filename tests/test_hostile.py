"""What strangers wrote is read in a worker, by decoders of a list, in time that grows as its length does."""

import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import make_document
from format_samples import zipped
from load_samples import docx
from web_site import Site, page, serve

import index.web.listed
from index.errors import DocumentError
from index.guarded import in_worker
from index.library import Library
from index.load.charsets import codec_of
from index.load.documents import Refused, load_bytes, load_documents
from index.load.zip import open_zip
from index.text import segment_guarded
from index.text.segment import segment
from index.text.segment_guarded import sentences_of
from index.types import Block
from index.web.adding import add_addresses
from index.web.feeds import feed_items
from index.web.listed import ListingRequest, listed
from index.web.page import read_page
from index.web.rules import Rules

BOMB = 64 * 1024 * 1024
FEED = "<rss><channel>{}</channel></rss>"
ITEM = "<item><title>T{0}</title><link>https://post.example/{0}</link></item>"


@pytest.mark.parametrize(
    "name", ["punycode", "idna", "unicode_escape", "utf-7", "rot13", "zlib", "a\0b", "x" * 99, ""]
)
def test_decoders_that_are_not_of_the_web_are_not_used(name: str) -> None:
    assert codec_of(name) is None


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("Latin1", "iso8859-1"),
        ("Shift_JIS", "shift_jis"),
        ("gbk", "gbk"),
    ],
)
def test_decoders_of_the_web_go_by_all_their_names(name: str, codec: str) -> None:
    assert codec_of(name) == codec


PUNYCODE = ("abc " * 20_000 + "-" + "a9b8c7d6" * 20_000).encode()  # minutes, if it were decoded as that


def test_a_server_that_names_punycode_costs_no_time() -> None:
    site: Site
    with serve() as site:
        site.put("/p", PUNYCODE, "text/plain; charset=punycode")
        from index.web.address import Guard, parse_address
        from index.web.fetch import Fetcher

        fetched = Fetcher(Guard(allow_private=True)).get(parse_address(f"{site.origin}/p"))
    begun = time.process_time()
    assert read_page(fetched).text.startswith("abc abc")
    xml = FEED.format(ITEM.format(1)).encode()
    assert len(feed_items(xml + b" " * 99_000, address="https://post.example/", charset="punycode")) == 1
    declared = b'<?xml version="1.0" encoding="punycode"?>' + xml
    assert len(feed_items(declared, address="https://post.example/", charset=None)) == 1
    mail = b"Subject: Keys\nFrom: a@example.org\nContent-Type: text/plain; charset=punycode\n\n" + PUNYCODE
    load_bytes(mail, suffix=".eml", source="/m.eml")
    html = b'<html><head><meta charset="punycode"></head><body><p>' + PUNYCODE + b"</p></body></html>"
    load_bytes(html, suffix=".html", source="/h.html")
    assert time.process_time() - begun < 20


def test_feeds_and_sitemaps_are_read_in_another_process_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.web.listed, "feed_items", lambda *_, **__: pytest.fail("read in this process"))
    many = FEED.format("".join(ITEM.format(number) for number in range(500))).encode()
    items = listed(ListingRequest("feed", many, "https://post.example/feed", None, 4))
    assert [item.address for item in items] == [f"https://post.example/{number}" for number in range(4)]
    with pytest.raises(DocumentError, match="is broken"):
        listed(ListingRequest("sitemap", b"<urlset><url>", "https://post.example/s", None, 4))


def test_what_takes_too_long_is_given_up_and_told() -> None:
    with pytest.raises(
        DocumentError, match=r"^here: took longer than \d seconds( of processor time)?\. Add parts"
    ):
        in_worker("worker_tasks:behave", "spin", kind=str, source="here")


def test_the_rules_of_a_site_are_read_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.web.rules.Protego", None)
    rules = Rules("User-agent: *\nDisallow: /private\nCrawl-delay: 3\n", "https://post.example/robots.txt")
    assert rules.asked("https://post.example/a", "Pincite").pause == 3
    assert not rules.asked("https://post.example/private/a", "Pincite").allowed
    assert Rules("", "x").asked("https://post.example/a", "Pincite").allowed


@pytest.mark.parametrize(
    "shape",
    ["a", "a ", "(a. ", "a.'", 'a".', "A. ", "a.The cat ", "1. ", "\n- a", "a\n\n", "!😀", " ", "。", ".»"],
)
def test_segmenting_takes_time_in_proportion_to_length(shape: str) -> None:
    """Twice the text may take thrice the time; where it grew with the square it took four to five times.

    A busy machine may disturb a try, but not five.
    """

    def seconds(length: int) -> float:
        text = (shape * length)[:length]
        tried = []
        for _ in range(2):
            begun = time.process_time()
            segment(text, (Block(0, length, "prose"),))
            tried.append(time.process_time() - begun)
        return min(tried)

    assert any(seconds(60_000) < 3.2 * seconds(30_000) + 0.05 for _ in range(5))


def test_what_is_cut_anywhere_is_not_copied_for_each_piece() -> None:
    class Counting(str):
        copied = 0

        def __getitem__(self, key: object) -> str:  # type: ignore[override]
            found = str.__getitem__(self, key)  # type: ignore[index]
            Counting.copied += len(found)
            return found

    copied = []
    for length in (100_000, 200_000):
        Counting.copied = 0
        segment(Counting("a" * length), (Block(0, length, "prose"),))
        copied.append(Counting.copied)
    assert copied[1] < 2.2 * copied[0]


def test_a_very_long_text_is_parted_in_another_process_to_the_same_sentences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = make_document("\n\n".join(f"Ship {number} came in. It left." for number in range(300)))
    here = sentences_of(document)
    monkeypatch.setattr(segment_guarded, "MOST_HERE", 1000)
    monkeypatch.setattr(segment_guarded, "segment", lambda *_: pytest.fail("parted in this process"))
    assert sentences_of(document) == here


def lying(data: bytes, name: str, says: int) -> bytes:
    """Return an archive that states another size for a member than it unpacks to."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file) as archive:
        size = archive.getinfo(name).file_size
    return data.replace(size.to_bytes(4, "little"), says.to_bytes(4, "little"))


def test_an_archive_that_lies_about_its_sizes_unpacks_no_more_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(lying(zipped({"a.txt": b" " * BOMB, "b.txt": "The keys are here."}), "a.txt", 1000))
    first, second = load_documents(path)
    assert isinstance(first, Refused)
    assert first.reason.startswith("is longer than the archive says")
    assert not isinstance(second, Refused)


def test_a_document_that_lies_about_its_sizes_is_refused_before_it_is_unpacked() -> None:
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = lying(zipped({**parts, "word/document.xml": b" " * BOMB}), "word/document.xml", 1000)
    with pytest.raises(DocumentError, match=r"word/document\.xml is longer than it says"):
        open_zip(bomb)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_without_a_limit_are_refused(method: int, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.txt", "The keys are here.")
    (refused,) = load_documents(path)
    assert isinstance(refused, Refused)
    assert "packed in an unusual way" in refused.reason
    with pytest.raises(DocumentError, match="unusual way"):
        open_zip(path.read_bytes())


def test_a_damaged_picture_does_not_cost_the_document_around_it(
    library: Library, write: Callable[[str, str], Path]
) -> None:
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    picture = os.urandom(500)
    data = zipped({**parts, "word/media/image1.png": picture})
    path = write("a.docx", "")
    path.write_bytes(data.replace(zlib.crc32(picture).to_bytes(4, "little"), b"\0\0\0\0"))
    assert library.add([path]).added == (str(path),)


def test_an_article_with_an_endless_address_or_title_costs_itself(library: Library) -> None:
    with serve() as site:
        good = site.put("/good", page("Good", "The good page is here."))
        items = (
            f"<item><title>{'t' * 50_000}</title><link>{site.origin}/{'x' * 50_000}</link></item>"
            f"<item><title>Good</title><link>{good}</link></item>"
        )
        feed = site.put("/feed", FEED.format(items), "application/rss+xml")
        outcomes = add_addresses(library, [feed], allow_private=True)
    assert [one.outcome for one in outcomes] == ["failed", "added"]
    assert "is longer than 8,000 characters" in outcomes[0].reason
