"""Hand-outs, packs and references, written and read back."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import bibtexparser
import docx
import pytest
import rispy
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.exports.handout import HandedOut, Handout, Piece, Reference, Source
from desk.exports.markdown import markdown
from desk.exports.prompts import MOST, discussion_prompts
from desk.exports.references import CSV_COLUMNS, bibtex, csv_table, harmless, ris, tex
from desk.exports.word import word_file

QUOTE = "Nobody asked the father about his own childhood."
WORDS = st.text(max_size=60)
ALDER = Reference(
    "alder", "0" * 12, "Torbay, Child Alder, 1 May 2019.", "Child Alder", "Torbay", "SCR", "2019-05-01", None, "a.pdf"
)
SOURCE = Source(
    n=1,
    reference=ALDER,
    quote=QUOTE,
    page=4,
    page_label="3",
    paragraph="12",
    place="page 4 (printed 3), paragraph 12",
    role="finding",
    ocr=False,
    checked="Checked by 2 trainers: supported",
)


def handout(*sources, **given):
    sources = sources or (SOURCE,)
    pieces = (
        Piece("heading", "What was found"),
        Piece("lead_in", "Torbay, 2019:"),
        *(Piece("claim", source.quote, (source.n,), quoted=True) for source in sources),
    )
    answer = HandedOut("How were fathers missed?", ("Searched only: Torbay",), "What reviews say", pieces, sources)
    answer = replace(answer, notes="Bring the *map*.", prompts=("What would you ask?",))
    made = datetime(2026, 3, 3, 12, tzinfo=UTC)
    return Handout("What reviews say", made, "abc123def456", ("Not advice.",), (replace(answer, **given),))


def footnotes(document):
    part = next(r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob).findall(qn("w:footnote"))
    return {
        int(note.get(qn("w:id"))): "".join(t.text for t in note.iter(qn("w:t"))).strip()
        for note in notes
        if note.get(qn("w:type")) is None
    }


def test_a_word_file_has_headings_quotes_and_a_footnote_for_each():
    second = replace(SOURCE, n=2, quote="He was never invited.", place="page 9", checked="Not checked by a trainer")
    document = docx.Document(io.BytesIO(word_file(handout(SOURCE, second))))
    by_style = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Heading 1"] == ["How were fathers missed?", "References"]
    assert by_style["Quotation"] == [f"“{QUOTE}”", "“He was never invited.”"]
    marks = [int(mark.get(qn("w:id"))) for mark in document.element.iter(qn("w:footnoteReference"))]
    notes = footnotes(document)
    assert marks == [1, 2] == list(notes)
    assert "page 4 (printed 3), paragraph 12" in notes[1]
    assert "Checked by 2 trainers: supported" in notes[1]
    assert "Not checked by a trainer" in notes[2]
    whole = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "3 March 2026" in whole
    assert "abc123def456" in whole
    assert "Not advice." in document.sections[0].footer.paragraphs[0].text


def test_notes_and_prompts_stand_in_a_pack_only():
    plain, pack = (docx.Document(io.BytesIO(word_file(handout(), training=one))) for one in (False, True))
    words = ["\n".join(p.text for p in document.paragraphs) for document in (plain, pack)]
    for mine in ("Bring the *map*.", "What would you ask?", "The quotations in full"):
        assert mine not in words[0]
        assert mine in words[1]
    assert "What would you ask?" in markdown(handout(), training=True)
    assert "What would you ask?" not in markdown(handout())


@settings(deadline=None)  # a Word file takes as long as the machine is busy
@given(WORDS)
def test_no_words_break_a_word_file_or_the_markdown(words):
    made = handout(replace(SOURCE, quote=f"x{words}"), question=f"q{words}", notes=words, prompts=(words,))
    docx.Document(io.BytesIO(word_file(made, training=True)))
    assert markdown(made, training=True).count("[^1]: ") == 1


@given(WORDS, WORDS)
def test_any_title_gives_one_bibtex_and_one_ris_entry(title, authority):
    made = handout(replace(SOURCE, reference=replace(ALDER, title=f"t{title}", authority=authority or None)))
    read = bibtexparser.parse_string(bibtex(made))
    assert read.failed_blocks == []
    assert [entry.entry_type for entry in read.entries] == ["techreport"]
    assert read.entries[0]["title"] == tex(f"t{title}")
    (entry,) = rispy.loads(ris(made))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["year"] == "2019"


def test_references_carry_place_check_date_and_version():
    (entry,) = rispy.loads(ris(handout()))
    assert entry["title"] == "Child Alder"
    assert "Checked by 2 trainers: supported" in entry["notes"][0]
    assert "abc123def456" in " ".join(entry["notes"])
    note = bibtexparser.parse_string(bibtex(handout())).entries[0]["note"]
    assert "Page 4 (printed 3), paragraph 12." in note


@given(WORDS)
def test_a_table_reads_back_and_no_cell_is_a_formula(quote):
    made = handout(replace(SOURCE, quote=quote))
    head, row = csv.reader(io.StringIO(csv_table(made).removeprefix("\ufeff"), newline=""))
    assert tuple(head) == CSV_COLUMNS
    cell = row[head.index("quote")]
    assert cell in (quote, f"'{quote}")
    assert not re.match(r"\s*[=+\-@]", cell)


HARD = (
    "R & D: 100% of {braces}, {un}balanced } – and — dashes, “quotes” and 'marks', a\\b, $5, #1, _x_, ~y^2, <b>é</b>"
    " [z]\non two lines"
)
LONG = f"{HARD} " * 12


@pytest.mark.parametrize("hard", [HARD, LONG], ids=["hard", "long"])
def test_hard_characters_come_back_from_every_format(hard):
    line = " ".join(hard.split())
    reference = replace(ALDER, words=line, title=hard, authority=hard, kind=hard)
    source = replace(SOURCE, quote=f"{hard} {QUOTE}", place=line, checked=line, notes=(line,), reference=reference)
    made = replace(handout(source, question=hard, about=(line,), notes=hard), title=line)
    document = docx.Document(io.BytesIO(word_file(made, training=True)))
    by_style = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs}
    assert by_style["Title"] == line
    assert any(p.text == hard for p in document.paragraphs if p.style.name == "Heading 1")
    assert by_style["Quotation"] == f"“{line} {QUOTE}”"
    assert footnotes(document)[1] == f"Source 1: {source.cited}"
    (entry,) = rispy.loads(ris(made))
    assert (entry["title"], entry["custom3"], entry["keywords"]) == (line, line, [line])
    assert entry["notes"][0].startswith(f"{line[0]}{line[1:].lower()}. {line}. {line}")
    (entry,) = bibtexparser.parse_string(bibtex(made)).entries
    assert untex(entry["title"]) == line.translate(str.maketrans("{}", "()"))
    head, row = csv.reader(io.StringIO(csv_table(made).removeprefix("\ufeff"), newline=""))
    assert row[head.index("title")] == hard
    assert row[head.index("quote")] == f"{hard} {QUOTE}"
    written = markdown(made)
    assert re.sub(r"\\(\W|_)", r"\1", written).count(line) >= 4


def untex(words):
    """Plain words of what was written for TeX."""
    named = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    for tex_name, char in named.items():
        words = words.replace(tex_name, char)
    return re.sub(r"\\([&%#_${}])", r"\1", words.replace("{}", ""))


def test_every_file_says_when_and_of_what_it_was_made_and_how_it_was_checked():
    made = handout()
    document = docx.Document(io.BytesIO(word_file(made)))
    word = "\n".join([*(p.text for p in document.paragraphs), *footnotes(document).values()])
    for written in (word, markdown(made), ris(made), bibtex(made), csv_table(made)):
        assert re.search("3 March 2026|2026-03-03", written)
        assert "abc123def456" in written
        assert "Checked by 2 trainers: supported" in written


def test_what_trainers_doubt_is_said_beside_the_words():
    doubt = "Disputed: trainers differ on this source"
    answer = handout().answers[0]
    pieces = tuple(replace(piece, mark=doubt) if piece.kind == "claim" else piece for piece in answer.pieces)
    made = handout(pieces=pieces)
    document = docx.Document(io.BytesIO(word_file(made)))
    assert f"“{QUOTE}” ({doubt})" in [paragraph.text for paragraph in document.paragraphs]
    assert f"> “{QUOTE}” ({doubt})[^1]" in markdown(made)


def test_a_ris_file_begins_each_reference_with_its_type():
    second = replace(SOURCE, n=2, reference=replace(ALDER, review_id="b", title="Child Birch"))
    lines = [line for line in ris(handout(SOURCE, second)).splitlines() if line.strip()]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert [i for i, line in enumerate(lines) if line.startswith("TY")] == [
        0,
        next(i for i, line in enumerate(lines) if line.startswith("ER")) + 1,
    ]


def test_a_lead_in_stays_on_the_page_of_its_quotation():
    document = docx.Document(io.BytesIO(word_file(handout())))
    (lead_in,) = [paragraph for paragraph in document.paragraphs if paragraph.text == "Torbay, 2019:"]
    assert lead_in.paragraph_format.keep_with_next


@pytest.mark.parametrize("cell", ["=1+1", " =1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell):
    assert harmless(cell) == f"'{cell}"


def test_prompts_follow_from_what_is_quoted():
    other = replace(SOURCE, n=2, role="recommendation", reference=replace(ALDER, review_id="b", published="2024-01-01"))
    prompts = discussion_prompts((SOURCE, other))
    assert len(prompts) <= MOST
    assert any("source 2" in prompt and "recommendation" in prompt for prompt in prompts)
    assert any("between 2019 and 2024" in prompt for prompt in prompts)
    assert discussion_prompts(()) == ()
