"""One citation of a kept answer beside its page, with the form for a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from assistant.model import Citation, Claim
from desk.check_report import Checked
from desk.checks import LONGEST_REASON, Check, Verdict, shown_to, standing
from web import check_words as words
from web import text
from web.answer_html import filter_words
from web.faces import LibraryFace
from web.markup import element, join
from web.page_beside import page_beside
from web.reference import full_reference, place_words, source_name
from web.source_view import Address


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: a trainer's standing verdict, or what they sent and why it was not taken."""

    verdict: Verdict | None = None
    reason: str = ""
    problem: str = ""


def citation_html(
    library: LibraryFace,
    checked: Checked,
    citation: Citation,
    trainer: str,
    *,
    said: str,
    shown: int | None,
    draft: Draft,
) -> Markup:
    """Return the body of the page; ``said`` is what just happened."""
    here = address_of(checked, citation.n)
    address = Address(citation.review_id, citation.version, citation.page, citation.start, citation.end, shown)
    claim = element(
        "div", _said(said, checked, trainer), _question(checked), _claim(checked, citation), class_="rl-claimed"
    )
    page = element(
        "section",
        element("h2", words.PAGE, id="page-title", tabindex="-1"),
        element("p", _reference(citation), class_="rl-reference"),
        page_beside(library, address, here),
        element("p", element("a", words.OPEN_SOURCE, href=f"/?{address.query()}")),
        class_="rl-beside",
        aria_labelledby="page-title",
    )
    judging = element(
        "div",
        _form(checked, citation, draft),
        _next(checked, trainer),
        _others(checked, citation, trainer),
        _sources(checked, citation.n, trainer),
        _keys(),
        element("p", element("a", words.BACK, href="/check")),
        class_="rl-judging",
    )
    return element("div", claim, page, judging, class_="rl-check")


def address_of(checked: Checked, n: int) -> str:
    """Return where a citation is checked."""
    return f"/check/{checked.kept.turn_id}/{n}"


def draft_of(checked: Checked, n: int, trainer: str) -> Draft:
    """Return the form as it opens: with the trainer's own verdict where one stands."""
    own = standing(checked.of(n)).get(trainer)
    return Draft(own.verdict, own.reason) if own else Draft()


def progress_words(checked: Checked, trainer: str) -> str:
    """Say how far a trainer is with an answer."""
    return words.PROGRESS.format(done=checked.checked_by(trainer), count=len(checked.citations))


def _said(said: str, checked: Checked, trainer: str) -> Markup:
    progress = progress_words(checked, trainer)
    whole = f"{said} {progress}".strip()
    # The script writes the line again once the page stands, so that it is read out.
    return element("p", whole, role="status", class_="rl-said" if said else "rl-quiet", id="rl-progress")


def _question(checked: Checked) -> Markup:
    answer = checked.answer
    rows = []
    if answer.standalone_question.strip() not in ("", answer.question.strip()):
        rows.append((words.UNDERSTOOD, answer.standalone_question))
    if limits := filter_words(answer.filters):
        rows.append((text.LIMITED_TO, limits))
    return join(
        [
            element("h2", element("span", f"{words.QUESTION}: ", class_="rl-hidden"), element("bdi", answer.question)),
            [element("p", f"{name}: ", element("bdi", said), class_="rl-quiet") for name, said in rows],
        ]
    )


def _claim(checked: Checked, citation: Citation) -> Markup:
    borne = [claim for claim in checked.answer.claims if citation.n in claim.citations]
    quote = element("blockquote", element("p", element("bdi", citation.quote)), class_="rl-quote")
    parts: list[Markup] = [element("h2", words.CLAIM, class_="rl-hidden")]
    if not borne:
        parts += [element("p", words.NOT_IN_A_CLAIM), quote]
    elif all(_same(claim, citation) for claim in borne):
        parts += [element("p", words.QUOTED_ALONE, class_="rl-quiet"), quote]
    else:
        parts.append(element("p", words.SAYS, class_="rl-quiet"))
        parts += [element("p", element("bdi", claim.text), class_="rl-claim") for claim in borne]
        parts += [element("p", words.RESTS_ON, class_="rl-quiet"), quote]
    whole = [element("p", element("bdi", claim.text), _numbers(claim)) for claim in checked.answer.claims]
    parts.append(element("details", element("summary", words.WHOLE), element("div", whole, class_="rl-whole")))
    return join(parts)


def _same(claim: Claim, citation: Citation) -> bool:
    return " ".join(claim.text.split()) == " ".join(citation.quote.split())


def _numbers(claim: Claim) -> str:
    return "".join(f" [{n}]" for n in claim.citations)


def _form(checked: Checked, citation: Citation, draft: Draft) -> Markup:
    here = address_of(checked, citation.n)
    wrong = "verdict-problem" if draft.problem else None
    boxes = [
        element(
            "div",
            element(
                "input",
                type="radio",
                name="verdict",
                value=verdict.value,
                id=f"verdict-{words.KEYS[verdict]}",
                checked=draft.verdict is verdict,
                required=True,
                data_key=words.KEYS[verdict],
                aria_describedby=f"verdict-{words.KEYS[verdict]}-help",
            ),
            element("label", name, _key(words.KEYS[verdict]), for_=f"verdict-{words.KEYS[verdict]}"),
            element("p", words.VERDICT_HELP[verdict], id=f"verdict-{words.KEYS[verdict]}-help", class_="rl-quiet"),
            class_="rl-choice",
        )
        for verdict, name in words.VERDICTS.items()
    ]
    problem = element("p", draft.problem, id="verdict-problem", class_="rl-problem", role="alert")
    verdict_form = element(
        "form",
        problem if draft.problem else None,
        element(
            "fieldset",
            element("legend", element("h2", words.YOURS)),
            element("div", boxes, class_="rl-choices"),
            aria_describedby=wrong,
        ),
        element("label", words.REASON, _key("r"), for_="reason"),
        element("p", words.REASON_HELP, id="reason-help", class_="rl-quiet"),
        element(
            "textarea",
            draft.reason,
            id="reason",
            name="reason",
            rows=3,
            maxlength=LONGEST_REASON,
            data_key="r",
            aria_describedby=f"reason-help {wrong}" if wrong else "reason-help",
            aria_invalid="true" if wrong else None,
        ),
        element("button", words.SAVE, _key("g"), type="submit", class_="rl-button", data_key="g"),
        method="post",
        action=here,
    )
    undo = element(
        "form",
        element("input", type="hidden", name="n", value=citation.n),
        element("button", words.UNDO, _key("u"), type="submit", class_="rl-button rl-second", data_key="u"),
        method="post",
        action=f"/check/{checked.kept.turn_id}/undo",
    )
    return element("section", verdict_form, undo, class_="rl-verdict")


