"""A small invented library and a scripted assistant with the faces that the pages use."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.claims.personal import Noticed, notice
from assistant.model import Answer, Block, Citation, Claim, FoundPassage, Progress, Status, Turn
from desk.conversations import keep_turn
from desk.database import Desk
from desk.tagging import Vectors
from ingest.model import Details, Heading, Page, Passage, Role, Segment, WordBox, text_version
from vectorstore import Filters, NotInLibrary, ReviewRecord, StoredPassage
from vectorstore.encoder import EncoderCard
from web.stored import Put, put_away

A4 = (595.0, 842.0)
FONT = ("Helvetica", 11.0)
HOSTILE = '<img src=x onerror="window.hacked=1"> [link](javascript:alert(1)) ${window.hacked=1} {{value}} `'

PARAGRAPHS = (
    ("1.1", "This is an invented report about an invented family, written to try out the pages of this product. "),
    (
        "1.2",
        "The health visitor recorded that she had not met the baby's father at any of her four visits to the home. No "
        "agency asked him about his own childhood or about the injuries. ",
    ),
    (
        "2.1",
        "Practitioners held three strategy discussions without inviting the hospital. Information from the ward "
        "reached the social worker after eleven days, when the decision to end the enquiries had already been made. ",
    ),
    ("2.2", "The partnership should make sure that fathers and male carers are included in every assessment. "),
)


@dataclass
class Made:
    """One invented review, ready to be read."""

    record: ReviewRecord
    text: str
    passages: tuple[Passage, ...] = ()
    pages: tuple[Page, ...] = ()
    words: dict[int, list[WordBox]] = field(default_factory=dict)
    path: Path | None = None
    headings: tuple[Heading, ...] = ()


def _record(
    review_id: str, text: str, details: Details, *, pages: int, media_type: str, current: bool = True
) -> ReviewRecord:
    suffix = "pdf" if pages else "html"
    return ReviewRecord(
        review_id=review_id,
        version=text_version(text),
        file=f"{review_id}.{suffix}",
        original_name=f"{review_id}.{suffix}",
        media_type=media_type,
        sha256="0" * 64,
        size=1000,
        source=None,
        details=details,
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
        current=current,
        passages=len(PARAGRAPHS),
        pages=pages,
        ocr_pages=0,
        characters=len(text),
    )


def make_pdf_review(folder: Path, review_id: str, details: Details, *, ocr: bool = False, current: bool = True) -> Made:
    """Draw the invented report on two pages and note where each word went; a quote runs over the page's end."""
    text, passages, words = "", [], {1: [], 2: []}
    path = folder / f"{review_id}-{current}.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    page, x, y = 1, 72.0, 100.0
    title = f"{details.title} ({review_id}, {'current' if current else 'earlier'})"
    canvas.drawString(72, A4[1] - 60, title)
    for number, paragraph in PARAGRAPHS:
        start = len(text)
        canvas.setFont(*FONT)
        x = 72.0
        canvas.drawString(40, A4[1] - y, number)
        for i, word in enumerate(paragraph.split()):
            if number == "2.1" and i == 12:
                canvas.showPage()
                canvas.setFont(*FONT)
                page, x, y = 2, 72.0, 100.0
            width = stringWidth(word, *FONT)
            if x + width > A4[0] - 72:
                x, y = 72.0, y + 16
            canvas.drawString(x, A4[1] - y, word)
            words[page].append(WordBox(len(text), len(text) + len(word), page, x, y - 9, x + width, y + 3))
            text += word + " "
            x += width + stringWidth(" ", *FONT)
        first = next(w.page for p in words.values() for w in p if w.start >= start)
        passages.append(
            Passage(
                start,
                len(text) - 1,
                Role.FINDING,
                "paragraph",
                ("Findings",),
                number,
                page=first,
                page_label=str(first + 2),
                page_end=page,
                ocr=ocr,
            )
        )
        text = text[:-1] + "\n"
        y += 30
    canvas.save()
    headings = (
        Heading(0, passages[0].end, 1, "Introduction"),
        Heading(passages[1].start, passages[1].end, 2, "Findings"),
    )
    pages = tuple(Page(n, str(n + 2), *A4, ocr=ocr) for n in (1, 2))
    record = _record(review_id, text, details, pages=2, media_type="application/pdf", current=current)
    return Made(record, text, tuple(passages), pages, words, path, headings)


def make_html_review(review_id: str, details: Details) -> Made:
    """An invented review without pages."""
    text, passages = "", []
    for number, paragraph in PARAGRAPHS:
        start = len(text)
        text += paragraph.strip() + "\n"
        passages.append(Passage(start, len(text) - 1, Role.FINDING, "paragraph", ("Findings",), number))
    return Made(_record(review_id, text, details, pages=0, media_type="text/html"), text, tuple(passages))


