"""Web pages: the words of the main part, without menus, banners and scripts.

The page is read as a stream of tags by libxml2, never as a tree: depth and size of what was handed in cannot use up
the stack, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from ingest.blocks import Block, BlockKind
from ingest.manifest import tidy
from ingest.reading import Reading, make_block, paragraph_block, split_number, words_of

_DROPPED = frozenset(
    "script style template noscript svg math iframe object audio video canvas select button form nav".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_OUTSIDE_ONLY = frozenset({"header", "footer", "aside"})
_BLOCK_TAGS = frozenset(
    "p div section article main aside header footer h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody "
    "tfoot tr td th blockquote pre figure figcaption address details summary hr body html fieldset legend "
    "center".split()
)
_CELLS = frozenset({"td", "th"})
_DROPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_BOX_CLASS = re.compile(r"(?<![a-z])(case-?study|call-?out|inset|panel|boxed?)(?![a-z])", re.IGNORECASE)
_NOTE = re.compile(r"^(?:fn|ftn|_ftn|footnote|endnote|note)[-_:]?\d*$", re.IGNORECASE)
_DATE_NAMES = frozenset({"article:published_time", "dc.date", "dcterms.issued", "dcterms.date", "datepublished"})
# An item this long is a paragraph that the page numbered, not an entry of a list.
_PARAGRAPH_WORDS = 12
# Fewer words than this in <main> are a page that does not use it as it is meant.
_MAIN_WORDS = 20


def read_html(markup: str) -> Reading:
    """Make blocks of a web page. Whatever the mark-up, this ends; a page without words yields no blocks."""
    page = _Page()
    parser = etree.HTMLParser(target=page, huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        # Lone surrogates would stop the parser.
        parser.feed(markup.encode("utf-8", errors="replace").decode("utf-8"))
        parser.close()
    except (etree.XMLSyntaxError, AssertionError, ValueError):
        # What came before the mark-up that libxml2 gave up on has been read; page.reading() says so.
        page.broken = True
    return page.reading()


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int


@dataclass(slots=True)
class _Part:
    """A block and whether it stood in the page's main part."""

    block: Block
    main: bool


