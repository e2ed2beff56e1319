"""The assistant: a question becomes an Answer."""

from assistant.assistant import URGENT_SIGNPOSTING, Assistant
from assistant.langchain import AskReviews, ReviewRetriever
from assistant.model import Answer, Block, Citation, Claim, FoundPassage, Progress, Status, Turn
from assistant.question import Question
from assistant.serialise import answer_json

__all__ = [
    "URGENT_SIGNPOSTING",
    "Answer",
    "AskReviews",
    "Assistant",
    "Block",
    "Citation",
    "Claim",
    "FoundPassage",
    "Progress",
    "Question",
    "ReviewRetriever",
    "Status",
    "Turn",
    "answer_json",
]
