"""Which file is which review: the rules of the design, as one function."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.model import Review
from vectorstore.errors import Withdrawn
from vectorstore.originals import base_name, unique_file
from vectorstore.records import Outcome, ReviewRecord

_LONGEST = 80
WITHDRAWN = "This review has been withdrawn from the library and stays withdrawn."


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is to the library: the review it belongs to, its name there and what adding it means."""

    review_id: str
    file: str
    outcome: Outcome
    warnings: tuple[str, ...] = ()


def identify(review: Review, held: Sequence[ReviewRecord]) -> Identity:
    """Decide which review this is.

    The same content is skipped. The same ``review_id``, else the same address on the web, else the same source path
    is a new version. The same file name alone is a new review, with a warning.
    """
    # A withdrawn review is still the review that a file belongs to: no folder added again may bring it back.
    current = [record for record in held if record.current or record.withdrawn == record.version]
    same = _same_content(review, current)
    if same is not None:
        return same
    owner = _owner(review, current)
    if owner is not None and owner.withdrawn:
        raise Withdrawn(
            f"{review.original.name} was not added: it is a version of {owner.file}, which has been withdrawn from "
            f"this library. Bring it back first: review-lessons library withdraw {owner.review_id} --undo"
        )
    if owner is not None:
        return Identity(owner.review_id, owner.file, "new version")
    name = base_name(review.original.name)
    taken = {record.file for record in held}
    file = unique_file(name, taken)
    warnings: tuple[str, ...] = ()
    if file != name:
        warnings = (
            f"Another review in the library has the file name {name}. This one was added as a review of its own, "
            f"as {file}; to make it a new version, give both the same review_id or url in manifest.csv.",
        )
    return Identity(_new_id(review, {record.review_id for record in held}), file, "added", warnings)


def _same_content(review: Review, current: Sequence[ReviewRecord]) -> Identity | None:
    sha256, version = review.original.sha256, review.version
    for record in current:
        if record.sha256 == sha256 and record.version == version:
            warnings = (WITHDRAWN,) if record.withdrawn else _other_details(review, record)
            return Identity(record.review_id, record.file, "unchanged", warnings)
    for record in current:
        if record.version == version and record.characters:
            warning = (
                f"The same words are already in the library as {record.file}, from a file that differs in other ways; "
                "it was not added again and the first file is kept."
            )
            more = (WITHDRAWN,) if record.withdrawn else _other_details(review, record)
            return Identity(record.review_id, record.file, "unchanged", (warning, *more))
    return None


def _other_details(review: Review, record: ReviewRecord) -> tuple[str, ...]:
    """Say which details given in a manifest or by a librarian were not taken over by skipping the file."""
    given, held = review.details, record.details
    changed = [
        name
        for name in ("title", "kind", "local_authority", "published", "url", "themes")
        if given.sources.get(name, "document") != "document" and getattr(given, name) != getattr(held, name)
    ]
    if not changed:
        return ()
    return (f"Its details were left as they are in the library; the ones given now differ in: {', '.join(changed)}.",)


def _owner(review: Review, current: Sequence[ReviewRecord]) -> ReviewRecord | None:
    if review.review_id:
        # A review_id that is given decides, even against a source path that has been used for another review.
        return next((record for record in current if record.review_id == review.review_id.strip()), None)
    if review.details.url:
        for record in current:
            if record.url == review.details.url:
                return record
    for record in current:
        if review.source and record.source == review.source:
            return record
    # The same bytes read into another text, by a reader that has been improved since.
    return next((record for record in current if record.sha256 == review.original.sha256), None)


def _new_id(review: Review, taken: Collection[str]) -> str:
    if review.review_id and review.review_id.strip():
        return review.review_id.strip()
    wanted = slug(PurePath(base_name(review.original.name)).stem)
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens, at most 80; "review" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "review"
