"""Example questions name subjects and reviews that the library has, and lead to answers."""

from __future__ import annotations

from dataclasses import replace

import fakes

from web.examples import answered, example_questions


def naming(tmp_path, **words):
    library = fakes.FakeLibrary(tmp_path)
    for review_id, said in words.items():
        made = library.made(review_id)
        made.text = made.text.replace("an invented family", said.ljust(18)[:18])
    return library


def test_questions_name_a_review_and_a_subject_of_its_own(tmp_path):
    library = naming(tmp_path, alder="early help", cedar="supervision")
    asked = example_questions(library)
    assert "What did the Torbay 2024 review find about early help?" in asked
    assert "What did the Leeds 2022 review find about supervision?" in asked
    assert len(set(asked)) == len(asked)


def test_a_subject_of_several_reviews_is_asked_of_all(tmp_path):
    library = naming(tmp_path, alder="neglect", birch="neglect", cedar="neglect")
    for made in library._versions:
        made.text = made.text.replace("male carers", "grown-ups  ").replace(
            "strategy discussions", "meetings            "
        )
    assert "What do reviews say about neglect?" in example_questions(library)


def test_what_is_no_lesson_makes_no_question(tmp_path):
    library = naming(tmp_path, alder="neglect")
    made = library.made("alder")
    made.passages = tuple(replace(passage, role=fakes.Role.CHRONOLOGY) for passage in made.passages)
    assert not any("neglect" in question for question in example_questions(library))


def test_only_questions_that_are_answered_are_offered(assistant):
    questions = ["What about dragons?", "What about fathers?", "please tell of the weather", "And 1?", "And 2?"]
    assert answered(assistant, questions, limit=2) == ("What about fathers?", "And 1?")
