"""Agencies that a lesson names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.agencies import agencies_of


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("The GP and the health visitor did not tell the police.", ("police", "health visiting", "GPs")),
        ("Children’s social care closed the case.", ("children's social care",)),
        ("CAMHS clinicians and the youth offending team met.", ("mental health services", "youth justice")),
        ("The school nurse wrote to the midwife.", ("school nursing", "midwifery")),
        ("The probation officer told the housing association.", ("housing", "probation")),
        ("The safeguarding children partnership should act.", ("safeguarding partnership",)),
        ("Professionals should be curious about fathers.", ()),
        ("A policy of openness.", ()),
    ],
)
def test_names_whom_the_words_name(text: str, agencies: tuple[str, ...]) -> None:
    assert agencies_of(text) == agencies


@given(st.text(max_size=200))
def test_each_agency_once_whatever_the_text(text: str) -> None:
    named = agencies_of(text + " police Police POLICE")
    assert len(named) == len(set(named))
    assert "police" in named
