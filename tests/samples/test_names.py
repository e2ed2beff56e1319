"""No real council is named in a sample, in its details or in its text."""

from __future__ import annotations

import re
from pathlib import Path

from samples.source import Source

# Also words that begin a sentence.
COMMON_WORDS = {"Reading"}
NAMES = [
    line
    for line in Path(__file__).with_name("authorities.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ANY_NAME = re.compile(rf"\b(?:{'|'.join(map(re.escape, NAMES))})\b")
ANY_NAME_IN_TEXT = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in NAMES if name not in COMMON_WORDS)})\b")


def test_list_of_names_is_long_and_found() -> None:
    assert len(NAMES) > 300
    assert ANY_NAME_IN_TEXT.search("the review in Rotherham was")
    assert not ANY_NAME_IN_TEXT.search("the review in Harrowmere was")


def test_details_name_no_real_council(sources: list[Source]) -> None:
    for source in sources:
        for field in ("title", "authority", "header", "subheader", "cover_lines"):
            assert not ANY_NAME.search(source.details.get(field, "")), f"{source.name}: {field}"


def test_texts_name_no_real_council(sources: list[Source]) -> None:
    for source in sources:
        for block in source.blocks:
            for line in block.lines:
                assert not ANY_NAME_IN_TEXT.search(line), f"{source.name}: {line[:80]}"
