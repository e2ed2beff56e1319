from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vocabulary import FILE_NAME, Entry, Vocabulary, VocabularyError, load_vocabulary
from commands.console import explain

PACKAGED = load_vocabulary()


def found(question: str) -> dict[str, tuple[str, ...]]:
    return {question[m.start : m.end]: m.others for m in PACKAGED.matches(question)}


def test_abbreviations_lead_to_their_words_and_back() -> None:
    assert "multi-agency safeguarding hub" in found("How good was the MASH?")["MASH"]
    assert "MASH" in found("the Multi-Agency Safeguarding Hub")["Multi-Agency Safeguarding Hub"]
    assert "designated officer" in found("two LADOs")["LADOs"]


def test_a_short_abbreviation_is_no_word_in_small_letters() -> None:
    assert found("He was told to PA it") != {}
    assert found("a pa and a cin") == {}


@pytest.mark.parametrize(
    "name",
    "MASH CAMHS LADO IRO MARAC PPN VPN CIN CP PLO EHE UASC NRM FGM CSE CCE DASH GCP2 SDQ PEP EHCP GP HV A&E YOT NPS "
    "CRC".split(),
)
def test_every_abbreviation_that_practitioners_use_is_known(name: str) -> None:
    assert found(f"What about {name} here?").get(name)


def test_a_librarians_own_file_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('entry = [{ terms = ["ZZZ", "zebra"] }]', encoding="utf-8")
    own = load_vocabulary(tmp_path)
    assert own.entries == (Entry(("ZZZ", "zebra"), ""),)
    (tmp_path / FILE_NAME).write_text("", encoding="utf-8")
    assert load_vocabulary(tmp_path).matches("MASH") == ()


@pytest.mark.parametrize(
    "content",
    [
        b"entry = [",
        b'entry = ["MASH"]',
        b'entry = [{ terms = "MASH" }]',
        b'entry = [{ terms = ["MASH"] }]',
        b'entry = [{ terms = ["MASH", 3] }]',
        b'entry = [{ terms = ["MASH", " "] }]',
        b"[entry]\nterms = 1",
        b"entry = 3",
        'entry = [{ terms = ["café", "x"] }]'.encode("latin-1"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_mend(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(VocabularyError, match=FILE_NAME):
        load_vocabulary(tmp_path)


@given(
    st.lists(st.lists(st.text(min_size=1, max_size=8).filter(str.strip), min_size=2, max_size=3), max_size=4), st.text()
)
def test_matches_lie_in_the_text_in_order_and_never_overlap(terms: list[list[str]], text: str) -> None:
    vocabulary = Vocabulary(Entry(tuple(row), "") for row in terms)
    end = 0
    for match in vocabulary.matches(text + " ".join(t for row in terms for t in row)):
        assert end <= match.start < match.end
        end = match.end


def test_the_command_line_shows_the_words_of_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(VocabularyError("vocabulary.toml: entry 3 needs 'terms'.")) == 2
    assert "entry 3 needs 'terms'" in capsys.readouterr().err
