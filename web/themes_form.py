"""The page where a librarian corrects the themes of a passage or a review."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from markupsafe import Markup

from desk.lessons import Lesson
from desk.taxonomy import Taxonomy, Theme
from desk.themes import Correction
from vectorstore import ReviewRecord
from web import lesson_words as words
from web.lessons_html import place_of, source_of
from web.markup import Child, element, join
from web.reference import review_name, short_name


def passage_form(
    lesson: Lesson, taxonomy: Taxonomy, corrections: Collection[Correction], *, saved: bool = False
) -> Markup:
    """Return the form for one passage, with its words beside it."""
    review = urlencode({"review": lesson.record.review_id})
    fields = {"review": lesson.record.review_id, "start": str(lesson.stored.passage.start)}
    return join(
        [
            _saved(saved),
            element("p", element("bdi", f"{review_name(lesson.record)}, {place_of(lesson)}")),
            element("blockquote", element("bdi", " ".join(lesson.stored.text.split())), class_="rl-quote"),
            element("p", element("a", words.OPEN, href=source_of(lesson))),
            _form(words.CORRECT_PASSAGE, words.CORRECT_HELP, fields, lesson.themes, taxonomy, corrections),
            element("p", element("a", words.OF_REVIEW, href=f"/lessons/themes?{review}")),
            element("p", element("a", words.BACK, href="/lessons")),
        ]
    )


def review_form(
    record: ReviewRecord,
    themes: Collection[str],
    taxonomy: Taxonomy,
    corrections: Collection[Correction],
    *,
    saved: bool = False,
) -> Markup:
    """Return the form for a review as a whole."""
    details = record.details
    name = short_name(
        local_authority=details.local_authority, title=details.title, file=record.file, published=details.published
    )
    fields = {"review": record.review_id}
    listed = urlencode({"review": record.review_id})
    return join(
        [
            _saved(saved),
            element("p", element("bdi", name)),
            element("p", element("bdi", details.title), class_="rl-quiet") if details.title else None,
            _form(words.CORRECT_REVIEW, words.CORRECT_REVIEW_HELP, fields, themes, taxonomy, corrections),
            element("p", element("a", words.BACK, href=f"/lessons?{listed}")),
        ]
    )


def _saved(saved: bool) -> Child:
    return element("p", words.SAVED, class_="rl-notice", role="status") if saved else None


def _form(
    legend: str,
    hint: str,
    fields: dict[str, str],
    themes: Collection[str],
    taxonomy: Taxonomy,
    corrections: Collection[Correction],
) -> Markup:
    by_hand = {one.theme: words.GIVEN if one.given else words.TAKEN for one in corrections}
    boxes = [_box(theme, theme.id in themes, by_hand.get(theme.id)) for theme in taxonomy.themes]
    return element(
        "form",
        [element("input", type="hidden", name=name, value=value) for name, value in fields.items()],
        element(
            "fieldset",
            element("legend", legend),
            element("p", hint, class_="rl-quiet"),
            boxes,
            class_="rl-themes",
        ),
        element("p", element("button", words.SAVE, type="submit", class_="rl-button")),
        method="post",
        action="/lessons/themes",
    )


def _box(theme: Theme, ticked: bool, by_hand: str | None) -> Markup:
    return element(
        "label",
        element("input", type="checkbox", name="theme", value=theme.id, checked=ticked),
        element(
            "span",
            element("strong", theme.name),
            element("em", f" ({by_hand})") if by_hand else None,
            element("span", theme.about, class_="rl-hint"),
        ),
    )
