"""What the library's own pages say."""

from __future__ import annotations

from desk.details_form import LABELS

TITLE = "Library"
SEARCH = "Find a review"
SEARCH_HELP = "Words of its title, authority, kind, themes or file name."
SEARCH_BUTTON = "Find"
SHOWN = "{shown} of {total} reviews"
SHOWN_ALL = "{total} reviews"
NONE_FOUND = "No review has all of these words. Try fewer, or look at all reviews."
NONE_YET = "There are no reviews in this library yet. Add some reports to begin."
SHOW_ALL = "Show all"
ADD = "Add reports"
LIST_CSV = "Download this list (CSV)"
WITHDRAWN_LIST = "Withdrawn reviews"
WITHDRAWN_NONE = "No review is withdrawn."
BACK_TO_LIST = "Back to the library"
SORTED = "sorted"
COLUMNS = {
    "title": "Review",
    "kind": "Kind",
    "authority": "Authority",
    "published": "Published",
    "pages": "Pages",
    "passages": "Passages",
    "added": "Added",
}
NOTES = "Notes"
NOT_KNOWN = "Not known"
SCANNED = "Read from a scan: {ocr} of {pages} pages"
EARLIER = "{count} earlier"
PAGES_OF_LIST = "Pages of the list"

DETAILS = "Details"
FROM = {"manifest": "from the manifest", "document": "from the report itself", "librarian": "set by a librarian"}
FILE = "File"
SIZE = "Size"
PASSAGES = "Passages"
VERSIONS = "Versions"
VERSION = "Version"
CURRENT = "Searched now"
SUPERSEDED = "Earlier version: opens from old answers, not searched"
VERSION_WITHDRAWN = "Withdrawn: opens from old answers, not searched"
ORIGINAL = "Original file"
WARNINGS = "What was noticed when it was read"
HISTORY = "Changes by hand"
NO_HISTORY = "Nothing has been changed by hand."
WHEN, WHO, WHAT, BEFORE, AFTER = "When", "Who", "What", "Before", "After"
NOBODY = "not recorded"
WITHDRAWN = "This review was withdrawn. It is not searched or listed; answers that cite it open it and say so."
CHANGED_WORDS = {"withdrawn": "Withdrawn", "restored": "Brought back"}
DONE = {
    "edited": "The details are changed, and searches use them.",
    "withdrawn": "The review is withdrawn.",
    "restored": "The review is searched and listed again.",
}

EDIT = "Edit the details"
REPLACE = "Replace with a new version"
WITHDRAW = "Withdraw"
RESTORE = "Bring back"
ERASE = "Erase for good"
UNDERSTOOD = "See how the text was understood"
SAVE = "Save the details"
CANCEL = "Cancel"
PROBLEMS = "There is a problem"
EDIT_HELP = {
    "title": "As it stands on the cover.",
    "kind": "A short name, such as cspr, scr, cpr, dhr, sar or jtai. Any other is kept as it is written.",
    "local_authority": "The authority that the review is about.",
    "published": "For example 30 January 2022, or 2022-01-30.",
    "url": "Where the publisher keeps it, beginning with https://",
    "themes": "With semicolons between them.",
}
EDIT_KEPT = "What is changed here stays when a new version of the report is added."

ADD_TITLE = "Add reports"
ADD_HELP = (
    "PDF, Word (.docx), web pages, Markdown and plain text. Up to {files} files and {size} at once, {one} for each. "
    "Pages that are only pictures are read by OCR, which takes some seconds for each."
)
FILES = "Reports"
ADD_BUTTON = "Add these reports"
REPLACE_TITLE = "Replace with a new version"
REPLACE_HELP = (
    "The new file becomes the version that is searched. The one before is kept: answers that cited it still open it, "
    "and say that it was replaced."
)
REPLACE_FILE = "New version"
REPLACE_BUTTON = "Replace"
NO_FILES = "Choose at least one file."
NO_LENGTH = "The browser did not say how much it sends, so nothing was taken. Try another browser."
TOO_MUCH = "That is more than {size} at once. Add fewer reports at a time."
REPORT_TITLE = "Adding reports"
REPORT_GONE = "There is no such report any more: the page keeps the last {count}. The library shows what was added."
WAITING = "Waiting"
READING = "Reading"
WORKING = "{done} of {total} files done"
FINISHED = "Finished: {counts}"
NOT_TRIED = "Not tried"
OUTCOMES = {"added": "Added", "new version": "New version", "unchanged": "Already there", "failed": "Not added"}
RESULT = "Result"
STOPPED = "The rest was not tried, because the server was stopped."
BROKEN = "Something unexpected happened and the rest was not tried. The log says more."
WRONG_REVIEW = "This file is already in the library as another review, so nothing was replaced."

UNDERSTOOD_TITLE = "How the text was understood"
UNDERSTOOD_HELP = (
    "Each heading and passage of this page as it was read, with the part it plays. Searches look first at findings, "
    "recommendations, good practice and concerns."
)
NOTHING_HERE = "Nothing on this page was taken as a passage."
HEADING = "Heading, level {level}"
PARAGRAPH = "paragraph {number}"
CONTINUED = "begins on the page before"
PAGE_OF = "Page {number} of {count}"
PART_OF = "Part {number} of {count}"

WITHDRAW_TITLE = "Withdraw this review?"
WITHDRAW_HELP = (
    "It will no longer be searched or listed. Its text and file stay, answers that cite it still open it and say that "
    "it was withdrawn, and it can be brought back at any time."
)
RESTORE_TITLE = "Bring this review back?"
RESTORE_HELP = "It will be searched and listed again."
REASON = "Reason, for the review’s history (may be left empty)"
ERASE_TITLE = "Erase this review for good?"
ERASE_HELP = (
    "All of it goes: its text in every version, its files, what the indexes know of it, its history, and its words in "
    "kept conversations and checks. There is no undoing it. Backups made before still hold it: erase it there too."
)
ERASE_RATHER = "If it may only not be shown for now, withdraw it instead."
ERASE_TYPE = "Type {name} to go on"
ERASE_MISTYPED = "What was typed is not {name}, so nothing was erased."
ERASE_BUTTON = "Erase it for good"
ERASED_TITLE = "Erased"
ERASED = "{file} is erased."
ERASED_PROOF = (
    "{files} files of the library’s folder were read through for {phrases} stretches of its own words, and the index "
    "was asked for {stems} words that stood in no other review. None was found."
)
NOT_ERASED = "{file} is out of the library, but traces of it were found:"
NOT_ERASED_HELP = "Stop the server, start it again, and look into these files; the log may say more."


def size_words(count: int) -> str:
    """A size as people write it: 640 kB, 2.3 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".0 ", " ")


def noticed(warning: str) -> str:
    """A warning of the reader with the name of its field as it stands on the page, and not as in a manifest."""
    for field, label in LABELS.items():
        if warning.startswith(f"{field}: "):
            return f"{label}{warning.removeprefix(field)}"
    return warning
