"""Markdown (CommonMark and tables), read with markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block
from ingest.html_page import read_html
from ingest.reading import Reading, make_block, paragraph_block, split_number, words_of

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^[^\]\s]+\]:?\s+")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
# An item this long is a paragraph that the document numbered, not an entry of a list.
_PARAGRAPH_WORDS = 12


def read_markdown(text: str) -> Reading:
    """Make blocks of Markdown: headings with their depth, lists, tables, quotations as boxed cases, footnotes apart."""
    front = _FRONT_MATTER.match(text)
    title = _FRONT_TITLE.search(front[1]) if front else None
    body = text[front.end() :] if front else text
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    walk = _Walk()
    for token in tokens:
        walk.take(token)
    return Reading(tuple(walk.blocks), title=title[1].strip("\"'") if title else None)


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    item: int | None = None


@dataclass(slots=True)
class _Walk:
    """Where in the document the flat list of tokens has got to."""

    blocks: list[Block] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _heading: int = 0
    _quotes: int = 0
    _cases: int = 0
    _row: list[str] | None = None

    def take(self, token: Token) -> None:
        """Take the next token, in document order."""
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1])
            case "heading_close":
                self._heading = 0
            case "bullet_list_open":
                self._lists.append(_List(False, 0))
            case "ordered_list_open":
                start = token.attrGet("start")
                self._lists.append(_List(True, int(start) if start is not None else 1))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                here = self._lists[-1]
                here.item, here.number = here.number, here.number + 1
            case "blockquote_open":
                self._cases += self._quotes == 0
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "tr_open":
                self._row = []
            case "tr_close":
                self._keep(make_block("table", " ".join(self._row or [])))
                self._row = None
            case "inline":
                self._inline(_words(token.children or []))
            case "fence" | "code_block":
                self._inline(token.content)
            case "html_block":
                self.blocks.extend(read_html(token.content).blocks)

    def _inline(self, text: str) -> None:
        case = self._cases if self._quotes else None
        if self._heading:
            self._keep(make_block("heading", text, level=self._heading))
        elif self._row is not None:
            self._row.append(text)
        elif _FOOTNOTE.match(text):
            self._keep(make_block("note", _FOOTNOTE.sub("", text)))
        elif not self._lists:
            self._keep(paragraph_block(text, case=case))
        else:
            self._item(self._lists[-1], text, case)

    def _item(self, here: _List, text: str, case: int | None) -> None:
        number, rest = split_number(text)
        if number is None and here.ordered and here.item is not None and len(words_of(text)) >= _PARAGRAPH_WORDS:
            number, rest = str(here.item), text
        here.item = None
        if number is not None:
            self._keep(make_block("paragraph", rest, number=number, case=case))
        else:
            self._keep(make_block("bullet", text, level=len(self._lists) - 1, case=case))

    def _keep(self, block: Block | None) -> None:
        if block:
            self.blocks.append(block)


def _words(children: Sequence[Token]) -> str:
    """The words of a line as a reader sees them: no mark-up, no pictures, no marks of footnotes."""
    parts: list[str] = []
    for child in children:
        match child.type:
            case "text" | "code_inline":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "html_inline" if re.match(r"<br\b", child.content, re.IGNORECASE):
                parts.append(" ")
    text = "".join(parts)
    opening = _FOOTNOTE.match(text)
    start = opening.end() if opening else 0
    return text[:start] + _FOOTNOTE_MARK.sub("", text[start:])
