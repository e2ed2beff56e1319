"""Kept answers made by hand, for everything that is done with them at the desk."""

from __future__ import annotations

from desk import conversations

WORDS = ("Nobody asked the father.", "He was never invited.", "The panel met three times.")


def answer_json(question="How were fathers missed?", *, reviews=("alder", "birch"), standalone=None, filters=None):
    """The JSON of an answer with one quotation from each review."""
    cited = [
        {
            "n": n,
            "review_id": review,
            "version": "0" * 12,
            "title": f"Child {review.title()}",
            "file": f"{review}.pdf",
            "kind": "scr",
            "local_authority": "torbay",
            "published": f"{2016 + n}-05-01",
            "page": n,
            "page_label": str(n),
            "paragraph": f"{n}.1",
            "start": 0,
            "end": len(WORDS[n - 1]),
            "quote": WORDS[n - 1],
            "url": None,
            "ocr": False,
            "role": "finding",
            "heading_path": [],
        }
        for n, review in enumerate(reviews, 1)
    ]
    return {
        "status": "answered",
        "question": question,
        "standalone_question": standalone or question,
        "filters": filters or {},
        "answer": " ".join(f"“{c['quote']}” [{c['n']}]" for c in cited),
        "claims": [{"text": c["quote"], "citations": [c["n"]], "checked": "verbatim"} for c in cited],
        "citations": cited,
        "passages": [],
        "layout": [{"kind": "claim", "text": c["quote"], "claim": i} for i, c in enumerate(cited)],
    }


def keep(desk, turn, *, conversation="c1", asker="ann", consent="conversation", **given):
    """Keep an answer and return it as it is kept."""
    conversations.keep_turn(
        desk,
        conversation,
        asker,
        answer_json(**given),
        turn_id=turn,
        owner=f"account:{asker}",
        consent=consent,
        library_version="v1",
    )
    return conversations.kept_answer(desk, turn)
