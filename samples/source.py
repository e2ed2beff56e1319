"""Reads a sample's source: a small Markdown-like language for reports with numbered paragraphs.

A source starts with ``key: value`` lines between two ``---`` lines. Then blocks, parted by empty lines:

- ``# Heading`` and ``## Heading``; ``#- Heading`` takes no section number. ``{finding}`` at the end of a heading is the
  role of what follows, until a heading of the same or a higher level.
- ``+ text`` is a numbered paragraph: "4.12" under section 4, or a running count where ``numbering`` is ``running``.
- ``R text`` is a recommendation labelled "Recommendation 1"; its agencies stand in bold at its start.
- ``- text`` lines are one list; ``| a | b |`` lines one table, its header first; ``> text`` lines one boxed case.
- ``[^1]: text`` is the footnote that ``[^1]`` in a text calls.
- ``@contents``, ``@newpage`` and ``@address`` (lines of an address block follow) are what they say.
- Any other block is an unnumbered paragraph. ``{concern}`` in a block gives that one block another role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

BlockKind = Literal[
    "heading", "paragraph", "recommendation", "list", "table", "case", "note", "address", "contents", "newpage"
]
Role = Literal["finding", "recommendation", "good practice", "concern", "chronology", "context", "method", "matter"]
Format = Literal["pdf", "scan", "docx", "html"]

_ROLES: tuple[Role, ...] = get_args(Role)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_NOTE = re.compile(r"\[\^(\d+)\]:\s+(.*)", re.DOTALL)
_HEADING = re.compile(r"(#{1,2})(-?) (.*?)(?:\s*\{([a-z ]+)\})?")
_OWN_ROLE = re.compile(r"\{([a-z ]+)\}\s*")
REQUIRED = ("title", "kind", "authority", "published", "url", "themes", "format", "header")


class SourceError(ValueError):
    """A source that cannot be built; the message names the file and the block."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a report. ``lines`` are its paragraphs, items or rows (cells parted by tabs), in order.

    ``number`` is the printed paragraph number ("4.12"), ``label`` what is printed before a recommendation or a heading
    ("Recommendation 2", "4"); ``path`` the headings above it as printed.
    """

    kind: BlockKind
    lines: tuple[str, ...]
    role: Role = "context"
    number: str = ""
    label: str = ""
    level: int = 0
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One sample: its details and its blocks in reading order."""

    name: str
    details: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def format(self) -> Format:
        """Which kind of file is built from it."""
        return cast(Format, self.details["format"])

    @property
    def file(self) -> str:
        """The name of the built file."""
        return f"{self.name}.{'pdf' if self.format == 'scan' else self.format}"


@dataclass(slots=True)
class _State:
    """Where the reading stands: sections and counts so far, and the roles of the open headings."""

    running: bool
    section: int = 0
    paragraph: int = 0
    recommendation: int = 0
    path: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=lambda: ["context"])


def typographic(text: str) -> str:
    """Straight quotation marks and spaced hyphens as a printer sets them."""
    text = re.sub(r"(^|[\s(\[—–/*])'", r"\1‘", text).replace("'", "’")
    return re.sub(r"\s+", " ", text.replace(" -- ", " – ")).strip()


def plain(text: str) -> str:
    """The words as printed: emphasis and footnote calls taken out."""
    return re.sub(r"\[\^\d+\]|\*\*|(?<!\w)\*|\*(?!\w)", "", text)


def read_source(path: Path) -> Source:
    """Read one source; raises SourceError where it is malformed."""
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise SourceError(f"{path.name}: the lines between two --- are missing")
    details = dict(re.split(r":\s*", line, maxsplit=1) for line in match[1].splitlines() if line.strip())
    details = {name: typographic(value) for name, value in details.items()}
    missing = [name for name in REQUIRED if name not in details]
    if missing or details["format"] not in get_args(Format):
        raise SourceError(f"{path.name}: check the details {', '.join(missing) or 'format'}")
    state = _State(running=details.get("numbering") == "running")
    blocks = []
    for raw in re.split(r"\n\s*\n", match[2].strip()):
        try:
            blocks.append(_block(raw.strip(), state))
        except ValueError as error:
            raise SourceError(f"{path.name}: {error} in {raw[:60]!r}") from error
    return Source(path.stem, details, tuple(blocks))


def _role(name: str) -> Role:
    for role in _ROLES:
        if name == role:
            return role
    raise ValueError(f"no such role: {name}")


def _block(raw: str, state: _State) -> Block:
    if raw.startswith("#"):
        return _heading(raw, state)
    if raw.startswith("@"):
        name, *lines = raw.splitlines()
        if name[1:] not in ("contents", "newpage", "address"):
            raise ValueError(f"no such mark: {name}")
        return Block(cast(BlockKind, name[1:]), tuple(map(typographic, lines)), "matter", path=tuple(state.path))
    role = state.roles[-1]
    if own := _OWN_ROLE.search(raw):
        role, raw = _role(own[1]), raw[: own.start()] + raw[own.end() :]
    if note := _NOTE.fullmatch(raw):
        return Block("note", (typographic(note[2]),), "matter", number=note[1], path=tuple(state.path))
    return _content(raw, role, state)


def _content(raw: str, role: Role, state: _State) -> Block:
    path, lines = tuple(state.path), raw.splitlines()
    for mark, kind in (("- ", "list"), ("> ", "case"), ("|", "table")):
        if raw.startswith(mark):
            if not all(line.startswith(mark) for line in lines):
                raise ValueError(f"a {kind} with a line that is none")
            items = [line.strip("|").split("|") if kind == "table" else [line[2:]] for line in lines]
            cells = tuple("\t".join(map(typographic, item)) for item in items)
            return Block(cast(BlockKind, kind), cells, role, path=path)
    if raw.startswith("R "):
        state.recommendation += 1
        label = f"Recommendation {state.recommendation}"
        return Block("recommendation", (typographic(raw[2:]),), "recommendation", label=label, path=path)
    if raw.startswith("+ "):
        state.paragraph += 1
        number = str(state.paragraph) if state.running else f"{state.section}.{state.paragraph}"
        return Block("paragraph", (typographic(raw[2:]),), role, number=number, path=path)
    return Block("paragraph", (typographic(raw),), role, path=path)


def _heading(raw: str, state: _State) -> Block:
    match = _HEADING.fullmatch(raw)
    if match is None:
        raise ValueError("a heading of no known form")
    level, label = len(match[1]), ""
    text = typographic(match[3])
    if level == 1 and not match[2] and not state.running:
        state.section, state.paragraph = state.section + 1, 0
        label = str(state.section)
    del state.path[level - 1 :], state.roles[level:]
    state.path.append(f"{label} {text}".strip())
    state.roles.append(_role(match[4]) if match[4] else state.roles[-1])
    return Block("heading", (text,), "matter", label=label, level=level, path=tuple(state.path[:-1]))
