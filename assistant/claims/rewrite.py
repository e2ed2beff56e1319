"""Make a follow-up stand alone through the chat model, and take its word only where it keeps to the conversation.

The model sees the asker's own questions, never answers: those hold words of reports, which must not steer a search.
What it writes counts only as one short question whose names and numbers all stand in the conversation.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import closing

from assistant.claims.chat import ChatFailed
from assistant.claims.composer import ChatComposer
from assistant.claims.prompts import rewrite_messages
from assistant.model import Turn
from assistant.scope import is_in_another_script

LONGEST = 300  # characters
_SECONDS = 15.0  # at most; the present way takes over, and the asker is still waiting for the answer itself
_TURNS = 6
_NAMED = re.compile(r"\b[A-ZÀ-Þ][\w’'-]*|\b\d[\w.,/-]*")


def rewritten(chat: ChatComposer, question: str, history: Sequence[Turn], *, as_typed: bool) -> str | None:
    """Return the question so that it stands alone, or None where there is none before it or the model did not help."""
    earlier = [turn.content for turn in history if turn.role == "user"][-_TURNS:]
    if not earlier:
        return None
    sent = chat.sent(question, as_typed=as_typed)
    if sent != question:
        return None  # what is masked for the model cannot be put back into what it writes
    messages = rewrite_messages([chat.sent(one[:LONGEST], as_typed=False) for one in earlier], sent)
    deadline = time.monotonic() + min(_SECONDS, chat.model.timeout_s)
    try:
        with closing(chat.model.write(messages, deadline)) as pieces:  # type: ignore[type-var]
            written = "".join(pieces).strip().strip('"“”')
    except ChatFailed:
        return None
    return written if _keeps_to(written, [*earlier, question]) else None


def _keeps_to(written: str, said: Sequence[str]) -> bool:
    """Whether it is one short question whose names and numbers were all said before."""
    if not written or "\n" in written or len(written) > LONGEST or is_in_another_script(written):
        return False
    if not written.endswith("?"):
        return False
    known = " ".join(said).lower()
    # The first word has a capital wherever it comes from.
    names = [m.group() for m in _NAMED.finditer(written) if m.start()]
    return all(
        re.search(rf"(?<!\w){re.escape(name.lower().removesuffix('’s').removesuffix(chr(39) + 's'))}", known)
        for name in names
    )
