"""The library: reviews, their texts, and the indexes made from them.

This is the face that the other rooms use; the modules behind it may change.
"""

from vectorstore.derived import DerivedIndex, Entry, Window
from vectorstore.encoder import Encoded, Encoder
from vectorstore.errors import (
    DemonstrationOnly,
    EncoderDamaged,
    EncoderError,
    EncoderMismatch,
    EncoderMissing,
    FilterError,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    NotInLibrary,
)
from vectorstore.filters import CLI_KEYS, Filters, kind_matches, same_authority_key
from vectorstore.library import Library
from vectorstore.records import Added, Hit, ReviewRecord, StoredPassage, VerifyReport
from vectorstore.tokens import TokenRows

__all__ = [
    "CLI_KEYS",
    "Added",
    "DemonstrationOnly",
    "DerivedIndex",
    "Encoded",
    "Encoder",
    "EncoderDamaged",
    "EncoderError",
    "EncoderMismatch",
    "EncoderMissing",
    "Entry",
    "FilterError",
    "Filters",
    "Hit",
    "Library",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryError",
    "LibraryFull",
    "NotInLibrary",
    "ReviewRecord",
    "StoredPassage",
    "TokenRows",
    "VerifyReport",
    "Window",
    "kind_matches",
    "same_authority_key",
]
