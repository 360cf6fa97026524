"""The file of those who may sign in, and the commands that change it."""

import base64
import io
import json
import stat
from pathlib import Path

import pytest

from index.errors import PinciteError
from ui.cli.main import main
from ui.serve.accounts import Accounts, hashed, matches

PASSWORD = "correct horse"


def test_a_password_is_kept_as_a_hash_that_only_it_matches() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("scrypt$15$8$3$")
    assert PASSWORD not in kept
    assert kept != hashed(PASSWORD)
    assert matches(PASSWORD, kept)
    assert not matches("correct horsf", kept)


def test_a_hash_of_another_cost_is_still_understood() -> None:
    # RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), the first 32 bytes.
    key = bytes.fromhex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    salt, known = (base64.b64encode(part).decode() for part in (b"SodiumChloride", key))
    assert matches("pleaseletmein", f"scrypt$14$8$1${salt}${known}")


def test_the_file_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "users")
    accounts.put("anna", PASSWORD, owner=True)
    assert stat.S_IMODE(accounts.file.stat().st_mode) == 0o600
    accounts.file.chmod(0o640)
    with pytest.raises(PinciteError, match="chmod 600"):
        accounts.all()


def test_an_account_is_accepted_until_it_is_removed(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "users")
    assert not accounts.accepts("anna", PASSWORD)
    accounts.put("anna", PASSWORD, owner=False)
    accounts.put("ben", "another word", owner=True)
    assert accounts.accepts("anna", PASSWORD)
    assert not accounts.accepts("ben", PASSWORD)
    accounts.put("anna", "a new word", owner=True)
    assert [(one.name, one.owner) for one in accounts.all()] == [("anna", True), ("ben", True)]
    assert not accounts.accepts("anna", PASSWORD)
    accounts.remove("anna")
    assert not accounts.accepts("anna", "a new word")


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("a b", PASSWORD), ("anna", "short")])
def test_a_bad_name_or_password_is_refused(tmp_path: Path, name: str, password: str) -> None:
    accounts = Accounts(tmp_path / "users")
    with pytest.raises(PinciteError, match=r"is no name|too short"):
        accounts.put(name, password, owner=False)
    assert not accounts.file.exists()


@pytest.mark.parametrize("content", ["", "[]", '{"anna": 1}', '{"anna": {"owner": true, "password": "plain"}}'])
def test_a_file_that_holds_something_else_is_told(tmp_path: Path, content: str) -> None:
    accounts = Accounts(tmp_path / "users")
    accounts.file.write_text(content, encoding="utf-8")
    accounts.file.chmod(0o600)
    with pytest.raises(PinciteError, match="is not a file of accounts"):
        accounts.find("anna")


def test_the_commands_add_list_and_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["users", "add", "anna", "--owner", "--auth-file", str(file)]) == 0
    assert Accounts(file).accepts("anna", PASSWORD)
    assert json.loads(file.read_text())["anna"]["owner"] is True
    assert main(["users", "list", "--auth-file", str(file)]) == 0
    assert main(["users", "remove", "anna", "--auth-file", str(file)]) == 0
    assert main(["users", "remove", "anna", "--auth-file", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "anna may sign in, as an owner",
        "anna                 owner",
        "anna can no longer sign in",
    ]
    assert "has no account 'anna'" in err
    assert PASSWORD not in out + err


def test_the_commands_say_which_libraries_an_account_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ["--auth-file", str(tmp_path / "users")]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["users", "add", "anna", "--libraries", "contracts, notes", *file]) == 0
    assert Accounts(tmp_path / "users").find("anna").libraries == ("contracts", "notes")
    assert main(["users", "list", *file]) == 0
    assert main(["users", "allow", "anna", "--all", *file]) == 0
    assert Accounts(tmp_path / "users").find("anna").libraries is None
    assert main(["users", "allow", "ben", "--all", *file]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "anna may sign in, as a reader of contracts, notes only",
        "anna                 reader of contracts, notes only",
        "anna may use all libraries",
    ]
