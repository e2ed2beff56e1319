"""The tutorial pipeline over gold questions, scored as ``review-lessons eval`` scores the product.

It reads each page's text layer as it is, asks with the last question only, cites the first 80 words of the five
nearest chunks, and never refuses. ``--out`` writes its answers in the form of ``review-lessons ask --batch``.
"""

from __future__ import annotations

import argparse
import json
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdfium2 as pdfium
from langchain_core.embeddings import Embeddings

from assistant.model import Answer, Citation, FoundPassage, Status, Turn
from assistant.serialise import answer_json
from benchmarks.baseline import Baseline, Chunk, chunks
from benchmarks.common import arguments, note, run, sample, timed, watched
from desk.figures import figures, latency, words_median
from desk.gold import GoldQuestion, read_gold
from desk.scoring import Outcome, score_answer
from ingest import Source, UnreadableFile, find_sources, read_review
from ingest.manifest import ManifestRow
from ingest.model import Page
from vectorstore.encoder import BUNDLED_NAME, Encoder, identify

CITED, OFFERED = 5, 10
QUOTE_WORDS = 80
_GOLD_BESIDE = ("*.jsonl", "../questions.jsonl", "../*.jsonl", "../../gold/*.jsonl")


@dataclass(frozen=True, slots=True)
class Report:
    """One file's text as the tutorial reads it; ``pages`` are the offsets at which its pages begin, if it has any."""

    file: str
    text: str
    pages: tuple[int, ...]
    row: ManifestRow


class Tutorial:
    """The tutorial pipeline over a folder of reports; also the texts that its quotes stand in."""

    def __init__(self, encoder: Embeddings, folder: Path) -> None:
        """Read and embed every report."""
        self.reports = {report.file: report for report in read_reports(folder)}
        made = [chunk for report in self.reports.values() for chunk in _chunks(report)]
        self.store = Baseline(encoder, made)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer with the nearest chunks; ``history`` is not looked at, as tutorials do not."""
        began = time.perf_counter()
        found = self.store.search(question, OFFERED)
        citations = tuple(self._citation(number, chunk) for number, chunk in enumerate(found[:CITED], 1))
        return Answer(
            Status.ANSWERED,
            question,
            question,
            {},
            " ".join(f"{one.quote} [{one.n}]" for one in citations),
            citations=citations,
            passages=tuple(self._passage(chunk, 1 / place) for place, chunk in enumerate(found, 1)),
            composer="tutorial",
            timings={"total_ms": (time.perf_counter() - began) * 1000},
        )

    def text(self, review_id: str, version: str | None = None) -> str:
        """A report's text."""
        return self.reports[review_id].text

    def page_at(self, review_id: str, version: str | None, offset: int) -> Page | None:
        """The page at an offset."""
        number = bisect_right(self.reports[review_id].pages, offset)
        return Page(number, None, 0, 0) if number else None

    def _citation(self, number: int, chunk: Chunk) -> Citation:
        report = self.reports[chunk.document]
        end = _end_of_words(report.text, chunk.start, chunk.end, QUOTE_WORDS)
        page, published = self.page_at(report.file, None, chunk.start), report.row.published
        return Citation(
            n=number,
            review_id=report.file,
            version="",
            title=report.row.title,
            file=report.file,
            kind=report.row.kind,
            local_authority=report.row.local_authority,
            published=published.isoformat() if published else None,
            page=page.number if page else None,
            page_label=None,
            paragraph=None,
            start=chunk.start,
            end=end,
            quote=report.text[chunk.start : end],
            url=None,
            ocr=False,
            role="",
            heading_path=(),
        )

    def _passage(self, chunk: Chunk, score: float) -> FoundPassage:
        cited = self._citation(0, chunk)
        return FoundPassage(
            review_id=cited.review_id,
            version="",
            file=cited.file,
            title=cited.title,
            local_authority=cited.local_authority,
            published=cited.published,
            page=cited.page,
            page_label=None,
            paragraph=None,
            heading_path=(),
            role="",
            ocr=False,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            score=score,
        )


