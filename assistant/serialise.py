"""The JSON of an answer: a contract with other programs, changed only by adding keys."""

from __future__ import annotations

from assistant.model import Answer, Citation, FoundPassage, How, NotVerified


def answer_json(answer: Answer, *, question_id: str | None = None) -> dict[str, object]:
    """Return the answer as plain JSON values; ``id`` comes first when the question had one."""
    head: dict[str, object] = {} if question_id is None else {"id": question_id}
    return head | {
        "status": answer.status.value,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "filters": dict(answer.filters),
        "answer": answer.answer,
        "claims": [{"text": c.text, "citations": list(c.citations), "checked": c.checked} for c in answer.claims],
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [passage_json(passage) for passage in answer.passages],
        "notices": list(answer.notices),
        "searched": dict(answer.searched),
        "confidence": round(answer.confidence, 4),
        "composer": answer.composer,
        "timings": {name: round(ms, 1) for name, ms in answer.timings.items()},
        "not_verified": [_not_verified(one) for one in answer.not_verified],
        "how": _how(answer.how) if answer.how else None,
    }


def _not_verified(one: NotVerified) -> dict[str, object]:
    return {"text": one.text, "reasons": list(one.reasons), "quotes": list(one.quotes)}


def _how(how: How) -> dict[str, object]:
    return {
        "understood": how.understood,
        "filters": dict(how.filters),
        "passages": [
            {
                "review_id": p.review_id,
                "version": p.version,
                "page": p.page,
                "start": p.start,
                "end": p.end,
                "score": round(p.score, 4),
            }
            for p in how.passages
        ],
        "composer": how.composer,
        "model": how.model,
        "prompts": how.prompts,
        "fallback": how.fallback,
        "repaired": how.repaired,
        "masked": how.masked,
        "checks": [
            {
                "text": c.text,
                "checked": c.checked,
                "score": None if c.score is None else round(c.score, 4),
                "reasons": list(c.reasons),
            }
            for c in how.checks
        ],
        "timings": {name: round(ms, 1) for name, ms in how.timings.items()},
    }


def _citation(c: Citation) -> dict[str, object]:
    return {
        "n": c.n,
        "review_id": c.review_id,
        "version": c.version,
        "title": c.title,
        "file": c.file,
        "kind": c.kind,
        "local_authority": c.local_authority,
        "published": c.published,
        "page": c.page,
        "page_label": c.page_label,
        "paragraph": c.paragraph,
        "start": c.start,
        "end": c.end,
        "quote": c.quote,
        "url": c.url,
        "ocr": c.ocr,
        "role": c.role,
        "heading_path": list(c.heading_path),
    }


def passage_json(p: FoundPassage) -> dict[str, object]:
    """Return a passage that was found as plain JSON values."""
    return {
        "review_id": p.review_id,
        "version": p.version,
        "file": p.file,
        "title": p.title,
        "local_authority": p.local_authority,
        "published": p.published,
        "page": p.page,
        "page_label": p.page_label,
        "paragraph": p.paragraph,
        "heading_path": list(p.heading_path),
        "role": p.role,
        "ocr": p.ocr,
        "start": p.start,
        "end": p.end,
        "text": p.text,
        "score": round(p.score, 4),
    }
