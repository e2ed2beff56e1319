"""The assistant: a question becomes an Answer."""

from assistant.assistant import URGENT_SIGNPOSTING, Assistant
from assistant.model import Answer, Block, Citation, Claim, FoundPassage, Progress, Status, Turn
from assistant.serialise import answer_json

__all__ = [
    "URGENT_SIGNPOSTING",
    "Answer",
    "Assistant",
    "Block",
    "Citation",
    "Claim",
    "FoundPassage",
    "Progress",
    "Status",
    "Turn",
    "answer_json",
]
