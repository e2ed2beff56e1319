"""What is offered to be asked next: drawn from the evidence's own themes and words, and never without an answer."""

from __future__ import annotations

import re
from html import unescape

import fakes
import pytest

from assistant.model import Answer, Status
from desk.lessons import Lessons
from desk.themes import open_themes
from ingest.model import Passage, Role
from web.follow_ups import OFFERED, TRIED, candidates, follow_ups, read_evidence

SHARED = "Information sharing was weak: agencies did not share information with each other or with the school."
SCHOOL = "The boy was taught at home, and his poor school attendance before that was never followed up by anybody."
ABUSE = "Domestic abuse was known to the police, and no agency asked about coercive control of the mother."


def lay(library, review_id, *paragraphs):
    """Put other paragraphs in place of a review's own, each a passage (role, heading, words)."""
    made = library.made(review_id)
    made.text, passages = "", []
    for role, heading, words in paragraphs:
        start = len(made.text)
        made.text += words + "\n"
        passages.append(Passage(start, len(made.text) - 1, role, "paragraph", (heading,), None))
    made.passages = tuple(passages)


def cited(library, *places):
    """Citations as a browser names them: the passages of these reviews at these places."""
    found = []
    for review_id, place in places:
        made = library.made(review_id)
        start, end = made.passages[place].start, made.passages[place].end
        found.append({"review": review_id, "version": made.record.version, "start": start, "end": end})
    return found


@pytest.fixture
def library(tmp_path):
    made = fakes.FakeLibrary(tmp_path)
    lay(made, "alder", (Role.FINDING, "Findings", SHARED), (Role.FINDING, "Findings", ABUSE))
    lay(made, "birch", (Role.FINDING, "Findings", ABUSE), (Role.CHRONOLOGY, "Events", SHARED))
    lay(made, "cedar", (Role.FINDING, "Life at the hostel", "Nobody spoke with the grandmother. " * 3))
    return made


@pytest.fixture
def lessons(library, desk):
    return Lessons(library, open_themes(desk, desk.home))


@pytest.fixture
def offered(library, lessons):
    def ask(question, *places):
        return list(candidates(question, read_evidence(library, lessons, cited(library, *places)), lessons))

    return ask


def questions(html):
    return [unescape(one) for one in re.findall(r'data-ask="([^"]*)"', html)]


def test_the_themes_of_the_passages_found_come_first(offered):
    assert offered("What went wrong?", ("alder", 0))[0] == "What do reviews say about information sharing?"
    assert offered("What went wrong?", ("alder", 1))[0] == "What do reviews say about domestic abuse?"


def test_what_the_question_names_is_not_offered_again(offered):
    found = offered("Why was information not shared?", ("alder", 0), ("alder", 1))
    assert "What do reviews say about domestic abuse?" in found
    assert "What do reviews say about information sharing?" not in found


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_theme_is_offered_only_where_another_lesson_speaks_of_it(library, lessons, elsewhere):
    lay(library, "alder", (Role.FINDING, "Findings", SHARED), (Role.FINDING, "Findings", SCHOOL))
    lay(library, "birch", (Role.FINDING, "Findings", f"{SCHOOL} {SHARED}" if elsewhere else SHARED))
    evidence = read_evidence(library, lessons, cited(library, ("alder", 1)))
    assert [lesson.themes for lesson in evidence.lessons] == [("education",)]
    assert any("school" in one for one in candidates("What went wrong?", evidence, lessons)) is elsewhere


def test_what_was_not_asked_of_the_same_subject_is_offered(offered):
    found = offered("What did reviews find about domestic abuse?", ("alder", 1))
    assert "What was recommended about domestic abuse?" in found
    assert "What worked well with domestic abuse?" in found
    assert not any("recommended" in one for one in offered("What was recommended on neglect?", ("alder", 1)))


def test_a_heading_that_names_a_subject_is_offered_and_none_that_names_a_part(offered):
    assert "What do reviews say about life at the hostel?" in offered("Who was seen?", ("cedar", 0))
    assert not any("findings" in one.casefold() for one in offered("Who was seen?", ("alder", 0)))


def test_nothing_is_offered_twice(offered):
    found = offered("What went wrong?", ("alder", 0), ("alder", 1), ("birch", 0), ("cedar", 0))
    assert len(found) == len({one.casefold() for one in found})


class Trial:
    """Answers what ``rests_on`` gives words of a review for, and finds nothing for anything else."""

    def __init__(self, library, rests_on):
        self.library, self.rests_on, self.asked = library, rests_on, []

    def stream(self, question):
        self.asked.append(question)
        place = self.rests_on(question)
        citations = (fakes.cite(self.library, 1, *place),) if place else ()
        status = Status.ANSWERED if place else Status.NO_EVIDENCE
        yield Answer(status, question, question, {}, "", citations=citations)


@pytest.fixture
def tried(library, lessons):
    """Try the questions after an answer that rests on three passages; what is shown, and what was tried."""
    fields = {"question": "What went wrong?", "cited": cited(library, ("alder", 0), ("alder", 1), ("cedar", 0))}

    def shown(rests_on):
        trial = Trial(library, rests_on)
        return questions(follow_ups(library, trial, lessons, fields)["html"]), trial.asked

    return shown


def test_a_question_is_offered_only_when_it_was_answered(tried):
    shown, asked = tried(lambda question: ("birch", ABUSE) if "hostel" in question else None)
    assert shown == ["What do reviews say about life at the hostel?"]
    assert len(asked) <= TRIED
    assert tried(lambda question: None)[0] == []


def test_a_question_that_brings_nothing_new_is_not_offered(tried):
    assert tried(lambda question: ("alder", ABUSE))[0] == []
    assert len(tried(lambda question: ("birch", ABUSE))[0]) == OFFERED


def test_nothing_is_made_of_what_a_browser_invents(library, lessons):
    wrong = [*cited(library, ("alder", 0)), {"review": "none", "version": "0" * 12, "start": 1, "end": 2}, 7, None]
    wrong[0]["version"] = "f" * 12
    trial = Trial(library, lambda question: ("birch", ABUSE))
    for sent in (wrong, "nonsense", None, [{"review": ["alder"]}]):
        assert follow_ups(library, trial, lessons, {"question": "Who?", "cited": sent}) == {"html": ""}
    assert trial.asked == []