def _key(key: str) -> Markup:
    """Return a key beside what it does; the script shows it while the keys are on."""
    return element("kbd", key, class_="rl-key", aria_hidden="true", hidden=True)


def _others(checked: Checked, citation: Citation, trainer: str) -> Markup:
    checks = checked.of(citation.n)
    seen = shown_to(trainer, checks)
    others = [check for check in standing(checks).values() if check.trainer != trainer]
    mine = trainer in standing(checks)
    parts: list[Markup] = [element("h2", words.OTHERS)]
    if others and not mine:
        parts.append(element("p", words.BLIND))
    elif others:
        parts.append(element("ul", [element("li", list(_check(check))) for check in others], class_="rl-verdicts"))
        differ = len({check.verdict for check in standing(checks).values()}) > 1
        parts.append(element("p", words.DIFFER if differ else words.AGREE, class_="rl-notice" if differ else None))
    else:
        parts.append(element("p", words.ALONE if mine else words.NONE_YET))
    parts += _remarks(checked, citation.n)
    if seen:
        history = element(
            "ol", [element("li", list(_check(check, dated=True))) for check in seen], class_="rl-verdicts"
        )
        parts.append(element("details", element("summary", words.HISTORY), history))
    return join(parts)


def _check(check: Check, *, dated: bool = False) -> Iterator[Markup]:
    yield element("strong", element("bdi", check.trainer), f": {words.VERDICTS[check.verdict].lower()}")
    if check.reason:
        yield element("span", ". “", element("bdi", check.reason), "”")
    if dated:
        undone = f", {words.UNDONE.format(day=text.long_date(check.undone.date()))}" if check.undone else ""
        yield element("span", f" ({text.long_date(check.given.date())}{undone})", class_="rl-quiet")


def _remarks(checked: Checked, n: int) -> list[Markup]:
    said = [
        element(
            "li",
            words.REMARKS[one.verdict],
            f" (source {one.citation})" if one.citation is not None else " (the whole answer)",
            [": “", element("bdi", one.note), "”"] if one.note else None,
        )
        for one in checked.kept.feedback
        if one.citation in (None, n)
    ]
    return [element("h3", words.READERS), element("ul", said, class_="rl-verdicts")] if said else []


def _sources(checked: Checked, current: int, trainer: str) -> Markup:
    numbers = [citation.n for citation in checked.citations]
    place = numbers.index(current)
    before = numbers[place - 1] if place else None
    after = numbers[place + 1] if place + 1 < len(numbers) else None
    items = [
        element(
            "li",
            element(
                "a",
                f"{citation.n}. {source_name(citation)}",
                href=address_of(checked, citation.n),
                aria_current="true" if citation.n == current else None,
                data_key="j" if citation.n == after else "k" if citation.n == before else None,
            ),
            element("span", f" {_state(checked, citation.n, trainer)}", class_="rl-quiet"),
        )
        for citation in checked.citations
    ]
    return element("nav", element("h2", words.SOURCES_OF), element("ul", items), aria_label=words.SOURCES_OF)


def _state(checked: Checked, n: int, trainer: str) -> str:
    own = standing(checked.of(n)).get(trainer)
    if own is None:
        return "not checked by you"
    disputed = ", disputed" if checked.status(n).disputed else ""
    return f"{words.VERDICTS[own.verdict].lower()}{disputed}"


def _next(checked: Checked, trainer: str) -> Markup:
    done = checked.checked_by(trainer) == len(checked.citations)
    link = element("a", words.NEXT_ANSWER, href=f"/check/{checked.kept.turn_id}/next", data_key="a")
    return join(
        [
            element("p", words.ALL_DONE, class_="rl-notice") if done else None,
            element("p", link, class_="rl-next"),
        ]
    )


def _keys() -> Markup:
    listed = [*((key, f"{words.VERDICTS[v].lower()}") for v, key in words.KEYS.items()), *words.OTHER_KEYS]
    pairs = [element("div", element("dt", element("kbd", key)), element("dd", does)) for key, does in listed]
    switch = element("input", type="checkbox", id="use-keys", checked=True, autocomplete="off")
    return element(
        "details",
        element("summary", words.KEYS_TITLE),
        element("p", switch, " ", element("label", words.KEYS_SWITCH, for_="use-keys"), class_="rl-choice"),
        element("p", words.KEYS_HELP, class_="rl-quiet"),
        element("dl", pairs, class_="rl-keys"),
        id="keys",
        hidden=True,
    )


def _reference(citation: Citation) -> str:
    return full_reference(
        local_authority=citation.local_authority,
        title=citation.title,
        file=citation.file,
        kind=citation.kind,
        published=citation.published,
        place=place_words(citation.page, citation.page_label, citation.paragraph),
    )
