"""What Chroma writes of its memory was nobody's before."""

from __future__ import annotations

import ctypes
import platform

import pytest

from vectorstore.blocks import fresh_blocks

SIZE = 200_000
glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library can be told")


def left_over(rounds: int) -> bool:
    """Whether a block handed out again still holds what was written into it."""
    c = ctypes.CDLL(None)
    c.malloc.restype = ctypes.c_void_p
    c.malloc.argtypes = [ctypes.c_size_t]
    c.free.argtypes = [ctypes.c_void_p]
    for _ in range(rounds):
        blocks = [c.malloc(SIZE) for _ in range(8)]
        if any(b"words" in ctypes.string_at(block, SIZE) for block in blocks):
            return True
        for block in blocks:
            ctypes.memmove(block, b"words " * (SIZE // 6), SIZE // 6 * 6)
        for block in blocks:
            c.free(block)
    return False


@glibc
def test_large_blocks_hold_nothing_of_before() -> None:
    with fresh_blocks():
        assert not left_over(3)


@glibc
def test_until_the_last_of_several_is_done() -> None:
    with fresh_blocks():
        with fresh_blocks():
            pass
        assert not left_over(3)
    assert left_over(3)  # afterwards memory is used again, as fast as ever
