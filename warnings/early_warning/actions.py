"""What people do with warnings: judge them."""

from __future__ import annotations

from typing import Any

from data_access.results.limits import is_limited
from data_access.results.store import ResultStore
from data_access.results.values import as_text
from data_access.store import added_rows
from data_access.types import Scope, WeisuError
from early_warning import store_tables as stored
from early_warning.events.judgement import Judgement
from early_warning.frames import ROOM, WARNING

NOTE_LENGTH = 200


def judge(
    results: ResultStore,
    scope: Scope,
    jurisdiction: str,
    warning_id: str,
    verdict: str,
    *,
    note: str = "",
) -> int:
    """Say that a warning was true, false or known already; the last word counts."""
    if verdict not in stored.VERDICTS:
        raise WeisuError(f"不认识的判断“{verdict}”。这条预警没有变动。")
    return _say(results, scope, jurisdiction, warning_id, verdict, note=note)


def take_back(results: ResultStore, scope: Scope, jurisdiction: str, warning_id: str) -> int:
    """Take one's own or another's verdict back; both stay in the record."""
    rows = stored.judgements(results.store, scope, jurisdiction)
    if warning_id not in stored.latest_verdicts(rows):
        raise WeisuError("这条预警目前没有判断可撤回，没有做任何更改。请刷新页面后再看。")
    return _say(results, scope, jurisdiction, warning_id, stored.NO_VERDICT)


def said(results: ResultStore, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return everything that was said, the oldest first; one limited in scope gets what was said of
    warnings that it sees.
    """
    scope.require("warning.view")
    rows = stored.judgements(results.store, scope, jurisdiction)
    if not is_limited(scope):
        return rows
    seen = _seen(results, scope, jurisdiction)
    return [row for row in rows if row["warning_id"] in seen]


def counted(rows: list[dict[str, Any]]) -> list[Judgement]:
    """Return the verdicts that count, for the engine and the score page."""
    return [
        Judgement(r["detector"], r["area"], r["category"], r["verdict"], life=bool(r["life"]))
        for r in stored.latest_verdicts(rows).values()
    ]


def _seen(results: ResultStore, scope: Scope, jurisdiction: str) -> dict[str, dict[str, Any]]:
    run = results.current(ROOM, jurisdiction)
    if run is None:
        return {}
    columns = ["warning_id", "detector", "area_code", "category_code", "life"]
    frame = results.read(scope, run, WARNING, columns=columns)
    return {
        str(row["warning_id"]): {str(k): v for k, v in row.items()}
        for row in frame.to_dict("records")
    }


def _say(
    results: ResultStore,
    scope: Scope,
    jurisdiction: str,
    warning_id: str,
    verdict: str,
    *,
    note: str = "",
) -> int:
    scope.require("warning.judge")
    if len(note) > NOTE_LENGTH:
        raise WeisuError(f"说明最多 {NOTE_LENGTH} 个字。这条预警没有变动，请改短。")
    row = _seen(results, scope, jurisdiction).get(warning_id)
    if row is None:
        raise WeisuError("这条预警已不在当前结果中，没有做任何更改。请刷新页面后再看。")
    values = {
        "warning_id": warning_id,
        "verdict": verdict,
        "unit": "",
        "note": note.strip(),
        "detector": row["detector"],
        "area": as_text(row["area_code"]),
        "category": as_text(row["category_code"]),
        "life": bool(row["life"]),
    }
    return added_rows.add(
        results.store, scope, stored.judgement, jurisdiction,
        action="warning.judge", about=warning_id, values=values,
    )  # fmt: skip
