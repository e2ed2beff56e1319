from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.constraints import Constraints, read_constraints
from tests.assistant.making import HELD, gazetteer

TODAY = date(2026, 11, 23)
PLACES = gazetteer()


def read(question: str) -> Constraints:
    return read_constraints(question, HELD, PLACES, today=TODAY)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What have reviews said about fathers since 2022?", "2022-01-01", None),
        ("Fathers in reviews after 2019", "2020-01-01", None),
        ("neglect, from 2019 on", "2019-01-01", None),
        ("neglect from 2019 onwards", "2019-01-01", None),
        ("2020 and later: neglect", "2020-01-01", None),
        ("What was said about bruising before 2019?", None, "2018-12-31"),
        ("pre-2019 reviews on bruising", None, "2018-12-31"),
        ("bruising, up to 2019", None, "2019-12-31"),
        ("bruising until 2019", None, "2019-12-31"),
        ("Reviews between 2018 and 2020 about school", "2018-01-01", "2020-12-31"),
        ("reviews from 2018 to 2020 about school", "2018-01-01", "2020-12-31"),
        ("school 2018–2020", "2018-01-01", "2020-12-31"),
        ("What do reports from 2018 say about school?", "2018-01-01", "2018-12-31"),
        ("reports from 2017 on neglect", "2017-01-01", "2017-12-31"),
        ("the 2019 review on self-harm", "2019-01-01", "2019-12-31"),
        ("only 2017: neglect", "2017-01-01", "2017-12-31"),
        ("school nurses, nothing before 2019", "2019-01-01", None),
        ("no reviews before 2019 about school nurses", "2019-01-01", None),
        ("school nurses in the last five years", "2021-11-23", None),
        ("school nurses over the past 3 years", "2023-11-23", None),
        ("neglect after 2017 and before 2020", "2018-01-01", "2019-12-31"),
    ],
)
def test_years_that_limit(question: str, first: str | None, last: str | None) -> None:
    filters = read(question).filters
    assert (filters.as_json().get("published_from"), filters.as_json().get("published_to")) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "What does the Children Act 1989 ask of the police?",
        "Does the Children Act 1989 and 2004 come up?",
        "How was Working Together 2018 followed?",
        "Was he seen on 3 March 2021 at school?",
        "What happened to the boy born in 2011?",
        "not the 2017 review, what else was said about neglect?",
    ],
)
def test_years_of_events_and_of_acts_are_left_alone(question: str) -> None:
    filters = read(question).filters
    assert (filters.published_from, filters.published_to) == (None, None)


def test_a_year_without_a_report_is_not_quietly_widened() -> None:
    assert read("What do reports from 2005 say about neglect?").filters.as_json() == {
        "published_from": "2005-01-01",
        "published_to": "2005-12-31",
    }
    named = read("the 2011 Harrowmere review on neglect")
    assert (named.missing_year, named.filters.local_authority) == (2011, ("Harrowmere",))


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What do serious case reviews say about fathers?", ("scr",)),
        ("SCRs about fathers", ("scr",)),
        ("Safeguarding adults reviews only: self-neglect", ("sar",)),
        ("joint inspections only: the front door", ("jtai",)),
        ("the DHR on coercive control", ("dhr",)),
        ("single inspections on adoption", ("sif-single-inspection",)),
        ("child practice reviews about self-harm", ("cpr",)),
        ("Compare serious case reviews and safeguarding adults reviews on thresholds", ("sar", "scr")),
        ("Not serious case reviews: fathers", ("cpr", "cspr", "dhr", "jtai", "sar", "sif-single-inspection")),
        ("Did anyone give the baby CPR?", ()),
        ("Had the staff attempted any CPR before the ambulance came?", ()),
    ],
)
def test_kinds_in_words(question: str, kinds: tuple[str, ...]) -> None:
    found = read(question)
    assert found.filters.kind == kinds
    assert found.missing_kind is None


def test_a_kind_that_is_not_held_is_named_and_does_not_filter() -> None:
    found = read("What do SUSRs say about bruising?")
    assert (found.missing_kind, found.filters.kind) == ("SUSRs", ())


@pytest.mark.parametrize(
    ("question", "held", "absent", "excluded"),
    [
        ("What did Tarnside find about locks?", ("Tarnside",), (), ()),
        ("what did TARNSIDE and harrowmere find?", ("Tarnside", "Harrowmere"), (), ()),
        ("Kensington & Chelsea on adoption", ("kensington-and-chelsea",), (), ()),
        ("Bro Tegran on self-harm", ("bro-tegran",), (), ()),
        ("Haringey: fathers", (), ("Haringey",), ()),
        ("What did Haringey and Tarnside say?", ("Tarnside",), ("Haringey",), ()),
        ("Fathers, but not Rotherham", (), (), ()),
        ("Fathers, but not Harrowmere", (), (), ("Harrowmere",)),
        ("Fathers, apart from Harrowmere and Tarnside", (), (), ("Harrowmere", "Tarnside")),
        ("Fathers, excluding Harrowmere, Tarnside and Port Aldren", (), (), ("Harrowmere", "Tarnside", "Port Aldren")),
    ],
)
def test_places_in_words(
    question: str, held: tuple[str, ...], absent: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    found = read(question)
    assert (found.filters.local_authority, found.absent) == (held, absent)
    assert found.filters.not_local_authority == excluded


def test_the_newest_review_of_a_place_is_found_by_asking_for_it() -> None:
    found = read("What is neglect work like in Harrowmere these days?")
    assert found.latest
    assert found.filters.published_from == date(2023, 5, 17)


PIECES = st.sampled_from(
    "since before after between and from to in not the only 2017 2018 2022 1989 Act reports review SCRs CPR Harrowmere "
    "Haringey Tarnside fathers last five years nothing up until – , . ? ’s &".split()
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map(" ".join)))
def test_what_is_taken_out_lies_in_the_question(question: str) -> None:
    found = read(question)
    for start, end in found.spans:
        assert 0 <= start < end <= len(question)
    for mention in found.mentions:
        assert question[mention.start : mention.end].strip()
    first, last = found.filters.published_from, found.filters.published_to
    if first and last and found.spans and len(found.spans) == 1:
        assert first <= last
    assert set(found.filters.local_authority) <= {r.local_authority for r in HELD}
    assert set(found.filters.kind) <= {r.kind for r in HELD}
