"""The lessons page as HTML: limits to tick, the folded list, the way through its pages, and export."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from desk.lessons import FACETS, Chosen, Facet, Fold, Lesson
from desk.taxonomy import Taxonomy
from web import lesson_words as words
from web import text
from web.lesson_query import Wanted, pairs_of
from web.markup import Child, element, join
from web.reference import place_words, review_name
from web.source_address import Address

ON_A_PAGE = 20
SHOWN = 700
SHOWN_AGAIN = 220
ASKED = 180
HEAD = element("link", rel="stylesheet", href="/page-files/lessons.css")


def lessons_html(
    folds: Sequence[Fold],
    counts: Mapping[Facet, Counter[str]],
    wanted: Wanted,
    taxonomy: Taxonomy,
    *,
    may_correct: bool,
) -> Markup:
    """Return the body of the page for the folds that were wanted."""
    last = max(1, -(-len(folds) // ON_A_PAGE))
    page = min(wanted.page, last)
    here = folds[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    first = (page - 1) * ON_A_PAGE + 1
    listed: Child = element("p", words.NOTHING)
    if here:
        items = [_fold(fold, taxonomy, wanted, may_correct=may_correct) for fold in here]
        listed = element("ol", items, class_="rl-lessons", start=first)
    total = sum(len(fold.lessons) for fold in folds)
    results = element(
        "section",
        element("h2", _count_words(folds, total), id="results"),
        _limits(wanted, taxonomy),
        listed,
        _pages(wanted, page, last) if last > 1 else None,
        _export(wanted, total) if here else None,
        class_="rl-results",
        aria_labelledby="results",
    )
    return join(
        [
            element("p", words.INTRODUCTION),
            element("div", _form(counts, wanted, taxonomy), results, class_="rl-beside"),
        ]
    )


def value_name(facet: Facet, value: str, taxonomy: Taxonomy) -> str:
    """Name what can be ticked as people read it."""
    match facet:
        case "theme":
            theme = taxonomy.by_id.get(value)
            return theme.name if theme else value
        case "role":
            return words.ROLES.get(value, value)
        case "agency":
            return value[:1].upper() + value[1:]
        case "kind":
            return text.kind_name(value)
        case "authority":
            return text.place_name(value)
        case "year":
            return value


def place_of(lesson: Lesson) -> str:
    """Say where in its review a lesson stands."""
    passage = lesson.stored.passage
    return place_words(passage.page, passage.page_label, passage.paragraph)


def source_of(lesson: Lesson) -> str:
    """Return the address that opens a lesson at its source."""
    passage = lesson.stored.passage
    address = Address(lesson.record.review_id, lesson.record.version, passage.page, passage.start, passage.end)
    return f"/?{address.query()}"


def shortened(body: str, most: int) -> str:
    """Return words on one line, cut at a space where they are many."""
    line = " ".join(body.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def question_about(body: str) -> str:
    """Return a question that words of a review start: about their first sentence."""
    line = " ".join(body.split()).lstrip("•- ")
    sentence = re.split(r"(?<=[.!?])\s", line)[0].rstrip(".")
    return words.QUESTION.format(words=shortened(sentence, ASKED))


def asking_address(chosen: Chosen, taxonomy: Taxonomy) -> str:
    """Return the address of the ask page with a question about what was ticked, and the limits that it knows too."""
    facet: Facet = "theme" if chosen.theme else "agency"
    names = [text.in_a_sentence(value_name(facet, value, taxonomy)) for value in chosen.of(facet)]
    of_one, of_all = words.ROLE_QUESTIONS.get(chosen.role[0] if len(chosen.role) == 1 else "", words.ANY_QUESTION)
    pairs = [("q", of_one.format(subject=" and ".join(names)) if names else of_all)]
    limits = (("kind", chosen.kind), ("local_authority", chosen.authority), ("year", chosen.year))
    pairs += [(name, value) for name, values in limits for value in values]
    return "/?" + urlencode(pairs)


def _count_words(folds: Sequence[Fold], total: int) -> str:
    several = sum(fold.reviews > 1 for fold in folds)
    said = text.count_of(total, "lesson")
    return f"{said}, {several} of them said in several reviews" if several else said


def _form(counts: Mapping[Facet, Counter[str]], wanted: Wanted, taxonomy: Taxonomy) -> Markup:
    groups = [_group(facet, counts[facet], wanted.chosen, taxonomy) for facet in FACETS]
    kept = [element("input", type="hidden", name="review", value=one) for one in wanted.chosen.review]
    return element(
        "form",
        element("h2", words.CHOOSE, id="choose"),
        element("p", words.CHOOSE_HELP, class_="rl-quiet"),
        groups,
        kept,
        element("p", element("button", words.SHOW, type="submit", class_="rl-button")),
        element("p", element("a", words.CLEAR, href="/lessons")) if wanted.chosen else None,
        method="get",
        action="/lessons",
        aria_labelledby="choose",
        class_="rl-choose",
    )


def _group(facet: Facet, counts: Counter[str], chosen: Chosen, taxonomy: Taxonomy) -> Markup | None:
    """Return one group of boxes; it stands open where something in it is ticked."""
    ticked = chosen.of(facet)
    values = [*counts, *(value for value in ticked if value not in counts)]
    if not values:
        return None
    boxes = [
        element(
            "label",
            element("input", type="checkbox", name=facet, value=value, checked=value in ticked),
            element("span", f"{value_name(facet, value, taxonomy)} ({counts[value]})"),
        )
        for value in _ordered(facet, values, taxonomy)
    ]
    said = f" ({len(ticked)} ticked)" if ticked else ""
    note = element("p", words.HOW_FOUND, class_="rl-hint") if facet == "theme" else None
    return element(
        "details",
        element("summary", words.FACETS[facet], said),
        element("fieldset", element("legend", words.FACETS[facet], class_="rl-hidden"), note, boxes),
        open=bool(ticked),
    )


def _ordered(facet: Facet, values: Sequence[str], taxonomy: Taxonomy) -> list[str]:
    match facet:
        case "theme":
            order = {theme.id: number for number, theme in enumerate(taxonomy.themes)}
        case "role":
            order = {role: number for number, role in enumerate(words.ROLES)}
        case "year":
            return sorted(values, reverse=True)
        case _:
            return sorted(values, key=lambda value: value_name(facet, value, taxonomy).casefold())
    return sorted(values, key=lambda value: order.get(value, len(order)))


def _limits(wanted: Wanted, taxonomy: Taxonomy) -> Markup | None:
    """Say what the list is limited to, each limit a link that takes it away."""
    named: list[tuple[str, str, str]] = [
        (facet, value, value_name(facet, value, taxonomy)) for facet in FACETS for value in wanted.chosen.of(facet)
    ]
    if wanted.chosen.review:
        count = text.count_of(len(wanted.chosen.review), "chosen review")
        named += [("review", one, count) for one in wanted.chosen.review[:1]]
    if not named:
        return None
    items = [
        element(
            "li",
            element(
                "a",
                element("bdi", name),
                element("span", " ×", aria_hidden="true"),
                element("span", f", {words.TAKE_AWAY.format(name=name)}", class_="rl-hidden"),
                href=Wanted(Chosen()).address() if facet == "review" else wanted.without(facet, value).address(),
            ),
        )
        for facet, value, name in named
    ]
    asking = element("a", words.ASK_LIMITED, href=asking_address(wanted.chosen, taxonomy))
    listed = element("div", element("p", f"{words.LIMITED_TO}:"), element("ul", items), class_="rl-limits")
    return listed + element("p", asking)


def _fold(fold: Fold, taxonomy: Taxonomy, wanted: Wanted, *, may_correct: bool) -> Markup:
    lesson = fold.first
    passage = lesson.stored.passage
    name = f"{words.ROLES[passage.role.value]}, {review_name(lesson.record)}"
    where = place_of(lesson)
    tick = element(
        "label",
        element("input", type="checkbox", name="choose", value=lesson.key, form="rl-export"),
        element("span", words.TICK, element("span", f": {name}, {where}", class_="rl-hidden")),
        class_="rl-tick",
    )
    return element(
        "li",
        element("h3", element("bdi", name)),
        element("p", where, element("span", f" · {text.SCAN}") if passage.ocr else None, class_="rl-quiet"),
        element("blockquote", element("bdi", shortened(lesson.stored.text, SHOWN)), class_="rl-quote"),
        _others(fold),
        _named(words.THEMES, taxonomy.names(lesson.themes)),
        _named(words.AGENCIES, passage.agencies),
        element("p", list(_doing(lesson, f"{name}, {where}", may_correct=may_correct)), class_="rl-doing"),
        tick,
    )


def _named(label: str, names: Sequence[str]) -> Markup | None:
    return element("p", element("strong", label), " ", ", ".join(names), class_="rl-quiet") if names else None


def _doing(lesson: Lesson, name: str, *, may_correct: bool) -> Sequence[Markup]:
    def link(words_of: str, href: str) -> Markup:
        return element("a", words_of, element("span", f": {name}", class_="rl-hidden"), href=href)

    made = [
        link(words.OPEN, source_of(lesson)),
        link(words.ASK, "/?" + urlencode({"q": question_about(lesson.stored.text)})),
    ]
    if may_correct:
        place = {"review": lesson.record.review_id, "start": lesson.stored.passage.start}
        made.append(link(words.CORRECT, "/lessons/themes?" + urlencode(place)))
    return made


def _others(fold: Fold) -> Markup | None:
    """Say in how many reviews the same stands, and where."""
    if fold.reviews < 2:
        return None
    said = words.SAID_IN.format(count=fold.reviews)
    if fold.years:
        first, last = fold.years
        said += f", {first} to {last}" if first != last else f", {first}"
    items = [
        element(
            "li",
            element("a", element("bdi", f"{review_name(other.record)}, {place_of(other)}"), href=source_of(other)),
            element("blockquote", element("bdi", shortened(other.stored.text, SHOWN_AGAIN)), class_="rl-quote"),
        )
        for other in fold.lessons[1:]
    ]
    return element(
        "details", element("summary", element("strong", said)), element("p", words.NEARLY), element("ul", items)
    )


def _pages(wanted: Wanted, page: int, last: int) -> Markup:
    before = element("a", words.PREVIOUS, href=wanted.at(page - 1).address(), rel="prev") if page > 1 else None
    after = element("a", words.NEXT, href=wanted.at(page + 1).address(), rel="next") if page < last else None
    place = element("span", f"Page {page} of {last}")
    return element("nav", before, place, after, class_="rl-pages", aria_label=words.PAGES)


def _export(wanted: Wanted, total: int) -> Markup:
    kept = [element("input", type="hidden", name=name, value=value) for name, value in pairs_of(wanted.chosen)]
    everything = Wanted(wanted.chosen).address("/lessons.csv")
    return element(
        "section",
        element("h2", words.EXPORT),
        element("p", words.EXPORT_HELP),
        element(
            "form",
            kept,
            element("button", words.EXPORT_CHOSEN, type="submit", class_="rl-button"),
            id="rl-export",
            method="get",
            action="/lessons.csv",
        ),
        element("p", element("a", words.EXPORT_ALL.format(count=total), href=everything, download=True)),
    )
