"""Gradio's own controls in the page's look: system fonts, one accent colour, nothing fetched."""

from __future__ import annotations

import gradio as gr

SANS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "Consolas", "monospace")


def page_theme() -> gr.themes.Base:
    """Return the theme; its colours are variables of the style sheet, so light and dark stay in one place."""
    theme = gr.themes.Base(
        font=list(SANS),
        font_mono=list(MONO),
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_none,
    )
    both = {
        "body_background_fill": "var(--rl-ground)",
        "body_text_color": "var(--rl-ink)",
        "body_text_color_subdued": "var(--rl-quiet)",
        "background_fill_primary": "var(--rl-ground)",
        "background_fill_secondary": "var(--rl-ground)",
        "block_background_fill": "var(--rl-ground)",
        "block_border_width": "0px",
        "block_label_text_color": "var(--rl-ink)",
        "block_title_text_color": "var(--rl-ink)",
        "border_color_primary": "var(--rl-line)",
        "input_background_fill": "var(--rl-ground)",
        "input_background_fill_focus": "var(--rl-ground)",
        "input_border_color": "var(--rl-ink)",
        "input_border_color_focus": "var(--rl-ink)",
        "input_placeholder_color": "var(--rl-quiet)",
        "button_primary_background_fill": "var(--rl-accent)",
        "button_primary_background_fill_hover": "var(--rl-accent-strong)",
        "button_primary_text_color": "var(--rl-on-accent)",
        "button_primary_text_color_hover": "var(--rl-on-accent)",
        "button_secondary_background_fill": "var(--rl-ground)",
        "button_secondary_background_fill_hover": "var(--rl-soft)",
        "button_secondary_text_color": "var(--rl-accent)",
        "button_secondary_text_color_hover": "var(--rl-accent-strong)",
        "button_secondary_border_color": "var(--rl-accent)",
        "checkbox_background_color": "var(--rl-ground)",
        "checkbox_background_color_selected": "var(--rl-accent)",
        "checkbox_border_color": "var(--rl-ink)",
        "checkbox_border_color_selected": "var(--rl-accent)",
        "checkbox_label_background_fill": "transparent",
        "checkbox_label_background_fill_hover": "transparent",
        "checkbox_label_background_fill_selected": "transparent",
        "checkbox_label_text_color": "var(--rl-ink)",
        "checkbox_label_text_color_selected": "var(--rl-ink)",
        "checkbox_label_border_color": "transparent",
    }
    alone = {"block_border_width"}
    dark = {f"{name}_dark": value for name, value in both.items() if name not in alone}
    return theme.set(**both, **dark)
