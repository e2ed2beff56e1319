"""The text of a review and what points into it: true for any blocks, not only for those of real reports."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.assemble import Assembled, assemble
from ingest.blocks import Block, Word
from ingest.model import Page, Role

TEXT = st.text(alphabet="abcdeABC012.,;:?!-–’•é", min_size=1, max_size=12)
WORD = st.builds(
    Word,
    text=TEXT,
    page=st.integers(1, 4),
    box=st.none() | st.just((1.0, 2.0, 3.0, 4.0)),
    joined=st.booleans(),
)
BLOCK = st.builds(
    Block,
    kind=st.sampled_from(["heading", "paragraph", "bullet", "table", "note"]),
    words=st.lists(WORD, max_size=60).map(tuple),
    level=st.integers(0, 4),
    number=st.none() | st.sampled_from(["1", "12", "4.12"]),
    case=st.none() | st.integers(1, 2),
    ocr=st.booleans(),
    continues=st.booleans(),
)
PAGES = tuple(Page(number, f"p{number}", 595, 842) for number in range(1, 5))


def block(kind: str, text: str, **more: object) -> Block:
    return Block(kind, tuple(Word(word, page=1) for word in text.split()), **more)  # type: ignore[arg-type]


def texts(made: Assembled) -> list[str]:
    return [made.text[passage.start : passage.end] for passage in made.passages]


@given(st.lists(BLOCK, max_size=25))
def test_everything_points_at_what_it_says(blocks: list[Block]) -> None:
    made = assemble(blocks, PAGES)
    written = [word for block in blocks if block.kind != "note" for word in block.words]
    written += [word for block in blocks if block.kind == "note" for word in block.words]
    assert [made.text[box.start : box.end] for box in made.words] == [w.text for w in written if w.box is not None]
    for heading in made.headings:
        assert made.text[heading.start : heading.end] == heading.text
    for before, after in pairwise(made.segments):
        assert before.start < before.end <= after.start < after.end
    for box in made.words:
        assert sum(s.page == box.page for s in made.segments if s.start <= box.start and box.end <= s.end) == 1


@given(st.lists(BLOCK, max_size=25))
def test_passages_cover_all_but_headings_and_printed_numbers(blocks: list[Block]) -> None:
    made = assemble(blocks, PAGES)
    spans = [(p.start, p.end) for p in made.passages]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    headings = [(heading.start, heading.end) for heading in made.headings]
    assert not [1 for start, end in spans for left, right in headings if start < right and left < end]
    for box in made.words:
        held = [1 for start, end in spans + headings if start <= box.start and box.end <= end]
        assert len(held) == 1
    for passage in made.passages:
        assert made.text[passage.start : passage.end].strip() == made.text[passage.start : passage.end] != ""
        assert (passage.role, passage.agencies) == (Role.CONTEXT, ())
        assert passage.page is not None
        assert passage.page_label == f"p{passage.page}"


@given(st.lists(BLOCK, max_size=12))
def test_it_is_pure(blocks: list[Block]) -> None:
    assert assemble(blocks, PAGES) == assemble(tuple(blocks), PAGES)


def test_the_number_is_printed_before_the_passage() -> None:
    made = assemble([block("heading", "Findings", level=1), block("paragraph", "It was late.", number="4.12")])
    assert made.text == "Findings\n\n4.12. It was late."
    (passage,) = made.passages
    assert (texts(made), passage.paragraph, passage.heading_path) == (["It was late."], "4.12", ("Findings",))


def test_a_numbered_paragraph_keeps_its_bullets_and_its_second_paragraph() -> None:
    made = assemble(
        [
            block("paragraph", "Agencies should:", number="7"),
            block("bullet", "listen"),
            block("bullet", "write it down."),
            block("paragraph", "They did not.", continues=True),
            block("paragraph", "Something else."),
        ]
    )
    assert texts(made) == ["Agencies should:\n\n• listen\n• write it down.\n\nThey did not.", "Something else."]
    assert [passage.paragraph for passage in made.passages] == ["7", None]


def test_a_list_stands_with_its_lead_in() -> None:
    long = "A sentence of some length that says what was seen and by whom. " * 6
    made = assemble([block("paragraph", long), block("paragraph", "They should:"), block("bullet", "ask.")])
    assert texts(made) == [long.strip(), "They should:\n\n• ask."]
    assert [passage.shape for passage in made.passages] == ["paragraph", "list"]


def test_a_case_is_kept_whole_and_the_section_goes_on_after_it() -> None:
    made = assemble(
        [
            block("heading", "Findings", level=1),
            block("heading", "Case study", level=2, case=3),
            block("paragraph", "Child A was seen. " * 60, case=3),
            block("bullet", "twice", case=3),
            block("paragraph", "The section goes on."),
        ]
    )
    first, second = made.passages
    assert (first.shape, first.heading_path) == ("case", ("Findings", "Case study"))
    assert (second.shape, second.heading_path) == ("paragraph", ("Findings",))


def test_short_paragraphs_stand_together_and_long_ones_are_cut_at_sentences() -> None:
    short = block("paragraph", "One short paragraph of a report, no more.")
    assert len(assemble([short] * 3).passages) == 1
    long = assemble([block("paragraph", "What was seen was not always written down by Dr. Smith. " * 60)])
    assert all(len(text) <= 1200 and text.endswith("Smith.") for text in texts(long))
    assert len(long.passages) > 2


def test_each_recommendation_is_a_passage() -> None:
    made = assemble([block("paragraph", f"Recommendation {n}: do it.") for n in (1, 2)])
    assert texts(made) == ["Recommendation 1: do it.", "Recommendation 2: do it."]


def test_footnotes_stand_at_the_end_and_keep_their_page() -> None:
    note = Block("note", (Word("See", page=1), Word("below.", page=1)), number="1")
    text = Block("paragraph", (Word("Page", page=2), Word("two.", page=2)))
    made = assemble([note, text], PAGES)
    assert made.text == "Page two.\n\n1. See below."
    assert [(p.shape, p.page, p.paragraph) for p in made.passages] == [("paragraph", 2, None), ("note", 1, None)]


def test_without_pages_nothing_is_invented() -> None:
    (passage,) = assemble([Block("paragraph", (Word("Word."),))]).passages
    assert (passage.page, passage.page_label, passage.page_end) == (None, None, None)
