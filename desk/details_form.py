"""Details as a librarian writes them: checked field by field, each problem a sentence about its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, get_args

from ingest.manifest import MAX_FIELD, is_web_address, tidy
from ingest.model import DetailField, Details

FIELDS: Final[tuple[DetailField, ...]] = get_args(DetailField)


class DetailsError(Exception):
    """Details that cannot be taken as they are written; ``problems`` says by field what to put instead."""

    def __init__(self, problems: Mapping[DetailField, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def written_details(details: Details) -> dict[DetailField, str]:
    """Details as they stand in a form or a manifest; what is not known is empty."""
    return {
        "title": details.title or "",
        "kind": details.kind or "",
        "local_authority": details.local_authority or "",
        "published": details.published.isoformat() if details.published else "",
        "url": details.url or "",
        "themes": "; ".join(details.themes),
    }


def read_details(held: Details, given: Mapping[DetailField, str]) -> Details:
    """The details held, with what is given in place of them; an empty text means not known. Raises DetailsError."""
    values = {name: tidy(text) for name, text in given.items()}
    problems: dict[DetailField, str] = {}
    for name, value in values.items():
        if len(value) > MAX_FIELD:
            problems[name] = f"The {LABELS[name].lower()} is longer than {MAX_FIELD} characters. Shorten it."
    if (url := values.get("url")) and not is_web_address(url):
        problems["url"] = "The web address must begin with https:// or http://, as in https://example.org/report.pdf."
    day = _day(values.get("published", ""))
    if values.get("published") and day is None:
        problems["published"] = "The date of publication must be written as 2022-01-30 or 30 January 2022."
    if problems:
        raise DetailsError(problems)
    return Details(
        title=values.get("title", held.title or "") or None,
        kind=values.get("kind", held.kind or "") or None,
        local_authority=values.get("local_authority", held.local_authority or "") or None,
        published=day if "published" in values else held.published,
        url=values.get("url", held.url or "") or None,
        themes=_themes(values["themes"]) if "themes" in values else held.themes,
        sources=held.sources,
    )


LABELS: Final[Mapping[DetailField, str]] = {
    "title": "Title",
    "kind": "Kind",
    "local_authority": "Authority",
    "published": "Date of publication",
    "url": "Web address",
    "themes": "Themes",
}

_MONTHS = "january february march april may june july august september october november december".split()


def _day(text: str) -> date | None:
    """A day written as 2022-01-30, 30 January 2022 or 30/1/2022."""
    parts = text.replace("/", " ").replace(",", " ").casefold().split()
    try:
        if len(parts) == 3:
            month = _MONTHS.index(parts[1]) + 1 if parts[1].isalpha() else int(parts[1])
            return date(int(parts[2]), month, int(parts[0])) if len(parts[2]) == 4 else None
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _themes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(theme for part in text.split(";") if (theme := part.strip())))
