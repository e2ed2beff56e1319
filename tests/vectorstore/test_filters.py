from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore import FilterError, Filters, kind_matches, same_authority_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kensington-and-chelsea", "Royal Borough of Kensington & Chelsea"),
        ("Torbay", "TORBAY COUNCIL"),
        ("City of York Council", "york"),
        ("London Borough of Camden", "Camden"),
        ("Bath and North East Somerset", "bath-&-north-east-somerset"),
        ("King's Lynn", "Kings Lynn"),
        ("County Durham", "Durham County Council"),
        ("Rotherham Safeguarding Children Partnership", "Rotherham"),
    ],
)
def test_one_authority_in_two_spellings(one: str, other: str) -> None:
    assert same_authority_key(one) == same_authority_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Derby City Council", "Derbyshire"),
        ("Nottingham", "Nottinghamshire"),
        ("City of London", "Southend"),
        ("", "x"),
    ],
)
def test_two_authorities_stay_two(one: str, other: str) -> None:
    assert same_authority_key(one) != same_authority_key(other)


def test_a_name_of_body_words_alone_is_still_a_name() -> None:
    assert same_authority_key("City Council") == "city council"


def test_kind_by_slug_or_prefix_at_a_hyphen() -> None:
    assert kind_matches("sif", "sif-single-inspection")
    assert kind_matches("SIF single inspection", "sif-single-inspection")
    assert not kind_matches("si", "sif-single-inspection")
    assert not kind_matches("sif-single-inspection", "sif")
    assert not kind_matches("sif", None)


def test_parse_reads_every_key_of_the_command_line() -> None:
    filters = Filters.parse(
        ["kind=jtai", "kind=ilacs", "local_authority=Torbay", "published_from=2022", "published_to=2023-02",
         "theme=neglect", "review_id=a=b"]
    )  # fmt: skip
    assert filters == Filters(
        ("jtai", "ilacs"), ("Torbay",), ("neglect",), ("a=b",), date(2022, 1, 1), date(2023, 2, 28)
    )
    assert filters.as_json() == {
        "kind": ["jtai", "ilacs"],
        "local_authority": "Torbay",
        "theme": "neglect",
        "review_id": "a=b",
        "published_from": "2022-01-01",
        "published_to": "2023-02-28",
    }


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("year=2022", "no filter 'year'"),
        ("not_local_authority=Torbay", "no filter"),
        ("kind", "has no value"),
        ("published_from=soon", "2022-01-31"),
        ("published_to=2022-13-01", "not a date"),
        ("published_to=٢٠٢٢", "not a date"),
    ],
)
def test_what_cannot_be_applied_is_said(pair: str, words: str) -> None:
    with pytest.raises(FilterError, match=words):
        Filters.parse([pair])


def test_a_date_given_twice_is_refused() -> None:
    with pytest.raises(FilterError, match="more than once"):
        Filters.parse(["published_from=2022", "published_from=2023"])


def test_json_takes_scalars_lists_and_null() -> None:
    filters = Filters.from_json({"kind": "jtai", "local_authority": ["A", "B"], "theme": None})
    assert filters == Filters(kind=("jtai",), local_authority=("A", "B"))
    with pytest.raises(FilterError):
        Filters.from_json({"kind": 3})
    with pytest.raises(FilterError):
        Filters.from_json({"colour": "red"})


names = st.lists(st.text(min_size=1).map(str.strip).filter(bool), max_size=3, unique=True).map(tuple)
dates = st.none() | st.dates()


@given(names, names, names, names, dates, dates, names)
def test_json_there_and_back(
    kind: tuple[str, ...],
    authority: tuple[str, ...],
    theme: tuple[str, ...],
    review_id: tuple[str, ...],
    first: date | None,
    last: date | None,
    excluded: tuple[str, ...],
) -> None:
    filters = Filters(kind, authority, theme, review_id, first, last, excluded)
    assert Filters.from_json(filters.as_json()) == filters
    assert bool(filters) == bool(filters.as_json())


def test_merged_takes_what_the_other_sets_and_adds_exclusions() -> None:
    base = Filters(kind=("jtai",), published_from=date(2020, 1, 1), not_local_authority=("A",))
    other = Filters(published_from=date(2022, 1, 1), not_local_authority=("B",))
    assert base.merged(other) == Filters(
        kind=("jtai",), published_from=date(2022, 1, 1), not_local_authority=("A", "B")
    )
    assert base.merged(Filters()) == base


def test_every_key_must_hold() -> None:
    def admits(filters: Filters) -> bool:
        return filters.admits("r", "cspr", "Torbay", date(2022, 3, 1), ("Hidden men",))

    assert admits(Filters())
    assert admits(Filters(kind=("jtai", "cspr"), local_authority=("torbay council",), theme=("hidden-men",)))
    assert not admits(Filters(kind=("cspr",), local_authority=("Rotherham",)))
    assert admits(Filters(published_from=date(2022, 3, 1), published_to=date(2022, 3, 1)))
    assert not admits(Filters(published_from=date(2022, 3, 2)))
    assert not admits(Filters(published_to=date(2022, 2, 28)))
    assert not admits(Filters(not_local_authority=("TORBAY",)))
    assert not Filters(published_from=date(1990, 1, 1)).admits("r", None, None, None, ())
    assert Filters(not_local_authority=("Torbay",)).admits("r", None, None, None, ())
