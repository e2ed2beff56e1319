"""One question and its answer as HTML: words of ours plain, words of reports quoted, each with its numbered chip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from markupsafe import Markup, escape

from assistant.model import Answer, Block, Citation, Claim, FoundPassage, Status
from web import text
from web.how_html import how_html, not_verified_html
from web.markup import element, join
from web.reference import chip_name, heading_words, place_words, source_name
from web.surroundings import Surroundings
from web.turn_actions import actions_html
from web.widening import widening_html

NEAREST_SHOWN = 3
QUESTION_SHOWN = 400


def question_html(turn: str, question: str) -> Markup:
    """Return what the asker typed, set apart from its surroundings whichever way it is written."""
    return element(
        "h2",
        element("span", text.YOUR_QUESTION + ": ", class_="rl-hidden"),
        element("bdi", shortened(question), dir="auto"),
        class_="rl-question",
        id=f"{turn}-question",
        tabindex="-1",
    )


def shortened(question: str) -> str:
    """Return a question as it is shown; one of many thousand characters would push everything else off the page."""
    return question if len(question) <= QUESTION_SHOWN else question[:QUESTION_SHOWN].rstrip() + " …"


def waiting_html(turn: str, question: str, step: str) -> Markup:
    """Return a turn whose answer has not begun, with the step it is at."""
    return question_html(turn, question) + _waiting(step)


def problem_html(turn: str, question: str, message: str) -> Markup:
    """Return a turn that ended in a message instead of an answer."""
    return question_html(turn, question) + element("p", message, class_="rl-problem")


def answer_html(turn: str, answer: Answer, *, step: str | None = None, around: Surroundings | None = None) -> Markup:
    """Return the turn of an answer; one that is still growing says at which ``step`` it is and is not closed yet."""
    around = around or Surroundings()
    parts: list[Markup] = [question_html(turn, answer.question), *_understanding(answer)]
    notices = [element("p", notice, class_="rl-notice") for notice in answer.notices]
    named = f"rl-status rl-status-{answer.status.value.replace('_', '-')}"
    said = [
        element("h3", text.STATUS_HEADING[answer.status], class_=named),
        element("div", list(_layout(turn, answer, around)), class_=f"rl-answer rl-answer-{answer.status.value}"),
    ]
    # Nothing may stand between somebody who fears for a child and the number to call.
    parts += said + notices if answer.status is Status.URGENT else notices + said
    parts += [_waiting(step)] if step else _after(turn, answer, around)
    return join(parts)


def sources_html(turn: str, answer: Answer) -> Markup:
    """Return the numbered sources of one answer, each opening at its page."""
    if not answer.citations:
        return element("p", text.SOURCES_NONE, class_="rl-quiet")
    return element("ol", [_source(turn, citation) for citation in answer.citations], class_="rl-sources-list")


def spoken_outcome(answer: Answer) -> str:
    """Say in one line, for the live region, what came of the question."""
    if not answer.citations:
        return f"{text.STATUS_HEADING[answer.status]}."
    reviews = len({citation.review_id for citation in answer.citations})
    kind = "quotation" if answer.composer == "extractive" else "checked sentence"
    return f"Answer ready: {text.count_of(len(answer.claims), kind)} from {text.count_of(reviews, 'review')}."


def filter_words(filters: Mapping[str, object]) -> str:
    """Say what the search was limited to: "since 1 January 2022; Rotherham"."""
    parts = [words for key, value in filters.items() if (words := _limit(key, value))]
    return "; ".join(parts)


def _waiting(step: str) -> Markup:
    return element("p", step.rstrip(".… ") + "…", class_="rl-waiting")


def _understanding(answer: Answer) -> Iterator[Markup]:
    rows = []
    if answer.standalone_question.strip() not in ("", answer.question.strip()):
        rows.append((text.UNDERSTOOD, answer.standalone_question))
    if words := filter_words(answer.filters):
        rows.append((text.LIMITED_TO, words))
    if rows:
        pairs = [(element("dt", name + ": "), element("dd", element("bdi", words))) for name, words in rows]
        yield element("dl", [element("div", pair) for pair in pairs], class_="rl-understood")


def _layout(turn: str, answer: Answer, around: Surroundings) -> Iterator[Markup]:
    sources = {citation.n: citation for citation in answer.citations}
    for block in answer.layout or (Block("text", answer.answer),):
        if block.kind == "claim" and block.claim is not None and block.claim < len(answer.claims):
            yield _claim(turn, answer.claims[block.claim], sources, around)
        elif block.kind == "heading":
            yield element("h4", block.text, class_="rl-group")
        elif block.kind == "lead_in":
            yield element("p", block.text, class_="rl-lead-in")
        else:
            yield from _paragraphs(block.text)


def _paragraphs(words: str) -> Iterator[Markup]:
    """Set words of ours: paragraphs, lists of "- " lines and **strong** words; nothing else of Markdown is read."""
    for paragraph in re.split(r"\n\s*\n", words):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        for listed, group in groupby(lines, key=lambda line: line.startswith(("- ", "* "))):
            if listed:
                yield element("ul", [element("li", _strong(line[2:])) for line in group], class_="rl-list")
            else:
                spaced = [part for line in group for part in (element("br"), *_strong(line))][1:]
                yield element("p", spaced)


def _strong(line: str) -> list[Markup]:
    parts = re.split(r"\*\*(.+?)\*\*", line)
    return [element("strong", part) if i % 2 else escape(part) for i, part in enumerate(parts)]


def _claim(turn: str, claim: Claim, sources: Mapping[int, Citation], around: Surroundings) -> Markup:
    cited = [sources[n] for n in claim.citations if n in sources]
    chips = join([[" ", _chip(turn, citation)] for citation in cited])
    scan = [" ", element("span", text.SCAN, class_="rl-scan")] if any(citation.ocr for citation in cited) else None
    found = [
        element("span", f" {citation.n}: {around.checks[citation.n]}", class_="rl-check-found")
        for citation in cited
        if citation.n in around.checks
    ]
    if claim.checked == "verbatim":
        return element("blockquote", element("p", element("bdi", claim.text), chips, scan, found), class_="rl-quote")
    warning = element("span", " " + text.CHECKED[claim.checked], class_=f"rl-checked rl-{claim.checked}")
    return element("p", element("bdi", claim.text), chips, scan, warning, found, class_="rl-claim")


def _chip(turn: str, citation: Citation) -> Markup:
    return element(
        "button",
        str(citation.n),
        type="button",
        class_="rl-chip",
        aria_label=chip_name(citation.n, citation),
        **_opening(turn, citation, citation.n),
    )


def _opening(turn: str, words: Citation | FoundPassage, number: int | None) -> dict[str, str | int | None]:
    """Return the attributes by which the page's script opens a source."""
    return {
        "data_turn": turn,
        "data_n": number,
        "data_review": words.review_id,
        "data_version": words.version,
        "data_page": words.page,
        "data_start": words.start,
        "data_end": words.end,
    }


