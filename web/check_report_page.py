"""The page on where citations fail most and how far trainers agree, each number in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from desk.agreement import Agreement, pooled
from desk.check_report import Report, Tally
from desk.checks import CitationKey, Verdict
from vectorstore import NotInLibrary
from web import check_words as words
from web.faces import LibraryFace
from web.markup import Child, element, join
from web.reference import review_name

MOST_PASSAGES = 20
QUOTED = 160


def report_html(
    library: LibraryFace, report: Report, agreements: dict[tuple[str, str], Agreement], *, gold: int
) -> Markup:
    """Return the body of the page; ``gold`` is how many answers would be saved as gold questions."""
    return join(
        [
            element("p", words.REPORT_HELP),
            _tables(library, report) if report.reviews else element("p", words.NO_CHECKS),
            element("h2", words.AGREEMENT),
            element("p", words.AGREEMENT_HELP),
            _agreement(agreements) if agreements else element("p", words.NO_PAIRS),
            element("h2", words.GOLD),
            element("p", words.GOLD_HELP),
            element("p", element("a", f"{words.GOLD_LINK} ({gold})", href="/check/gold.jsonl", download=True))
            if gold
            else element("p", words.GOLD_NONE),
            element("p", element("a", words.BACK, href="/check")),
        ]
    )


def _tables(library: LibraryFace, report: Report) -> Markup:
    passages = [(_passage(library, key), tally) for key, tally in report.passages[:MOST_PASSAGES]]
    return join(
        [
            _verdicts(words.BY_REVIEW, "Report", [(_review(library, tally.name), tally) for tally in report.reviews]),
            _verdicts(words.BY_PASSAGE, "Passage", passages),
            _verdicts(words.BY_KIND, "Question", [(words.QUESTION_KINDS.get(t.name, t.name), t) for t in report.kinds]),
        ]
    )


def _verdicts(title: str, of: str, rows: Sequence[tuple[Child, Tally]]) -> Markup:
    head = [of, "Failing", *(name for name in words.VERDICTS.values()), "All"]
    body = [
        [
            name,
            f"{tally.failing} of {tally.judged} ({tally.failing / tally.judged:.0%})",
            *(str(tally.verdicts.get(verdict, 0)) for verdict in Verdict),
            str(tally.judged),
        ]
        for name, tally in rows
    ]
    return _table(title, head, body)


def _agreement(agreements: dict[tuple[str, str], Agreement]) -> Markup:
    rows: list[list[Child]] = [
        [element("bdi", f"{one} and {other}"), *_figures(agreement)] for (one, other), agreement in agreements.items()
    ]
    rows.append([element("strong", "All pairs together"), *_figures(pooled(agreements.values()))])
    return _table(words.AGREEMENT, ["Trainers", "Sources both judged", "Same verdict", "By chance", "Kappa"], rows)


def _figures(found: Agreement) -> list[str]:
    kappa = words.KAPPA_UNDEFINED if found.kappa is None else f"{found.kappa:.2f}"
    return [str(found.n), f"{found.observed:.0%}", f"{found.expected:.0%}", kappa]


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """Make a table whose cells carry their column's name, for narrow screens where each row stands by itself."""
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            [element("td", cell, data_label=name) for name, cell in zip(head[1:], row[1:], strict=True)],
        )
        for row in rows
    ]
    return element(
        "table",
        element("caption", title),
        element("thead", element("tr", [element("th", name, scope="col") for name in head])),
        element("tbody", body),
        class_="rl-table",
    )


def _review(library: LibraryFace, review_id: str) -> Child:
    try:
        record = library.review(review_id)
    except NotInLibrary:
        return [element("bdi", review_id), f" ({words.NOT_THERE})"]
    where = urlencode({"state": "all", "review": review_id})
    return element("a", element("bdi", review_name(record)), href=f"/check?{where}")


def _passage(library: LibraryFace, key: CitationKey) -> Child:
    try:
        quote = library.text(key.review_id, key.version)[key.start : key.end]
    except NotInLibrary:
        return [element("bdi", key.review_id), f" ({words.NOT_THERE})"]
    short = quote if len(quote) <= QUOTED else quote[:QUOTED].rsplit(" ", 1)[0] + " …"
    where = {"review": key.review_id, "version": key.version, "start": key.start, "end": key.end}
    return element("a", "“", element("bdi", " ".join(short.split())), "”", href=f"/?{urlencode(where)}")
