from __future__ import annotations

import numpy as np
import pytest

from assistant.late import Probe, make_probe, meet
from assistant.sentences import Span
from ingest.model import Passage, Role
from vectorstore import Encoded, StoredPassage, TokenRows

WORDS = {"fathers": 0, "seen": 1, "home": 2, "what": 3, "torbay": 4, "dads": 0}


def pieces(text: str) -> tuple[np.ndarray, np.ndarray]:
    """A word piece a word: one axis each, of any length, the same for words of one meaning."""
    spans, rows, at = [], [], 0
    for word in text.split():
        at = text.index(word, at)
        bare = word.strip("?.,").lower()
        row = np.zeros(6, np.float32)
        row[WORDS.get(bare, 5)] = 3.0
        rows.append(row)
        spans.append((at, at + len(bare)))
        at += len(word)
    return np.array(rows, np.float32), np.array(spans, np.int64)


def probe(text: str, **given: tuple[Span, ...]) -> Probe:
    tokens, spans = pieces(text)
    encoded = Encoded(np.ones(6, np.float32), tokens, spans)
    frequency = {"fathers": 2, "seen": 40, "home": 10, "what": 90, "torbay": 5}
    return make_probe(encoded, text, lambda word: frequency.get(word.lower()), 100, **given)


def stored(text: str) -> tuple[StoredPassage, TokenRows]:
    vectors, spans = pieces(text)
    passage = Passage(0, len(text), Role.FINDING, "paragraph")
    return StoredPassage(1, "a", "v", passage, text), TokenRows((vectors / 3).astype(np.float32), spans)


def test_rare_words_weigh_more_and_words_of_asking_little() -> None:
    made = probe("What fathers seen")
    weight = dict(zip(made.words, made.weights, strict=True))
    assert weight["fathers"] > weight["seen"] > weight["What"] > 0
    assert float(made.weights.sum()) == pytest.approx(1.0)
    assert np.allclose(np.linalg.norm(made.tokens, axis=1), 1.0)


def test_words_that_only_limit_weigh_nothing_and_lent_words_half() -> None:
    whole = probe("fathers Torbay")
    limited = probe("fathers Torbay", ignored=(Span(8, 14),))
    assert limited.weights.tolist() == [1.0, 0.0]
    faint = probe("fathers Torbay", faint=(Span(8, 14),))
    assert faint.weights[1] / faint.weights[0] == pytest.approx(whole.weights[1] / whole.weights[0] / 2)


def test_a_question_of_ignored_words_alone_still_weighs_something() -> None:
    assert probe("Torbay", ignored=(Span(0, 6),)).weights.tolist() == [1.0]


def test_the_sentence_with_the_words_is_nearest() -> None:
    passage, rows = stored("Nobody came. Fathers were seen. It rained.")
    (met,) = meet([probe("fathers seen")], [passage], [rows])
    assert met.score == pytest.approx(1.0)
    assert int(met.sentence_scores.argmax()) == 1
    assert [passage.text[s.start : s.end] for s in met.sentences][1] == "Fathers were seen."


def test_a_word_met_in_another_sentence_counts_for_the_passage_only() -> None:
    passage, rows = stored("Fathers came. He was seen.")
    (met,) = meet([probe("fathers seen")], [passage], [rows])
    assert met.score == pytest.approx(1.0)
    assert max(met.sentence_scores) < 1.0


def test_another_wording_helps_where_it_meets_better() -> None:
    passage, rows = stored("Dads were seen at home.")
    (alone,) = meet([probe("what torbay")], [passage], [rows])
    (helped,) = meet([probe("what torbay"), probe("home")], [passage], [rows])
    assert helped.score > alone.score


def test_a_passage_without_word_pieces_meets_nothing() -> None:
    passage, rows = stored("Fathers were seen.")
    (met,) = meet([probe("fathers")], [passage], [None])
    assert (met.score, met.sentence_scores.tolist()) == (0.0, [0.0])
    empty = TokenRows(rows.vectors[:0], rows.spans[:0])
    assert meet([probe("fathers")], [passage], [empty])[0].score == 0.0


def test_sentences_that_stand_together_are_met_together() -> None:
    passage, rows = stored("Fathers came. Home again. Nobody knew. Seen there.")
    (met,) = meet([probe("fathers seen home")], [passage], [rows])
    assert met.sentence_scores.max() < met.two < met.score - 0.01
    assert met.two <= met.three < met.score - 0.01
    short, own = stored("Fathers came.")
    (alone,) = meet([probe("fathers seen home")], [short], [own])
    assert alone.two == pytest.approx(alone.score) == pytest.approx(alone.three)
