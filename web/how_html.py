"""Beside an answer: what was not verified, how the answer was made, and the choice before personal details are sent."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from assistant.claims.personal import Noticed
from assistant.model import Answer, CheckMade, How, NotVerified
from web import text
from web.markup import Child, element, join

NOT_VERIFIED = "Not verified: {count} that the chat model wrote"
NOT_VERIFIED_HELP = (
    "These sentences are not part of the answer. The chat model wrote them, and they or their quotes did not pass the "
    "check against the reports. Do not rely on them."
)
NOT_VERIFIED_WHY = "Why: "
CLAIMED_QUOTE = "Given as a quote by the model: "
HOW = "How this answer was made"
UNDERSTOOD = "Question as it was understood"
LIMITS = "Limits of the search"
CONSIDERED = "Passages considered"
COMPOSER = "Written by"
EXTRACTIVE = "Nobody: sentences of the reports were chosen, word for word"
MODEL = "Chat model asked"
PROMPTS = "Version of its prompts"
FALLBACK = "Why it did not write this answer"
MASKED = "Personal details"
MASKED_YES = "Left out of what the chat model got"
REPAIRED = "Corrections"
REPAIRED_YES = "The model was asked once to correct what had not passed"
TIMES = "Time taken"
TIME_NAMES = {"total_ms": "in all", "retrieve_ms": "searching", "chat_ms": "with the chat model"}
CHECKS = "Checks of what the model wrote"
OUTCOMES = {
    "verbatim": "Word for word",
    "supported": "Borne out by its quotes",
    "unsupported": "Not borne out by its quotes",
    "unchecked": "A quote or its form did not pass",
}
DETAILS_FOUND = "This question seems to hold personal details."
DETAILS_WHICH = "Noticed: {kinds}. This library asks a chat model on another machine ({model})."
DETAILS_MASKED = "Without them the model gets:"
SEND_MASKED = "Ask without these details"
SEND_TYPED = "Ask as typed"
SENT_TO = (
    "Each question is sent, with passages of the reviews, to the chat model {model} on another machine. "
    "Do not type names or other details of people you work with."
)
_NOT_SENT = (" Nothing is sent anywhere else.", " Nothing is kept or sent.")


def private_words(private: str, sends_to: str | None) -> str:
    """Return what the page says about privacy; where questions go to another machine it must not say that none do."""
    if sends_to is None:
        return private
    kept = " Nothing is kept here." if private.endswith(_NOT_SENT[1]) else ""
    for words in _NOT_SENT:
        private = private.removesuffix(words)
    return f"{private}{kept} {SENT_TO.format(model=sends_to)}"


def choice_html(question: str, noticed: Noticed, model: str | None) -> Markup:
    """Return the choice between sending a question without its personal details and sending it as typed."""
    kinds = ", ".join(noticed.kinds)
    buttons = [
        element("button", SEND_MASKED, type="button", class_="rl-button", data_ask=question, data_details="masked"),
        " ",
        element("button", SEND_TYPED, type="button", class_="rl-button", data_ask=question, data_details="typed"),
    ]
    return join(
        [
            element("p", element("strong", DETAILS_FOUND), " ", DETAILS_WHICH.format(kinds=kinds, model=model)),
            element("p", DETAILS_MASKED),
            element("blockquote", element("bdi", noticed.masked)),
            element("p", buttons, class_="rl-actions"),
        ]
    )


def not_verified_html(answer: Answer) -> Markup | None:
    """Return, folded away, what a chat model wrote that did not pass; None where there is nothing of it."""
    if not answer.not_verified:
        return None
    heading = NOT_VERIFIED.format(count=text.count_of(len(answer.not_verified), "sentence"))
    items = [element("li", list(_left_out(one))) for one in answer.not_verified]
    return element(
        "details",
        element("summary", heading),
        element("p", NOT_VERIFIED_HELP),
        element("ul", items),
        class_="rl-not-verified",
    )


def _left_out(one: NotVerified) -> Iterator[Markup]:
    yield element("p", element("bdi", one.text))
    yield element("p", NOT_VERIFIED_WHY, element("bdi", "; ".join(one.reasons)), ".", class_="rl-quiet")
    for quote in one.quotes:
        yield element("p", CLAIMED_QUOTE, element("bdi", quote), class_="rl-quiet")


def how_html(answer: Answer) -> Markup | None:
    """Return, folded away, how the answer was made; None where that was not written down."""
    how = answer.how
    if how is None:
        return None
    rows = [element("div", element("dt", f"{name}: "), element("dd", value)) for name, value in _rows(answer, how)]
    checks = _checks(how.checks) if how.checks else None
    return element("details", element("summary", HOW), element("dl", rows), checks, class_="rl-how")


def _rows(answer: Answer, how: How) -> Iterator[tuple[str, Child]]:
    yield UNDERSTOOD, element("bdi", how.understood)
    if how.filters:
        yield (
            LIMITS,
            element("bdi", "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in how.filters.items())),
        )
    reviews = len({passage.review_id for passage in how.passages})
    yield CONSIDERED, f"{len(how.passages)} from {text.count_of(reviews, 'review')}"
    yield COMPOSER, EXTRACTIVE if how.composer == "extractive" else f"the chat model {how.model}"
    if how.model and how.fallback:
        yield MODEL, how.model
        yield FALLBACK, f"It {how.fallback}"
    if how.prompts:
        yield PROMPTS, how.prompts
    if how.masked:
        yield MASKED, MASKED_YES
    if how.repaired:
        yield REPAIRED, REPAIRED_YES
    times = [f"{how.timings[key] / 1000:.1f} s {name}" for key, name in TIME_NAMES.items() if key in how.timings]
    yield TIMES, ", ".join(times)


def _checks(checks: tuple[CheckMade, ...]) -> Markup:
    return join([element("p", CHECKS + ":"), element("ul", [element("li", list(_check(check))) for check in checks])])


def _check(check: CheckMade) -> Iterator[Child]:
    score = "" if check.score is None else f", score {check.score:.2f}"
    yield element("bdi", check.text)
    yield f" {OUTCOMES[check.checked]}{score}."
    if check.reasons:
        yield element("bdi", f" {'; '.join(check.reasons)}.")
