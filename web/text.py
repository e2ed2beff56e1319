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
PRIVATE_CONSENTED = (
    "Your questions stay in this browser tab and end when you close it, unless you agree above that your conversations "
    "are kept. Nothing is sent anywhere else."
)
PRIVATE_ALL = "What you ask here is kept, as said above. Nothing is sent anywhere else."
NO_ACCOUNTS = "This library has no accounts: everybody who uses this machine can open it."
SIGNED_IN = "Signed in as {name}."
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
FILTER_THEME = "Theme"

CONVERSATION = "Questions and answers"
YOUR_QUESTION = "You asked"
SOURCES = "Sources"
SOURCES_NONE_YET = "The passages an answer rests on are listed here, in the order of their numbers."
SOURCES_NONE = "This answer has no sources."
SOURCES_FOR = "For the question"
SOURCE_REGION = "Source in the report"

WAITING = "Waiting for a free place. Others are asking too."
WORKING = "Reading the question"
ENDING = "Your question is asked as soon as the answer before it has ended."
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

EDIT = "Change the question"
EDIT_LABEL = "The question to ask instead"
EDIT_ASK = "Ask this instead"
EDIT_HELP = "It is asked on its own, as it stands here."
NEXT = "You could ask next"
ACTIONS = "What to do with this answer"
COPY = "Copy with references"
COPY_DONE = "Copied, with its references."
COPY_FAILED = "The browser did not allow copying. Mark the words and copy them by hand."
PRINT = "Print"
TAKE_AWAY = "Take away"
REMARK = "Say what is wrong or missing"
REMARK_ABOUT = "What is it about?"
REMARK_WHOLE = "The whole answer"
REMARK_WHAT = "What is it?"
REMARK_WORDS = {
    "wrong citation": "Wrong citation: the words do not say this, or do not stand there",
    "missing something": "Something is missing",
    "unclear": "It is not clear",
    "helpful": "It was helpful",
}
REMARK_NOTE = "What should a trainer know? (you can leave this out)"
REMARK_NO_NAMES = "Do not name a child or a family."
REMARK_KEEPS = (
    "Sending this keeps this question, its answer and your remark for {days} days, so that a trainer can look at them. "
    "You can delete them below."
)
REMARK_SEND = "Send"
REMARK_SENT = "Sent. A trainer can now see this question and answer with your remark."
NOT_SEALED = "This answer is not known to this library any more. Ask the question again, then send your remark."
NOT_YOURS = "There is no such conversation of yours. It may have been deleted."

KEEPING = "Kept conversations"
KEEPING_AGREE = "Keep my conversations for checking and training"
KEEPING_WHAT = (
    "Trainers can then see your questions and their answers, check the citations and use them in training. They are "
    "deleted after {days} days, and you can delete them sooner. Do not name a child or a family in a question."
)
KEEPING_ALL = (
    "Whoever looks after this library has decided that every conversation is kept for {days} days, for checking and "
    "training. You can delete yours. Do not name a child or a family in a question."
)
KEEPING_ON = "From now on your conversations are kept."
KEEPING_OFF = "Your conversations are no longer kept. What was kept before stays until you delete it or it ends."
KEEPING_NONE_YET = "No conversation of yours is kept."
KEEPING_OPEN = "Open"
KEEPING_RENAME = "Rename"
KEEPING_NAME = "New name"
KEEPING_SAVE = "Save the name"
KEEPING_DELETE = "Delete"
KEEPING_DELETE_SURE = "This deletes the questions, the answers and your remarks, for trainers too."
KEEPING_DELETE_DO = "Delete for good"
KEEPING_RENAMED = "Renamed."
KEEPING_DELETED = "Deleted."
KEEPING_OPENED = "Opened: {name}."
KEEPING_FAILED = "That did not work: the server could not be reached. Try again."

PRINT_QUESTION = "Question"
PRINT_ANSWER = "What reviews say"
PRINT_REFERENCES = "References"
PRINT_MADE = "From {product}, {day}. Library version {version}."
PRINT_CHECKED = "How far it was checked"

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
WIDEN = "Try other words for the same thing, or ask about one thing at a time."
WIDEN_HEADING = "How to find more"
WIDEN_DROP = {
    "published": "Search all years",
    "local_authority": "Search all authorities",
    "not_local_authority": "Search all authorities",
    "kind": "Search all kinds of review",
    "theme": "Search all themes",
    "review_id": "Search all reviews",
}
HOLDS = "What is in this library"
HOLDS_KINDS = "Kinds of review"
HOLDS_AUTHORITIES = "Authorities"
HOLDS_YEARS = "Years"

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
PUBLISHER = "Open the publisher’s copy (leaves this site)"
PUBLISHER_PAGE = "Open the publisher’s copy at page {page} (leaves this site)"
COPY_QUOTE = "Copy the quotation with its reference"
QUOTED = "Copied, with its reference."
ZOOM = "Size of the page"
ZOOM_IN = "Larger"
ZOOM_OUT = "Smaller"
PICTURE_REGION = "Picture of the page. The keys plus and minus change its size."
ALSO_CITED = "Also cited from this page:"
FIND = "Find in this report"
FIND_WORDS = "Words in this report"
FIND_WORDS_DO = "Find"
FIND_PARAGRAPH = "Printed paragraph number"
FIND_PARAGRAPH_DO = "Go to paragraph"
FIND_NO_PARAGRAPH = "This report has no paragraph {number} that could be read."
FIND_NONE = "“{words}” is not in this report."
FIND_SOME = "Place {now} of {count:,}."
FIND_FIRST = " These are the first ones."
FIND_MORE = "The first {count} are listed."
FIND_PREVIOUS = "Previous place"
FIND_NEXT = "Next place"
FIND_LIST = "All places"
OUTLINE = "Contents of this report"
NOT_PLACED = "The quoted words could not be marked on the picture of this page. They are given above as they were read."
RUNS_ON = "The quoted words run on to the next page."
RUNS_FROM = "The quoted words begin on the page before."
OTHER_PAGE = "The quoted words are on another page: {page}."
SUPERSEDED = (
    "This is an earlier version of this review. Searches use the current version; this one is kept so that what cites "
    "it can be checked."
)
CONTEXT_LOOKED = "What you looked for"
WITHDRAWN = (
    "This review was withdrawn from the library and is not searched any more. It opens here so that what cites it can "
    "be checked."
)
STATE_WITHDRAWN = "This report has been withdrawn from the library"
STATE_EARLIER = "Quoted from an earlier version of the report"
STATE_GONE = "This report is not in the library any more"
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

REFUSED = {
    401: "Sign in first",
    403: "Not for this account",
    404: "Not found",
    409: "That was not possible",
    413: "Too large",
    422: "Something is missing",
}
REFUSED_OTHERWISE = "That did not work"
NO_SUCH_PAGE = "There is no such page. Check the address, or go on from the links above."

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


def theme_name(theme: str) -> str:
    """Write a theme as words: a short name with hyphens becomes a phrase, anything else stays as it was given."""
    plain = theme.replace("-", " ").replace("_", " ").strip() if theme == theme.lower() else theme.strip()
    return plain[:1].upper() + plain[1:]


def in_a_sentence(name: str) -> str:
    """Write a name as it stands within a sentence: with a small letter, unless it begins with an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
