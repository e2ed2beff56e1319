"""The lessons page over the samples: browsing, folding, export, correcting, and who may."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

import web
from assistant import Assistant
from desk.database import Desk
from desk.lessons import Chosen, Lessons
from desk.themes import forget, open_themes
from settings import Settings
from vectorstore import Filters, Library


@pytest.fixture(scope="module")
def opened(demonstration_home, tmp_path_factory):
    import shutil

    folder = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("lessons") / "home") / "demonstration"
    with Library.open(folder) as library, Desk.opened(folder) as desk:
        yield library, desk


@pytest.fixture
def client(opened):
    library, desk = opened
    app = web.build_app(library, Assistant(library), Settings(home=desk.home), desk=desk, hosts=["testserver"])
    with TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}) as made:
        yield made


def lessons_of(opened):
    library, desk = opened
    return Lessons(library, open_themes(desk, desk.home))


def test_lessons_can_be_chosen_and_open_at_their_source(client, opened):
    page = client.get("/lessons?theme=domestic-abuse&role=recommendation").text
    assert re.search(r"<h2 id=\"results\">\d+ lessons?", page)
    found = lessons_of(opened).chosen(Chosen(theme=("domestic-abuse",), role=("recommendation",)))
    assert found
    first = found[0].first
    assert f"start={first.stored.passage.start}" in page
    assert 'href="/?q=What+have+reviews+said' in page
    assert "Limited to:" in page


def test_counts_look_past_their_own_group(opened):
    lessons = lessons_of(opened)
    counts = lessons.counts(Chosen(role=("recommendation",)))
    assert set(counts["role"]) > {"recommendation"}
    assert sum(counts["year"].values()) == counts["role"]["recommendation"]


@pytest.mark.parametrize("address", ["/lessons?theme=nonsense", "/lessons?page=99999", "/lessons?page=x&year=<script>"])
def test_any_address_gives_a_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_the_chosen_ones_are_taken_away_as_a_table(client, opened):
    lesson = lessons_of(opened).all()[0]
    every = list(csv.DictReader(io.StringIO(client.get("/lessons.csv?role=recommendation").text.lstrip("\ufeff"))))
    assert {row["role"] for row in every} == {"Recommendation"}
    one = list(csv.DictReader(io.StringIO(client.get(f"/lessons.csv?choose={lesson.key}").text.lstrip("\ufeff"))))
    assert " ".join(lesson.stored.text.split()) in {row["lesson"].lstrip("'") for row in one}
    assert all(row["note"] and row["address"].startswith("http") for row in one)


def test_a_correction_is_kept_and_forgotten_with_its_review(client, opened):
    _, desk = opened
    lesson = lessons_of(opened).all()[0]
    place = {"review": lesson.record.review_id, "start": str(lesson.stored.passage.start)}
    assert client.get("/lessons/themes", params=place).status_code == 200
    saved = client.post("/lessons/themes", data={**place, "theme": ["covid", "made-up"]})
    assert saved.status_code == 303
    again = lessons_of(opened).find(lesson.record.review_id, lesson.stored.passage.start)
    assert again.themes == ("covid",)
    assert "given by hand" in client.get(saved.headers["location"]).text
    assert forget(desk, lesson.record.review_id) >= 2
    assert forget(desk, lesson.record.review_id) == 0
    assert lessons_of(opened).find(lesson.record.review_id, lesson.stored.passage.start).themes == lesson.themes


def test_a_reviews_themes_filter_questions(client, opened):
    library, _ = opened
    review_id = lessons_of(opened).all()[0].record.review_id
    client.post("/lessons/themes", data={"review": review_id, "theme": []})
    before = {record.review_id for record in library.reviews(Filters(theme=("covid-19",)))}
    assert review_id not in before
    client.post("/lessons/themes", data={"review": review_id, "theme": ["covid"]})
    assert {record.review_id for record in library.reviews(Filters(theme=("covid-19",)))} == before | {review_id}


@pytest.mark.parametrize(
    "place", [{"review": "nonsense"}, {"review": "nonsense", "start": "3"}, {"review": "nonsense", "start": "x"}]
)
def test_what_is_not_there_cannot_be_corrected(client, place):
    assert client.post("/lessons/themes", data=place).status_code == 404
