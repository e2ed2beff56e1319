"""Themes that were found in reviews stand beside those that were given, in records and in filters."""

from __future__ import annotations

import numpy as np

from tests.vectorstore.making import fathers, homes
from vectorstore import Filters, Library


def test_found_themes_join_the_given_ones_and_the_filter(library: Library) -> None:
    father = library.add(fathers()).review_id
    home = library.add(homes()).review_id
    library.tag({father: ("Hidden men", "Unborn babies"), home: ("Unborn babies",)})
    assert library.review(father).themes == ("hidden men", "Unborn babies")
    assert library.review(father).details.themes == ("hidden men",)
    both = Filters(theme=("unborn babies",))
    assert {record.review_id for record in library.reviews(both)} == {father, home}
    assert library.dense("fathers", 3, Filters(theme=("home education",)))
    library.tag({})
    assert library.reviews(both) == ()


def test_found_themes_outlast_another_addition(library: Library) -> None:
    father = library.add(fathers()).review_id
    library.tag({father: ("Unborn babies",)})
    library.add(homes())
    assert "Unborn babies" in library.review(father).themes


def test_the_vectors_of_a_review_are_those_by_which_it_is_found(shelf: Library) -> None:
    review_id = shelf.reviews()[0].review_id
    vectors = shelf.passage_vectors(review_id)
    assert set(vectors) == {passage.passage_id for passage in shelf.passages(review_id)}
    for passage_id, windows in vectors.items():
        assert windows.ndim == 2
        assert np.allclose(np.linalg.norm(windows, axis=1), 1, atol=1e-3)
        assert shelf.dense(windows[0], 1)[0].passage_id == passage_id
