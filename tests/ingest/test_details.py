"""Details: the manifest's word, else the document's, else a question to the librarian."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, Word
from ingest.details import find_details
from ingest.manifest import ManifestRow
from ingest.publication import parse_day, publication_date
from ingest.report_kinds import find_authority, kind_of


def heading(text: str, level: int = 1, height: float = 20.0) -> Block:
    return Block("heading", tuple(Word(word, 1, (0.0, 0.0, 9.0, height)) for word in text.split()), level=level)


def paragraph(text: str) -> Block:
    return Block("paragraph", tuple(Word(word, 1, (0.0, 0.0, 9.0, 11.0)) for word in text.split()))


COVER = [
    heading("Northumbria County Council", height=30.0),
    heading("Inspection of services for children in need of help and protection", 2),
    paragraph("Inspection date: 25 January 2016 to 18 February 2016"),
    paragraph("Report published: 14 April 2016"),
]


def test_a_document_speaks_for_itself() -> None:
    details, warnings = find_details(COVER, title="Microsoft Word - draft3.doc")
    assert details.title == (
        "Northumbria County Council: Inspection of services for children in need of help and protection"
    )
    assert (details.kind, details.local_authority) == ("sif-single-inspection", "Northumbria")
    assert details.published == date(2016, 4, 14)
    assert set(details.sources.values()) == {"document"}
    assert warnings == ()


def test_the_manifest_goes_before_the_document_field_by_field() -> None:
    row = ManifestRow(
        "a.pdf", kind="special", url="https://example.org/a", themes=("neglect",), warnings=("a warning",)
    )
    details, warnings = find_details(COVER, row)
    assert (details.kind, details.local_authority) == ("special", "Northumbria")
    assert details.sources == {
        "title": "document",
        "kind": "manifest",
        "local_authority": "document",
        "published": "document",
        "url": "manifest",
        "themes": "manifest",
    }
    assert warnings == ("a warning",)


def test_what_nobody_says_is_asked_for_by_name_and_not_guessed() -> None:
    details, warnings = find_details([paragraph("Some words.")], title="report_final_v2.docx")
    assert (details.title, details.kind, details.local_authority, details.published) == (None, None, None, None)
    assert [warning.split(":")[0] for warning in warnings] == ["title", "kind", "local_authority", "published"]
    assert details.sources == {}


def test_a_letter_is_dated_at_its_head_and_addressed_to_many() -> None:
    letter = [
        paragraph("10 May 2016"),
        paragraph("The Chief Executive, Oxbury County Council"),
        paragraph("Chair of the Wessex Safeguarding Children Board"),
        paragraph("Dear local partnership"),
        heading("Joint targeted area inspection of the multi-agency response to abuse and neglect in Oxbury"),
        paragraph("Between 7 March 2016 and 11 March 2016, inspectors visited."),
    ]
    details, _ = find_details(letter)
    assert details.published == date(2016, 5, 10)
    assert (details.kind, details.local_authority) == ("jtai", "Oxbury")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published: 12 August 2022", date(2022, 8, 12)),
        ("Publication date 3rd of September 2021", date(2021, 9, 3)),
        ("Date of publication - 01/02/2020", date(2020, 2, 1)),
        ("Report published on 4 Sept 2019 by the Board", date(2019, 9, 4)),
        ("Published March 2021", None),
        ("Inspection date: 3 May 2020", None),
        ("Updated 5 November 2025", None),
        ("Published 1 May 2019. Published 2 May 2019.", None),
        ("Published 31 February 2020", None),
        ("unpublished 3 May 2020", None),
    ],
)
def test_only_a_day_of_publication_is_one(text: str, day: date | None) -> None:
    assert publication_date(text) == day


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
def test_days_as_written_in_britain_are_read(day: date) -> None:
    assert parse_day(f"{day.day} {day:%B %Y}") == day
    assert parse_day(f"{day:%d/%m/%Y}") == day
    assert parse_day(day.isoformat()) == day


@given(st.text(max_size=80))
def test_no_text_breaks_the_dates_or_the_names(text: str) -> None:
    publication_date("Published " + text)
    parse_day(text)
    kind_of(text)
    find_authority(text, [text])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Serious Case Review: Baby K", "scr"),
        ("Local Child Safeguarding Practice Review", "cspr"),
        ("Domestic Homicide Review into the death of Adult A", "dhr"),
        ("Safeguarding Adults Review: Mr B", "sar"),
        ("Single Unified Safeguarding Review", "susr"),
        ("Concise Child Practice Review", "cpr"),
        ("Case Management Review", "cmr"),
        ("Learning Review: Child C", "learning-review"),
        ("Regulation 28: Report to prevent future deaths", "pfd"),
        ("Rapid review: a child", "rapid-review"),
        ("Inspection of Oldbury local authority children’s services", "ilacs"),
        ("Annual report", None),
    ],
)
def test_titles_name_kinds(title: str, kind: str | None) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Inspection of Rotherbridge Metropolitan Borough Council local authority children’s services", "Rotherbridge"),
        (
            "Inspection of the Royal Borough of Winsor and Maiden local authority children’s services",
            "Winsor and Maiden",
        ),
        ("Joint targeted area inspection of the response to abuse in the London Borough of Croyton", "Croyton"),
        ("Southend-on-Tees: Inspection of services", "Southend-on-Tees"),
        ("Ashford and Fernlea Safeguarding Children Partnership", "Ashford and Fernlea"),
        ("Local Safeguarding Children Board", None),
        ("Serious Case Review: Baby K", None),
    ],
)
def test_titles_name_places(title: str, place: str | None) -> None:
    assert find_authority(title, []) == place


def test_lines_that_name_different_places_name_none() -> None:
    assert find_authority("", ["Kent Safeguarding Children Board", "Surrey Safeguarding Children Board"]) is None
    assert find_authority("", ["Kent Safeguarding Children Board", "Author: A. Person"]) == "Kent"
