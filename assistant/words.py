"""Every sentence of the assistant's own, in one place, in plain English; none of them says what a report says."""

from __future__ import annotations

from collections.abc import Sequence

DEMONSTRATION = "This is the demonstration library: its reviews are invented."
NOT_ADVICE = "This shows what published reviews say. It is not advice on a live case: follow local procedures."
EMPTY_LIBRARY = "This library holds no reviews yet. Add reports with: review-lessons ingest FOLDER"
EMPTY_QUESTION = "Type a question in words, for example: What do reviews say about strategy discussions?"
ENGLISH_ONLY = "This library can only be searched in English. Ask the question in English."
WRITING = "Waiting for the chat model to write"
NOTHING_WRITTEN = "wrote no claim"
NOTHING_CHECKED = "wrote what could not be checked on this machine; the log says why"
NOTHING_VERIFIED = "wrote nothing that could be verified"
NEAREST = "The nearest passages are listed below. They may not answer the question."


def too_long(limit: int) -> str:
    """Say that a question is too long to be searched well."""
    return f"The question is longer than {limit:,} characters. Ask it in a sentence or two."


def no_review_about(names: Sequence[str]) -> str:
    """Say that the library has no report about some places."""
    return f"There is no report about {_or(names)} in this library."


def no_such_kind(kind: str) -> str:
    """Say that the library has no review of a kind."""
    return f"There is no {kind.rstrip('s')} in this library." if kind.isupper() else f"This library holds no {kind}."


def no_review_of_year(year: int, names: Sequence[str]) -> str:
    """Say that the library has no review of some year."""
    return f"There is no {year} report about {_or(names)} in this library."


def name_not_found(name: str) -> str:
    """Say that a name in the question does not occur in what was searched."""
    return f"“{name}” is not mentioned in the reviews searched."


def topic_not_found(topics: Sequence[str], reviews: int) -> str:
    """Say that no review searched names a topic of the question."""
    searched = "The review searched does" if reviews == 1 else f"The {reviews} reviews searched do"
    return f"{searched} not mention {_or([f'“{topic}”' for topic in topics])}."


def judgement_not_found(judgement: str, reviews: int) -> str:
    """Say that the judgement that a question takes as given is not in what was searched."""
    searched = "The review searched does" if reviews == 1 else f"The {reviews} reviews searched do"
    return f"{searched} not use the judgement “{judgement}”."


def not_in_library(reviews: int) -> str:
    """Say that nothing found answers the question."""
    return f"Not in this library: nothing in the {plural(reviews, 'review')} searched answers this question."


def nothing_admitted() -> str:
    """Say that the filters leave nothing to search."""
    return "No review in this library matches these filters. Remove one to search more widely."


def out_of_scope(subject: str, turn: str) -> str:
    """Say that reviews do not answer such questions, and where to turn."""
    return f"Published reviews do not answer questions about {subject}. {turn}"


def undated(count: int) -> str:
    """Count reviews that a date filter left out because their date is not known."""
    return f"{plural(count, 'undated review')} not searched."


def partly(names: Sequence[str]) -> str:
    """Say which named places an answer does not cover."""
    return f"This answers only a part of the question. {no_review_about(names)}"


def checking(quotes: int) -> str:
    """Say that a claim's quotes are being checked."""
    return f"Checking {plural(quotes, 'quote')}"


def mending(claims: int) -> str:
    """Say that the model is asked once to mend what did not pass."""
    return f"Asking the chat model to correct {plural(claims, 'sentence')}"


def not_in_form(how: str) -> str:
    """Say, after "The chat model", that what it wrote cannot be read."""
    return f"did not write in the form asked for ({how})"


def written_by(model: str) -> str:
    """Say who wrote an answer, and what was checked."""
    return (
        f"Written by the chat model {model}. Each sentence shown was checked against the quoted words of the reports."
    )


def instead_of(model: str, failure: str) -> str:
    """Say that the extractive composer answered, and why the chat model did not."""
    return f"The chat model {model} {failure}. This answer is made of the reports' own sentences instead."


def left_out(claims: int) -> str:
    """Count what a model wrote and is not part of the answer."""
    verb = "was" if claims == 1 else "were"
    return f"{plural(claims, 'sentence')} that the model wrote could not be verified and {verb} left out."


def at_least(reviews: int) -> str:
    """Count honestly: more reviews may say so than were found."""
    return f"At least {plural(reviews, 'review')}"


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
