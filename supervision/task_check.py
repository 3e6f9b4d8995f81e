"""The check of one stored task, and what it asks of who verifies or closes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_access.results.store import ResultStore
from data_access.types import Scope, WeisuError
from supervision import store_reads
from supervision.ticket_reads import answers
from supervision.verification import Check, check_of


def check_task(results: ResultStore, scope: Scope, task_id: int) -> Check:
    """Return what callers said of a task's tickets since it was assigned, as the scope sees it."""
    task = store_reads.one(results.store, scope, task_id)
    tickets = store_reads.tickets_of(results.store, scope, task_id)
    if task is None or not tickets:
        return Check(len(tickets))
    rows = answers(results, scope, task.jurisdiction, tickets)
    return check_of(rows, len(tickets), task.assigned_at)


def require_grounds(action: str, check: Check, payload: Mapping[str, Any]) -> None:
    """Refuse to verify without any ground, and to close over answers that contradict it."""
    if payload.get("note"):
        return
    if action == "verify" and not check.called:
        raise WeisuError(
            "这项任务没有可依据的回访结果，请在说明中写明核验的方式和结果。没有做任何更改，您填写的内容仍在。"
        )
    if action == "close" and check.contradictions:
        raise WeisuError(
            f"回访中有{check.satisfied_unsolved}件“满意但未解决”、{check.again}件“已办结但重复来电”，"
            "请核实后在说明中写明情况再办结。没有做任何更改，您填写的内容仍在。"
        )
