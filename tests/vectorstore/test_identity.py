from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.model import Details
from tests.vectorstore.making import HOMES, fathers, homes, make_review
from vectorstore import Library
from vectorstore.identity import slug
from vectorstore.originals import base_name


def other(**changes: object) -> object:
    return make_review("fathers.txt", ("Something else altogether.",), **changes)  # type: ignore[arg-type]


def test_the_same_content_is_skipped(library: Library) -> None:
    library.add(fathers(source="/a/fathers.txt"))
    again = library.add(fathers(source="/elsewhere/copy.txt"))
    assert (again.review_id, again.outcome) == ("fathers", "unchanged")
    assert len(library.reviews(superseded=True)) == 1


def test_the_same_words_in_another_file_are_skipped_with_a_warning(library: Library) -> None:
    library.add(fathers())
    again = library.add(fathers(extra_bytes=b"\n"))
    assert again.outcome == "unchanged"
    assert "same words" in again.warnings[0]


def test_details_that_skipping_did_not_take_over_are_named(library: Library) -> None:
    library.add(fathers())
    given = fathers()
    corrected = replace(given, details=replace(given.details, title="Child K", sources={"title": "manifest"}))
    assert "title" in library.add(corrected).warnings[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"review_id": "child-j"}, {"review_id": "child-j"}),
        ({"url": "https://example.org/j"}, {"url": "https://example.org/j"}),
        ({"source": "/in/fathers.txt"}, {"source": "/in/fathers.txt"}),
    ],
)
def test_what_makes_a_new_version(library: Library, first: dict[str, str], second: dict[str, str]) -> None:
    before = library.add(fathers(**first))
    after = library.add(make_review("renamed.txt", ("Something else altogether.",), **second))
    assert (after.review_id, after.outcome) == (before.review_id, "new version")
    assert library.review(after.review_id).file == "fathers.txt"


def test_the_same_name_alone_is_a_new_review_with_a_warning(library: Library) -> None:
    library.add(fathers(source="/one/fathers.txt"))
    added = library.add(make_review("fathers.txt", ("Something else.",), source="/two/fathers.txt"))
    assert (added.review_id, added.outcome) == ("fathers-2", "added")
    assert "manifest.csv" in added.warnings[0]
    assert {record.file for record in library.reviews()} == {"fathers.txt", "fathers (2).txt"}


def test_a_given_id_decides_against_the_source_path(library: Library) -> None:
    library.add(homes(source="/in/a.txt", review_id="one"))
    added = library.add(make_review("a.txt", HOMES[:1], source="/in/a.txt", review_id="two"))
    assert (added.review_id, added.outcome) == ("two", "added")


def test_a_better_reader_makes_a_new_version_of_the_same_file(library: Library) -> None:
    library.add(fathers())
    better = replace(make_review("fathers.txt", ("Better read.",)), original=fathers().original)
    assert library.add(better).outcome == "new version"
    assert len(library.reviews()) == 1
    assert library.verify().clean


def test_two_reviews_without_any_text_are_two(library: Library) -> None:
    empty = make_review("a.txt", ())
    library.add(replace(empty, text="", passages=(), headings=()))
    added = library.add(replace(empty, text="", passages=(), headings=(), original=homes().original, details=Details()))
    assert added.outcome == "added"
    assert library.verify().clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\reports\\y.pdf", "y.pdf"),
        ("/etc/passwd", "passwd"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("a\x00b\n.pdf", "ab.pdf"),
    ],
)
def test_names_never_become_paths(library: Library, given: str, kept: str) -> None:
    assert base_name(given) == kept
    review = fathers()
    added = library.add(replace(review, original=replace(review.original, name=given)))
    path = library.original_path(added.review_id)
    assert path.parent == library.home / "originals"
    assert library.review(added.review_id).file == kept


def test_slugs() -> None:
    assert slug("2016-03-29_Kensington & Chelsea (final).v2") == "2016-03-29-kensington-chelsea-final-v2"
    assert slug("レポート") == "review"
    assert len(slug("a" * 500)) == 80
