"""Sizes measured by OCR, evened out; sizes of a text layer left alone."""

from __future__ import annotations

from ingest.lines import Line, Token
from ingest.type_sizes import even_sizes


def line(text: str, size: float, *, ocr: bool = True) -> Line:
    return Line(1, (Token(text, (0.0, 0.0, 9.0, 9.0), size),), ocr=ocr)


def test_sizes_near_the_commonest_become_it() -> None:
    first = [line("a paragraph's first line", 10.5), line("no one", 8.7)]
    second = [line("A great title", 16.0), line("so", 11.2)]
    even = even_sizes([first, second])
    assert [[one.size for one in page] for page in even] == [[10.5, 10.5], [16.0, 10.5]]


def test_a_text_layer_keeps_its_sizes() -> None:
    (page,) = even_sizes([[line("words", 10.5, ocr=False), line("words", 10.1, ocr=False)]])
    assert [one.size for one in page] == [10.5, 10.1]


def test_no_pages_give_none() -> None:
    assert even_sizes([]) == []