@dataclass(frozen=True)
class FakeEncoder:
    """Finds no text near to any other, so that themes come from cue words alone."""

    card: EncoderCard = field(default_factory=lambda: EncoderCard("none", Path(), "0" * 16, bundled=False))

    def query(self, text: str) -> Vectors:
        return np.zeros((1, 4), dtype=np.float32)


class FakeLibrary:
    """Four invented reviews: two PDFs (one scanned, one with an earlier version), a page-less one, a hostile one."""

    def __init__(self, folder: Path, *, demonstration: bool = True, empty: bool = False) -> None:
        self.demonstration = demonstration
        self._versions: list[Made] = []
        if empty:
            return
        alder = Details("Child Alder", "cspr", "torbay", date(2024, 1, 30), "https://example.org/alder.pdf")
        birch = Details("Child Birch", "scr", "leeds", date(2019, 5, 2), "javascript:alert(1)")
        self._versions = [
            make_pdf_review(folder, "alder", alder),
            make_pdf_review(folder, "birch", birch, ocr=True),
            make_html_review("cedar", Details("Child Cedar", "cspr", "leeds", date(2022, 7, 9))),
            make_html_review("hostile", Details(HOSTILE, "scr", None, None)),
        ]
        earlier = make_pdf_review(folder, "alder", alder, current=False)
        changed = earlier.text + "An earlier ending.\n"
        self._versions.append(
            replace(earlier, text=changed, record=replace(earlier.record, version=text_version(changed)))
        )

    def made(self, review_id: str, version: str | None = None) -> Made:
        for made in self._versions:
            right = made.record.current if version is None else made.record.version == version
            if made.record.review_id == review_id and right:
                return made
        raise NotInLibrary(f"There is no review {review_id}.")

    def versions(self, review_id: str) -> list[ReviewRecord]:
        return [made.record for made in self._versions if made.record.review_id == review_id]

    def reviews(self) -> list[ReviewRecord]:
        return [made.record for made in self._versions if made.record.current]

    def review(self, review_id: str, version: str | None = None) -> ReviewRecord:
        return self.made(review_id, version).record

    def text(self, review_id: str, version: str | None = None) -> str:
        return self.made(review_id, version).text

    def passages(self, review_id: str, version: str | None = None) -> Sequence[StoredPassage]:
        made = self.made(review_id, version)
        return [
            StoredPassage(i, review_id, made.record.version, p, made.text[p.start : p.end])
            for i, p in enumerate(made.passages)
        ]

    def headings(self, review_id: str, version: str | None = None) -> Sequence[Heading]:
        return self.made(review_id, version).headings

    def segments(self, review_id: str, version: str | None = None) -> Sequence[Segment]:
        made = self.made(review_id, version)
        return [Segment(min(w.start for w in words), max(w.end for w in words), n) for n, words in made.words.items()]

    def pages(self, review_id: str, version: str | None = None) -> Sequence[Page]:
        return self.made(review_id, version).pages

    def words(self, review_id: str, version: str | None, page: int) -> Sequence[WordBox]:
        return self.made(review_id, version).words.get(page, [])

    @property
    def encoder(self) -> FakeEncoder:
        return FakeEncoder()

    def passage_vectors(self, review_id: str, version: str | None = None) -> dict[int, Vectors]:
        return {}

    def tag(self, themes: Mapping[str, tuple[str, ...]]) -> None:
        self.themes = dict(themes)

    def stems(self, text: str) -> tuple[str, ...]:
        return tuple(text.lower().split())

    def original_path(self, review_id: str, version: str | None = None) -> Path:
        path = self.made(review_id, version).path
        if path is None:
            raise NotInLibrary("There is no file.")
        return path


def cite(library: FakeLibrary, n: int, review_id: str, words: str) -> Citation:
    """A citation of words that stand in an invented review."""
    made = library.made(review_id)
    start = made.text.index(words)
    passage = next(p for p in made.passages if p.start <= start < p.end)
    d = made.record.details
    return Citation(
        n=n,
        review_id=review_id,
        version=made.record.version,
        title=d.title,
        file=made.record.file,
        kind=d.kind,
        local_authority=d.local_authority,
        published=d.published.isoformat() if d.published else None,
        page=passage.page,
        page_label=passage.page_label,
        paragraph=passage.paragraph,
        start=start,
        end=start + len(words),
        quote=words,
        url=d.url,
        ocr=passage.ocr,
        role=passage.role.value,
        heading_path=passage.heading_path,
    )


FATHER = "The health visitor recorded that she had not met the baby's father at any of her four visits to the home."
DISCUSSIONS = "Information from the ward reached the social worker after eleven days, when the decision to end the enquiries had already been made."  # noqa: E501
SHOULD = "The partnership should make sure that fathers and male carers are included in every assessment."


