"""Words of ours on the check pages, and how a check is said wherever an answer is shown."""

from __future__ import annotations

from desk.checks import CheckStatus, Verdict
from desk.conversations import Consent
from desk.conversations import Verdict as Remark

CHECK = "Check"
INTRODUCTION = (
    "Answers that their askers agreed to have kept wait here. Open one, read each source on its page, and say whether "
    "it bears out what the answer makes of it. Nobody sees your verdict on a source before giving their own."
)
NOTHING_KEPT = (
    "No answer is kept. Answers wait here when their askers agree to that on the ask page, or when somebody sends a "
    "remark on an answer. Whether anything is kept is a setting of this library."
)
NOTHING_FITS = "No kept answer fits these filters. Choose “All”, or clear the dates and the report."
NO_MORE = "No earlier answer fits these filters."
LISTED = "Answers {first} to {last}, newest first; there are earlier ones"
LAST = "Answers {first} to {last}, the earliest"
NEWER = "Newer answers"
EARLIER = "Earlier answers"
PAGES = "Pages of answers"

NAME_TITLE = "Who is checking?"
NAME_WHY = (
    "This library has no accounts, so give the name that your verdicts go under. It lasts until you close this browser "
    "and is kept with each verdict."
)
NAME_LABEL = "Your name"
NAME_SAVE = "Start checking"
NAME_MISSING = "Give a name of 1 to 60 letters."
CHECKING_AS = "You are checking as {name}."
CHANGE_NAME = "Check under another name"

FILTER_TITLE = "Which answers"
FILTER_STATE = "State"
STATES: dict[str, str] = {
    "unchecked": "Not finished by you",
    "second": "Second opinion wanted",
    "disputed": "Disputed",
    "remarked": "With a reader’s remark",
    "all": "All",
}
FILTER_REVIEW = "Report cited"
FILTER_CONSENT = "Why it is kept"
ANY = "Any"
CONSENTS: dict[Consent, str] = {
    "conversation": "The asker keeps conversations",
    "answer": "The asker sent a remark on it",
    "policy": "The library keeps all answers",
}
FILTER_FROM = "Kept from"
FILTER_TO = "Kept up to"
FILTER_APPLY = "Show these answers"
REPORT_LINK = "Where citations fail, and how far trainers agree"

VERDICTS: dict[Verdict, str] = {
    Verdict.SUPPORTED: "Supported",
    Verdict.PARTLY: "Partly",
    Verdict.NOT_SUPPORTED: "Not supported",
    Verdict.WRONG_PLACE: "Wrong place",
}
VERDICT_HELP: dict[Verdict, str] = {
    Verdict.SUPPORTED: "These words, where they stand, bear out what the answer makes of them.",
    Verdict.PARTLY: "They bear out some of it, or only with limits that the answer leaves out.",
    Verdict.NOT_SUPPORTED: "They say something else, or do not speak to the question.",
    Verdict.WRONG_PLACE: "The words may be right, but the report, page or paragraph is not.",
}
KEYS: dict[Verdict, str] = {
    Verdict.SUPPORTED: "s",
    Verdict.PARTLY: "p",
    Verdict.NOT_SUPPORTED: "n",
    Verdict.WRONG_PLACE: "w",
}
OTHER_KEYS = (
    ("r", "write the reason"),
    ("g", "save and go on"),
    ("u", "undo your last verdict on this answer"),
    ("j", "next source"),
    ("k", "previous source"),
    ("a", "next answer to check"),
)
KEYS_TITLE = "Keys"
KEYS_SWITCH = "Use single-letter keys"
KEYS_HELP = "They do nothing while you are writing. The choice is remembered in this browser."

