"""The document of ``weisu warnings``: the open ones, ranked, with evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from data_access.results.store import ResultStore, RunInfo
from data_access.results.values import as_json, as_list, records
from data_access.types import Scope, WeisuError
from early_warning.detection import DETECTORS
from early_warning.frames import DETECTION, FIGURE, LATE_TICKET, ROOM, Facts
from early_warning.store_tables import judgements, latest_verdicts
from early_warning.urgency import queue, state_of
from early_warning.warning_reads import warning_list
from early_warning.words import numbers, title
from event_register.frames import ROOM as EVENTS
from event_register.register_reads import EMPTY, Register, attached, read_register, told_once
from style.texts import text
from supervision.store_reads import tasks_of_sources
from supervision.task import Task

_NO_EVENT = {"event_id": None, "event_name": None}
_LISTS = ("risks", "places", "similar")


def answer(
    results: ResultStore, scope: Scope, code: str, *, as_of: date | None = None
) -> dict[str, Any]:
    """Return the document, whose schema is in docs/early_warning.md."""
    run = _run(results, scope, code, as_of)
    directory = results.extract.directory(scope, code)
    areas = directory.area_names
    said = judgements(results.store, scope, code)
    verdicts = latest_verdicts(said)
    register = _register(results, scope, code, run)
    listed = records(warning_list(results, scope, run))
    rows = queue(attached(listed, register, "warning", "warning_id"), verdicts)
    under = {
        str(other["warning_id"]): str(first["warning_id"])
        for first, others in told_once(rows, register, "warning", "warning_id")
        for other in others
    }
    tasks = tasks_of_sources(
        results.store, scope, code, "warning", [str(r["warning_id"]) for r in rows]
    )
    parts = results.read(scope, run, DETECTION, order=["p_value"])
    figures = results.read(scope, run, FIGURE)
    late = results.read(scope, run, LATE_TICKET, order=["deadline", "ticket_no"])
    facts = results.facts(scope, run, Facts) or Facts()
    warnings = []
    for rank, row in enumerate(rows, 1):
        key = str(row["warning_id"])
        mine = parts[parts["warning_id"] == key].drop(columns="warning_id")
        verdict = verdicts.get(key)
        found = {
            name: _plain(name, value)
            for name, value in {**_NO_EVENT, **row, "state": state_of(row)}.items()
        }
        warnings.append({
            "rank": rank, "title": title(row, areas, directory.categories), **found,
            "rule_name": DETECTORS.get(str(row["detector"]), str(row["detector"])),
            "figures": dict(
                figures[figures["warning_id"] == key][["name", "value"]].itertuples(index=False)
            ),
            "told_under": under.get(key),
            "late": _late(late[late["warning_id"] == key]),
            "verdict": verdict["verdict"] if verdict else None, "task": _task(tasks.get(key)),
            "evidence": [
                {str(k): _plain(k, v) for k, v in one.items()} for one in mine.to_dict("records")
            ],
        })  # fmt: skip
    return {
        "jurisdiction": code,
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "run": run.run_id,
        "missing": list(facts.notes),
        "warnings": warnings,
    }


def _task(task: Task | None) -> dict[str, Any] | None:
    """Return what became of a warning as a task, None where it became none."""
    if task is None:
        return None
    return {"id": task.id, "number": task.number, "state": task.state, "lead": task.lead or None}


def _register(results: ResultStore, scope: Scope, code: str, run: RunInfo) -> Register:
    """Return the register that rests on these warnings, empty where there is none."""
    found = results.current(EVENTS, code)
    if found is None or run.run_id not in found.settings["runs"]:
        return EMPTY
    return read_register(results, scope, found)


def _late(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(k): _plain(k, v) for k, v in row.items()}
        for row in rows.drop(columns="warning_id").to_dict("records")
    ]


def _run(results: ResultStore, scope: Scope, code: str, as_of: date | None) -> RunInfo:
    scope.require_jurisdiction(code)
    runs = results.history(ROOM, code) if as_of else []
    run = (
        next((r for r in runs if r.as_of == as_of), None) if as_of else results.current(ROOM, code)
    )
    if run is None:
        day = f" {as_of}" if as_of else ""
        raise WeisuError(
            f"地区 {code} 还没有{day}的预警结果。请先运行 weisu run --only warnings；数据没有改动。"
        )
    return run


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people."""
    yield f"截至 {document['as_of']}，正在进行的预警 {len(document['warnings'])} 条"
    yield from (f"说明：{note}" for note in document["missing"])
    for row in document["warnings"]:
        pushed = "已推送" if row["pushed"] else "仅列出"
        under = f"\t与 {row['told_under']} 属同一事件" if row["told_under"] else ""
        state = text(f"warn.state_{row['state']}")
        yield (
            f"{row['rank']}\t{row['severity']}\t{row['title']}\t{state}\t{pushed}"
            f"\t{numbers(row)}\t定级规则：{row['rule']}{under}"
        )
        for one in row["late"]:
            yield (
                f"\t\t{one['ticket_no']}\t{one['unit']}\t{one['deadline']} 到期"
                f"\t截至日后 {one['hours_left']:.0f} 小时\t超期的可能性 {one['probability']:.0%}"
            )


def _plain(name: Any, value: Any) -> Any:
    if name in _LISTS:
        return as_list(value)
    return as_json(value)
