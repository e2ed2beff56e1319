"""Follow-ups about public services (doc2dial): is the answer's span among what is found?

Every page is a Review of its own. For each follow-up the five best passages are taken, as an answer shows them, up to
4,000 characters in total; the score is the share of the answer's characters among them. Asked three ways: the last
turn alone, the question as the product's understand step reads it in its dialogue, and the whole dialogue as one text.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.chain import understand_step
from assistant.model import FoundPassage, Turn
from assistant.state import State
from benchmarks.baseline import Baseline, chunks
from benchmarks.common import arguments, common, mean, read_lines, run, sample, size, timed, watched, with_interval
from benchmarks.shelf import Document, Shelf, open_shelf, understood

K = 5
BUDGET = 4_000
Place = tuple[str, int, int]  # a page's id and [start, end) in its text


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, the dialogue before it (oldest first), and where its answer stands."""

    question: str
    history: tuple[Turn, ...]
    page: str
    answer: tuple[tuple[int, int], ...]

    @property
    def whole(self) -> str:
        """The dialogue as one text, newest turn first, since an encoder reads only so far."""
        return " ".join([self.question, *(turn.content for turn in reversed(self.history))])


def read_follow_ups(folder: Path) -> list[FollowUp]:
    """The turns that have a dialogue before them."""
    out = []
    for row in read_lines(folder / "turns_validation.jsonl"):
        turns = _turns(str(row["question_with_history"]))
        answers = row["answers"]
        if len(turns) < 2 or not isinstance(answers, list):
            continue
        # An answer's span often ends in white space, which no reader keeps.
        spans = tuple((one["start"], one["start"] + len(one["text"].rstrip())) for one in answers)
        out.append(FollowUp(turns[0].content, tuple(reversed(turns[1:])), str(row["doc_id"]), spans))
    return out


def _turns(written: str) -> list[Turn]:
    """A dialogue written newest turn first, parted by tabs, each turn after "user:" or "agent:"."""
    turns = []
    for part in written.split("\t"):
        who, colon, said = part.strip().partition(":")
        if colon and said.strip():
            turns.append(Turn("user" if who == "user" else "assistant", said.strip()))
    return turns


def title_of(doc_id: str) -> str:
    """A page's title, which its id begins with."""
    return doc_id.rpartition("#")[0] or doc_id


def recalled(found: Sequence[Place], follow_up: FollowUp, budget: int = BUDGET) -> float:
    """The share of the answer's characters among the places, of which no more than ``budget`` characters count."""
    inside = []
    for page, start, end in found:
        end = min(end, start + budget)
        budget -= end - start
        if page == follow_up.page:
            inside.append((start, end))
    return common(inside, follow_up.answer) / size(follow_up.answer)


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Ask every follow-up each way."""
    folder: Path = given.folder
    documents = [
        Document(str(row["doc_id"]), str(row["text"]), title_of(str(row["doc_id"])))
        for row in read_lines(folder / "documents.jsonl")
    ]
    follow_ups = sample(read_follow_ups(folder), given.limit)
    seconds: dict[str, float] = {}
    with open_shelf() as shelf:
        with timed(seconds, "ingest"):
            shelf.add(documents)
        with timed(seconds, "questions"):
            shares = _ask(shelf, follow_ups)
        with timed(seconds, "tutorial"):
            made = [chunk for one in documents for chunk in chunks(one.id, one.text)]
            with Baseline(shelf.library.encoder, made) as baseline:
                for one in watched(follow_ups, "tutorial"):
                    for name, text in (("tutorial_last_turn", one.question), ("tutorial_full_history", one.whole)):
                        found = [(chunk.document, chunk.start, chunk.end) for chunk in baseline.search(text, K)]
                        shares[name].append(recalled(found, one))
        passages = len(shelf.library)
    return {
        "benchmark": "doc2dial",
        "pages": len(documents),
        "passages": passages,
        "follow_ups": len(follow_ups),
        "span_recall@5": {name: with_interval(values) for name, values in shares.items()},
        "whole_span_found": {name: mean(value > 0.999 for value in values) for name, values in shares.items()},
        "seconds_by_step": seconds,
    }


def _ask(shelf: Shelf, follow_ups: Sequence[FollowUp]) -> dict[str, list[float]]:
    names = ("last_turn", "understood", "full_history", "tutorial_last_turn", "tutorial_full_history")
    shares: dict[str, list[float]] = {name: [] for name in names}
    for one in watched(follow_ups, "follow-ups"):
        states: Mapping[str, State] = {
            "last_turn": understood(one.question),
            "understood": understand_step(State(one.question, one.history), shelf.tools),
            "full_history": understood(one.whole),
        }
        for name, state in states.items():
            shares[name].append(recalled(places(shelf, shelf.passages(state, K)), one))
    return shares


def places(shelf: Shelf, passages: Sequence[FoundPassage]) -> list[Place]:
    """Where passages stand in the pages as they were given."""
    found = []
    for passage in passages:
        document, start, end = shelf.in_document(passage)
        found.append((document.id, start, end))
    return found


if __name__ == "__main__":
    run(
        arguments("Follow-ups about public services.", "the folder with documents.jsonl and turns_validation.jsonl"),
        measure,
    )
