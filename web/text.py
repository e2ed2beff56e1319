"""Every word of ours that stands on the page, in one place: sentence case, short words, no "I"."""

from __future__ import annotations

from datetime import date

from assistant.model import Status
from assistant.understand import display_name

PRODUCT = "Review Lessons"
STRAPLINE = "What published reviews say, with the words and the page each sentence rests on"
WHAT_IT_IS = (
    "This finds what reviews say. It is not advice on a live case: follow your local procedures, and use your own "
    "judgement and supervision."
)
PRIVATE = "Your questions stay in this browser tab and end when you close it. Nothing is kept or sent."
START_HERE = "Ask in your own words"
START_HELP = (
    "You can ask a follow-up, and you can name a place, a year or a kind of review in the question. Each quotation "
    "opens at its page in the report."
)
EXAMPLES = "Questions you could ask of this library"
DEMONSTRATION = (
    "Demonstration library: every review in it is invented. No child, family or place described here is real. "
    "Do not rely on it."
)
OWN_HEADING = "Ask your own reports instead"
OWN_LIBRARY = "Stop this server, run the command below, and start it again. The samples stay out of your library."
OWN_COMMAND = "review-lessons ingest FOLDER-OF-REPORTS"
EMPTY_LIBRARY = (
    "There are no reviews in this library yet. Add some with the command “review-lessons ingest FOLDER”, then load "
    "this page again."
)

QUESTION_LABEL = "Your question"
ASK = "Ask"
STOP = "Stop"
CLEAR = "Clear this conversation"
FILTERS_OPEN = "Narrow the search"
FILTERS_ON = "{count} ticked"
FILTERS_CLEAR = "Clear the filters"
FILTER_KIND = "Kind of review"
FILTER_AUTHORITY = "Authority"
FILTER_YEAR = "Year published"

CONVERSATION = "Questions and answers"
YOUR_QUESTION = "You asked"
SOURCES = "Sources"
SOURCES_NONE_YET = "The passages an answer rests on are listed here, in the order of their numbers."
SOURCES_NONE = "This answer has no sources."
SOURCES_FOR = "For the question"
SOURCE_REGION = "Source in the report"

WAITING = "Waiting for a free place. Others are asking too."
WORKING = "Reading the question"
STOPPED = "Stopped. What was found until then is shown; ask again for a whole answer."
FAILED = (
    "The answer could not be finished, because something went wrong on the server. Nothing you typed caused it. "
    "Ask again; if it fails again, tell whoever looks after this library and give them the reference {reference}."
)
LOST = (
    "No answer arrived: the connection to the server was lost or the server is very busy. Check that Review Lessons is "
    "still running, then ask again."
)
EMPTY_QUESTION = "Type a question first."

UNDERSTOOD = "Understood as"
LIMITED_TO = "Searched only"
NEAREST = "Nearest passages, not an answer"
NEAREST_SHOW = "Show the nearest passages"
SCAN = "Words read from a scan"
SCAN_HELP = (
    "These words were read from a picture of the page by a computer and may contain mistakes. Check them against the "
    "page."
)
QUOTED_PART = "Quoted words"
SEARCH_ANYWAY = "Search the reviews anyway"
WITHOUT_FILTERS = "Ask again without the filters"
VERBATIM = "Every quotation is word for word from the report."
VERBATIM_SCAN = "Every quotation is word for word from the report, or as its words were read from a scan."
CHECKED = {
    "verbatim": "",
    "supported": "Checked against the quoted words",
    "unsupported": "Not borne out by the quoted words",
    "unchecked": "Not checked against the quoted words",
}

STATUS_HEADING = {
    Status.ANSWERED: "What reviews say",
    Status.PARTIAL: "Part of an answer",
    Status.NO_EVIDENCE: "Not in this library",
    Status.OUT_OF_SCOPE: "Not a question for this library",
    Status.URGENT: "If a child is in danger now",
    Status.INVALID: "This question cannot be searched",
}
WIDEN = (
    "Try other words for the same thing, leave out the place or the year, or clear the filters. A question about one "
    "thing at a time finds more."
)

