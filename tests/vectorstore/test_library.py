from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingest.model import Review
from tests.vectorstore.making import FATHERS, HOMES, fathers, homes, make_review
from vectorstore import DemonstrationOnly, EncoderMismatch, Filters, Library, NotInLibrary


def test_what_goes_in_comes_out(shelf: Library) -> None:
    given = fathers()
    record = shelf.review("fathers")
    assert record.details == given.details
    assert (record.file, record.version, record.sha256) == ("fathers.txt", given.version, given.original.sha256)
    assert (record.passages, record.pages, record.current) == (3, 2, True)
    assert timedelta() <= datetime.now(UTC) - record.added_at < timedelta(minutes=5)
    assert shelf.text("fathers") == given.text
    assert tuple(stored.passage for stored in shelf.passages("fathers")) == given.passages
    assert shelf.headings("fathers") == given.headings
    assert shelf.pages("fathers") == given.pages
    assert shelf.segments("fathers") == given.segments
    assert shelf.original_path("fathers").read_bytes() == given.original.content


def test_passages_stand_where_they_say(shelf: Library) -> None:
    for record in shelf.reviews():
        text = shelf.text(record.review_id, record.version)
        for stored in shelf.passages(record.review_id):
            assert stored.text == text[stored.passage.start : stored.passage.end]
    assert [stored.text for stored in shelf.passages("homes")] == list(HOMES)


def test_words_come_back_within_a_hundredth_of_a_point(shelf: Library) -> None:
    given = fathers()
    kept = [word for page in (1, 2) for word in shelf.words("fathers", None, page)]
    assert [(word.start, word.end, word.page) for word in kept] == [(w.start, w.end, w.page) for w in given.words]
    assert kept[0].x0 == pytest.approx(10.123, abs=0.006)
    assert shelf.words("fathers", None, 9) == ()


def test_page_at(shelf: Library) -> None:
    third = fathers().passages[2]
    page = shelf.page_at("fathers", None, third.start)
    assert page is not None
    assert (page.number, page.label) == (2, "4")


def test_get_passages_keeps_the_order_asked_for_and_skips_strangers(shelf: Library) -> None:
    ids = [stored.passage_id for stored in shelf.passages("homes")]
    assert list(shelf.get_passages([ids[2], 10**9, ids[0], ids[2]])) == [ids[2], ids[0]]


def test_what_is_not_there(shelf: Library) -> None:
    for read in (shelf.review, shelf.text, shelf.passages, shelf.headings, shelf.pages, shelf.original_path):
        with pytest.raises(NotInLibrary, match="no review nobody"):
            read("nobody")
    with pytest.raises(NotInLibrary, match="version 0123456789ab"):
        shelf.text("fathers", "0123456789ab")


def test_found_by_meaning_and_by_words(shelf: Library) -> None:
    fathers_passages = {stored.passage_id: stored for stored in shelf.passages("fathers")}
    best = shelf.dense("dads are overlooked by social workers", 3)
    assert best[0].passage_id in fathers_passages
    assert [hit.score for hit in best] == sorted((hit.score for hit in best), reverse=True)
    found = shelf.lexical("Who was the FATHERS' referral about?", 5)
    assert found
    assert {hit.passage_id for hit in found} <= set(fathers_passages)


def test_filters_admit_only_what_they_say(shelf: Library) -> None:
    homes_ids = {stored.passage_id for stored in shelf.passages("homes")}
    filters = Filters.parse(["local_authority=Royal Borough of Kensington & Chelsea", "kind=sif"])
    assert {hit.passage_id for hit in shelf.dense("fathers", 10, filters)} == homes_ids
    assert {hit.passage_id for hit in shelf.lexical("father baby school", 10, filters)} <= homes_ids
    nowhere = Filters(local_authority=("Rotherham",))
    assert shelf.dense("fathers", 10, nowhere) == ()
    assert shelf.lexical("fathers", 10, nowhere) == ()
    assert shelf.reviews(nowhere) == ()


def test_undated_reviews_are_counted(shelf: Library) -> None:
    since = Filters(published_from=date(2020, 1, 1))
    assert [record.review_id for record in shelf.reviews(since)] == ["fathers"]
    assert shelf.undated(since) == 1
    assert shelf.undated(Filters(published_from=date(2020, 1, 1), kind=("cspr",))) == 0
    assert shelf.undated(Filters()) == 0


@pytest.mark.parametrize(
    "hostile",
    ["", "   ", '"', "AND OR NOT", "body:[a TO z]", "father*^99~", "(((", "\u202eabc", "🙂", "\x00father", "a" * 20_000,
     "x " * 10_000, "' OR 1=1; --", "\\", "<script>alert(1)</script>"],
)  # fmt: skip
def test_questions_are_never_syntax(shelf: Library, hostile: str) -> None:
    assert len(shelf.lexical(hostile, 5)) <= 5
    assert len(shelf.dense(hostile, 5)) == 5


def test_a_rare_word_weighs_more_than_a_common_one(shelf: Library) -> None:
    assert shelf.document_frequency("father") == shelf.document_frequency("Fathers") == 2
    assert shelf.document_frequency("zebra") == 0
    assert len(shelf) == 6


