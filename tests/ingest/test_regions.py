"""Drawn boxes and tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.regions import find_regions

FRAME = [
    (60.0, 100.0, 500.0, 101.0),
    (60.0, 300.0, 500.0, 301.0),
    (60.0, 100.0, 61.0, 301.0),
    (499.0, 100.0, 500.0, 301.0),
]


def test_four_rules_are_a_box() -> None:
    (region,) = find_regions(FRAME, [], 595, 842)
    assert not region.is_parted(0)
    assert region.holds((100, 200, 120, 210))
    assert not region.holds((100, 400, 120, 410))


def test_inner_rules_part_rows_and_columns() -> None:
    inner = [(60.0, 200.0, 500.0, 201.0), (300.0, 200.0, 301.0, 301.0)]
    (region,) = find_regions(FRAME + inner, [], 595, 842)
    assert [region.is_parted(row) for row in (0, 1)] == [False, True]
    low_right = (310.0, 250.0, 400.0, 262.0)
    assert (region.row_of(low_right), region.column_of(low_right)) == (1, 1)


def test_rules_drawn_in_pieces_are_one_box() -> None:
    pieces = [(x, 100.0, x + 110.0, 101.0) for x in (60.0, 170.0, 280.0, 390.0)]
    assert len(find_regions(pieces + FRAME[1:], [], 595, 842)) == 1


def test_lone_rules_shading_and_backgrounds_are_no_boxes() -> None:
    assert find_regions([(70, 790, 520, 791)], [], 595, 842) == ()
    assert find_regions([], [(70, 100, 520, 114), (0, 0, 595, 842)], 595, 842) == ()


def test_shading_line_by_line_is_one_box() -> None:
    (region,) = find_regions([], [(70.0, 100.0 + 15 * n, 520.0, 115.0 + 15 * n) for n in range(6)], 595, 842)
    assert region.box == (70, 100, 520, 190)


BOX = st.tuples(*[st.floats(0, 600, allow_nan=False)] * 4).map(
    lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
)


@given(st.lists(BOX, max_size=30), st.lists(BOX, max_size=10))
def test_any_drawing_gives_regions_in_order(rules: list[tuple[float, ...]], panels: list[tuple[float, ...]]) -> None:
    regions = find_regions(rules, panels, 595, 842)  # type: ignore[arg-type]
    assert [region.box[1] for region in regions] == sorted(region.box[1] for region in regions)
    for region in regions:
        for row in range(len(region.rows) + 1):
            region.is_parted(row)
