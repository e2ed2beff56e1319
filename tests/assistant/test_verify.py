from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Assistant
from assistant.compose import Draft
from assistant.model import Answer, Block, Citation, Claim
from assistant.verify import verify
from vectorstore import Library

USING_SHELF = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def answer(asker: Assistant) -> Answer:
    return asker.ask("What do reviews say about fathers who were never asked or assessed?")


def draft_of(answer: Answer) -> Draft:
    return Draft(answer.claims, answer.citations, tuple(b for b in answer.layout if b.kind != "text"))


def changed(draft: Draft, number: int, **changes: object) -> Draft:
    citations = [replace(c, **changes) if c.n == number else c for c in draft.citations]  # type: ignore[arg-type]
    return replace(draft, citations=tuple(citations))


def test_what_is_true_passes_unchanged(answer: Answer, shelf: Library) -> None:
    draft = draft_of(answer)
    assert len(draft.claims) >= 2
    assert verify(draft, shelf) == draft


@given(st.integers(-80, 80), st.integers(-80, 80))
@USING_SHELF
def test_a_citation_whose_place_was_altered_is_dropped(answer: Answer, shelf: Library, at: int, to: int) -> None:
    draft = draft_of(answer)
    first = draft.citations[0]
    start, end = first.start + at, first.end + to
    checked = verify(changed(draft, 1, start=start, end=end), shelf)
    if (at, to) == (0, 0):
        assert checked == draft
    else:
        assert [c.quote for c in checked.citations] == [c.quote for c in draft.citations[1:]]
        assert [c.n for c in checked.citations] == list(range(1, len(draft.citations)))
        assert [claim.citations for claim in checked.claims] == [(n,) for n in range(1, len(draft.citations))]


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "Nobody ever said this."},
        {"quote": " ", "start": 8, "end": 9},
        {"version": "000000000000"},
        {"review_id": "no-such-review"},
    ],
)
def test_a_quote_that_is_not_there_is_dropped(answer: Answer, shelf: Library, changes: dict[str, object]) -> None:
    draft = draft_of(answer)
    checked = verify(changed(draft, 2, **changes), shelf)
    assert [c.quote for c in checked.citations] == [c.quote for c in draft.citations if c.n != 2]


def test_no_lead_in_or_heading_is_left_without_its_quote(answer: Answer, shelf: Library) -> None:
    draft = draft_of(answer)
    for citation in draft.citations:
        draft = changed(draft, citation.n, quote="Nobody ever said this.")
    assert verify(draft, shelf) == Draft((), (), ())
    one = verify(changed(draft_of(answer), 1, quote="Nobody ever said this."), shelf)
    assert one.layout[0].kind == "heading"
    assert [b.kind for b in one.layout] == ["heading"] * (len(one.layout) % 2) + ["lead_in", "claim"] * len(one.claims)


def test_a_claim_falls_with_any_one_of_its_citations(answer: Answer, shelf: Library) -> None:
    both = Draft((Claim("x", (1, 2), "verbatim"),), answer.citations[:2], (Block("claim", "x", 0),))
    assert verify(both, shelf) == both
    assert verify(changed(both, 2, start=0), shelf) == Draft((), (), ())


def test_a_quote_gets_the_page_where_it_starts(answer: Answer, shelf: Library) -> None:
    draft = draft_of(answer)
    wrong = changed(draft, 1, page=9, page_label="ix")
    assert verify(wrong, shelf) == draft


def test_a_format_without_pages_gets_none(asker: Assistant, shelf: Library) -> None:
    draft = draft_of(asker.ask("What did Northmere find about the father?"))
    cited: Citation = draft.citations[0]
    assert (cited.review_id, cited.page, cited.page_label) == ("northmere", None, None)
    assert cited.quote not in {c.quote for c in verify(changed(draft, 1, page=1), shelf).citations}
