"""Roles: by rule on invented passages, by measure on two hundred hand-labelled ones of real reports."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.model import Heading, Passage, Role
from ingest.pdf import read_pdf
from ingest.roles import assign_roles

LABELS = Path(__file__).resolve().parents[1] / "data" / "roles.csv"


def role(
    text: str, *headings: str, kind: str | None = "scr", shape: str = "paragraph", number: str | None = None
) -> Role:
    path = tuple(headings)
    passage = Passage(1, 1 + len(text), Role.CONTEXT, shape, path, paragraph=number)  # type: ignore[arg-type]
    (found,) = assign_roles([passage], " " + text, [Heading(0, 1, 1, "x")], kind)
    return found.role


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        ("The partnership should agree one form.", ("8 Recommendations",), Role.RECOMMENDATION),
        ("Recommendation 3: the trust should train its staff.", ("Analysis",), Role.RECOMMENDATION),
        ("The crew wrote down both accounts.", ("6 Good practice",), Role.GOOD_PRACTICE),
        ("He was born in Leeds and had two sisters.", ("The family",), Role.CONTEXT),
        ("The panel met five times.", ("2 Terms of reference and method",), Role.METHOD),
        ("14 March 2013. Baby K was born at term.", ("4 Chronology",), Role.CHRONOLOGY),
        ("In May 2015 she moved. On 3 June 2015 the police were called.", ("Introduction",), Role.CHRONOLOGY),
        ("Practitioners weighed the mother and not her account.", ("5 Analysis",), Role.FINDING),
        ("Nobody asked. No record was made. The visit should have been made sooner.", ("5 Analysis",), Role.CONCERN),
        ("Yours sincerely", ("Next steps",), Role.MATTER),
        ("MASH: multi-agency safeguarding hub", ("Glossary of terms",), Role.MATTER),
        ("The trust should ask about fathers.", ("Serious Case Review: Baby K",), Role.RECOMMENDATION),
    ],
)
def test_sections_and_words_tell_the_role(text: str, headings: tuple[str, ...], expected: Role) -> None:
    assert role(text, *headings) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Social workers know children well. Plans are clear and visits are timely.", Role.GOOD_PRACTICE),
        ("Visits are not regular. Too many children wait too long. Recording is poor.", Role.CONCERN),
        ("Plans are clear. However, visits are often late.", Role.FINDING),
        ("While plans are clear, they are not shared. Visits are timely.", Role.FINDING),
        ("Ensure that all plans are clear and shared with parents.", Role.RECOMMENDATION),
    ],
)
def test_inspections_are_read_by_praise_and_blame(text: str, expected: Role) -> None:
    assert role(text, "Inspection findings", kind="ilacs") is expected


def test_a_heading_that_belongs_to_another_number_does_not_count() -> None:
    text = "The service should plan a visit when the father is at home."
    assert role(text, "6 Good practice", number="8.5") is Role.RECOMMENDATION
    assert role(text, "8 Recommendations", number="8.5") is Role.RECOMMENDATION


def test_footnotes_are_matter_and_only_lessons_name_agencies() -> None:
    assert role("The police are a partner.", "5 Analysis", shape="note") is Role.MATTER
    text = "The police should tell the school."
    passages = [Passage(0, len(text), Role.CONTEXT, "paragraph", (name,)) for name in ("Recommendations", "The family")]
    lesson, background = assign_roles(passages, text, (), "scr")
    assert lesson.agencies == ("police", "schools and colleges")
    assert background.agencies == ()


@given(st.text(max_size=300), st.lists(st.text(max_size=30), max_size=3), st.sampled_from(["scr", "ilacs", None]))
def test_any_text_has_a_role(text: str, headings: list[str], kind: str | None) -> None:
    assert role(text, *headings, kind=kind) in set(Role)


@dataclass(frozen=True)
class Label:
    file: str
    start: int
    end: int
    sha256: str
    role: str
    half: str


def labels() -> Iterator[Label]:
    with LABELS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Label(row["file"], int(row["start"]), int(row["end"]), row["sha256"], row["role"], row["half"])


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """The mean over the roles that were labelled of the harmonic mean of precision and recall."""
    wanted = Counter(label for label, _ in pairs)
    given_out = Counter(found for _, found in pairs)
    right = Counter(label for label, found in pairs if label == found)
    return sum(2 * right[name] / (wanted[name] + given_out[name]) for name in wanted) / len(wanted)


def test_the_labels_are_what_they_should_be() -> None:
    found = list(labels())
    assert Counter(label.half for label in found) == {"rules": 100, "held-out": 100}
    assert {label.role for label in found} <= {role.value for role in Role}
    files = {half: {label.file for label in found if label.half == half} for half in ("rules", "held-out")}
    assert not files["rules"] & files["held-out"]


def test_held_out_passages_of_real_reports_get_their_role(shared: Path) -> None:
    kinds = {}
    with (shared / "corpus" / "reviews" / "manifest.csv").open(newline="", encoding="utf-8") as file:
        kinds = {row["file"]: row["kind"] for row in csv.DictReader(file)}
    held_out = [label for label in labels() if label.half == "held-out"]
    pairs: list[tuple[str, str]] = []
    for name in sorted({label.file for label in held_out}):
        read = read_pdf((shared / "corpus" / "reviews" / name).read_bytes())
        made = assemble(read.blocks, read.pages)
        found = assign_roles(made.passages, made.text, made.headings, kinds[name])
        by_words = {hashlib.sha256(made.text[one.start : one.end].encode()).hexdigest(): one for one in found}
        for label in held_out:
            if label.file == name and label.sha256 in by_words:
                pairs.append((label.role, by_words[label.sha256].role.value))
    assert len(pairs) >= 90, "the reader cuts other passages than those labelled: place the labels anew"
    assert macro_f1(pairs) >= 0.80
