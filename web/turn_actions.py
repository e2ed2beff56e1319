"""What can be done with an answer that stands: copy it, print it, change its question, say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from assistant.model import Answer, Status
from desk.conversations import MAX_NOTE
from web import text
from web.markup import element
from web.reference import chip_name
from web.surroundings import Surroundings

MAX_QUESTION = 2_000


def actions_html(turn: str, answer: Answer, around: Surroundings) -> Markup | None:
    """Return the line of actions under an answer, with the forms that they open."""
    acts = list(_acts(turn, answer, around))
    if not acts:
        return None
    said = element("p", "", class_="rl-quiet rl-said", role="status", data_turn=turn)
    return element("div", acts, said, class_="rl-actions", role="group", aria_label=text.ACTIONS)


def _acts(turn: str, answer: Answer, around: Surroundings) -> Iterator[Markup]:
    if answer.status is Status.URGENT:
        yield element(
            "button", text.SEARCH_ANYWAY, type="button", class_="rl-button", data_ask=answer.question, data_anyway="yes"
        )
        return
    if answer.citations:
        yield element("button", text.COPY, type="button", class_="rl-link", data_turn_act="copy", data_turn=turn)
        yield element("button", text.PRINT, type="button", class_="rl-link", data_turn_act="print", data_turn=turn)
        yield _take(turn)
    if len(answer.question) <= MAX_QUESTION:
        yield _edit(turn, answer)
    if around.remark_days is not None and answer.status is not Status.INVALID:
        yield _remark(turn, answer, around.remark_days)


def _take(turn: str) -> Markup:
    """Return the way to the page where this answer is made into a file; the script puts the sealed answer in."""
    return element(
        "form",
        element("input", type="hidden", name="sealed"),
        element("button", text.TAKE_AWAY, type="submit", class_="rl-link"),
        method="post",
        action="/take-away",
        data_form="take",
        data_turn=turn,
    )


def _edit(turn: str, answer: Answer) -> Markup:
    named = f"{turn}-edit"
    question = answer.standalone_question.strip() or answer.question
    return element(
        "details",
        element("summary", text.EDIT),
        element(
            "form",
            element("label", text.EDIT_LABEL, for_=named),
            element("p", text.EDIT_HELP, class_="rl-quiet", id=f"{named}-help"),
            element(
                "textarea",
                question,
                id=named,
                name="question",
                rows=3,
                maxlength=MAX_QUESTION,
                dir="auto",
                aria_describedby=f"{named}-help",
            ),
            element("button", text.EDIT_ASK, type="submit", class_="rl-button"),
            data_form="edit",
            class_="rl-form",
        ),
    )


def _remark(turn: str, answer: Answer, days: int) -> Markup:
    named = f"{turn}-note"
    about = [("", text.REMARK_WHOLE), *((str(c.n), chip_name(c.n, c)) for c in answer.citations)]
    return element(
        "details",
        element("summary", text.REMARK),
        element(
            "form",
            _choices(turn, "citation", text.REMARK_ABOUT, about) if len(about) > 1 else None,
            _choices(turn, "verdict", text.REMARK_WHAT, list(text.REMARK_WORDS.items())),
            element("label", text.REMARK_NOTE, for_=named),
            element("p", text.REMARK_NO_NAMES, class_="rl-quiet", id=f"{named}-help"),
            element(
                "textarea", "", id=named, name="note", rows=3, maxlength=MAX_NOTE, aria_describedby=f"{named}-help"
            ),
            element("p", text.REMARK_KEEPS.format(days=days), class_="rl-quiet"),
            element("button", text.REMARK_SEND, type="submit", class_="rl-button"),
            data_form="remark",
            data_turn=turn,
            class_="rl-form",
        ),
    )


def _choices(turn: str, name: str, label: str, offered: list[tuple[str, str]]) -> Markup:
    # One of them is chosen from the start, so that nothing has to be said about a choice that was not made.
    boxes = [
        element(
            "label",
            element("input", type="radio", name=name, value=value, id=f"{turn}-{name}-{i}", checked=i == 0),
            element("span", words),
            for_=f"{turn}-{name}-{i}",
        )
        for i, (value, words) in enumerate(offered)
    ]
    return element("fieldset", element("legend", label), element("div", boxes, class_="rl-boxes"))
