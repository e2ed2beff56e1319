"""Taking answers away: choosing them, editing a training pack, and the file.

Answers come from those that are kept, or sealed from the browser of whoever asked; what such a form sends is believed
only as far as its seal and the library bear it out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData

from desk.conversations import NotYours, conversation_turns, conversations, kept_answer, kept_answers, sealing_key
from desk.database import Desk
from desk.exports.handout import Handout
from desk.exports.markdown import markdown
from desk.exports.references import bibtex, csv_table, ris
from desk.exports.word import MEDIA_TYPE, word_file
from web import take_words as words
from web.access import Visitor, require
from web.askers import asker_of
from web.printable import printable
from web.site import Site, document
from web.stored import NotSealed, Put, take_out, unseal
from web.take_away_html import HEAD, Offered, choosing_html, options_html
from web.taking import Written, handout

MOST_ANSWERS = 40
MOST_LISTED = 200
LONGEST_TITLE = 200
LONGEST_NOTES = 20_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The answers of one file, and how they came: by the name of a kept turn, or sealed."""

    puts: tuple[Put, ...]
    kept: tuple[str, ...]
    sealed: tuple[str, ...]


def routes(site: Site) -> APIRouter:
    """Make the addresses where answers are taken away."""
    router = APIRouter()

    @router.get("/take-away")
    def choose(request: Request) -> Response:
        visitor = require(request, "ask")
        kept = request.query_params.getlist("kept")
        if kept:
            return _options(site, visitor, _chosen(site, request, visitor, kept, []))
        return _choosing(site, request, visitor, "")

    @router.post("/take-away")
    async def options(request: Request) -> Response:
        visitor = require(request, "ask")
        form = await request.form()
        chosen = _chosen(site, request, visitor, _texts(form, "kept"), _texts(form, "sealed"))
        return (
            _options(site, visitor, chosen) if chosen.puts else _choosing(site, request, visitor, words.NOTHING_CHOSEN)
        )

    @router.post("/take-away/file")
    async def file(request: Request) -> Response:
        visitor = require(request, "ask")
        form = await request.form()
        chosen = _chosen(site, request, visitor, _texts(form, "kept"), _texts(form, "sealed"))
        if not chosen.puts:
            return _choosing(site, request, visitor, words.NOTHING_CHOSEN)
        kind = str(form.get("format", "word"))
        training = kind.startswith("training")
        title = " ".join(str(form.get("title", "")).split())[:LONGEST_TITLE]
        written = _written(form, len(chosen.puts)) if training else None
        default = words.DEFAULT_TITLE_PACK if training else words.DEFAULT_TITLE
        return _file(handout(site, chosen.puts, title or default, written), kind)

    return router


def _choosing(site: Site, request: Request, visitor: Visitor, problem: str) -> Response:
    offered = _offered(site.desk, request, visitor)
    return document(
        words.TITLE,
        choosing_html(offered, problem),
        current="/take-away",
        visitor=visitor,
        demonstration=site.library.demonstration,
        head=HEAD,
        status=422 if problem else 200,
    )


def _options(site: Site, visitor: Visitor, chosen: Chosen) -> Response:
    made = handout(site, chosen.puts, words.DEFAULT_TITLE)
    response = document(
        words.TITLE,
        options_html(made, chosen.kept, chosen.sealed),
        current="/take-away",
        visitor=visitor,
        demonstration=site.library.demonstration,
        head=HEAD,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _offered(desk: Desk, request: Request, visitor: Visitor) -> list[Offered]:
    """Return what may be chosen: a trainer's are all kept answers, everybody else's their own."""
    if visitor.may("check"):
        found = kept_answers(desk, limit=MOST_LISTED)
    else:
        owner = asker_of(request).owner
        held = conversations(desk, owner) if owner else ()
        found = tuple(turn for one in held for turn in conversation_turns(desk, owner or "", one.conversation_id))
    return [Offered(one.turn_id, one.question, one.kept_at, one.asker) for one in found[:MOST_LISTED]]


def _chosen(site: Site, request: Request, visitor: Visitor, kept: Sequence[str], sealed: Sequence[str]) -> Chosen:
    """Take out the answers that a form names. Raises HTTPException where one is not there or not theirs to take."""
    if len(kept) + len(sealed) > MOST_ANSWERS:
        raise HTTPException(422, words.TOO_MANY.format(count=MOST_ANSWERS))
    key = sealing_key(site.desk) if sealed else b""
    try:
        puts = [_kept(site.desk, request, visitor, turn) for turn in kept]
        puts += [take_out(unseal(key, one)) for one in sealed]
    except NotYours as error:
        raise HTTPException(404, words.NOT_YOURS) from error
    except (NotSealed, ValueError) as error:
        raise HTTPException(422, words.NOT_SEALED) from error
    return Chosen(tuple(puts), tuple(kept), tuple(sealed))


def _kept(desk: Desk, request: Request, visitor: Visitor, turn: str) -> Put:
    kept = kept_answer(desk, turn)
    if kept is None:
        raise NotYours
    if not visitor.may("check"):
        conversation_turns(desk, asker_of(request).owner or "", kept.conversation_id)
    return take_out(kept.answer)


def _file(made: Handout, kind: str) -> Response:
    match kind:
        case "print":
            return printable(made)
        case "markdown" | "training-markdown":
            content = markdown(made, training=kind != "markdown")
            return _download(content.encode(), "text/markdown; charset=utf-8", made, "md")
        case "bibtex":
            return _download(bibtex(made).encode(), "application/x-bibtex; charset=utf-8", made, "bib")
        case "ris":
            return _download(ris(made).encode(), "application/x-research-info-systems; charset=utf-8", made, "ris")
        case "csv":
            return _download(csv_table(made).encode(), "text/csv; charset=utf-8", made, "csv")
        case _:
            return _download(word_file(made, training=kind == "training"), MEDIA_TYPE, made, "docx")


def _download(content: bytes, media_type: str, made: Handout, suffix: str) -> Response:
    plain = unicodedata.normalize("NFKD", made.title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "answers"
    name = quote(f"{stem}-{made.made:%Y-%m-%d}.{suffix}")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _written(form: FormData, count: int) -> Written:
    def at(name: str) -> str:
        return str(form.get(name, "")).replace("\r\n", "\n")[:LONGEST_NOTES].strip()

    prompts = [[line.strip() for line in at(f"prompts-{i}").splitlines() if line.strip()] for i in range(count)]
    return Written(at("before"), [at(f"notes-{i}") for i in range(count)], prompts)


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str) and value]
