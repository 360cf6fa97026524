"""Archives and record files: many documents in one file, each read or refused by itself."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from format_samples import ARTICLE, zipped

from index.errors import DocumentError
from index.load import guarded as load_guarded
from index.load.documents import Refused, load, load_documents
from index.load.guarded import Request
from index.load.members import documents_in
from index.types import Document

NOTE = "The keys are in the blue box."


def outcomes(path: Path) -> dict[str, str]:
    """Return the text or the reason for each source, less the path of the file."""
    return {
        item.source.removeprefix(str(path)): item.text if isinstance(item, Document) else f"refused: {item.reason}"
        for item in documents_in(Request(source=str(path), suffix=path.suffix, path=path))
        if isinstance(item, Document | Refused)
    }


def file(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_the_members_of_an_archive_are_documents_of_their_own(tmp_path: Path) -> None:
    inner = zipped({"b/c.md": "# Tea\n\nBoil water.", "picture.gif": b"GIF89a"})
    path = file(
        tmp_path, "all.zip", zipped({"a.txt": NOTE, "inner.zip": inner, "__MACOSX/a.txt": "x", ".git/b.txt": "x"})
    )
    assert outcomes(path) == {
        "!/a.txt": NOTE,
        "!/inner.zip!/b/c.md": "Tea\n\nBoil water.",
        "!/inner.zip!/picture.gif": "refused: unsupported suffix '.gif': save a copy as .jpg, and add that",
    }


def test_a_member_has_the_hash_of_its_own_bytes(tmp_path: Path) -> None:
    plain = file(tmp_path, "a.txt", NOTE.encode())
    (member,) = load_documents(file(tmp_path, "all.zip", zipped({"a.txt": NOTE})))
    assert isinstance(member, Document)
    assert member.content_hash == load(plain).content_hash


@pytest.mark.parametrize(
    "name", ["../../etc/notes.txt", "/etc/notes.txt", "a/../../notes.txt", "C:/notes.txt", "..\\notes.txt"]
)
def test_a_path_that_leads_out_of_the_archive_is_refused(name: str, tmp_path: Path) -> None:
    ((_, outcome),) = outcomes(file(tmp_path, "all.zip", zipped({name: NOTE}))).items()
    assert outcome.startswith("refused: has a path that leads out of the archive")


def test_links_and_second_members_of_a_name_are_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", NOTE)
        link = zipfile.ZipInfo("b.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    path = file(tmp_path, "all.zip", content.getvalue())
    assert outcomes(path) == {"!/a.txt": NOTE, "!/b.txt": "refused: is a link to another file. Add that file"}
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.txt", "Another note.")
    assert outcomes(path)["!/a.txt"].startswith("refused: stands in it twice")


def test_an_encrypted_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret.txt": NOTE, "a.txt": NOTE}))
    data[data.index(b"PK\1\2") + 8] |= 1
    found = outcomes(file(tmp_path, "all.zip", bytes(data)))
    assert found["!/a.txt"] == NOTE
    assert found["!/secret.txt"].startswith("refused: is encrypted. Unpack the archive with its password")


def test_a_damaged_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("bad.txt", NOTE)
        archive.writestr("a.txt", NOTE)
    data = content.getvalue().replace(b"blue", b"blau", 1)
    found = outcomes(file(tmp_path, "all.zip", data))
    assert found["!/a.txt"] == NOTE
    assert found["!/bad.txt"].startswith("refused: cannot be unpacked (Bad CRC-32")


@pytest.mark.parametrize(("limit", "value"), [("MOST_MEMBERS", 2), ("MOST_UNPACKED", 2 * len(NOTE))])
def test_an_archive_that_holds_too_much_is_read_to_its_limit(
    limit: str, value: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"index.load.archive.{limit}", value)
    path = file(tmp_path, "all.zip", zipped({"a.txt": NOTE, "b.txt": NOTE, "c.txt": NOTE}))
    found = outcomes(path)
    assert [found.pop("!/a.txt"), found.pop("!/b.txt")] == [NOTE, NOTE]
    assert [outcome.split(":")[0] for outcome in found.values()] == ["refused"]
    assert f"{value:,}" in found[""]


def test_archives_in_archives_have_an_end(tmp_path: Path) -> None:
    data = zipped({"a.txt": NOTE})
    for _ in range(5):
        data = zipped({"in.zip": data})
    ((source, outcome),) = outcomes(file(tmp_path, "all.zip", data)).items()
    assert source == "!/in.zip!/in.zip!/in.zip"
    assert outcome.startswith("refused: holds archives within archives without end")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    assert outcomes(file(tmp_path, "all.zip", b"words"))[""].startswith("refused: is broken: File is not a zip")
    assert outcomes(tmp_path / "gone.zip")[""].startswith("refused: cannot be read (No such file or directory)")


def test_each_record_is_a_document_and_is_numbered(tmp_path: Path) -> None:
    lines = [json.dumps(ARTICLE), "", "{broken", json.dumps({"title": "Keys", "text": NOTE})]
    path = file(tmp_path, "news.jsonl", "\n".join(lines).encode())
    found = outcomes(path)
    assert list(found) == ["#1", "#2", "#3"]
    assert found["#1"].startswith("Bridge closed\n\nThe old bridge")
    assert found["#2"].startswith("refused: is broken: it is no JSON")
    assert found["#3"] == f"Keys\n\n{NOTE}"


@pytest.mark.parametrize("wrap", [lambda articles: articles, lambda articles: {"version": 1, "items": articles}])
def test_a_list_of_articles_is_one_document_an_article(wrap: object, tmp_path: Path) -> None:
    assert callable(wrap)
    articles = [
        {"name": "One", "content_html": "<p>It was <b>long</b>.</p>"},
        {"name": "Two", "content_text": NOTE},
    ]
    path = file(tmp_path, "feed.json", json.dumps(wrap(articles)).encode())
    assert outcomes(path) == {"#1": "One\n\nIt was long.", "#2": f"Two\n\n{NOTE}"}


def test_an_article_states_what_is_known_of_it(tmp_path: Path) -> None:
    loaded = load(file(tmp_path, "a.json", json.dumps(ARTICLE).encode()))
    assert loaded.text.split("\n\n") == [
        "Bridge closed",
        "The old bridge was closed on Monday.",
        "It has six piers.",
        "tags: bridge, town\nplace.town: Selby",
    ]
    assert (loaded.title, loaded.author, loaded.site) == ("Bridge closed", "Ada Lund", "post.example")
    assert (loaded.published, loaded.language) == ("2024-03-05T08:00:00", "en")


def test_a_json_file_that_holds_one_value_is_answered_with_what_was_looked_for(tmp_path: Path) -> None:
    assert "but a int" in outcomes(file(tmp_path, "b.json", b"3"))[""]


def test_a_long_field_nobody_knows_is_told_once_for_all_records(tmp_path: Path) -> None:
    record = json.dumps({"text": NOTE, "vector": "9" * 301})
    path = file(tmp_path, "news.jsonl", f"{record}\n{record}\n".encode())
    items = list(load_documents(path))
    assert [item.source.removeprefix(str(path)) for item in items] == ["#1", "#1", "#2"]
    assert isinstance(items[1], Refused)
    assert items[1].part
    assert items[1].reason.startswith("the field 'vector' is left out")


def test_a_file_that_crashes_its_reader_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.load.guarded._idle", [])
    monkeypatch.setattr("index.load.guarded.TASK", "worker_tasks:read")
    path = file(tmp_path, "all.zip", zipped({"a.txt": NOTE}))
    assert [(item.source, type(item)) for item in load_documents(path)] == [
        ("first", Document),
        ("crash", Refused),
        ("last", Document),
    ]
    load_guarded._idle.pop().close()


def test_a_reader_lost_while_it_had_nothing_to_do_is_replaced(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", NOTE.encode())
    list(load_documents(path))
    (idle,) = load_guarded._idle
    idle._process.kill()
    idle._process.wait()
    assert [type(item) for item in load_documents(path)] == [Document]


def test_a_document_in_memory_is_read_by_the_worker_too() -> None:
    read = load_guarded.load_guarded(NOTE.encode(), suffix=".TXT", source="https://post.example/a.txt")
    assert (read.text, read.source) == (NOTE, "https://post.example/a.txt")
    with pytest.raises(DocumentError, match=r"^https://post\.example/a\.pdf: is broken, or no PDF"):
        load_guarded.load_guarded(b"words", suffix=".pdf", source="https://post.example/a.pdf")
