"""What can go wrong with a library, each error written for the person who meets it."""

from __future__ import annotations

import errno


class LibraryError(Exception):
    """Anything that stops the library from doing what it was asked; the message says what happened and what to do."""


class LibraryBusy(LibraryError):
    """Another process holds this library's folder."""


class LibraryFull(LibraryError):
    """The disk has no room; what was being added is not in the library and nothing else was changed."""


class LibraryDamaged(LibraryError):
    """Something in the library's folder cannot be read and opening could not mend it."""


class NotInLibrary(LibraryError, LookupError):
    """No such review, version, page or passage."""


class Withdrawn(LibraryError):
    """A file was about to bring back a review that a librarian has withdrawn."""


class DemonstrationOnly(LibraryError):
    """Samples and real reports were about to be mixed in one library."""


class FilterError(LibraryError, ValueError):
    """A filter that nobody can apply: an unknown key or an unreadable value."""


class EncoderError(LibraryError):
    """The encoder cannot be used."""


class EncoderMissing(EncoderError):
    """The encoder that the settings name cannot be found or loaded."""


class EncoderDamaged(EncoderError):
    """The bundled encoder's weights are not the ones that were published."""


class EncoderMismatch(EncoderError):
    """The library's vectors were made by another encoder, so their distances to new questions mean nothing."""


_FULL_WORDS = ("disk is full", "no space left", "os error 28", "disk quota exceeded", "os error 122")


def is_disk_full(error: BaseException) -> bool:
    """Whether this error, or one that caused it, says that the disk is full.

    The database, Chroma and tantivy each wrap the operating system's ENOSPC in a type of their own, so beside the
    error number the words are all there is to go by.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        if any(words in str(seen).lower() for words in _FULL_WORDS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
