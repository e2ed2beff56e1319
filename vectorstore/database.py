"""The database: the one place where reviews, their texts and their structure are kept; all else is made from it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, ForeignKey, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from ingest.model import WordBox

DATABASE_FILE = "library.sqlite3"
BUSY_MS = 10_000


class Base(DeclarativeBase):
    """The rows of the library."""


class MetaRow(Base):
    """A fact about the library as a whole."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ReviewRow(Base):
    """A review; ``current`` is the version that is searched, null while its first one is being added.

    Of a withdrawn review ``current`` is null and ``withdrawn`` is the version that was searched until then.
    """

    __tablename__ = "reviews"
    review_id: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]
    current: Mapped[str | None]
    withdrawn: Mapped[str | None] = mapped_column(default=None)


class VersionRow(Base):
    """One version with its text and structure. ``ready`` is set by the commit that makes it visible."""

    __tablename__ = "versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.review_id"))
    version: Mapped[str]
    ready: Mapped[bool]
    added_at: Mapped[datetime]
    original_name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    source: Mapped[str | None]
    title: Mapped[str | None]
    kind: Mapped[str | None]
    local_authority: Mapped[str | None]
    published: Mapped[date | None]
    url: Mapped[str | None]
    themes: Mapped[str]
    detail_sources: Mapped[str]
    warnings: Mapped[str]
    headings: Mapped[str]
    pages: Mapped[str]
    segments: Mapped[str]
    text: Mapped[str] = mapped_column(deferred=True)
    characters: Mapped[int]


class PassageRow(Base):
    """One passage; its number is never used again, so that a left-over in an index cannot pass for another."""

    __tablename__ = "passages"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    start: Mapped[int]
    end: Mapped[int]
    role: Mapped[str]
    shape: Mapped[str]
    heading_path: Mapped[str]
    paragraph: Mapped[str | None]
    page: Mapped[int | None]
    page_label: Mapped[str | None]
    page_end: Mapped[int | None]
    ocr: Mapped[bool]
    agencies: Mapped[str]


class WordsRow(Base):
    """The word boxes of one page, packed by ``pack_words``."""

    __tablename__ = "page_words"
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    boxes: Mapped[bytes]


class IntentRow(Base):
    """Work under way: written before anything else is touched, deleted when all of it is done.

    ``action`` is "add" (the version's rows are new), "restore" (they were there as a superseded or withdrawn version),
    "edit", "withdraw" or "erase". ``visible`` is set by the same commit that makes the change visible.
    """

    __tablename__ = "intents"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str]
    version: Mapped[str]
    name: Mapped[str]
    action: Mapped[str]
    visible: Mapped[bool]
    started_at: Mapped[datetime]


class ChangeRow(Base):
    """A change to a review by hand: one detail of it, or its withdrawal or return. ``by`` is null without accounts."""

    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str | None]
    field: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]


Migration = Callable[[Connection], None]
_MIGRATIONS: list[tuple[str, Migration]] = []


def migration(name: str) -> Callable[[Migration], Migration]:
    """Register a step that changes the tables; steps run once each, in the order in which they stand here."""

    def register(step: Migration) -> Migration:
        _MIGRATIONS.append((name, step))
        return step

    return register


@migration("0001 reviews, versions, passages, words, intents")
def _first_tables(connection: Connection) -> None:
    for statement in (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE reviews (review_id TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, current TEXT)",
        """CREATE TABLE versions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            review_id TEXT NOT NULL REFERENCES reviews(review_id) ON DELETE CASCADE,
            version TEXT NOT NULL, ready BOOLEAN NOT NULL, added_at DATETIME NOT NULL,
            original_name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
            source TEXT, title TEXT, kind TEXT, local_authority TEXT, published DATE, url TEXT,
            themes TEXT NOT NULL, detail_sources TEXT NOT NULL, warnings TEXT NOT NULL, headings TEXT NOT NULL,
            pages TEXT NOT NULL, segments TEXT NOT NULL, text TEXT NOT NULL, characters INTEGER NOT NULL,
            UNIQUE (review_id, version))""",
        "CREATE INDEX versions_by_content ON versions (sha256)",
        """CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            version_id INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL, shape TEXT NOT NULL,
            heading_path TEXT NOT NULL, paragraph TEXT, page INTEGER, page_label TEXT, page_end INTEGER,
            ocr BOOLEAN NOT NULL, agencies TEXT NOT NULL)""",
        "CREATE INDEX passages_by_version ON passages (version_id, start)",
        """CREATE TABLE page_words (
            version_id INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE,
            page INTEGER NOT NULL, boxes BLOB NOT NULL, PRIMARY KEY (version_id, page))""",
        """CREATE TABLE intents (
            id INTEGER PRIMARY KEY AUTOINCREMENT, review_id TEXT NOT NULL, version TEXT NOT NULL,
            name TEXT NOT NULL, action TEXT NOT NULL, visible BOOLEAN NOT NULL, started_at DATETIME NOT NULL)""",
    ):
        connection.execute(text(statement))


@migration("0002 withdrawal, and what was changed by hand")
def _changes(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE reviews ADD COLUMN withdrawn TEXT",
        """CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            review_id TEXT NOT NULL REFERENCES reviews(review_id) ON DELETE CASCADE,
            at DATETIME NOT NULL, "by" TEXT, field TEXT NOT NULL, old TEXT, new TEXT)""",
        "CREATE INDEX changes_by_review ON changes (review_id, id)",
    ):
        connection.execute(text(statement))


def connect(home: Path) -> Engine:
    """Open the database in this folder, making or migrating it where needed."""
    engine = create_engine(f"sqlite:///{home / DATABASE_FILE}", pool_size=16, max_overflow=48)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    _migrate(engine)
    return engine


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling commits before some statements; we begin and commit ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased must be gone from the file too
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)")
        )
        done = set(connection.execute(text("SELECT name FROM migrations")).scalars())
        for name, step in _MIGRATIONS:
            if name not in done:
                step(connection)
                connection.execute(
                    text("INSERT INTO migrations VALUES (:name, :at)"),
                    {"name": name, "at": datetime.now(UTC).isoformat(timespec="seconds")},
                )


def pack_words(words: Sequence[WordBox]) -> bytes:
    """One page's word boxes, small: compressed JSON of offsets and of boxes in hundredths of a point."""
    rows = [
        [word.start, word.end, *(round(value * 100) for value in (word.x0, word.y0, word.x1, word.y1))]
        for word in words
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode("ascii"), 6)


def unpack_words(page: int, packed: bytes) -> tuple[WordBox, ...]:
    """The word boxes that ``pack_words`` packed, each within 0.005 points of what it was."""
    rows: list[list[int]] = json.loads(zlib.decompress(packed))
    return tuple(
        WordBox(start, end, page, x0 / 100, y0 / 100, x1 / 100, y1 / 100) for start, end, x0, y0, x1, y1 in rows
    )
