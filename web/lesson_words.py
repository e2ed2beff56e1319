"""The words of the lessons page and of the page where themes are corrected."""

from __future__ import annotations

from collections.abc import Mapping

from desk.lessons import Facet

TITLE = "Lessons"
INTRODUCTION = (
    "What reviews in this library recommend, find, worry about and praise. What several of them say is shown once."
)
HOW_FOUND = "Found by program: about three themes in four are right. Librarians can correct them."
EMPTY_LIBRARY = "There are no reviews in this library yet. Lessons appear here when some have been added."
NOTHING = "No lesson has all of this. Take one limit away, or clear them all."
ALL = "Show all lessons"
CHOOSE = "Choose lessons"
CHOOSE_HELP = "Within a group any tick will do; every group with a tick must fit."
SHOW = "Show lessons"
CLEAR = "Clear all limits"
LIMITED_TO = "Limited to"
TAKE_AWAY = "not limited to {name}"
FACETS: Mapping[Facet, str] = {
    "theme": "Theme",
    "role": "Recommendation, finding, concern or good practice",
    "agency": "Agency it speaks to",
    "kind": "Kind of review",
    "year": "Year published",
    "authority": "Authority",
}
ROLES: Mapping[str, str] = {
    "recommendation": "Recommendation",
    "finding": "Finding",
    "concern": "Concern",
    "good practice": "Good practice",
}
SAID_IN = "Said in {count} reviews"
NEARLY = "Nearly the same words, counted together:"
OPEN = "Open at its source"
ASK = "Ask about this"
ASK_LIMITED = "Ask a question with these limits"
ANY_QUESTION = ("What do reviews say about {subject}?", "What did reviews find?")
ROLE_QUESTIONS: Mapping[str, tuple[str, str]] = {
    "recommendation": ("What do reviews recommend about {subject}?", "What do reviews recommend?"),
    "finding": ("What did reviews find about {subject}?", "What did reviews find?"),
    "concern": ("What went wrong with {subject}?", "What went wrong?"),
    "good practice": ("What worked well with {subject}?", "What worked well?"),
}
QUESTION = "What have reviews said about this: {words}"
THEMES = "Themes:"
AGENCIES = "Agencies:"
CORRECT = "Correct themes"
TICK = "Choose for export"
EXPORT = "Take away as a table"
EXPORT_HELP = "A CSV file for a spreadsheet, one row for each lesson, with its reference and its address here."
EXPORT_CHOSEN = "Export the ticked ones (CSV)"
EXPORT_ALL = "Export all {count} (CSV)"
EXPORT_NOTE = (
    "Found in the library by Review Lessons. Not advice on a live case; follow local procedures. Roles and themes were "
    "found by program and can be wrong: open the source."
)
PAGES = "Pages of lessons"
PREVIOUS = "Previous page"
NEXT = "Next page"

CORRECT_TITLE = "Correct themes"
CORRECT_PASSAGE = "Themes of this passage"
CORRECT_REVIEW = "Themes of this review"
CORRECT_HELP = (
    "Tick what it speaks of and take the tick from what it does not. Your correction is kept, and outlasts rebuilding "
    "the library and new versions in which the same words stand."
)
CORRECT_REVIEW_HELP = (
    "A review has the themes that at least two of its lessons, and three in a hundred, speak of. Tick or untick to "
    "correct that. Themes that its details give are changed on the library page."
)
SAVE = "Save themes"
SAVED = "Saved. The lessons, insights and filters use it from now on."
GIVEN = "given by hand"
TAKEN = "taken away by hand"
OF_REVIEW = "Correct the themes of the whole review"
BACK = "Back to the lessons"
NO_SUCH = "There is no such lesson in the current version of this review. It may have been replaced; look for it again."
NO_REVIEW = "There is no such review in this library."
