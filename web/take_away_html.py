"""The pages where answers are chosen for a file, and where its format and a training pack's words are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from desk.exports.handout import HandedOut, Handout
from web import take_words as words
from web import text
from web.answer_html import shortened
from web.markup import element, join

HEAD = element("link", rel="stylesheet", href="/page-files/check.css")


@dataclass(frozen=True, slots=True)
class Offered:
    """A kept answer that may be chosen; ``kept_at`` is UTC."""

    turn: str
    question: str
    kept_at: datetime
    asker: str | None


def choosing_html(offered: Sequence[Offered], problem: str) -> Markup:
    """Return the list of kept answers to choose from."""
    if not offered:
        return element("p", words.INTRODUCTION) + element("p", words.NOTHING_KEPT)
    boxes = [
        element(
            "div",
            element("input", type="checkbox", name="kept", value=one.turn, id=f"kept-{i}"),
            element("label", element("bdi", shortened(one.question), dir="auto"), for_=f"kept-{i}"),
            element("p", _facts(one), class_="rl-quiet"),
            class_="rl-choice",
        )
        for i, one in enumerate(offered)
    ]
    return element("p", words.INTRODUCTION) + element(
        "form",
        element("p", problem, class_="rl-problem", role="alert", id="choose-problem") if problem else None,
        element(
            "fieldset",
            element("legend", words.CHOOSE),
            element("p", words.CHOOSE_HELP, class_="rl-quiet"),
            boxes,
            aria_describedby="choose-problem" if problem else None,
        ),
        element("button", words.CHOOSE_BUTTON, type="submit", class_="rl-button"),
        method="post",
        action="/take-away",
    )


def options_html(made: Handout, kept: Sequence[str], sealed: Sequence[str]) -> Markup:
    """Return the form for one file of chosen answers."""
    hidden = [element("input", type="hidden", name="kept", value=turn) for turn in kept]
    hidden += [element("input", type="hidden", name="sealed", value=one) for one in sealed]
    answers = [
        element("li", element("bdi", shortened(one.question), dir="auto"), _missing(one)) for one in made.answers
    ]
    form = element(
        "form",
        hidden,
        element("label", words.FILE_TITLE, for_="title"),
        element("input", type="text", id="title", name="title", value=made.title, maxlength=200, autocomplete="off"),
        _formats(),
        element("button", words.SAVE, type="submit", class_="rl-button"),
        _training(made),
        method="post",
        action="/take-away/file",
    )
    return join(
        [
            element("p", words.INTRODUCTION),
            element("h2", words.CHOSEN),
            element("ul", answers),
            form,
            element("p", element("a", words.OTHERS, href="/take-away")),
        ]
    )


def _formats() -> Markup:
    boxes = [
        element(
            "div",
            element(
                "input",
                type="radio",
                name="format",
                value=key,
                id=f"format-{key}",
                checked=key == "word",
                aria_describedby=f"format-{key}-help",
            ),
            element("label", name, for_=f"format-{key}"),
            element("p", helps, id=f"format-{key}-help", class_="rl-quiet"),
            class_="rl-choice",
        )
        for key, (name, helps) in words.FORMAT_NAMES.items()
    ]
    return element("fieldset", element("legend", words.FORMAT), element("div", boxes, class_="rl-choices"))


def _training(made: Handout) -> Markup:
    return element(
        "details",
        element("summary", words.TRAINING),
        element("p", words.TRAINING_HELP, id="training-help"),
        _area("before", words.BEFORE, "", rows=4),
        [_about(i, one) for i, one in enumerate(made.answers)],
        element("button", words.SAVE, type="submit", class_="rl-button"),
    )


def _about(place: int, answer: HandedOut) -> Markup:
    return element(
        "fieldset",
        element("legend", words.ABOUT, element("bdi", shortened(answer.question), dir="auto")),
        _area(f"notes-{place}", words.NOTES, "", rows=4),
        _area(f"prompts-{place}", words.PROMPTS, "\n".join(answer.prompts), rows=7),
        class_="rl-taken",
    )


def _area(name: str, label: str, inside: str, *, rows: int) -> Markup:
    return element("label", label, for_=name) + element("textarea", inside, id=name, name=name, rows=rows)


def _missing(answer: HandedOut) -> Markup | None:
    if not answer.left_out:
        return None
    said = words.LEFT_OUT.format(count=text.count_of(answer.left_out, "part"))
    return element("p", said, class_="rl-notice")


def _facts(one: Offered) -> str:
    asked = f", asked by {one.asker}" if one.asker else ""
    return f"{text.long_date(one.kept_at.date())}{asked}"
