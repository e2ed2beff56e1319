"""Reading kept answers back from their JSON."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from assistant.model import Answer

_ANSWER = TypeAdapter(Answer)


def read_answer(kept: Mapping[str, object]) -> Answer:
    """Return the Answer that ``kept`` is the JSON of. Raises pydantic's ValidationError where it is not one."""
    return _ANSWER.validate_python(dict(kept))
