"""The ask page put together: question, filters, conversation, sources and the source view."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import gradio as gr
from markupsafe import Markup

from desk.conversations import library_version
from desk.database import Desk
from desk.lessons import Lessons
from web import text
from web.askers import asker_of
from web.conversation import Asked, TurnUpdate, answer_turn, read_history
from web.examples import answered, example_questions
from web.faces import AssistantFace, LibraryFace, SettingsFace
from web.filters_panel import choices, filters_from, read_ticks
from web.follow_ups import follow_ups
from web.how_html import private_words
from web.keeping import Keeping
from web.markup import element, join
from web.question_form import question_form
from web.source_view import open_source, opening_html
from web.surroundings import Surroundings
from web.widening import holdings_words

Answering = Callable[[object, gr.EventData, gr.Request], Iterator[object]]

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("clipboard.js", "source.js", "page.js", "keeping.js")

_OUTGOING = "() => window.reviewLessons.outgoing()"
_SETTLED = "() => window.reviewLessons.settled()"
_STOPPED = "() => window.reviewLessons.stopped()"


def static_address(name: str) -> str:
    """Return the address of one of the page's own files; it changes when the file does, so browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"page-files/{name}?{digest}"


def preloaded() -> str:
    """Return the header that lets a browser fetch the page's own files while Gradio's are still on their way."""
    kinds = {"css": "style", "js": "script"}
    return ", ".join(
        f"</{static_address(name)}>; rel=preload; as={kinds[name.rpartition('.')[2]]}"
        for name in ("page.css", *SCRIPTS)
    )


def page_head() -> str:
    """Return what goes into the page's head: the style sheet, from this server."""
    return str(
        Markup('<link rel="stylesheet" href="{}"><meta name="color-scheme" content="light dark">').format(
            static_address("page.css")
        )
    )


def build_page(
    library: LibraryFace,
    assistant: AssistantFace,
    settings: SettingsFace,
    *,
    desk: Desk | None = None,
    lessons: Lessons | None = None,
    examples: Sequence[str] = (),
) -> gr.Blocks:
    """Build the page over a library and an assistant; ``examples`` replace the questions made from its lessons.

    Without a ``desk`` nothing can be kept; ``lessons`` tell what an answer's evidence is about.
    """
    keeping = Keeping.of(desk, library, settings) if desk else None
    page: gr.Blocks
    with gr.Blocks(title=text.PRODUCT, analytics_enabled=False, fill_width=True) as page:
        _html(banner_html(library), "rl-banner")
        with gr.Row(elem_id="rl-desk"):
            with gr.Column(elem_id="rl-talk"):
                # Whether a question has an answer is found out here, without asking a chat model each time.
                offered = answered(assistant.quoting, examples or example_questions(library))
                conversation = _conversation(library, assistant.quoting, lessons, offered)
                stop = question_form(choices(library.reviews()))
            with gr.Column(elem_id="rl-panel"):
                _panel(library)
        _html(element("div", "", id="rl-keeping"), "rl-keeping-block")
        _html(
            element("p", text.WHAT_IT_IS)
            + element("p", private_words(text.PRIVATE, assistant.sends_to), id="rl-private"),
            "rl-foot",
        )
        _html(element("div", "", id="rl-print"), "rl-print-block")
        answer = _answering(library, assistant, keeping)
        _wire(answer, settings, conversation, stop)
    page.queue(default_concurrency_limit=settings.concurrency, max_size=8 * settings.concurrency, api_open=False)
    return page


def banner_html(library: LibraryFace) -> Markup:
    """Return the head of the page: its name, what it is, and that its reviews are invented where they are."""
    demonstration = library.demonstration
    return join(
        [
            element("h1", text.PRODUCT),
            element("p", text.STRAPLINE, class_="rl-strapline"),
            element("div", "", id="rl-nav"),
            element("p", text.DEMONSTRATION, class_="rl-notice rl-demonstration") if demonstration else None,
        ]
    )


def start_html(library: LibraryFace, examples: Sequence[str]) -> Markup:
    """Return what stands where the conversation will: how to begin, and examples."""
    reviews = library.reviews()
    buttons = [
        element("li", element("button", question, type="button", class_="rl-link rl-example", data_ask=question))
        for question in examples
    ]
    return join(
        [
            element("h2", text.START_HERE),
            element("p", holdings_words(reviews), id="rl-holds", class_=None if reviews else "rl-problem"),
            element("p", text.START_HELP) if reviews else None,
            [element("h3", text.EXAMPLES), element("ul", buttons, class_="rl-examples")] if buttons else None,
            _own_library() if library.demonstration else None,
        ]
    )


def _own_library() -> Markup:
    """Return how to start a library of one's own in one step."""
    command = element("p", element("code", text.OWN_COMMAND), class_="rl-command")
    return element("details", element("summary", text.OWN_HEADING), element("p", text.OWN_LIBRARY), command)