PAGE_IMAGE_ALT = "Picture of {page} of {name}."
PAGE_IMAGE_ALT_MARKED = "Picture of {page} of {name}, with the quoted words marked. The words follow below as text."
PAGE_IMAGE_MISSING = "The picture of this page cannot be shown. Its words are below."
PAGE_TEXT = "Text of this page"
PAGE_TEXT_NONE = "No text was found on this page."
PAGE_PREVIOUS = "Previous"
PAGE_NEXT = "Next"
PAGE_BACK = "Back to the quoted page"
CLOSE = "Close"
CLOSE_WHAT = " the source"
COPY_ADDRESS = "Copy the address of this source"
COPIED = "Copied. Anyone who can open this library can open the address."
NOT_COPIED = "The browser did not allow copying. The address is in the browser’s address bar."
PUBLISHER = "Open the publisher’s copy (leaves this site)"
NOT_PLACED = "The quoted words could not be marked on the picture of this page. They are given above as they were read."
RUNS_ON = "The quoted words run on to the next page."
RUNS_FROM = "The quoted words begin on the page before."
OTHER_PAGE = "The quoted words are on another page: {page}."
SUPERSEDED = (
    "This is an earlier version of this review. Searches use the current version; this one is kept so that what cites "
    "it can be checked."
)
CONTEXT_HEADING = "The quoted words in their paragraph"
OPENING = "Opening the source"

SOURCE_PROBLEM = "This source cannot be opened"
ADDRESS_BROKEN = (
    "The address is not complete or has been changed: {field} should be {expected}. Ask whoever sent it for the whole "
    "address."
)
ADDRESS_UNKNOWN = (
    "This library holds no such review or version. It may have been removed, or the address may be from another "
    "library."
)
ADDRESS_NO_PAGE = "This review has pages 1 to {count}; the address asks for page {page}."
ADDRESS_NO_SPAN = "The address points to words that this version of the review does not have."
SOURCE_FAILED = (
    "The source could not be opened because something went wrong on the server. Try again; if it fails again, tell "
    "whoever looks after this library and give them the reference {reference}."
)

KINDS: dict[str, str] = {
    "annual-report": "Annual report",
    "child-death-overview": "Child death overview",
    "cmr": "Case management review (CMR)",
    "cpr": "Child practice review (CPR)",
    "cspr": "Child safeguarding practice review (CSPR)",
    "dardr": "Domestic abuse related death review (DARDR)",
    "dhr": "Domestic homicide review (DHR)",
    "guidance": "Guidance",
    "ilacs": "Inspection of children’s services (ILACS)",
    "jtai": "Joint targeted area inspection (JTAI)",
    "lcspr": "Local child safeguarding practice review (LCSPR)",
    "learning-review": "Learning review",
    "mental-health-homicide": "Mental health homicide review",
    "national-review": "National review",
    "pfd": "Prevention of future deaths report (PFD)",
    "rapid-review": "Rapid review",
    "sar": "Safeguarding adults review (SAR)",
    "scr": "Serious case review (SCR)",
    "sif": "Single inspection of children’s services (SIF)",
    "sif-single-inspection": "Single inspection of children’s services (SIF)",
    "sudi": "Sudden unexpected death in infancy review (SUDI)",
    "susr": "Single unified safeguarding review (SUSR)",
    "thematic-review": "Thematic review",
}


def kind_name(slug: str | None) -> str:
    """Spell out a kind; one that is not known here is shown as it was given, with spaces for hyphens."""
    if not slug:
        return "Kind not known"
    known = KINDS.get(slug.lower())
    if known:
        return known
    plain = slug.replace("-", " ").replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def long_date(day: date | str | None) -> str | None:
    """Write a date as 30 January 2024; an ISO string that is no date comes back as it is."""
    if day is None:
        return None
    if isinstance(day, date):
        return f"{day.day} {day:%B %Y}"
    try:
        return long_date(date.fromisoformat(day))
    except ValueError:
        return day


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Write "1 review" or "3 reviews"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def place_name(authority: str) -> str:
    """Write an authority as answers do, so that a place has one spelling on the page."""
    return display_name(authority)
