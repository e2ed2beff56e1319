from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from ingest.model import WordBox
from vectorstore.database import Base, connect, pack_words, unpack_words

points = st.floats(min_value=-10, max_value=5000, allow_nan=False)
boxes = st.builds(
    WordBox, st.integers(0, 10**7), st.integers(0, 10**7), st.just(3), points, points, points, points
)  # fmt: skip


@given(st.lists(boxes, max_size=30))
def test_words_packed_and_unpacked(words: list[WordBox]) -> None:
    back = unpack_words(3, pack_words(words))
    assert [(word.start, word.end, word.page) for word in back] == [(word.start, word.end, 3) for word in words]
    for one, other in zip(words, back, strict=True):
        for name in ("x0", "y0", "x1", "y1"):
            assert abs(getattr(one, name) - getattr(other, name)) <= 0.005001


def test_rows_fit_the_tables_that_migrations_make(tmp_path: Path) -> None:
    engine = connect(tmp_path)
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert {column.name for column in table.columns} == set(columns), table.name
        for column in table.columns:
            if not column.primary_key:
                assert column.nullable == columns[column.name], (table.name, column.name)
    engine.dispose()


def test_migrations_run_once_and_the_database_is_safe_against_a_crash(tmp_path: Path) -> None:
    connect(tmp_path).dispose()
    engine = connect(tmp_path)
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM migrations")).scalars().all()
        assert len(names) == len(set(names)) >= 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    engine.dispose()