def _source(turn: str, citation: Citation) -> Markup:
    where = place_words(citation.page, citation.page_label, citation.paragraph)
    open_words = f"Open page {citation.page}" if citation.page is not None else "Open the paragraph"
    name = f"{open_words}: source {citation.n}, {source_name(citation)}"
    headings = heading_words(citation.heading_path, citation.title)
    return element(
        "li",
        element("span", str(citation.n), class_="rl-number", aria_hidden="true"),
        _named_place(source_name(citation), where),
        element("p", citation.title, class_="rl-quiet") if citation.title else None,
        element("p", headings, class_="rl-quiet") if headings else None,
        element("blockquote", element("bdi", citation.quote), class_="rl-quote rl-quote-small"),
        element("p", text.SCAN, class_="rl-scan", title=text.SCAN_HELP) if citation.ocr else None,
        element(
            "button",
            open_words,
            type="button",
            class_="rl-link rl-open",
            aria_label=name,
            **_opening(turn, citation, citation.n),
        ),
        value=citation.n,
        data_n=citation.n,
    )


def _named_place(name: str, where: str) -> Markup:
    return element("p", element("strong", name), [", ", where] if where else None, class_="rl-source-name")


def _after(turn: str, answer: Answer, around: Surroundings) -> Iterator[Markup]:
    if answer.status is Status.NO_EVIDENCE:
        if answer.passages:
            yield _nearest(turn, answer.passages, opened=True)
        yield widening_html(answer, around.ticked, around.reviews)
    elif answer.status is Status.PARTIAL and answer.passages:
        yield _nearest(turn, answer.passages, opened=False)
    if answer.citations and answer.composer == "extractive":
        scanned = any(citation.ocr for citation in answer.citations)
        yield element("p", text.VERBATIM_SCAN if scanned else text.VERBATIM, class_="rl-quiet rl-colophon")
    yield from filter(None, (not_verified_html(answer), how_html(answer)))
    if actions := actions_html(turn, answer, around):
        yield actions


def _nearest(turn: str, passages: tuple[FoundPassage, ...], *, opened: bool) -> Markup:
    shown = passages[:NEAREST_SHOWN]
    items = [_near(turn, passage) for passage in shown]
    listed = element("ul", items, class_="rl-nearest")
    if opened:
        return element("section", element("h4", text.NEAREST, class_="rl-group"), listed)
    return element("details", element("summary", text.NEAREST_SHOW), listed)


def _near(turn: str, passage: FoundPassage) -> Markup:
    where = place_words(passage.page, passage.page_label, passage.paragraph)
    name = source_name(passage)
    words = passage.text if len(passage.text) <= 320 else passage.text[:320].rsplit(" ", 1)[0] + " …"
    open_words = f"Open page {passage.page}" if passage.page is not None else "Open the paragraph"
    return element(
        "li",
        _named_place(name, where),
        element("blockquote", element("bdi", words), class_="rl-quote rl-quote-small"),
        element("p", text.SCAN, class_="rl-scan") if passage.ocr else None,
        element(
            "button",
            open_words,
            type="button",
            class_="rl-link rl-open",
            aria_label=f"{open_words}: {name}",
            **_opening(turn, passage, None),
        ),
    )


def _limit(key: str, value: object) -> str:
    values = [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
    values = [v for v in values if v and v != "None"]
    if not values:
        return ""
    if key == "published_from":
        return f"published since {text.long_date(values[0])}"
    if key == "published_to":
        return f"published up to {text.long_date(values[0])}"
    if key == "kind":
        return " or ".join(text.kind_name(v) for v in values)
    if key == "local_authority":
        return " or ".join(text.place_name(v) for v in values)
    if key == "not_local_authority":
        return "not " + " or ".join(text.place_name(v) for v in values)
    if key == "theme":
        return "theme " + " or ".join(text.theme_name(v) for v in values)
    if key == "review_id":
        return text.count_of(len(values), "chosen review")
    return f"{key.replace('_', ' ')}: {', '.join(values)}"
