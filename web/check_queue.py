"""The queue of kept answers that wait for a check, with its filters, in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from urllib.parse import urlencode

from markupsafe import Markup

from desk.check_report import Checked, checked_answers
from desk.checks import standing
from desk.conversations import Consent, kept_answers
from desk.database import Desk
from vectorstore import ReviewRecord
from web import check_words as words
from web import text
from web.answer_html import shortened
from web.markup import element, join
from web.reference import review_name

LISTED = 25  # answers on a page
_READ = 50  # answers read at once: reading all would keep a trainer waiting where thousands are kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers the queue shows; None is no limit. ``page`` counts from 1."""

    state: str = "unchecked"
    review_id: str | None = None
    consent: Consent | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1

    def address(self) -> str:
        """Return the address that shows this again."""
        limits = (
            ("state", self.state),
            ("review", self.review_id),
            ("consent", self.consent),
            ("since", self.since),
            ("until", self.until),
            ("page", self.page if self.page > 1 else None),
        )
        return "/check?" + urlencode([(name, value) for name, value in limits if value])


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the answers that fit, newest first; ``more`` says whether there are earlier ones."""

    answers: tuple[Checked, ...]
    more: bool


def read_wanted(fields: Mapping[str, str]) -> Wanted:
    """Read the filters of an address; what is not one of them counts as not set."""
    state, consent, page = fields.get("state", ""), fields.get("consent", ""), fields.get("page", "")
    return Wanted(
        state=state if state in words.STATES else "unchecked",
        review_id=fields.get("review") or None,
        consent=next((one for one in words.CONSENTS if one == consent), None),
        since=_day(fields.get("since", "")),
        until=_day(fields.get("until", "")),
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def queue(desk: Desk, wanted: Wanted, trainer: str) -> Queue:
    """Return the wanted page of the answers that fit."""
    first = (wanted.page - 1) * LISTED
    found = tuple(islice(_fitting(desk, wanted, trainer), first, first + LISTED + 1))
    return Queue(found[:LISTED], len(found) > LISTED)


def following(desk: Desk, current: str, trainer: str) -> str | None:
    """Return the next answer, after the current one in the queue's order, that a trainer has not finished.

    After the oldest comes the newest again.
    """
    passed, before = False, None
    for one in _fitting(desk, Wanted("all"), trainer):
        turn = one.kept.turn_id
        if turn == current:
            passed = True
        elif _waits(one, trainer):
            if passed:
                return turn
            before = before or turn
    return before


def _fitting(desk: Desk, wanted: Wanted, trainer: str) -> Iterator[Checked]:
    """Read the answers that fit, newest first, no more of them than are asked for."""
    for part in count():
        kept = kept_answers(
            desk,
            review_id=wanted.review_id,
            consent=wanted.consent,
            since=_midnight(wanted.since) if wanted.since else None,
            until=_midnight(wanted.until + timedelta(days=1)) if wanted.until else None,
            with_feedback=True if wanted.state == "remarked" else None,
            limit=_READ,
            offset=part * _READ,
        )
        yield from (one for one in checked_answers(desk, kept) if _fits(one, wanted.state, trainer))
        if len(kept) < _READ:
            return


def queue_html(
    found: Queue, wanted: Wanted, trainer: str, records: Sequence[ReviewRecord], *, any_kept: bool
) -> Markup:
    """Return the filters and the list."""
    first = (wanted.page - 1) * LISTED + 1
    nothing = words.NOTHING_KEPT if not any_kept else words.NO_MORE if wanted.page > 1 else words.NOTHING_FITS
    listed = element("ol", [_item(one, trainer) for one in found.answers], class_="rl-queue", start=first)
    return join(
        [
            _filters(wanted, records),
            element("h2", _heading(found, wanted, first)),
            listed if found.answers else element("p", nothing),
            _pages(found, wanted),
        ]
    )


def _heading(found: Queue, wanted: Wanted, first: int) -> str:
    """Say which answers are listed; how many there are in all is known only where they end."""
    if not found.answers or (wanted.page == 1 and not found.more):
        return text.count_of(len(found.answers), "answer")
    last = first + len(found.answers) - 1
    return words.LISTED.format(first=first, last=last) if found.more else words.LAST.format(first=first, last=last)


def _pages(found: Queue, wanted: Wanted) -> Markup | None:
    if wanted.page == 1 and not found.more:
        return None
    newer = element("a", words.NEWER, href=replace(wanted, page=wanted.page - 1).address(), rel="prev")
    earlier = element("a", words.EARLIER, href=replace(wanted, page=wanted.page + 1).address(), rel="next")
    return element(
        "nav",
        newer if wanted.page > 1 else None,
        earlier if found.more else None,
        aria_label=words.PAGES,
        class_="rl-turning",
    )


def _item(one: Checked, trainer: str) -> Markup:
    kept, count = one.kept, len(one.citations)
    facts = [
        f"Kept on {text.long_date(kept.kept_at.date())}",
        f"asked by {kept.asker}" if kept.asker else None,
        f"{one.checked_by(trainer)} of {text.count_of(count, 'source')} checked by you",
    ]
    marks = []
    if one.disputed:
        marks.append("Disputed")
    if _second(one, trainer):
        marks.append("Second opinion wanted")
    if kept.feedback:
        marks.append(text.count_of(len(kept.feedback), "remark"))
    return element(
        "li",
        element(
            "h3", element("a", element("bdi", shortened(kept.question), dir="auto"), href=f"/check/{kept.turn_id}")
        ),
        element("p", ", ".join(fact for fact in facts if fact) + ".", class_="rl-quiet"),
        element("p", [element("strong", mark, class_="rl-tag") for mark in marks]) if marks else None,
    )


def _filters(wanted: Wanted, records: Sequence[ReviewRecord]) -> Markup:
    states = [
        element(
            "div",
            element("input", type="radio", name="state", value=key, id=f"state-{key}", checked=key == wanted.state),
            element("label", name, for_=f"state-{key}"),
            class_="rl-choice",
        )
        for key, name in words.STATES.items()
    ]
    named = sorted((review_name(record), record.review_id) for record in records)
    reviews = [("", words.ANY), *((review_id, name) for name, review_id in named)]
    return element(
        "form",
        element("fieldset", element("legend", words.FILTER_STATE), states, class_="rl-row"),
        element(
            "div",
            _select("review", words.FILTER_REVIEW, reviews, wanted.review_id or ""),
            _select("consent", words.FILTER_CONSENT, [("", words.ANY), *words.CONSENTS.items()], wanted.consent or ""),
            _date("since", words.FILTER_FROM, wanted.since),
            _date("until", words.FILTER_TO, wanted.until),
            class_="rl-row",
        ),
        element("button", words.FILTER_APPLY, type="submit", class_="rl-button rl-second"),
        method="get",
        action="/check",
        aria_label=words.FILTER_TITLE,
        class_="rl-filters",
    )


def _select(name: str, label: str, offered: Sequence[tuple[str, str]], chosen: str) -> Markup:
    options = [element("option", words_, value=value, selected=value == chosen) for value, words_ in offered]
    return element(
        "div", element("label", label, for_=name), element("select", options, id=name, name=name), class_="rl-field"
    )


def _date(name: str, label: str, day: date | None) -> Markup:
    value = day.isoformat() if day else None
    return element(
        "div",
        element("label", label, for_=name),
        element("input", type="date", id=name, name=name, value=value),
        class_="rl-field",
    )


def _fits(one: Checked, state: str, trainer: str) -> bool:
    match state:
        case "unchecked":
            return _waits(one, trainer)
        case "second":
            return _second(one, trainer)
        case "disputed":
            return one.disputed
        case _:
            return True


def _waits(one: Checked, trainer: str) -> bool:
    return one.checked_by(trainer) < len(one.citations)


def _second(one: Checked, trainer: str) -> bool:
    """Whether exactly one trainer, and not this one, has judged some citation of it."""
    judged = [standing(one.of(citation.n)) for citation in one.citations]
    return any(len(verdicts) == 1 and trainer not in verdicts for verdicts in judged)


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
