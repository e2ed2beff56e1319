"""Which answers are kept, and the part of the ask page where an asker decides and looks after their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from desk.conversations import (
    MAX_NAME,
    Consent,
    KeptConversation,
    NotYours,
    consents,
    conversations,
    expire,
    keep_turn,
    library_version,
    sealing_key,
)
from desk.database import Desk
from web import text
from web.askers import Asker
from web.faces import LibraryFace, SettingsFace
from web.markup import element, join
from web.stored import Json, seal

Policy = Literal["none", "consented", "all"]
CONVERSATION_ID = re.compile(r"[0-9a-f]{32}")
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Keeping:
    """The rule by which answers are kept, and where."""

    desk: Desk
    library: LibraryFace
    policy: Policy
    days: int
    key: bytes

    @classmethod
    def of(cls, desk: Desk, library: LibraryFace, settings: SettingsFace) -> Keeping:
        """Make the rule from the settings, and end what is kept for longer than they allow."""
        expire(desk, settings.keep_days)
        return cls(desk, library, settings.keep, settings.keep_days, sealing_key(desk))

    @property
    def remark_days(self) -> int | None:
        """For how many days a remark would be kept; None where nothing is."""
        return None if self.policy == "none" else self.days

    def version(self) -> str:
        """The name of what the library holds now."""
        return library_version(self.library.reviews())

    def seal(self, stored: Json) -> str:
        """Seal an answer for its asker's browser."""
        return seal(self.key, stored)

    def keep(self, asker: Asker, conversation: str, stored: Json) -> bool:
        """Keep an answer where the rule and its asker allow it; return whether it is kept."""
        consent = self._reason(asker)
        return consent is not None and self.keep_as(consent, asker, conversation, stored)

    def keep_as(self, consent: Consent, asker: Asker, conversation: str, stored: Json) -> bool:
        """Keep an answer for a reason that is already given; return whether it is kept."""
        if self.policy == "none" or not CONVERSATION_ID.fullmatch(conversation):
            return False
        expire(self.desk, self.days)
        try:
            keep_turn(
                self.desk,
                conversation,
                asker.name,
                stored,
                turn_id=str(stored["turn"]),
                owner=asker.owner or NOBODY,
                consent=consent,
                library_version=self.version(),
            )
        except NotYours:
            return False
        return True

    def _reason(self, asker: Asker) -> Consent | None:
        if self.policy == "all":
            return "policy"
        if self.policy == "consented" and asker.owner is not None and consents(self.desk, asker.owner):
            return "conversation"
        return None


def keeping_html(keeping: Keeping, asker: Asker) -> Markup:
    """Return the asker's own part of the page: whether they agree, and the list of what is kept of theirs."""
    if keeping.policy == "none":
        return Markup("")
    expire(keeping.desk, keeping.days)
    agreed = asker.owner is not None and consents(keeping.desk, asker.owner)
    held = conversations(keeping.desk, asker.owner) if asker.owner else ()
    if keeping.policy == "all":
        rule = element("p", text.KEEPING_ALL.format(days=keeping.days))
    else:
        box = element(
            "input",
            type="checkbox",
            id="rl-agree",
            checked=agreed,
            aria_describedby="rl-agree-help",
            autocomplete="off",
        )
        rule = join(
            [
                element(
                    "p", element("label", box, element("span", text.KEEPING_AGREE), for_="rl-agree"), class_="rl-agree"
                ),
                element("p", text.KEEPING_WHAT.format(days=keeping.days), id="rl-agree-help", class_="rl-quiet"),
            ]
        )
    listed = _list(held) if held else element("p", text.KEEPING_NONE_YET, class_="rl-quiet")
    said = element("p", "", class_="rl-said", role="status", id="rl-keeping-said")
    return element(
        "section",
        element("h2", text.KEEPING, id="rl-keeping-title", tabindex="-1"),
        rule,
        said,
        listed,
        aria_labelledby="rl-keeping-title",
    )


def _list(held: Sequence[KeptConversation]) -> Markup:
    return element("ul", [_item(i, one) for i, one in enumerate(held)], class_="rl-kept-list")


def _item(place: int, one: KeptConversation) -> Markup:
    named, name_of = f"rl-kept-{place}", element("span", f" “{one.name}”", class_="rl-hidden")
    field = f"{named}-name"
    return element(
        "li",
        element("p", element("strong", element("bdi", one.name)), class_="rl-kept-name"),
        element("p", f"{text.count_of(one.turns, 'question')}, {text.long_date(one.last.date())}", class_="rl-quiet"),
        element(
            "div",
            _act("open", one.conversation_id, text.KEEPING_OPEN, name_of),
            element(
                "details",
                element("summary", text.KEEPING_RENAME, name_of),
                element(
                    "form",
                    element("label", text.KEEPING_NAME, for_=field),
                    element(
                        "input",
                        id=field,
                        name="name",
                        type="text",
                        value=one.name,
                        maxlength=MAX_NAME,
                        autocomplete="off",
                    ),
                    element("button", text.KEEPING_SAVE, type="submit", class_="rl-button"),
                    data_form="rename",
                    data_conversation=one.conversation_id,
                    class_="rl-form",
                ),
            ),
            element(
                "details",
                element("summary", text.KEEPING_DELETE, name_of),
                element("p", text.KEEPING_DELETE_SURE),
                _act("delete", one.conversation_id, text.KEEPING_DELETE_DO, name_of, class_="rl-button"),
            ),
            class_="rl-actions",
        ),
    )


def _act(act: str, conversation: str, words: str, more: Markup, *, class_: str = "rl-link") -> Markup:
    return element(
        "button", words, more, type="button", class_=class_, data_keeping=act, data_conversation=conversation
    )
