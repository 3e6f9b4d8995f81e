"""What falls due soon as a table: the risk of each, what it rests on, and the way to the ticket."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.notes import note, show_note
from dashboards.components.tables import on_paper_and_phone, table_with_download
from dashboards.components.ticket_link import RIGHT, held_address, one_address, tickets_line
from dashboards.shell.context import BesideContext
from dashboards.shell.rows import records, words_of
from dashboards.shell.task_context import TaskContext
from dashboards.unit_app.reading import Due
from data_access.calendar.workdays import working_days_between
from data_access.days import local_time
from data_access.store.clock import utc_now
from deadline_risk.frames import Facts
from deadline_risk.risk_reads import SOON
from deadline_risk.words import basis_words, held_words, level_of
from style.texts import text
from style.wording import day_table, number, rate, time_left

MOST = 100
"""Rows of the table; all of them stand on the page of tickets."""
COLUMNS = ("title", "risk", "left", "deadline", "basis")


def show(context: BesideContext, due: Due) -> None:
    """Draw the table, what it rests on and how earlier ones held."""
    if due.facts is None or due.facts.note:
        show_note(due.facts.note if due.facts else text("unit.due_no_run"))
        return
    if due.rows.empty:
        return
    st.subheader(text("unit.due", count=number(len(due.rows))))
    rows = records(due.rows)[:MOST]
    high, calendar = due.facts.high_from, TaskContext.opened(context).place.calendar
    table = pd.DataFrame([_cells(context, high, calendar, row) for row in rows])[list(COLUMNS)]
    table.columns = [text(f"unit.col_{name}") for name in COLUMNS]
    opens = [one_address(context, words_of(row["ticket_no"])) for row in rows]
    table_with_download(
        context, "due", text("unit.due_title"), table, opens=opens, line=True,
    )  # fmt: skip
    readable = opens if context.scope.has(RIGHT) else [""] * len(opens)
    on_paper_and_phone(
        table, text("unit.col_title"), readable,
        named=tuple(text(f"unit.col_{name}") for name in ("risk", "left", "deadline", "basis")),
    )  # fmt: skip
    if due.soon:
        address = held_address(context, "due", "soon", context.filters)
        tickets_line(context, address, text("unit.due_soon", count=number(due.soon), days=SOON))
    _how(due.facts)


def _cells(
    context: BesideContext, high_from: float, calendar: str, row: Mapping[str, Any]
) -> dict[str, str]:
    day = local_time(pd.Timestamp(row["deadline"]).to_pydatetime(), context.summary.timezone)
    now = local_time(utc_now(), context.summary.timezone)
    one = timedelta(days=1)
    left = working_days_between(now.date() + one, day.date() + one, calendar)
    level = text(f"deadlines.level_{level_of(row['p_late'], high_from)}")
    p, low, high = (rate(row[name], 0) for name in ("p_late", "low", "high"))
    return {
        "title": words_of(row["title"]) or words_of(row["ticket_no"]),
        "deadline": day_table(day.date()),
        "left": (text("unit.left", days=left) if day >= now else time_left(day, now)),
        "risk": text("unit.risk", level=level, p=p, low=low, high=high),
        "basis": basis_words(row, short=True),
    }


def _how(facts: Facts) -> None:
    held = held_words(facts.model_dump())
    words = text("unit.how_words", high=rate(facts.high_from, 0))
    st.html(
        f'<details class="weisu-basis"><summary>{html.escape(text("unit.how"))}</summary>'
        f"{note(words)}{note(held)}</details>"
    )