def read_reports(folder: Path) -> Iterator[Report]:
    """Every report under a folder with the details of its manifest."""
    for source in find_sources([folder]):
        row = source.row or ManifestRow(source.name)
        if source.path is not None and source.path.suffix.lower() == ".pdf":
            pages = list(_pdf_pages(source.path))
            starts = [0]
            for page in pages[:-1]:
                starts.append(starts[-1] + len(page) + 1)
            yield Report(source.name, "\n".join(pages), tuple(starts), row)
        else:
            yield from _unpaged(source, row)


def _unpaged(source: Source, row: ManifestRow) -> Iterator[Report]:
    try:
        yield Report(source.name, read_review(source).text, (), row)
    except UnreadableFile as error:
        note(str(error))


def _pdf_pages(path: Path) -> Iterator[str]:
    document = pdfium.PdfDocument(path)
    try:
        for page in document:
            yield page.get_textpage().get_text_range()
    finally:
        document.close()


def _chunks(report: Report) -> Iterator[Chunk]:
    """The chunks of a report, none of which crosses a page's end; offsets are those of the report's text."""
    starts = report.pages or (0,)
    for start, end in zip(starts, [*starts[1:], len(report.text) + 1], strict=True):
        for one in chunks(report.file, report.text[start : end - 1]):
            yield Chunk(report.file, start + one.start, start + one.end, one.text)


def _end_of_words(text: str, start: int, end: int, words: int) -> int:
    """Where the first ``words`` words of text[start:end] end."""
    inside, place = 0, start
    while place < end:
        begins = not text[place].isspace() and (place == start or text[place - 1].isspace())
        if begins and inside == words:
            break
        inside += begins
        place += 1
    while place > start and text[place - 1].isspace():
        place -= 1
    return place


def find_gold(folder: Path) -> Path:
    """The gold questions in, beside or one up from a folder of reports. Raises FileNotFoundError."""
    for pattern in _GOLD_BESIDE:
        up, name = pattern.rpartition("/")[::2]
        found = sorted((folder.resolve() / up).glob(name))
        if found:
            return found[0]
    raise FileNotFoundError(2, "no gold questions", str(folder / "questions.jsonl"))


def add_gold(parser: argparse.ArgumentParser) -> None:
    """The option that names the gold questions."""
    parser.add_argument("--gold", type=Path, metavar="FILE", help="gold questions, if they are not beside the reports")


def scores(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The figures of ``review-lessons eval`` for these outcomes."""
    return {
        "figures": {
            name: {key: round(value, 4) for key, value in asdict(figure).items()}
            for name, figure in figures(outcomes).items()
        },
        "latency_ms": {name: round(ms, 1) for name, ms in latency(outcomes).items()},
        "answer_words_median": words_median(outcomes),
    }


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Ask the tutorial pipeline every gold question and score it."""
    gold: Path = given.gold or find_gold(given.folder)
    questions: Sequence[GoldQuestion] = sample(read_gold(gold), given.limit)
    seconds: dict[str, float] = {}
    answers: list[Mapping[str, object]] = []
    outcomes: list[Outcome] = []
    with timed(seconds, "ingest"):
        tutorial = Tutorial(Encoder(identify(BUNDLED_NAME)), given.folder)
    with tutorial.store, timed(seconds, "questions"):
        for question in watched(questions, "questions"):
            answer = tutorial.ask(question.question, question.history)
            answers.append(answer_json(answer, question_id=question.id))
            outcomes.append(score_answer(question, answer, tutorial))
    if given.out:
        given.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in answers), encoding="utf-8")
    return {
        "benchmark": "tutorial",
        "gold": gold.name,
        "questions": len(questions),
        "reports": len(tutorial.reports),
        **scores(outcomes),
        "seconds_by_step": seconds,
    }


if __name__ == "__main__":
    run(
        arguments(
            "The tutorial pipeline over gold questions.",
            "the folder of reports, with its manifest.csv",
            add_gold,
            lambda parser: parser.add_argument(
                "--out", type=Path, metavar="FILE", help="write its answers, one a line"
            ),
        ),
        measure,
    )
