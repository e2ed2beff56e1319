"""Personal details are noticed and masked; places, years and published names are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.claims.personal import notice


@pytest.mark.parametrize(
    ("question", "masked"),
    [
        ("Is jo.smith+x@example.nhs.uk known?", "Is [e-mail address] known?"),
        ("NHS number 943 476 5919, what now?", "NHS number [NHS number], what now?"),
        ("9434765919?", "[NHS number]?"),
        ("They live at SW1A 2AA near the park", "They live at [postcode] near the park"),
        ("They live at m13 9pl", "They live at [postcode]"),
        ("Call 07700 900123 or 0113 496 0999", "Call [telephone number] or [telephone number]"),
        ("+44 7700 900123 is the father's", "[telephone number] is the father's"),
        ("Jayden Brown, born 12/03/2019, has a bruise", "[name], born [date of birth], has a bruise"),
        ("What about Jayden Brown 12.03.2019?", "What about [name] [date of birth]?"),
        ("What about Kai (dob 3 April 2020)?", "What about [name] (dob [date of birth])?"),
    ],
)
def test_personal_details_are_masked(question: str, masked: str) -> None:
    noticed = notice(question)
    assert noticed is not None
    assert noticed.masked == masked
    assert noticed.kinds


@pytest.mark.parametrize(
    "question",
    [
        "What did Rotherham find since 1 January 2022?",
        "What do reviews from 2016-2019 say about neglect?",
        "How did the SCR of 12/03/2019 describe the core group?",
        "What did the Harrowmere review of 2017 recommend on page 101 to 104?",
        "Did section 47 enquiries begin within 15 working days?",
        "1234567890 is no NHS number",
        "What happened to Child A and Child B?",
        "Were A1 and B2 forms used in Torvale?",
    ],
)
def test_what_is_public_is_left_alone(question: str) -> None:
    assert notice(question) is None


@given(st.text(max_size=200))
def test_what_was_noticed_is_gone(text: str) -> None:
    noticed = notice(text)
    if noticed is not None:
        assert noticed.masked != text
        assert all(f"[{kind}]" in noticed.masked for kind in noticed.kinds)
