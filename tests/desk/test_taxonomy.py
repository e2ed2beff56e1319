"""The file of themes: its form, its words, and what is said where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.taxonomy import FILE_NAME, Named, TaxonomyError, load_taxonomy, read_taxonomy

ONE = """
[[theme]]
id = "neglect"
name = "Neglect"
about = "Needs not met."
source = "NSPCC"
strong = ["neglect*", "home conditions"]
weak = ["hungry", "cold"]
not = ["benign neglect"]
"""


def named(text, content=ONE):
    return read_taxonomy(content, "x").named(text)[0]


def test_the_packaged_file_names_its_sources():
    taxonomy = load_taxonomy()
    assert 20 <= len(taxonomy.themes) <= 28
    for theme in taxonomy.themes:
        assert theme.source.startswith(("NSPCC", "national panel", "triennial analysis", "statute")), theme.id
        assert theme.examples
        assert theme.about.endswith(".")


@pytest.mark.parametrize(
    ("text", "strong", "weak"),
    [
        ("Neglected and hungry.", 1, 1),
        ("HOME-CONDITIONS were poor; the home  conditions again", 1, 0),
        ("Neglect, neglectful, cold and cold", 2, 1),
        ("benign neglect", 0, 0),
        ("a cold, coldness", 0, 1),
        ("", 0, 0),
    ],
)
def test_cues_are_counted_once_each(text, strong, weak):
    assert named(text) == Named(strong, weak)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    counted = named(text)
    assert counted.strong >= 0
    assert named(text.upper()).strong == named(text.upper().lower()).strong


@given(st.sampled_from([theme.id for theme in load_taxonomy().themes]))
def test_every_strong_cue_finds_itself(theme_id):
    """A cue by itself counts for its theme, unless the theme's own exceptions take it out."""
    taxonomy = load_taxonomy()
    index = [theme.id for theme in taxonomy.themes].index(theme_id)
    theme = taxonomy.themes[index]
    lost = [cue for cue in theme.strong if not taxonomy.named(f"so {cue.replace('*', '')} it was")[index].strong]
    assert lost == []


def test_the_librarians_copy_wins(tmp_path):
    (tmp_path / FILE_NAME).write_text(ONE, encoding="utf-8")
    assert [theme.id for theme in load_taxonomy(tmp_path).themes] == ["neglect"]
    assert load_taxonomy(tmp_path).fingerprint != load_taxonomy().fingerprint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[[theme]\n", "not valid TOML"),
        ("", "holds no theme"),
        ("theme = 3", "holds no theme"),
        (ONE.replace('name = "Neglect"', ""), "needs 'name'"),
        (ONE.replace('"neglect"', '"Neg lect"', 1), "small letters"),
        (ONE + ONE, "two themes have the id"),
        (ONE.replace('["hungry", "cold"]', '"hungry"'), "'weak' is a list"),
        (ONE.replace('["hungry", "cold"]', '["*"]'), "'weak' is a list"),
        ("theme = [3]", "not a table"),
        ('[[theme]]\nid="a"\nname="A"\nabout="x"\nsource="y"', "at least one of"),
    ],
)
def test_a_broken_file_is_told_with_its_place(tmp_path, content, said):
    (tmp_path / FILE_NAME).write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=said) as caught:
        load_taxonomy(tmp_path)
    assert FILE_NAME in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(TaxonomyError, match="UTF-8"):
        load_taxonomy(tmp_path)