def _found(c: Citation) -> FoundPassage:
    return FoundPassage(
        c.review_id, c.version, c.file, c.title, c.local_authority, c.published, c.page, c.page_label, c.paragraph,
        c.heading_path, c.role, c.ocr, c.start, c.end, c.quote, 0.5,
    )  # fmt: skip


class FakeAssistant:
    """Answers by keywords: each status has its word, anything else is answered from three invented reviews."""

    def __init__(self, library: FakeLibrary, *, pause: float = 0.02) -> None:
        self.library = library
        self.pause = pause
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.hold = threading.Event()
        self.hold.set()
        self.asks_first = False
        self.sends_to: str | None = None
        self.sent_as_typed = False

    @property
    def quoting(self) -> FakeAssistant:
        return self

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> Sequence[FoundPassage]:
        return next(step for step in self.stream(question, (), filters) if isinstance(step, Answer)).passages[:k]

    def noticed(self, question: str) -> Noticed | None:
        return notice(question) if self.sends_to else None

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        search_anyway: bool = False,
        as_typed: bool = False,
    ) -> Iterator[Progress | Answer]:
        filters = filters or Filters()
        self.sent_as_typed = as_typed
        self.asked.append((question, tuple(history), filters))
        yield Progress("understand", "Reading the question")
        time.sleep(self.pause)
        if "crash" in question:
            raise RuntimeError("secret detail that nobody should see")
        yield Progress("find", f"Searching {len(self.library.reviews())} reviews")
        if "slow" in question:
            yield self._answered(question, history, filters, claims=1)
            self.hold.wait(20)
            time.sleep(0.5)
        status = self._status(question, search_anyway=search_anyway)
        if status is not Status.ANSWERED:
            yield self._other(question, status, filters)
            return
        yield self._answered(question, history, filters, claims=1)
        time.sleep(self.pause)
        yield self._answered(question, history, filters, claims=3)

    def _status(self, question: str, *, search_anyway: bool) -> Status:
        words = {"dragons": Status.NO_EVIDENCE, "weather": Status.OUT_OF_SCOPE, "x" * 3000: Status.INVALID}
        if "being hit now" in question and not search_anyway:
            return Status.URGENT
        return next((status for word, status in words.items() if word in question), Status.ANSWERED)

    def _other(self, question: str, status: Status, filters: Filters) -> Answer:
        says = {
            Status.NO_EVIDENCE: "No review in this library says anything about that.",
            Status.OUT_OF_SCOPE: "This library holds reviews about safeguarding. For the weather, ask the Met Office.",
            Status.URGENT: "Call 999.\n\nContact the local authority's children's social care or MASH.",
            Status.INVALID: "The question is too long. Shorten it to 2,000 characters or fewer.",
        }[status]
        near = (_found(cite(self.library, 1, "alder", FATHER)),) if status is Status.NO_EVIDENCE else ()
        return Answer(
            status, question, question, filters.as_json(), says, layout=(Block("text", says),), passages=near,
            notices=self._notices(),
        )  # fmt: skip

    def _notices(self) -> tuple[str, ...]:
        return ("The reviews in this library are invented.",) if self.library.demonstration else ()

    def _answered(self, question: str, history: Sequence[Turn], filters: Filters, *, claims: int) -> Answer:
        cited = [
            cite(self.library, 1, "alder", FATHER),
            cite(self.library, 2, "birch", SHOULD),
            cite(self.library, 3, "cedar", DISCUSSIONS),
        ][:claims]
        if "ward" in question:
            cited[0] = cite(self.library, 1, "alder", DISCUSSIONS)
        if "hostile" in question:
            cited[0] = cite(self.library, 1, "hostile", FATHER)
        layout: list[Block] = []
        for i, c in enumerate(cited):
            place = (c.local_authority or "an unnamed place").title()
            layout += [Block("lead_in", f"{place}, {(c.published or 'no date')[:4]}:"), Block("claim", c.quote, i)]
        standalone = f"{question} ({history[0].content})" if history else question
        return Answer(
            Status.ANSWERED,
            question,
            standalone,
            filters.as_json(),
            "\n".join(f"{c.quote} [{c.n}]" for c in cited),
            claims=tuple(Claim(c.quote, (c.n,), "verbatim") for c in cited),
            citations=tuple(cited),
            passages=tuple(_found(c) for c in cited),
            layout=tuple(layout),
            notices=self._notices(),
        )


@dataclass(frozen=True)
class FakeSettings:
    concurrency: int = 8
    keep: Literal["none", "consented", "all"] = "consented"
    keep_days: int = 30


def keep(desk: Desk, turn: str, answer: Answer, *, version: str = "0" * 12) -> None:
    """Keep an answer as the ask page does where its asker agreed."""
    keep_turn(
        desk,
        f"of {turn}",
        None,
        put_away(Put(turn, answer, {})),
        turn_id=turn,
        owner="browser:1",
        consent="conversation",
        library_version=version,
    )