def test_the_last_sentence_of_a_long_paragraph_is_found(library: Library) -> None:
    long = "The family moved between three towns and each service closed its file. " * 60
    library.add(make_review("long.txt", [long + "A zebra trampled the health visitor's bicycle.", "Other matters."]))
    library.add(homes())
    best = library.dense("bicycle destroyed by a zebra", 1)[0]
    assert library.get_passages([best.passage_id])[best.passage_id].text.endswith("bicycle.")
    rows = library.token_rows([best.passage_id])[best.passage_id]
    assert int(rows.spans[-1][1]) == len(long) + len("A zebra trampled the health visitor's bicycle.")


def test_rows_of_word_pieces_lie_in_the_passage(shelf: Library) -> None:
    stored = shelf.passages("fathers")[0]
    rows = shelf.token_rows([stored.passage_id])[stored.passage_id]
    words = {stored.text[start:end] for start, end in rows.spans}
    assert {"Professionals", "father", "assessment"} <= words
    assert "Torbay" not in words


def test_a_new_version_replaces_the_old_which_stays_readable(library: Library) -> None:
    first = library.add(fathers(source="/in/fathers.txt"))
    old = library.passages("fathers")
    changed = make_review("fathers.txt", (*FATHERS[:2], "A walrus was seen."), source="/in/fathers.txt")
    second = library.add(changed)
    assert (first.outcome, second.outcome) == ("added", "new version")
    assert library.review("fathers").version == changed.version
    assert not library.review("fathers", first.version).current
    assert library.text("fathers", first.version) == fathers().text
    assert library.original_path("fathers", first.version).read_bytes() == fathers().original.content
    assert [record.version for record in library.reviews(superseded=True)] == [first.version, second.version]
    found = {hit.passage_id for hit in (*library.dense("fathers", 20), *library.lexical("conferences walrus", 20))}
    assert not found & {stored.passage_id for stored in old}
    assert found
    assert library.verify().clean


def test_an_older_version_can_come_back(library: Library) -> None:
    library.add(fathers(review_id="j"))
    other = make_review("fathers.txt", ("Quite another text.",), review_id="j")
    library.add(other)
    back = library.add(fathers(review_id="j"))
    assert (back.review_id, back.outcome) == ("j", "new version")
    assert library.review("j").version == fathers().version
    assert len(library.dense("fathers", 20)) == 3
    assert library.verify().clean


def test_the_demonstration_and_real_reports_stay_apart(tmp_path: Path) -> None:
    sample = fathers()
    with Library.open(tmp_path / "demo", demonstration=True, samples=[sample.original.sha256]) as demo:
        assert demo.demonstration
        assert demo.add(sample, sample=True).outcome == "added"
        with pytest.raises(DemonstrationOnly, match="was not added"):
            demo.add(homes())
        with pytest.raises(DemonstrationOnly):
            demo.add(homes(), sample=True)
    with Library.open(tmp_path / "demo") as again:
        assert again.demonstration
        with pytest.raises(DemonstrationOnly):
            again.add(homes())
    with Library.open(tmp_path / "own") as own:
        assert not own.demonstration
        with pytest.raises(DemonstrationOnly, match="invented sample"):
            own.add(sample, sample=True)
    with pytest.raises(DemonstrationOnly, match="real reports"):
        Library.open(tmp_path / "own", demonstration=True)


def test_another_encoder_is_refused_until_the_library_is_rebuilt(home: Path, tmp_path: Path) -> None:
    from vectorstore.encoder import identify

    other = tmp_path / "other-encoder"
    other.mkdir()
    for path in identify(None).folder.rglob("*"):
        if path.is_file() and path.suffix in {".json", ".txt", ".safetensors"}:
            target = other / path.relative_to(identify(None).folder)
            target.parent.mkdir(exist_ok=True)
            target.symlink_to(path)
    with Library.open(home) as library:
        library.add(fathers())
    with pytest.raises(EncoderMismatch, match="review-lessons library rebuild"):
        Library.open(home, encoder=other)
    with Library.open(home, encoder=other, rebuilding=True) as library:
        library.rebuild()
        assert library.verify().clean
    with Library.open(home, encoder=other) as library:
        assert library.opened_with == ()
        assert len(library.dense("fathers", 5)) == 3
    with pytest.raises(EncoderMismatch):
        Library.open(home)


def test_eight_ask_while_one_adds(library: Library) -> None:
    library.add(fathers())
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                hits = library.dense("fathers", 5) + library.lexical("father baby school", 5)
                passages = library.get_passages(hit.passage_id for hit in hits)
                assert len(passages) >= 3
                assert all(library.text(p.review_id, p.version) for p in passages.values())
        except BaseException as error:
            failures.append(error)

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    try:
        for number in range(4):
            library.add(_edition(number))
    finally:
        done.set()
        for asker in askers:
            asker.join()
    assert failures == []
    assert library.verify().clean


def _edition(number: int) -> Review:
    return make_review("homes.txt", (*HOMES, f"Edition {number} says more about school."), review_id="homes")