TITLE = "Source {n} of {count}"
QUESTION = "The question"
UNDERSTOOD = "Understood as"
CLAIM = "What the answer says"
QUOTED_ALONE = "The answer quotes these words:"
SAYS = "The answer says:"
RESTS_ON = "and rests it on these words:"
NOT_IN_A_CLAIM = "No sentence of this answer rests on this source alone any more."
YOURS = "Your verdict"
REASON = "Reason"
REASON_HELP = (
    "Needed unless the source is supported. Write of the report and the answer only, never of a real child or family."
)
NO_VERDICT = "Choose one of the four verdicts."
SAVE = "Save and go on"
UNDO = "Undo my last verdict on this answer"
SOURCES_OF = "Sources of this answer"
WHOLE = "The whole answer"
OTHERS = "What others say"
BLIND = "Somebody else has checked this source. What they say is shown when you have given your own verdict."
ALONE = "Nobody else has checked this source."
NONE_YET = "Nobody has checked this source."
DIFFER = "Trainers differ on this source. It is shown as disputed to whoever asked."
AGREE = "All who checked this source agree."
READERS = "What the asker said"
REMARKS: dict[Remark, str] = {
    "wrong citation": "A source is wrong",
    "missing something": "Something is missing",
    "unclear": "Unclear",
    "helpful": "Helpful",
}
HISTORY = "How this came about"
UNDONE = "undone on {day}"
PAGE = "The page"
GONE = (
    "This report, or this version of it, is no longer in the library. The page cannot be shown; the words are those "
    "that the answer quoted."
)
SHOWN_PAGE = "Page {page} of {count}"
OPEN_SOURCE = "Open in the source view"
ALL_DONE = "You have checked every source of this answer."
NEXT_ANSWER = "Next answer to check"
NO_NEXT = "There is no other answer left for you to check."
BACK = "All answers"
SAVED = "Saved: source {n}, {verdict}."
TAKEN_BACK = "Taken back: source {n}, {verdict}."
NOTHING_TO_UNDO = "You have no verdict on this answer that could be undone."
PROGRESS = "{done} of {count} sources checked by you."
NO_SUCH_ANSWER = "This answer is not kept here any more, or never was."
NO_SUCH_SOURCE = "This answer has no source of that number."

REPORT = "Where citations fail"
REPORT_HELP = (
    "Each trainer’s latest verdict on a source counts once. “Failing” is not supported or wrong place. A few verdicts "
    "say little: look at how many there are before acting on a share."
)
NO_CHECKS = "No source has been checked yet."
BY_REVIEW = "By report"
BY_PASSAGE = "By passage"
BY_KIND = "By kind of question"
QUESTION_KINDS: dict[str, str] = {
    "single": "Answered from one or two reports",
    "theme": "Across at least three reports",
    "followup": "Follow-up questions",
    "filter": "Limited by place, kind or date",
}
AGREEMENT = "How far trainers agree"
AGREEMENT_HELP = (
    "Cohen’s kappa compares how often two trainers agree with how often chance would make them agree: 1 is full "
    "agreement, 0 is no better than chance. Only verdicts given without seeing the other’s count. All pairs together "
    "are pooled: each weighs as many sources as it shares."
)
KAPPA_UNDEFINED = "not defined: both always gave the same verdict"
NO_PAIRS = "No source has been checked by two trainers yet, so there is nothing to compare."
GOLD = "Questions to measure with"
GOLD_HELP = (
    "Sources that every trainer who judged them supports become gold passages. Save the file and run "
    "“review-lessons eval FILE” to see how far the assistant finds them."
)
GOLD_LINK = "Save checked answers as gold questions"
GOLD_NONE = "No answer has a supported source yet."
NOT_THERE = "no longer in the library"


def status_words(status: CheckStatus) -> str:
    """Say what checks found of a source, for whoever reads the answer; "" where nobody has checked or reported it."""
    if len(set(status.verdicts)) > 1:
        return "Disputed: trainers differ on this source"
    if status.reported:
        said = f"; a trainer found it {status.agreed}" if status.agreed else ""
        return f"Disputed: a reader has reported this source as wrong{said}"
    if status.agreed is None:
        return ""
    count = len(status.verdicts)
    who = "a trainer" if count == 1 else f"{count} trainers"
    return f"Checked by {who}: {status.agreed}"
