"""Lines as a page would have them, for tests of the steps between the page and the blocks."""

from __future__ import annotations

from ingest.lines import Line, Token


def line(
    text: str, *, y: float = 100.0, x: float = 72.0, page: int = 1, size: float = 12.0, bold: bool = False
) -> Line:
    """A line of words of which each character is half as wide as the type is high."""
    tokens: list[Token] = []
    for word in text.split():
        end = x + 0.5 * size * len(word)
        tokens.append(Token(word, (x, y - 0.82 * size, end, y + 0.24 * size), size, bold))
        x = end + 0.4 * size
    return Line(page, tuple(tokens))
