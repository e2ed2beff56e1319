"""What the library's pages say of warnings and sizes."""

from __future__ import annotations

import pytest

from web.library_words import noticed, size_words


@pytest.mark.parametrize(
    ("warning", "said"),
    [
        ("local_authority: no place was found; please give it.", "Authority: no place was found; please give it."),
        ("published: no date; please give it.", "Date of publication: no date; please give it."),
        ("Page 18 has no text.", "Page 18 has no text."),
        ("Note: as printed", "Note: as printed"),
    ],
)
def test_a_warning_names_its_field_as_the_page_does(warning, said):
    assert noticed(warning) == said


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 kB"), (640_000, "640 kB"), (2_300_000, "2.3 MB"), (2_000_000, "2 MB")]
)
def test_sizes_are_written_as_people_do(size, words):
    assert size_words(size) == words
