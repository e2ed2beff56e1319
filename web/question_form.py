"""Where a question is typed: the box, the buttons that ask and stop, and the filters.

The box is plain HTML and not one of Gradio's: that one is emptied by the server's first word on a question, and what a
reader has typed since they sent it is lost.
"""

from __future__ import annotations

import gradio as gr
from markupsafe import Markup

from web import text
from web.filters_panel import Choices, filters_html
from web.markup import element, join


def question_form(offered: Choices) -> gr.Button:
    """Put the form into the page that is being built; returns the button that stops an answer.

    The page's script sends the question, so that what is in the box is the reader's alone.
    """
    with gr.Column(elem_id="rl-form"):
        with gr.Row(elem_id="rl-ask-row"):
            _plain(_box(), "rl-question")
            stop = gr.Button(text.STOP, variant="secondary", elem_id="rl-stop")
        _plain(_filters(offered), "rl-filters-bar")
    return stop


def _box() -> Markup:
    return element(
        "div",
        [
            element("label", text.QUESTION_LABEL, for_="rl-question-box"),
            element(
                "textarea",
                "",
                id="rl-question-box",
                rows="1",
                autocomplete="off",
                autocapitalize="sentences",
                spellcheck="true",
            ),
            element("button", text.ASK, type="button", id="rl-ask"),
        ],
        class_="rl-typing",
    )


def _filters(offered: Choices) -> Markup:
    boxes = filters_html(offered)
    toggle = element(
        "button",
        text.FILTERS_OPEN,
        type="button",
        class_="rl-link",
        id="rl-filters-toggle",
        aria_expanded="false",
        aria_controls="rl-filters-place",
        hidden=not boxes,
    )
    return join([toggle, element("div", boxes, id="rl-filters-place")])


def _plain(inside: Markup, elem_id: str) -> gr.HTML:
    return gr.HTML(str(inside), elem_id=elem_id, js_on_load=None, apply_default_css=False, container=False)
