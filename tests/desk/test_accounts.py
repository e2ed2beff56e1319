from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.accounts import AccountError, Accounts, is_loopback
from desk.database import Desk

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with Desk.opened(tmp_path) as desk:
        yield Accounts(desk, tmp_path)


def test_name_and_password_must_belong_together(accounts: Accounts) -> None:
    assert not accounts.any()
    made = accounts.add("Lena  Larsen", "librarian", PASSWORD)
    assert accounts.any()
    assert made.name == "Lena Larsen"
    assert accounts.check("lena larsen", PASSWORD) == accounts.get("LENA LARSEN") == made
    assert accounts.check("lena larsen", PASSWORD + "x") is None
    assert accounts.check("nobody", PASSWORD) is None
    assert accounts.check("lena larsen", "") is None


def test_names_are_unique_and_fit(accounts: Accounts) -> None:
    accounts.add("lena", "trainer", PASSWORD)
    for name in ("Lena", "", "  ", "<b>", "a" * 65, "a\nb;", "../x/"):
        with pytest.raises(AccountError):
            accounts.add(name, "trainer", PASSWORD)


@pytest.mark.parametrize("password", ["", "short", " " * 20, "x" * 201])
def test_unfit_passwords_are_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(AccountError, match="password"):
        accounts.add("lena", "trainer", password)
    assert not accounts.any()


def test_an_account_made_anew_is_another(accounts: Accounts) -> None:
    first = accounts.add("lena", "trainer", PASSWORD)
    accounts.remove("lena")
    assert accounts.get("lena") is None
    assert accounts.add("lena", "trainer", PASSWORD).stamp != first.stamp


def test_the_only_administrator_stays_while_there_are_others(accounts: Accounts) -> None:
    accounts.add("ada", "administrator", PASSWORD)
    accounts.add("tom", "trainer", PASSWORD)
    with pytest.raises(AccountError, match="only administrator"):
        accounts.remove("ada")
    accounts.remove("tom")
    accounts.remove("ada")
    with pytest.raises(AccountError, match="no account"):
        accounts.remove("ada")


def test_the_key_of_sessions_is_kept_and_its_owners_alone(accounts: Accounts, tmp_path: Path) -> None:
    key = accounts.session_key()
    assert len(key) == 64
    (tmp_path / "session.key").chmod(0o644)
    assert accounts.session_key() == key
    assert stat.S_IMODE((tmp_path / "session.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.1.2.3", True), ("0.0.0.0", False), ("::", False),
     ("192.0.2.1", False), ("example.org", False), ("localhost.example.org", False)],
)  # fmt: skip
def test_which_addresses_only_this_machine_reaches(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
