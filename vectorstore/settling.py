"""Finishing or undoing whatever was under way when the program stopped."""

from __future__ import annotations

from sqlalchemy import select

from vectorstore.changing import finish_change
from vectorstore.database import IntentRow
from vectorstore.work import Store, finish, undo

_FINISHED = {
    "add": "had just been added when the program stopped: it is wholly in the library.",
    "restore": "had just been brought back when the program stopped: it is wholly in the library.",
    "edit": "was being changed when the program stopped: its new details are wholly in the library.",
    "withdraw": "was being withdrawn when the program stopped: it is wholly withdrawn.",
    "erase": "was being erased when the program stopped: it is wholly gone.",
}


def settle(store: Store) -> tuple[str, ...]:
    """Finish or undo each intent that an interruption left; what was done, in words."""
    with store.session() as session:
        intents = session.scalars(select(IntentRow).order_by(IntentRow.id)).all()
    said = []
    for intent in intents:
        if not intent.visible:
            undo(store, intent)
            said.append(
                f"{intent.name} was being added when the program stopped: it is wholly absent from the library. "
                "Add it again."
                if intent.action == "add"
                else f"{intent.name} was being brought back when the program stopped: it is as it was before."
            )
            continue
        if intent.action in ("add", "restore"):
            finish(store, intent.id)
        else:
            finish_change(store, intent.id)
        said.append(f"{intent.name} {_FINISHED[intent.action]}")
    return tuple(said)
