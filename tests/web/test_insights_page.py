"""The insights page over the samples: every picture has its table, and every number leads to its lessons."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import fakes
import pytest
from starlette.testclient import TestClient

import web
from assistant import Assistant
from desk import insights
from desk.checks import Verdict, citation_keys, give
from desk.database import Desk
from desk.lessons import Lessons
from desk.themes import open_themes
from settings import Settings
from vectorstore import Library


@pytest.fixture(scope="module")
def library_of(demonstration_home, tmp_path_factory):
    import shutil

    folder = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("insights") / "home") / "demonstration"
    with Library.open(folder) as library, Desk.opened(folder) as desk:
        yield library, desk


@pytest.fixture(scope="module")
def opened(library_of):
    library, desk = library_of
    app = web.build_app(library, Assistant(library), Settings(home=desk.home), desk=desk, hosts=["testserver"])
    with TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        yield client, Lessons(library, open_themes(desk, desk.home))


def ask_and_keep(library, desk, turn, question):
    """Keep an answer as the ask page does, and return it."""
    answer = Assistant(library).ask(question)
    fakes.keep(desk, turn, answer)
    return answer


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


def test_each_row_can_be_asked_about(opened):
    client, _ = opened
    page = client.get("/insights").text
    asked = [
        (unescape(about), dict(parse_qsl(urlsplit(unescape(address)).query)))
        for address, about in re.findall(r'<a href="(/\?q=[^"]*)">Ask<span class="rl-hidden"> about ([^<]*)<', page)
    ]
    assert len(asked) == page.count('<th scope="row">') > 40
    found = dict(asked)
    assert found["Domestic abuse"] == {"q": "What do reviews say about domestic abuse?"}
    assert found["Harrowmere"] == {"q": "What did reviews find?", "local_authority": "Harrowmere"}


def test_what_answers_rest_on_is_counted_by_passage_and_disputes_with_it(opened, library_of):
    client, _ = opened
    library, desk = library_of
    first, second = (ask_and_keep(library, desk, f"t{i}", "What was found about return home interviews?") for i in "12")
    assert first.citations
    keys = citation_keys(first)
    n = first.citations[0].n
    give(desk, "t1", n, keys[n], trainer="Ann", verdict=Verdict.SUPPORTED, reason="")
    give(desk, "t1", n, keys[n], trainer="Ben", verdict=Verdict.NOT_SUPPORTED, reason="Another child.")
    page = client.get("/insights").text
    cited = page[page.index("<h2>Most cited passages") : page.index("<h2>Most disputed passages")]
    disputed = page[page.index("<h2>Most disputed passages") :]
    assert 'class="rl-number">2</td><td class="rl-number">2</td>' in disputed  # both kept answers quote these words
    assert disputed.count('<th scope="row">') == 1
    assert cited.count('<th scope="row">') == len({(c.review_id, c.paragraph, c.page) for c in first.citations})
    address = unescape(re.search(r'<th scope="row"><a href="([^"]*)">', disputed)[1])
    assert f"start={first.citations[0].start}" in address
    assert second.citations == first.citations
