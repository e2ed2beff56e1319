"""Our figures are those of the scorer that was written apart from us, on answers good and bad."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import answer_json
from assistant.model import Answer, Citation, FoundPassage, Status
from desk.figures import figures, latency, words_median
from desk.gold import GoldQuestion, read_gold
from desk.scoring import MAX_PASSAGE_CHARACTERS, score_answer
from ingest import find_sources, read_review
from ingest.model import Page, Passage, Review

FILES = ("wandsworth", "nottinghamshire", "torbay", "medway", "rotherham", "oldham", "north-somerset", "oxfordshire")
OURS_TO_THEIRS = (
    "passage_hit@1 passage_hit@5 passage_hit@10 mrr@10 citation_hit citation_file_precision citations_per_answer "
    "quotes_verbatim_on_page theme_distinct_reviews theme_citations_in_gold filters_obeyed refusal_precision "
    "refusal_recall refusal_f1 wrongly_refused_share"
).split()


@dataclass
class Texts:
    """Some reports as ingest reads them, with no library around them."""

    reviews: dict[str, Review]

    def text(self, review_id: str, version: str | None = None) -> str:
        return self.reviews[review_id].text

    def page_at(self, review_id: str, version: str | None, offset: int) -> Page | None:
        review = self.reviews[review_id]
        segment = review.segments[bisect_right([one.start for one in review.segments], offset) - 1]
        return review.pages[segment.page - 1]


@pytest.fixture(scope="module")
def texts(shared: Path) -> Texts:
    sources = find_sources([shared / "corpus" / "reviews"])
    return Texts({one.name: read_review(one) for one in sources if any(name in one.name for name in FILES)})


def cited(texts: Texts, draw: random.Random, file: str, passage: Passage) -> Citation:
    """A stretch of a passage; now and then too long, on the wrong page, or with a word that is not there."""
    review = texts.reviews[file]
    words = review.text[passage.start : passage.end].split(" ")
    first = draw.randrange(len(words)) if draw.random() < 0.4 else 0
    start = passage.start + len(" ".join(words[:first])) + bool(first)
    quote = " ".join(words[first : first + draw.choice((1, 30, 60, 95))])
    end = start + len(quote)
    page = texts.page_at(file, None, start)
    number = page.number if page else None
    if number and draw.random() < 0.15:
        number = number % len(review.pages) + 1
    if draw.random() < 0.1:
        quote = f"{quote} inventedword"
    details = review.details
    return Citation(
        n=1,
        review_id=file,
        version=review.version,
        title=details.title,
        file=file,
        kind=details.kind,
        local_authority=details.local_authority,
        published=details.published.isoformat() if details.published else None,
        page=number,
        page_label=None,
        paragraph=passage.paragraph,
        start=start,
        end=end,
        quote=quote,
        url=None,
        ocr=False,
        role=passage.role.value,
        heading_path=(),
    )


def found(texts: Texts, file: str, passage: Passage) -> FoundPassage:
    text = texts.reviews[file].text[passage.start : passage.end]
    return FoundPassage(
        file, "", file, None, None, None, passage.page, None, None, (), "", False, passage.start, passage.end, text, 1.0
    )


def holds_gold(review: Review, passage: Passage, question: GoldQuestion, file: str) -> bool:
    """Whether a passage stands on a gold page and shares the beginning or the end of the gold words."""
    text = "".join(review.text[passage.start : passage.end].split())
    quotes = ["".join(one.quote.split()) for one in question.gold if (one.file, one.page) == (file, passage.page)]
    return any(quote[:25] in text or quote[-25:] in text for quote in quotes)


def invented_answer(texts: Texts, draw: random.Random, question: GoldQuestion) -> Answer:
    """An answer that may be right: where there are passages that hold gold words, it takes some of them."""
    everything = [(file, one) for file, review in texts.reviews.items() for one in review.passages]
    near = [(file, one) for file, one in everything if holds_gold(texts.reviews[file], one, question, file)]
    picked = [draw.choice(near if near and draw.random() < 0.3 else everything) for _ in range(12)]
    odds = (1, 1, 5, 5, 1) if question.kind == "unanswerable" else (12, 2, 1, 1, 1)
    statuses = (Status.ANSWERED, Status.PARTIAL, Status.NO_EVIDENCE, Status.OUT_OF_SCOPE, Status.INVALID)
    status = draw.choices(statuses, odds)[0]
    citing = status in (Status.ANSWERED, Status.PARTIAL) or draw.random() < 0.2
    return Answer(
        status,
        question.question,
        question.question,
        {},
        "word " * draw.randrange(1, 200),
        citations=tuple(cited(texts, draw, *one) for one in picked[: draw.randrange(4)]) if citing else (),
        passages=tuple(found(texts, *one) for one in picked),
        timings={"total_ms": round(draw.uniform(1, 900), 1)},
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_our_figures_are_those_of_the_independent_scorer(shared: Path, texts: Texts, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    gold = shared / "gold" / "dev.jsonl"
    questions = read_gold(gold)
    answers = {question.id: invented_answer(texts, draw, question) for question in questions}
    written = tmp_path / "answers.jsonl"
    written.write_text(
        "".join(json.dumps(answer_json(answer, question_id=name)) + "\n" for name, answer in answers.items()),
        encoding="utf-8",
    )
    command = [sys.executable, *map(str, (shared / "gold" / "score.py", gold, written, shared / "corpus" / "reviews"))]
    theirs = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout)
    outcomes = [score_answer(question, answers[question.id], texts) for question in questions]
    ours = {name: round(figure.value, 3) for name, figure in figures(outcomes).items()}

    assert 0 < ours["passage_hit@5"] < 1, "the answers must be neither all right nor all wrong"
    assert 0 < ours["citation_hit"] < 1
    assert 0 < ours["quotes_verbatim_on_page"] < 1
    assert ours == pytest.approx({name: theirs[name] for name in OURS_TO_THEIRS}, abs=0.0011)
    assert sum(one.long_quotes for one in outcomes) == theirs["quotes_too_long"] > 0
    answerable = [one for one in outcomes if one.kind != "unanswerable"]
    assert sum(one.long_passages for one in answerable) == theirs["passages_too_long"]
    assert latency(outcomes) == pytest.approx(
        {"p50": theirs["latency_p50_ms"], "p95": theirs["latency_p95_ms"]}, abs=0.06
    )
    assert words_median(outcomes) == theirs["answer_words_median"]
    assert MAX_PASSAGE_CHARACTERS == 1_200
