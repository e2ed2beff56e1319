"""Example questions name subjects and reviews that the library has."""

from __future__ import annotations

from dataclasses import replace

import fakes

from web.examples import example_questions


def with_headings(tmp_path, *headings):
    library = fakes.FakeLibrary(tmp_path)
    for made in library._versions:
        headed = zip(made.passages, headings, strict=False)
        made.passages = tuple(replace(passage, heading_path=("Findings", heading)) for passage, heading in headed)
    return library


def test_questions_name_a_review_and_a_subject_of_its_own(tmp_path):
    library = with_headings(tmp_path, "4.2 Strategy discussions", "Professional curiosity")
    asked = example_questions(library)
    assert asked[0] == "What did the Torbay 2024 review find about strategy discussions?"
    assert asked[1] == "What did the Leeds 2022 review find about professional curiosity?"
    assert len(set(asked)) == len(asked)


def test_abbreviations_keep_their_capitals(tmp_path):
    assert "about MASH thresholds?" in example_questions(with_headings(tmp_path, "MASH thresholds"))[0]


def test_headings_that_only_name_a_part_of_a_report_make_no_question(tmp_path):
    parts = ("Key findings", "4. RECOMMENDATIONS", "Good practice", "What the report says: [x](y) <b>")
    library = with_headings(tmp_path, *parts)
    assert example_questions(library) == ()
