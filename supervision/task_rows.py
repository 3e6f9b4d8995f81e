"""Tasks as rows of the extract, from which the metric registry counts them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from data_access.days import end_of_day_utc
from data_access.extract.put_tasks import put_tasks
from data_access.results.store import ResultStore
from data_access.types import Scope
from supervision.ladder import StepRules
from supervision.place import Place, place_of
from supervision.store_histories import History, histories_for_figures


def write_task_rows(results: ResultStore, scope: Scope, code: str) -> int:
    """Bring a jurisdiction's tasks in the extract up to date; return how many months changed.

    The caller holds the pipeline's lease.
    """
    place = place_of(results, scope, code)
    rules = StepRules.of(results.settings)
    days_before = results.settings.task_days_before or None
    found = histories_for_figures(results.store, scope, code)
    rows = [{**row_of(one, rules, place), "days_before": days_before} for one in found]
    return put_tasks(results.store, results.settings, code, rows)


def row_of(one: History, rules: StepRules, place: Place) -> dict[str, Any]:
    """Return a task's row without what the extract works out: the day, the areas above.

    Signing is judged of the unit that leads now, from when it was given the task. A task that was
    refused waits for the office, not for a signature.
    """
    task = one.task
    return {
        "task_id": task.id,
        "area_code": task.area or None,
        "category_code": task.category or None,
        "org_lead": task.lead or None,
        "source_channel": None,
        "step": task.step or None,
        "source_kind": task.source_kind or None,
        "t_issue": task.issued_at,
        "t_sign_by": None if task.state == "refused" else _sign_by(task.assigned_at, rules),
        "t_sign": task.signed_at,
        "due": end_of_day_utc(one.due, place.timezone) if one.due else None,
        "t_report": one.first.get("report"),
        "t_return": one.first.get("return"),
        "t_close": task.first_closed_at,
        "t_reopen": one.first.get("reopen"),
    }


def _sign_by(assigned: datetime | None, rules: StepRules) -> datetime | None:
    return None if assigned is None else assigned + timedelta(hours=rules.sign_hours)
