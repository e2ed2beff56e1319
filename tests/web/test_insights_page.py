"""The insights page over the samples: every picture has its table, and every number leads to its lessons."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

import web
from assistant import Assistant
from desk import insights
from desk.database import Desk
from desk.lessons import Lessons
from desk.themes import open_themes
from settings import Settings
from vectorstore import Library


@pytest.fixture(scope="module")
def opened(demonstration_home, tmp_path_factory):
    import shutil

    folder = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("insights") / "home") / "demonstration"
    with Library.open(folder) as library, Desk.opened(folder) as desk:
        app = web.build_app(library, Assistant(library), Settings(home=desk.home), desk=desk, hosts=["testserver"])
        with TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}) as client:
            yield client, Lessons(library, open_themes(desk, desk.home))


def test_every_picture_has_a_description_and_a_table(opened):
    page = opened[0].get("/insights").text
    assert page.count("<svg") == page.count("<figcaption>") == page.count("<caption>") >= 5
    assert "no answer with citations is kept" in page
    assert "no citation of a kept answer is disputed" in page
    assert 'href="/insights" aria-current="page"' in page
    assert "<script" not in page


def test_a_number_leads_to_as_many_lessons(opened):
    client, _ = opened
    page = client.get("/insights").text
    found = re.findall(r'<td class="rl-number"><a href="(/lessons\?theme=[^"]*year[^"]*)"><bdi>(\d+)', page)
    assert found
    address, count = found[0]
    shown = client.get(unescape(address)).text
    assert int(count) == int(re.search(r"Export all (\d+)", shown)[1])


def test_the_numbers_agree_with_the_lessons(opened):
    lessons = opened[1].all()
    order = [theme.id for theme in opened[1].themes.taxonomy.themes]
    grid = insights.themes_by_year(lessons, order)
    assert sum(map(grid.total, grid.names)) == sum(len(one.themes) for one in lessons if one.year)
    assert {one.theme for one in insights.coverage(lessons, order)} == set(order)
    assert all(one.recommending <= one.reviews for one in insights.coverage(lessons, order))
    assert insights.themes_by_year([], order).years == ()
    assert insights.relied_on([]) == ()
