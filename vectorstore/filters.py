"""Which reviews a question may look at: the constraints that a person sets, read from the command line or JSON."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from vectorstore.errors import FilterError

CLI_KEYS = ("kind", "local_authority", "published_from", "published_to", "theme", "review_id")
_LISTS = ("kind", "local_authority", "theme", "review_id", "not_local_authority")
_DATES = ("published_from", "published_to")

# Words that tell what sort of body an authority is, not which one it is.
_BODY_WORDS = frozenset(
    "authority borough city council county district metropolitan of royal the unitary "
    "safeguarding children childrens adults board partnership".split()
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Constraints on reviews; within one key any value will do, and every key that is set must hold.

    ``kind`` matches an equal slug or a prefix of it that ends at a hyphen ("sif" admits "sif-single-inspection").
    Dates are inclusive; a review without a date is left out by either of them. ``not_local_authority`` excludes.
    """

    kind: tuple[str, ...] = ()
    local_authority: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    review_id: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    not_local_authority: tuple[str, ...] = ()

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> Filters:
        """Read ``KEY=VALUE`` pairs of the command line; a key given again adds a value. Raises FilterError."""
        read: dict[str, list[str]] = {}
        for pair in pairs:
            key, sign, value = pair.partition("=")
            key = key.strip()
            if not sign:
                raise FilterError(f"The filter {pair!r} has no value. Write it as KEY=VALUE, for example kind=jtai.")
            if key not in CLI_KEYS:
                raise FilterError(_unknown(key, CLI_KEYS))
            read.setdefault(key, []).append(value)
        return cls._from_lists(read)

    @classmethod
    def from_json(cls, mapping: Mapping[str, object]) -> Filters:
        """Read a JSON object whose values are strings or lists of strings; null is not set. Raises FilterError."""
        read: dict[str, list[str]] = {}
        for key, value in mapping.items():
            if key not in (*_LISTS, *_DATES):
                raise FilterError(_unknown(key, CLI_KEYS))
            read[key] = _strings(key, value)
        return cls._from_lists(read)

    @classmethod
    def _from_lists(cls, read: Mapping[str, Sequence[str]]) -> Filters:
        lists = {key: _distinct(read.get(key, ())) for key in _LISTS}
        return cls(
            kind=lists["kind"],
            local_authority=lists["local_authority"],
            theme=lists["theme"],
            review_id=lists["review_id"],
            not_local_authority=lists["not_local_authority"],
            published_from=_only_date("published_from", read.get("published_from", ())),
            published_to=_only_date("published_to", read.get("published_to", ())),
        )

    def as_json(self) -> dict[str, object]:
        """The keys that are set: one value as itself, several as a list, dates as ISO strings."""
        out: dict[str, object] = {}
        for key in _LISTS:
            values: tuple[str, ...] = getattr(self, key)
            if values:
                out[key] = values[0] if len(values) == 1 else list(values)
        for key in _DATES:
            value: date | None = getattr(self, key)
            if value is not None:
                out[key] = value.isoformat()
        return out

    def merged(self, other: Filters) -> Filters:
        """These filters with every key that ``other`` sets taken from it; exclusions of both hold."""
        merged = self
        for item in fields(self):
            if getattr(other, item.name):
                merged = replace(merged, **{item.name: getattr(other, item.name)})
        return replace(merged, not_local_authority=_distinct((*self.not_local_authority, *other.not_local_authority)))

    def without_dates(self) -> Filters:
        """The same filters without the two dates."""
        return replace(self, published_from=None, published_to=None)

    def __bool__(self) -> bool:
        """Whether any key is set."""
        return any(getattr(self, item.name) for item in fields(self))

    def admits(
        self,
        review_id: str,
        kind: str | None,
        local_authority: str | None,
        published: date | None,
        themes: Sequence[str],
    ) -> bool:
        """Whether a review with these details passes every key that is set."""
        if self.review_id and review_id not in self.review_id:
            return False
        if self.kind and not any(kind_matches(wanted, kind) for wanted in self.kind):
            return False
        if self.theme and not {_plain(theme) for theme in self.theme} & {_plain(theme) for theme in themes}:
            return False
        place = same_authority_key(local_authority or "")
        if self.local_authority and place not in {same_authority_key(name) for name in self.local_authority}:
            return False
        if place and place in {same_authority_key(name) for name in self.not_local_authority}:
            return False
        return self._admits_date(published)

    def _admits_date(self, published: date | None) -> bool:
        if published is None:
            return self.published_from is None and self.published_to is None
        after = self.published_from is None or published >= self.published_from
        return after and (self.published_to is None or published <= self.published_to)


def same_authority_key(name: str) -> str:
    """A spelling by which two names of one authority are equal.

    Case, "&", hyphens, apostrophes and the words that only say what sort of council it is make no difference:
    "Royal Borough of Kensington & Chelsea" and "kensington-and-chelsea" give the same key.
    """
    words = _plain(name).split()
    if words[:1] == ["london"] and words[1:2] == ["borough"]:
        words = words[2:]
    kept = [word for word in words if word not in _BODY_WORDS]
    return " ".join(kept or words)


def kind_matches(wanted: str, kind: str | None) -> bool:
    """Whether a review's kind is the wanted slug or a narrower one below it."""
    if not kind:
        return False
    narrow, wide = _plain(kind).replace(" ", "-"), _plain(wanted).replace(" ", "-")
    return narrow == wide or narrow.startswith(f"{wide}-")


def _plain(text: str) -> str:
    lowered = re.sub(r"['’]", "", text.casefold()).replace("&", " and ")
    return " ".join(re.sub(r"[\W_]+", " ", lowered).split())


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stripped for value in values if (stripped := value.strip())))


def _strings(key: str, value: object) -> list[str]:
    if value is None:
        return []
    items = list(value) if isinstance(value, (list, tuple)) else [value]
    if not all(isinstance(item, (str, date)) for item in items):
        raise FilterError(f"The filter {key} must be a text or a list of texts, not {value!r}.")
    return [item.isoformat() if isinstance(item, date) else str(item) for item in items]


def _only_date(key: str, values: Sequence[str]) -> date | None:
    if len(_distinct(values)) > 1:
        raise FilterError(f"The filter {key} was given more than once: {', '.join(values)}. Give one date.")
    return _date(key, values[0]) if values and values[0].strip() else None


def _date(key: str, text: str) -> date:
    """An ISO date; a bare year or month stands for its first day (from) or last day (to)."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text.strip())
    try:
        if found:
            year, month, day = (int(part or 0) for part in found.groups())
            if key == "published_from":
                return date(year, month or 1, day or 1)
            month = month or 12
            return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        pass
    raise FilterError(f"The filter {key}={text} is not a date. Write it as 2022-01-31, 2022-01 or 2022.")


def _unknown(key: str, known: Sequence[str]) -> str:
    return f"There is no filter {key!r}. The filters are: {', '.join(known)}."
