"""Words of ours on the page where answers are taken away."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["word", "print", "markdown", "training", "training-markdown", "bibtex", "ris", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

TITLE = "Take away"
INTRODUCTION = (
    "Save answers as a hand-out or a training pack, or their references for other programs. Every quotation is looked "
    "up in the library again first; one that is not found there is left out, and the file says so."
)
CHOOSE = "Choose answers"
CHOOSE_HELP = "Tick the answers for one file, in the order they are listed."
CHOOSE_BUTTON = "Go on with these answers"
NOTHING_KEPT = (
    "No answer of yours is kept here. On the ask page, each answer has its own “Take away” button, which needs nothing "
    "to be kept."
)
NOTHING_CHOSEN = "Choose at least one answer."
CHOSEN = "Answers in the file"
LEFT_OUT = "{count} of it cannot be found in the library any more and will be left out."
FILE_TITLE = "Title"
FORMAT = "What to save"
FORMAT_NAMES: dict[Format, tuple[str, str]] = {
    "word": ("Hand-out, Word", "Answers with their quotations, and a footnote with page and paragraph for each."),
    "print": ("Hand-out, to print", "Opens as a page; print it, or save it as PDF, with the browser’s print."),
    "markdown": ("Hand-out, Markdown", "The same as plain text with marks, for wikis and notes."),
    "training": ("Training pack, Word", "The hand-out with your notes, prompts to discuss and all quotations in full."),
    "training-markdown": ("Training pack, Markdown", "The same as plain text with marks."),
    "bibtex": ("References, BibTeX", "One entry for each report."),
    "ris": ("References, RIS", "One entry for each report, for Zotero, EndNote or Mendeley."),
    "csv": ("Quotations, CSV", "One row for each quotation, for a spreadsheet."),
}
TRAINING = "For a training pack"
TRAINING_HELP = (
    "These go into a training pack only. The prompts are suggestions made by rule from what is quoted: change them, or "
    "take them out. Nothing that you write here is kept on the server."
)
BEFORE = "Notes before the session"
NOTES = "Your notes"
PROMPTS = "Prompts to discuss, one a line"
ABOUT = "About: "
SAVE = "Save the file"
OTHERS = "Choose other answers"
DEFAULT_TITLE = "What reviews say"
DEFAULT_TITLE_PACK = "Training pack: what reviews say"
NOT_YOURS = "One of these answers is not kept here any more, or is not yours."
NOT_SEALED = "One of these answers was changed on its way and cannot be taken away. Ask the question again."
TOO_MANY = "Choose at most {count} answers for one file."
NOT_CHECKED = "Not checked by a trainer"
ANSWERED_ON = "Answered on {day} from library version {version}."
SOURCES = "Sources"
PRINT_HINT = "Use the browser’s print to print this page or save it as PDF."
UNDERSTOOD = "Understood as: {words}"
SEARCHED = "Searched only: {words}"
