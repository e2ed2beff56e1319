from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Details
from vectorstore.context import context_line


def words(line: str) -> int:
    return len(line.split())


def test_title_authority_year_and_headings() -> None:
    details = Details(title="Child J", local_authority="torbay", published=date(2022, 3, 1))
    assert context_line(details, ("Findings", "Fathers"), words) == "Child J, torbay, 2022 - Findings - Fathers"


def test_nothing_is_said_twice_or_invented() -> None:
    details = Details(title="Torbay 2022: Child J", local_authority="Torbay", published=date(2022, 3, 1))
    assert context_line(details, (), words) == "Torbay 2022: Child J"
    assert context_line(Details(), ("Findings",), words) == "Findings"
    assert context_line(Details(), (), words) == ""
    assert context_line(Details(kind="sif-single-inspection"), (), words) == "sif single inspection"


def test_outer_headings_go_first_where_there_is_no_room() -> None:
    line = context_line(Details(title="Child J"), ("Part one of the report", "Analysis", "Fathers"), words, limit=6)
    assert line == "Child J - Analysis - Fathers"


@given(st.text(max_size=300), st.lists(st.text(max_size=100), max_size=4), st.integers(min_value=1, max_value=40))
def test_never_longer_than_allowed(title: str, path: list[str], limit: int) -> None:
    assert words(context_line(Details(title=title), path, words, limit)) <= limit
