"""The desk's own database: accounts, conversations, checks, themes and corrections, apart from the library's.

It stands beside the library's database in the home, so that what people said of reviews survives every rebuild. Each
module of the desk declares its own tables on ``Base``; they are made when the desk is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

DATABASE_FILE = "desk.sqlite3"
BUSY_MS = 10_000

# The modules that declare tables; a table is only made when its module has been read.
TABLES = ("desk.accounts", "desk.conversation_rows", "desk.check_rows", "desk.theme_rows")


class Base(DeclarativeBase):
    """The rows of the desk."""


class Desk:
    """The desk's database, held open. Safe to share between threads; every piece of work has a session of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.home = Path(str(engine.url.database)).parent

    @classmethod
    def open(cls, home: Path) -> Desk:
        """Open the desk in a home, making its tables where they are missing."""
        for module in TABLES:
            import_module(module)
        home.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{home / DATABASE_FILE}", pool_size=16, max_overflow=48)
        event.listen(engine, "connect", _prepare)
        Base.metadata.create_all(engine)
        return cls(engine)

    @classmethod
    @contextmanager
    def opened(cls, home: Path) -> Iterator[Desk]:
        """The desk of a home, closed at the end."""
        desk = cls.open(home)
        try:
            yield desk
        finally:
            desk.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def empty_journal(self) -> None:
        """Write the journal into the database and cut it to nothing: it holds pages as they were before."""
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()

    @contextmanager
    def work(self) -> Iterator[Session]:
        """One unit of work: committed at the end, undone where anything in it fails."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # Deleted words must be gone from the file too: what people asked is sensitive.
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
