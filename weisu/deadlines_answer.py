"""The document of ``weisu deadlines``: what falls due soon with its risk, and how it held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data_access.results.store import ResultStore
from data_access.results.values import as_json, records
from data_access.types import Scope, WeisuError
from deadline_risk.frames import DUE_SOON, HELD, ROOM, Facts
from deadline_risk.words import basis_words, held_words
from style.texts import text
from style.wording import rate


def answer(results: ResultStore, scope: Scope, code: str, *, limit: int) -> dict[str, Any]:
    """Return the document, whose schema is in docs/deadline_risk.md."""
    from deadline_risk.risk_reads import due_soon

    scope.require_jurisdiction(code)
    run = results.current(ROOM, code)
    if run is None:
        raise WeisuError(text("deadlines.no_run", code=code))
    facts = results.facts(scope, run, Facts) or Facts()
    rows = records(due_soon(results, scope, run))
    return {
        "jurisdiction": code,
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "run": run.run_id,
        "note": facts.note,
        "judged": facts.judged,
        "brier": facts.brier,
        "brier_base": facts.brier_base,
        "flagged": facts.flagged,
        "flagged_late": facts.flagged_late,
        "all_late": facts.all_late,
        "held": [_plain(row) for row in records(results.read(scope, run, HELD))],
        "count": len(rows),
        "tickets": [
            {k: v for k, v in _plain(row).items() if k in DUE_SOON.names} for row in rows[:limit]
        ],
    }


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people."""
    yield text("deadlines.head", as_of=document["as_of"], count=document["count"])
    if document["note"]:
        yield document["note"]
    for row in document["tickets"]:
        yield text(
            "deadlines.line", ticket_no=row["ticket_no"], unit=row["unit"] or "",
            days=row["days_left"], p=rate(row["p_late"], 0), basis=basis_words(row),
        )  # fmt: skip
    yield held_words(document)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_json(value) for name, value in row.items()}
