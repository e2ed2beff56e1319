"""The forms about one review: its details, withdrawing and bringing back, erasing with a typed confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from desk.details_form import FIELDS, LABELS
from ingest.model import DetailField
from vectorstore import Erased, ReviewRecord
from web import library_words as words
from web import text
from web.library_list import address_of, name_of, review_address
from web.markup import Child, element, join


def edit_html(
    record: ReviewRecord, written: Mapping[DetailField, str], problems: Mapping[DetailField, str] | None = None
) -> Markup:
    """The form for a review's details, with what is wrong with them if they were sent."""
    wrong = problems or {}
    return join(
        [
            _summary(wrong),
            element(
                "form",
                [_field(name, written.get(name, ""), wrong.get(name)) for name in FIELDS],
                element("datalist", [element("option", value=slug) for slug in sorted(text.KINDS)], id="kinds"),
                element("p", words.EDIT_KEPT, class_="rl-quiet"),
                _buttons(words.SAVE, record),
                method="post",
                action=address_of("edit", record.review_id),
                class_="rl-form",
            ),
        ]
    )


def _summary(problems: Mapping[DetailField, str]) -> Markup | None:
    if not problems:
        return None
    items = [element("li", element("a", said, href=f"#{name}")) for name, said in problems.items()]
    heading = element("h2", words.PROBLEMS, id="problems-title")
    return element(
        "div", heading, element("ul", items), class_="rl-problem", role="alert", aria_labelledby="problems-title"
    )


def _field(name: DetailField, value: str, problem: str | None) -> Markup:
    described = f"{name}-help" + (f" {name}-problem" if problem else "")
    return element(
        "div",
        element("label", LABELS[name], for_=name),
        element("span", words.EDIT_HELP[name], id=f"{name}-help", class_="rl-quiet"),
        element("span", problem, id=f"{name}-problem", class_="rl-problem") if problem else None,
        element(
            "input",
            id=name,
            name=name,
            value=value,
            autocomplete="off",
            list="kinds" if name == "kind" else None,
            aria_describedby=described,
            aria_invalid="true" if problem else None,
        ),
        class_="rl-field",
    )


def _buttons(submit: str, record: ReviewRecord, *, grave: bool = False) -> Markup:
    return element(
        "p",
        element("button", submit, type="submit", class_="rl-button rl-grave" if grave else "rl-button"),
        element("a", words.CANCEL, href=review_address(record.review_id)),
        class_="rl-together",
    )


def confirm_html(record: ReviewRecord, page: str, said: str, submit: str) -> Markup:
    """Ask once more before a review is withdrawn or brought back, with room for the reason."""
    return join(
        [
            element("p", element("bdi", name_of(record)), class_="rl-named"),
            element("p", said),
            element(
                "form",
                element("label", words.REASON, for_="reason"),
                element("input", id="reason", name="reason", maxlength=500, autocomplete="off"),
                _buttons(submit, record),
                method="post",
                action=address_of(page, record.review_id),
                class_="rl-form",
            ),
        ]
    )


def erase_html(record: ReviewRecord, problem: str | None = None) -> Markup:
    """Ask for the review's id to be typed before it is erased."""
    typed = words.ERASE_TYPE.format(name=record.review_id)
    said: Child = element("p", problem, id="problem", class_="rl-problem", role="alert") if problem else None
    return join(
        [
            said,
            element("p", element("bdi", name_of(record)), class_="rl-named"),
            element("p", words.ERASE_HELP),
            None if record.withdrawn else element("p", words.ERASE_RATHER),
            element(
                "form",
                element("label", typed, for_="typed"),
                element(
                    "input",
                    id="typed",
                    name="typed",
                    autocomplete="off",
                    autocapitalize="none",
                    spellcheck="false",
                    aria_describedby="problem" if problem else None,
                ),
                _buttons(words.ERASE_BUTTON, record, grave=True),
                method="post",
                action=address_of("erase", record.review_id),
                class_="rl-form",
            ),
        ]
    )


def erased_html(file: str, proof: Erased) -> Markup:
    """What the proof of an erasure found."""
    back = element("p", element("a", words.BACK_TO_LIST, href="/library"))
    if proof.clean:
        proved = words.ERASED_PROOF.format(files=proof.files, phrases=proof.phrases, stems=proof.stems)
        return join([element("p", words.ERASED.format(file=file), role="status"), element("p", proved), back])
    problems = element("ul", [element("li", problem) for problem in proof.problems])
    said = element("p", words.NOT_ERASED.format(file=file), class_="rl-problem", role="alert")
    return join([said, problems, element("p", words.NOT_ERASED_HELP), back])