def _html(inside: Markup, elem_id: str) -> gr.HTML:
    return gr.HTML(str(inside), elem_id=elem_id, js_on_load=None, apply_default_css=False, container=False)


def _conversation(
    library: LibraryFace, assistant: AssistantFace, lessons: Lessons | None, examples: Sequence[str]
) -> gr.HTML:
    scaffold = join(
        [
            element("div", start_html(library, examples), id="rl-start"),
            element("div", "", id="rl-turns", role="region", aria_label=text.CONVERSATION, hidden=True),
            element("p", element("button", text.CLEAR, type="button", class_="rl-link", id="rl-clear", hidden=True)),
            element("p", "", id="rl-status", role="status", aria_live="polite"),
        ]
    )
    words = {
        "lost": text.LOST,
        "stopped": text.STOPPED,
        "ending": text.ENDING,
        "filters": text.FILTERS_OPEN,
        "filtersOn": text.FILTERS_ON,
        "copied": text.COPY_DONE,
        "notCopied": text.COPY_FAILED,
        "failed": text.KEEPING_FAILED,
        "opened": text.KEEPING_OPENED,
    }

    def next_questions(fields: Mapping[str, object]) -> dict[str, str]:
        return follow_ups(library, assistant, lessons, fields)

    return gr.HTML(
        value=None,
        html_template=_inert_template(scaffold),
        js_on_load='window.reviewLessons.conversation(props, watch, (data) => trigger("submit", data), server);',
        head=_scripts(),
        server_functions=[next_questions],
        elem_id="rl-conversation",
        apply_default_css=False,
        words=words,
    )


def _scripts() -> str:
    sources = (static_address(name) for name in SCRIPTS)
    return "".join(f'<script src="{source}"></script>' for source in sources)


def _inert_template(markup: Markup) -> str:
    """Keep words of the library from being read as a template, where ``${}``, ``{{}}`` and backticks have meaning."""
    entities: dict[str, str | int | None] = {"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"}
    return str(markup).translate(str.maketrans(entities))


def _panel(library: LibraryFace) -> gr.HTML:
    scaffold = join(
        [
            element("dialog", opening_html(), id="rl-source", aria_label=text.SOURCE_REGION),
            element(
                "section",
                element("h2", text.SOURCES, id="rl-sources-title", tabindex="-1"),
                element("p", "", id="rl-sources-for", class_="rl-quiet"),
                element("div", element("p", text.SOURCES_NONE_YET, class_="rl-quiet"), id="rl-sources-body"),
                id="rl-sources",
                aria_labelledby="rl-sources-title",
            ),
        ]
    )

    def source(fields: Mapping[str, object]) -> dict[str, str]:
        return open_source(library, fields)

    return gr.HTML(
        value=None,
        html_template=_inert_template(scaffold),
        js_on_load="window.reviewLessons.panel(element, server, props);",
        head=_scripts(),
        server_functions=[source],
        elem_id="rl-reader",
        apply_default_css=False,
        words={"sourcesFor": text.SOURCES_FOR, "lost": text.LOST},
    )


def _answering(library: LibraryFace, assistant: AssistantFace, keeping: Keeping | None) -> Answering:
    """Return what answers a question of the page."""

    def answer(sent: object, event: gr.EventData, request: gr.Request) -> Iterator[object]:
        # The question comes with the event, so that what is being typed meanwhile stays as it is.
        data = event._data if isinstance(event._data, dict) else {}
        given: Mapping[str, object] = sent if isinstance(sent, Mapping) else {}
        reviews = library.reviews()
        asked = Asked(
            question=str(data.get("question") or ""),
            history=read_history(given.get("history")),
            filters=filters_from(read_ticks(given.get("ticks")), reviews),
            search_anyway=data.get("anyway") == "yes",
            asker=asker_of(request.request),
            conversation=str(given.get("conversation", "")),
            details=_chosen(data.get("details")),
        )
        around = Surroundings(reviews, asked.filters, keeping.remark_days if keeping else None)
        updates: Iterator[TurnUpdate] = answer_turn(
            assistant, asked, around=around, keeping=keeping, version=library_version(reviews)
        )
        yield from updates

    return answer


def _chosen(details: object) -> Literal["", "masked", "typed"]:
    return "masked" if details == "masked" else "typed" if details == "typed" else ""


def _wire(
    answer: Answering,
    settings: SettingsFace,
    conversation: gr.HTML,
    stop: gr.Button,
) -> None:
    running = conversation.submit(
        answer,
        inputs=[conversation],
        outputs=[conversation],
        js=_OUTGOING,
        show_progress="hidden",
        concurrency_limit=settings.concurrency,
        trigger_mode="once",
        api_visibility="private",
    )
    for after in (running.then, running.failure):
        after(None, None, None, js=_SETTLED, api_visibility="private", show_progress="hidden")
    stop.click(None, None, None, js=_STOPPED, cancels=[running], api_visibility="private", show_progress="hidden")
