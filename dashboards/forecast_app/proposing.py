"""The tasks that matters of the coming month are turned into before they come (提前预案)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.components.issue_task import Proposal, issue_part, known_tasks, show_task
from dashboards.forecast_app.reading import Outlook
from dashboards.forecast_app.sentences import matter, month_words, rise_words, start_words
from dashboards.shell.context import PageContext
from dashboards.shell.rows import known_day, records, words_of
from forecasting.monthly.items import next_month
from style.texts import text
from style.wording import enumeration_of, number, punctuate
from supervision.actions import Source
from supervision.checked_fields import LENGTHS
from supervision.parties import may_begin
from supervision.sources import MONTH, source_of


def show_issue(context: PageContext, seen: Outlook, most: int) -> None:
    """Draw the tasks of the month's first matters, and the way to issue one on each."""
    code = context.summary.code
    rows = records(seen.items.sort_values("rank").head(most))
    refs = [_ref(seen, row) for row in rows]
    known = known_tasks(context, "calendar", refs)
    for ref in refs:
        show_task(context, f"month_{ref}", known.get(ref))
    if not may_begin(context.scope, code):
        return
    with st.container(horizontal=True, key="triage_month"):
        for ref, row in zip(refs, rows, strict=True):
            label = text("fc.task", matter=matter(context, row["category"]))
            issue_part(
                context, f"month_{ref}", _proposing(context, seen, row), known.get(ref), label=label
            )


def _ref(seen: Outlook, row: dict[str, Any]) -> str:
    return f"{next_month(seen.as_of).start:%Y-%m}:{row['category']}"


def _proposing(context: PageContext, seen: Outlook, row: dict[str, Any]) -> Any:
    return lambda: _proposal(context, seen, row)


def _proposal(context: PageContext, seen: Outlook, row: dict[str, Any]) -> Proposal:
    month = month_words(next_month(seen.as_of).start)
    name = matter(context, row["category"])
    starts = start_words(known_day(row["start"]), seen.as_of)
    says = text(
        "fc.task_says", month=month, matter=name, n=number(row["expected"]),
        rise=rise_words(float(row["rise"])),
    )  # fmt: skip
    units = enumeration_of(words_of(row["departments"]))
    return Proposal(
        lambda: _source(seen, row, name, says),
        {
            "title": text("fc.task_title", month=month, matter=name)[: LENGTHS["title"]],
            "requirement": text("fc.task_requirement", matter=name, start=starts),
            "basis": says,
            "lead": units[0] if units else "",
            "category": words_of(row["category"]),
        },
    )


def _source(seen: Outlook, row: dict[str, Any], name: str, says: str) -> Source:
    return source_of(
        "calendar",
        _ref(seen, row),
        title=name,
        says=(says, punctuate(words_of(row["evidence"]))),
        row=row,
        names=MONTH,
        run=seen.run.run_id,
        as_of=seen.as_of,
    )
