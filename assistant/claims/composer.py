"""Have a chat model write claims, check each as it is written, and say what became of all of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from assistant import words
from assistant.claims.blocks import Block, make_blocks
from assistant.claims.chat import ChatFailed, ChatModel, FormRefused
from assistant.claims.judge import Judged, judge
from assistant.claims.locate import compared
from assistant.claims.personal import Noticed, notice
from assistant.claims.prompts import Message, claims_messages, repair_messages
from assistant.claims.written import Form, Unreadable, WrittenClaim, reader
from assistant.compose import Draft, Quote, citation, lead_in
from assistant.model import Block as Laid
from assistant.model import CheckMade, Citation, Claim, NotVerified, Progress
from assistant.rank import Ranked
from assistant.support import SupportCheck
from vectorstore import EncoderError, ReviewRecord

Masking = Literal["off", "ask", "always"]

_log = logging.getLogger(__name__)
MOST_CLAIMS = 8  # that are read of one answer; the model is asked for six
_SHOWN_QUOTE = 400  # characters of a model's own quote that are kept with a claim that was not verified


@dataclass(frozen=True, slots=True)
class Composed:
    """What a chat model's writing came to.

    ``failure`` says why its claims are not the answer ("" where they are), to be put after "The chat model".
    ``masked`` says whether personal details were left out of what was sent.
    """

    draft: Draft
    considered: tuple[Block, ...]
    checks: tuple[CheckMade, ...] = ()
    not_verified: tuple[NotVerified, ...] = ()
    failure: str = ""
    repaired: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class ChatComposer:
    """A chat model, what checks its claims, and what is done about personal details before it is asked."""

    model: ChatModel
    support: SupportCheck
    masking: Masking = "ask"

    def noticed(self, question: str) -> Noticed | None:
        """Return the personal details that would be sent off this machine; None where there are none, or none would."""
        return notice(question) if self.model.remote and self.masking != "off" else None

    def sent(self, text: str, *, as_typed: bool) -> str:
        """Return a text as the model gets it: without personal details, unless the asker may and does want it so."""
        noticed = self.noticed(text)
        return text if noticed is None or (as_typed and self.masking == "ask") else noticed.masked

    def compose(
        self, question: str, ranked: Sequence[Ranked], records: Mapping[str, ReviewRecord], *, as_typed: bool
    ) -> Generator[Progress | Draft, None, Composed]:
        """Write and check claims; yields what is being done, and the draft each time a claim has passed."""
        work = _Work(make_blocks(ranked, records), self.support)
        asked = self.sent(question, as_typed=as_typed)
        failure = ""
        try:
            yield from self._both_rounds(work, asked)
            if not work.passed:
                failure = words.NOTHING_VERIFIED if work.judged else words.NOTHING_WRITTEN
        except ChatFailed as error:
            failure = str(error)
        except EncoderError:
            _log.exception("the support check cannot be used")
            failure = words.NOTHING_CHECKED
        return Composed(
            draft=Draft((), (), ()) if failure else work.draft(),
            considered=work.blocks,
            checks=tuple(CheckMade(one.text, one.checked, one.score, one.reasons) for one in work.judged),
            not_verified=work.not_verified(),
            failure=failure,
            repaired=work.repaired,
            masked=asked != question,
        )

    def _both_rounds(self, work: _Work, asked: str) -> Iterator[Progress | Draft]:
        """Ask for claims and, where some did not pass, once for their repair."""
        deadline = time.monotonic() + self.model.timeout_s
        yield Progress("compose", words.WRITING)
        try:
            yield from self._round(work, claims_messages(asked, work.blocks, self.model.form), deadline)
        except FormRefused:
            if self.model.form == "plain":
                raise
            self.model.form = "plain"
            yield from self._round(work, claims_messages(asked, work.blocks, "plain"), deadline)
        failed = work.failed()
        if not failed:
            return
        work.repaired = True
        yield Progress("compose", words.mending(len(failed)))
        named = [f"“{one.written.text[:300]}”: {'; '.join(one.reasons)}." for one in failed]
        messages = repair_messages(claims_messages(asked, work.blocks, self.model.form), named)
        try:
            yield from self._round(work, messages, deadline)
        except ChatFailed:
            if not work.passed:
                raise

    def _round(self, work: _Work, messages: Sequence[Message], deadline: float) -> Iterator[Progress | Draft]:
        """Ask once and check each claim when it is whole. Raises ChatFailed."""
        form: Form = self.model.form
        reading = reader(form)
        before = len(work.judged)
        with closing(self.model.write(messages, deadline, form)) as pieces:  # type: ignore[type-var]
            try:
                for piece in pieces:
                    if not piece:
                        yield Progress("compose", words.WRITING)
                    for claim in reading.feed(piece):
                        yield from work.take(claim)
                    if len(work.judged) - before >= MOST_CLAIMS:
                        return
                for claim in reading.end():
                    yield from work.take(claim)
            except Unreadable as error:
                if form == "structured" and not work.judged:
                    self.model.form = "plain"  # for the next question: whoever asked this one has waited long enough
                raise ChatFailed(words.not_in_form(str(error))) from error


@dataclass(slots=True)
class _Work:
    """The claims of one answer so far."""

    blocks: tuple[Block, ...]
    support: SupportCheck
    judged: list[Judged] = field(default_factory=list)
    repaired: bool = False

    @property
    def passed(self) -> list[Judged]:
        return [one for one in self.judged if one.passed]

    def failed(self) -> list[Judged]:
        """The claims that have not passed, and do not stand among those that have."""
        good = {compared(one.text) for one in self.passed}
        return [one for one in self.judged if not one.passed and compared(one.text) not in good]

    def take(self, claim: WrittenClaim) -> Iterator[Progress | Draft]:
        """Check one claim; one that says what another said before it is passed over."""
        said = compared(claim.text)
        if any(compared(one.text) == said and (one.passed or one.written == claim) for one in self.judged):
            return
        yield Progress("verify", words.checking(len(claim.sources)))
        one = judge(claim, {block.key: block for block in self.blocks}, self.support)
        self.judged.append(one)
        if one.passed:
            yield self.draft()

    def not_verified(self) -> tuple[NotVerified, ...]:
        return tuple(
            NotVerified(one.text, one.reasons, tuple(source.quote[:_SHOWN_QUOTE] for source in one.written.sources))
            for one in {compared(one.text): one for one in self.failed()}.values()
        )

    def draft(self) -> Draft:
        """Return what has passed as claims with citations; the same words are one source, however often they serve."""
        records = {block.record.review_id: block.record for block in self.blocks}
        citations: dict[tuple[str, int, int], Citation] = {}
        claims: list[Claim] = []
        layout: list[Laid] = []
        for one in self.passed:
            numbers = tuple(_number(quote, records, citations) for quote in one.quotes)
            if one.checked == "verbatim":
                own = records[one.quotes[0].ranked.passage.review_id]
                layout.append(Laid("lead_in", f"{lead_in(own)}:"))
            layout.append(Laid("claim", one.text, claim=len(claims)))
            claims.append(Claim(one.text, numbers, one.checked))
        return Draft(tuple(claims), tuple(citations.values()), tuple(layout))


def _number(quote: Quote, records: Mapping[str, ReviewRecord], citations: dict[tuple[str, int, int], Citation]) -> int:
    review = quote.ranked.passage.review_id
    place = (review, quote.start, quote.end)
    if place not in citations:
        citations[place] = citation(len(citations) + 1, quote, records[review])
    return citations[place].n
