"""Writes a sample as a web page of the plain kind that a partnership's site publishes."""

from __future__ import annotations

import re
from html import escape

from samples import MARK
from samples.source import Block, Source

_STYLE = (
    "body{font:1.1rem/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    ".mark{font-family:sans-serif;background:#eee;padding:.5rem}.number{display:inline-block;min-width:3rem}"
    "aside{border:1px solid #444;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #888;padding:.4rem}"
)


def make_html(source: Source) -> bytes:
    """Write the report as one self-contained page, UTF-8."""
    title = escape(source.details["title"])
    lines = filter(None, source.details.get("cover_lines", "").split(" / "))
    subtitle = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    body = "\n".join(_element(block) for block in source.blocks if block.kind != "note")
    notes = [block for block in source.blocks if block.kind == "note"]
    foot = "".join(f'<li id="note-{note.number}">{_inline(note.lines[0])}</li>\n' for note in notes)
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{title} | {escape(source.details["header"])}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<p class="mark">{MARK}</p>
<p>{escape(source.details["header"])}</p>
<nav><a href="#main">Skip to the review</a></nav>
</header>
<main id="main">
<h1>{title}</h1>
{subtitle}{body}
{f'<section class="footnotes"><ol>{foot}</ol></section>' if notes else ""}
</main>
<footer><p class="mark">{MARK}</p></footer>
</body>
</html>
""".encode()


def _inline(text: str) -> str:
    text = escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)
    return re.sub(r"\[\^(\d+)\]", r'<sup><a href="#note-\1">\1</a></sup>', text)


def _element(block: Block) -> str:
    lines = [_inline(line) for line in block.lines]
    match block.kind:
        case "heading":
            level = block.level + 1
            return f"<h{level}>{f'{block.label} {lines[0]}'.strip()}</h{level}>"
        case "list":
            return "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\n</ul>"
        case "table":
            rows = [[f"<{tag}>{cell}</{tag}>" for cell in line.split("\t")]
                    for tag, line in zip(["th", *["td"] * len(lines)], lines, strict=False)]  # fmt: skip
            return "<table>\n" + "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "\n</table>"
        case "case":
            return "<aside>\n" + "\n".join(f"<p>{line}</p>" for line in lines) + "\n</aside>"
        case "address":
            return "<address>" + "<br>".join(lines) + "</address>"
        case "paragraph" | "recommendation":
            lead = f'<span class="number">{block.number}</span> ' if block.number else ""
            lead += f"<strong>{block.label}:</strong> " if block.label else ""
            return f"<p>{lead}{lines[0]}</p>"
        case "contents" | "newpage" | "note":
            return ""