@dataclass(slots=True)
class _Page:
    """What the stream of tags has built so far."""

    parts: list[_Part] = field(default_factory=list)
    title: str = ""
    published: date | None = None
    broken: bool = False
    _text: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _skip: int = 0
    _main: int = 0
    _case: int | None = None
    _cases: int = 0
    _case_depth: int = 0
    _note_depth: int = 0
    _lists: list[_List] = field(default_factory=list)
    _item: str | None = None
    _row: list[str] | None = None
    _tables: int = 0
    _in_title: bool = False
    _breaks: int = 0

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        """Called by the parser for each opening tag."""
        name = str(tag).lower()
        attributes = {str(key): str(value) for key, value in attrib.items()}
        if name == "meta":
            self._meta(attributes)
        if name in _VOID:
            self._void(name)
            return
        self._open.append(name)
        if self._skip or self._is_dropped(name, attributes):
            self._skip += 1
            return
        if name == "title":
            self._in_title = True
        if name in _BLOCK_TAGS:
            self._flush()
            self._enter(name, attributes)

    def end(self, tag: str | bytes) -> None:
        """Called by the parser for each closing tag, also for those that the page forgot."""
        name = str(tag).lower()
        if name in _VOID:
            return
        depth = len(self._open)
        if self._open:
            self._open.pop()
        if self._skip:
            self._skip -= 1
            return
        if name == "title":
            self._in_title = False
        if name in _BLOCK_TAGS:
            self._flush(ending=name)
            self._leave(name, depth)

    def data(self, data: str | bytes) -> None:
        """Called by the parser for words."""
        words = str(data)
        if self._in_title:
            self.title += words[:1000]
        elif not self._skip:
            self._text.append(words)
            if words.strip():
                self._breaks = 0

    def comment(self, text: str | bytes) -> None:
        """Comments are no words."""

    def close(self) -> None:
        """Called by the parser at the end of the page."""
        self._flush()

    def _void(self, name: str) -> None:
        if self._skip:
            return
        if name == "hr":
            self._flush()
        if name == "br":
            self._breaks += 1
            self._text.append("\n")
            # Two in a row are how old pages part paragraphs.
            if self._breaks == 2:
                self._flush()

    def _is_dropped(self, name: str, attributes: Mapping[str, str]) -> bool:
        if name in _DROPPED or (name in _OUTSIDE_ONLY and not self._main):
            return True
        if "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return True
        if attributes.get("role") in _DROPPED_ROLES and not self._main:
            return True
        if re.search(r"display\s*:\s*none", attributes.get("style", "")):
            return True
        # The mark of a footnote is not a word of the sentence that it stands in.
        return attributes.get("role") == "doc-noteref" or (
            name in {"sup", "a"} and bool(re.fullmatch(r"#.*(?:fn|note).*", attributes.get("href", "")))
        )

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        depth = len(self._open)
        if name in {"main", "article"} or attributes.get("role") == "main":
            self._main = self._main or depth
        boxed = name == "aside" or (name in {"div", "section"} and _BOX_CLASS.search(attributes.get("class", "")))
        if boxed and self._case is None:
            self._cases += 1
            self._case, self._case_depth = self._cases, depth
        if _NOTE.match(attributes.get("id", "")) or attributes.get("role") == "doc-endnotes":
            self._note_depth = self._note_depth or depth
        if name in {"ul", "ol"}:
            start = attributes.get("start", "1")
            self._lists.append(_List(name == "ol", int(start) if re.fullmatch(r"\d{1,4}", start) else 1))
        elif name == "li":
            self._item = self._next_number()
        elif name == "table":
            self._tables += 1
        elif name == "tr":
            self._row = []

    def _leave(self, name: str, depth: int) -> None:
        if name in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif name == "table":
            self._tables -= 1
        elif name == "tr" and self._row is not None:
            self._add("table", " ".join(self._row))
            self._row = None
        if depth == self._main:
            self._main = 0
        if depth == self._case_depth:
            self._case, self._case_depth = None, 0
        if depth == self._note_depth:
            self._note_depth = 0

    def _next_number(self) -> str | None:
        if not self._lists or not self._lists[-1].ordered:
            return None
        number = self._lists[-1].number
        self._lists[-1].number += 1
        return str(number)

    def _flush(self, ending: str = "") -> None:
        text = "".join(self._text)
        self._text.clear()
        if not text.strip():
            return
        heading = next((name for name in reversed(self._open[-3:]) if re.fullmatch("h[1-6]", name)), ending)
        if re.fullmatch("h[1-6]", heading):
            self._add("heading", text, level=int(heading[1]))
        elif self._row is not None:
            self._row.append(text.strip())
        elif self._note_depth:
            self._add("note", text)
        elif self._lists and self._item is not None and len(text.split()) >= _PARAGRAPH_WORDS:
            self._add("paragraph", text, number=self._item)
            self._item = None
        elif self._lists:
            self._add("bullet", text, level=len(self._lists) - 1)
        else:
            self._keep(paragraph_block(text, case=self._case))

    def _add(self, kind: BlockKind, text: str, *, level: int = 0, number: str | None = None) -> None:
        if kind == "paragraph" and split_number(text)[0]:
            number, text = split_number(text)
        self._keep(make_block(kind, text, level=level, number=number, case=self._case))

    def _keep(self, block: Block | None) -> None:
        if block:
            self.parts.append(_Part(block, self._main > 0))

    def _meta(self, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").lower()
        if name in _DATE_NAMES and self.published is None:
            try:
                self.published = date.fromisoformat(attributes.get("content", "")[:10])
            except ValueError:
                self.published = None

    def reading(self) -> Reading:
        """The blocks of the main part where the page has one, else all of them."""
        main = [part.block for part in self.parts if part.main]
        if sum(len(block.words) for block in main) < _MAIN_WORDS:
            main = [part.block for part in self.parts]
        warnings = ("The end of the page could not be read: its mark-up is broken.",) if self.broken else ()
        title = " ".join(word.text for word in words_of(tidy(self.title)))
        return Reading(tuple(main), title=title or None, published=self.published, warnings=warnings)
