"""The library: reviews, their texts, and the indexes made from them.

This is the face that the other rooms use; the modules behind it may change.
"""

from vectorstore.derived import DerivedIndex, Entry, Window
from vectorstore.encoder import Encoded, Encoder, default_encoder, one_thread
from vectorstore.erasure import Traces
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
    Withdrawn,
)
from vectorstore.filters import CLI_KEYS, Filters, kind_matches, same_authority_key
from vectorstore.library import Library
from vectorstore.records import Added, Change, Erased, Hit, ReviewRecord, StoredPassage, VerifyReport
from vectorstore.tokens import TokenRows
from vectorstore.tuned import add_differences, read_differences

__all__ = [
    "CLI_KEYS",
    "Added",
    "Change",
    "DemonstrationOnly",
    "DerivedIndex",
    "Encoded",
    "Encoder",
    "EncoderDamaged",
    "EncoderError",
    "EncoderMismatch",
    "EncoderMissing",
    "Entry",
    "Erased",
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
    "Traces",
    "VerifyReport",
    "Window",
    "Withdrawn",
    "add_differences",
    "default_encoder",
    "kind_matches",
    "one_thread",
    "read_differences",
    "same_authority_key",
]
