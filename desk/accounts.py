"""Accounts: who may sign in, and with which role. Passwords are kept as argon2id hashes only.

Hashing by argon2-cffi with its defaults, which are RFC 9106's second recommendation (64 MiB, 3 passes).
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, Literal, cast, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from desk.database import Base, Desk

Role = Literal["practitioner", "trainer", "librarian", "administrator"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

KEY_FILE: Final = "session.key"
LEAST_PASSWORD: Final = 10
MOST_PASSWORD: Final = 200
_NAME = re.compile(r"[\w.@+-](?:[\w.@+ -]{0,62}[\w.@+-])?")
_AT_ONCE = 2  # each check of a password takes 64 MiB

_hasher = PasswordHasher()
_checking = BoundedSemaphore(_AT_ONCE)
# Checked where there is no such account, so that the time that an answer takes does not tell which names there are.
_NOBODY = _hasher.hash(secrets.token_hex(16))


NO_ACCOUNTS_YET: Final = (
    "The page is not served on {host}: there are no accounts yet, so only this machine may use it. Add one with "
    "review-lessons user add NAME --role administrator, or leave --host out."
)


class AccountError(Exception):
    """An account that cannot be made, changed or found; the message says why and what to do."""


class AccountRow(Base):
    """One account; ``stamp`` changes with the password, which ends every session that was opened before."""

    __tablename__ = "accounts"
    name: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password: Mapped[str]
    stamp: Mapped[str]
    added_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in; ``stamp`` is what a session must show to be this account's."""

    name: str
    role: Role
    stamp: str
    added_at: datetime


class Accounts:
    """The accounts of a home, kept on its desk. Safe between threads and processes."""

    def __init__(self, desk: Desk, home: Path) -> None:
        """The accounts on this desk; ``home`` is where the key that signs sessions is kept."""
        self._desk = desk
        self._home = home

    def session_key(self) -> str:
        """The key that signs session cookies, made at its first use in a file that only its owner may read."""
        path = self._home / KEY_FILE
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            path.chmod(0o600)  # a copy or a backup may have opened it to others
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            key = secrets.token_hex(32)
            file.write(key + "\n")
        return key

    def any(self) -> bool:
        """Whether there are accounts at all; without them everybody at this computer may do everything."""
        with self._desk.work() as session:
            return session.scalars(select(func.count()).select_from(AccountRow)).one() > 0

    def list(self) -> Sequence[Account]:
        """Every account by name."""
        with self._desk.work() as session:
            return tuple(_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.key)))

    def get(self, name: str) -> Account | None:
        """The account of this name, whatever its case."""
        with self._desk.work() as session:
            row = session.scalars(select(AccountRow).where(AccountRow.key == _key(name))).one_or_none()
            return _account(row) if row else None

    def add(self, name: str, role: Role, password: str) -> Account:
        """Make an account. Raises AccountError for a name that is taken or unfit, or a password that is too short."""
        name = " ".join(name.split())
        if not _NAME.fullmatch(name):
            raise AccountError(
                f"{name!r} cannot be an account's name: use up to 64 letters, digits, spaces and . @ + - signs."
            )
        check_password(password)
        row = AccountRow(
            name=name,
            key=_key(name),
            role=role,
            password=_hasher.hash(password),
            stamp=secrets.token_hex(8),
            added_at=datetime.now(UTC).replace(tzinfo=None),
        )
        with self._desk.work() as session:
            if session.scalars(select(AccountRow).where(AccountRow.key == row.key)).first():
                raise AccountError(f"There is an account {name} already. Remove it first, or choose another name.")
            session.add(row)
        return _account(row)

    def remove(self, name: str) -> None:
        """Take an account away; its sessions end at once. Raises AccountError where there is none.

        The last administrator stays as long as there are others, who could not be looked after any more.
        """
        with self._desk.work() as session:
            row = session.scalars(select(AccountRow).where(AccountRow.key == _key(name))).one_or_none()
            if row is None:
                raise AccountError(f"There is no account {name}. The accounts are: review-lessons user list")
            others = session.scalars(select(AccountRow).where(AccountRow.key != row.key)).all()
            if others and row.role == "administrator" and all(other.role != "administrator" for other in others):
                raise AccountError(
                    f"{row.name} is the only administrator and was not removed. Add another administrator first."
                )
            session.delete(row)

    def check(self, name: str, password: str) -> Account | None:
        """The account if name and password belong together, else None; takes as long either way."""
        with self._desk.work() as session:
            row = session.scalars(select(AccountRow).where(AccountRow.key == _key(name))).one_or_none()
        with _checking:
            try:
                _hasher.verify(row.password if row else _NOBODY, password[:MOST_PASSWORD])
            except (VerificationError, InvalidHashError):
                return None
        return _account(row) if row else None


def check_password(password: str) -> None:
    """Refuse a password that is too short or too long, or white space alone. Raises AccountError."""
    if len(password) < LEAST_PASSWORD or not password.strip():
        raise AccountError(f"The password is too short: use at least {LEAST_PASSWORD} characters.")
    if len(password) > MOST_PASSWORD:
        raise AccountError(f"The password is too long: use at most {MOST_PASSWORD} characters.")


def _account(row: AccountRow) -> Account:
    return Account(row.name, cast(Role, row.role), row.stamp, row.added_at.replace(tzinfo=UTC))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on this address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
