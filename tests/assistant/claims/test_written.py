"""Both forms are read claim by claim, however they are cut into pieces, and nothing else is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.claims.written import Form, Unreadable, WrittenClaim, WrittenSource, reader

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40).map(str.strip)
CLAIMS = st.lists(
    st.builds(
        WrittenClaim,
        text=WORDS,
        sources=st.lists(st.builds(WrittenSource, key=WORDS, quote=WORDS), max_size=3).map(tuple),
    ),
    max_size=4,
)


def read(form: Form, pieces: list[str]) -> list[WrittenClaim]:
    reading = reader(form)
    found = [claim for piece in pieces for claim in reading.feed(piece)]
    return [*found, *reading.end()]


def as_json(claims: list[WrittenClaim]) -> str:
    return json.dumps(
        {
            "claims": [
                {"claim": c.text, "sources": [{"key": s.key, "quote": s.quote} for s in c.sources]} for c in claims
            ]
        },
        ensure_ascii=False,
    )


def as_lines(claims: list[WrittenClaim]) -> str:
    lines = []
    for claim in claims:
        lines.append(f"CLAIM: {claim.text}")
        lines.extend(f"SOURCE: {s.key}\nQUOTE: {s.quote}" for s in claim.sources)
        lines.append("")
    return "\n".join([*lines, "END" if claims else "NONE"])


@given(CLAIMS, st.integers(1, 30))
def test_what_is_written_in_either_form_is_read_back(claims: list[WrittenClaim], size: int) -> None:
    written = as_json(claims)
    assert read("structured", [written[i : i + size] for i in range(0, len(written), size)]) == claims
    written = as_lines(claims)
    assert read("plain", [written[i : i + size] for i in range(0, len(written), size)]) == claims


@given(CLAIMS, st.data())
def test_half_a_json_is_never_taken_for_a_whole(claims: list[WrittenClaim], data: st.DataObject) -> None:
    written = as_json(claims)
    cut = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(Unreadable):
        read("structured", [written[:cut]])


@given(st.text(max_size=200), st.sampled_from(["structured", "plain"]))
def test_anything_is_read_or_refused(text: str, form: Form) -> None:
    try:
        claims = read(form, list(text))
    except Unreadable:
        return
    assert all(claim.text in text for claim in claims)


def test_a_claim_is_given_as_soon_as_it_is_whole() -> None:
    reading = reader("structured")
    claim = '{"claim": "a } \\" ]", "sources": [{"key": "K", "quote": "q"}]}'
    assert reading.feed('{"claims": [' + claim[:-1]) == ()
    assert reading.feed("}") == (WrittenClaim('a } " ]', (WrittenSource("K", "q"),)),)


def test_lines_of_no_form_end_a_claim_and_are_not_read() -> None:
    found = read("plain", ["Sure!\nCLAIM: one\nSOURCE: K\nQUOTE: q\nAnd more\nQUOTE: r\nCLAIM: two\n"])
    assert found == [WrittenClaim("one", (WrittenSource("K", "q"),)), WrittenClaim("two", ())]
