"""A small invented library as the scoring reads it, and answers made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from assistant.model import Answer, Citation, FoundPassage, Status, Turn
from ingest.model import Details, Page
from vectorstore import Filters, ReviewRecord

FATHERS = "Nobody asked who the father was, and he was left out of every assessment that was made that year."
HOMES = "The boy had been taught at home for two years without one visit by the local authority or the school."


@dataclass
class Shelf:
    """Texts by file, every page 200 characters long."""

    texts: dict[str, str] = field(
        default_factory=lambda: {"fathers.pdf": f"{'Before. ' * 25}{FATHERS} {'After. ' * 60}", "homes.pdf": HOMES}
    )

    def text(self, review_id: str, version: str | None = None) -> str:
        return self.texts[review_id]

    def page_at(self, review_id: str, version: str | None, offset: int) -> Page | None:
        return Page(offset // 200 + 1, None, 0, 0)

    def reviews(self) -> tuple[ReviewRecord, ...]:
        now = datetime(2024, 1, 1, tzinfo=UTC)
        return tuple(
            ReviewRecord(
                file, "v1", file, file, "application/pdf", "", 1, None, Details(), now, True, 1, 1, 0, len(text)
            )
            for file, text in self.texts.items()
        )

    def __len__(self) -> int:
        return len(self.texts)


def cite(
    shelf: Shelf,
    file: str,
    quote: str,
    *,
    page: int | None = None,
    kind: str = "cspr",
    authority: str = "Torbay",
    published: date | None = date(2022, 3, 1),
) -> Citation:
    """A citation of words that stand in a file of the shelf, on the page where they stand unless told otherwise."""
    start = shelf.texts[file].index(quote)
    return Citation(
        n=1,
        review_id=file,
        version="v1",
        title=None,
        file=file,
        kind=kind,
        local_authority=authority,
        published=published.isoformat() if published else None,
        page=page or start // 200 + 1,
        page_label=None,
        paragraph=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        url=None,
        ocr=False,
        role="finding",
        heading_path=(),
    )


def find(file: str, text: str) -> FoundPassage:
    """A passage as found."""
    return FoundPassage(
        file, "v1", file, None, None, None, 1, None, None, (), "finding", False, 0, len(text), text, 1.0
    )


def answer(
    status: Status = Status.ANSWERED,
    citations: Sequence[Citation] = (),
    passages: Sequence[FoundPassage] = (),
    text: str = "Four words and [1]",
    ms: float = 10.0,
) -> Answer:
    """An answer made by hand."""
    return Answer(
        status, "Who?", "Who?", {}, text, citations=tuple(citations), passages=tuple(passages), timings={"total_ms": ms}
    )


class Scripted:
    """Answers each question with what was laid down for it; an exception is raised."""

    def __init__(self, answers: dict[str, Answer | Exception]) -> None:
        self.answers = answers
        self.heard: list[tuple[str, tuple[Turn, ...]]] = []
        self.limited: list[Filters | None] = []

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        self.heard.append((question, tuple(history)))
        self.limited.append(filters)
        given = self.answers[question]
        if isinstance(given, Exception):
            raise given
        return given
