"""民情月历: next month's days with what is expected, and the matters to prepare for."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.empty import show_missing
from dashboards.components.notes import show_note, show_title
from dashboards.components.written_table import show_written
from dashboards.forecast_app.proposing import show_issue
from dashboards.forecast_app.reading import Outlook
from dashboards.forecast_app.sentences import matter, month_words, rise_words, start_words
from dashboards.forecast_app.special_days import is_swapped
from dashboards.shell.context import PageContext
from dashboards.shell.rows import known_day, records
from data_access.calendar.workdays import day_info
from forecasting.monthly.items import next_month
from style.palette import SHADES
from style.texts import text
from style.wording import WEEKDAYS, clauses, ended, labelled, number, punctuate

SHOWN = 6
_GAP = re.compile(r"(?<=[\u2e80-\uffef]) (?=\d)|(?<=[\d%]) (?=[\u2e80-\uffef])")
"""Spaces between Chinese and figures: nowhere else on the page."""
_SHADES = len(SHADES)


def month_part(context: PageContext, seen: Outlook) -> None:
    """Draw the month's grid and its list."""
    month = next_month(seen.as_of)
    name = month_words(month.start)
    starts = {known_day(r["start"]) for r in records(seen.items)}
    with st.container(border=True, key="part_fc_month", height="stretch"):
        show_title(text("fc.month_title", month=name))
        days = [month.start + timedelta(days=n) for n in range(month.days)]
        shown = {mark for d in days for mark in _marks(context, d, begins=d in starts)}
        told = [text("fc.month_what")]
        told += [text(f"fc.month_{m}") for m in ("holiday", "make_up", "begin") if m in shown]
        st.html(_grid(context, seen, month.start, month.last, starts))
        show_note(ended(clauses(told)))
    with st.container(border=True, key="part_fc_items", height="stretch"):
        show_title(text("fc.month_items", month=name))
        if seen.items.empty:
            show_missing(text("fc.month_none", month=name))
            return
        _list(context, seen)
        rest = len(seen.items) - SHOWN
        note = text("fc.month_items_what")
        note += text("fc.more_items", count=rest) if rest > 0 else ""
        show_note(note)
        show_issue(context, seen, SHOWN)


def _grid(context: PageContext, seen: Outlook, first: date, last: date, starts: set[date]) -> str:
    means = {known_day(r["period"]): float(r["mean"]) for r in records(seen.ahead)}
    inside = [means[d] for d in means if first <= d <= last]
    low, high = min(inside, default=0.0), max(inside, default=0.0)
    head = "".join(f'<th scope="col">{html.escape(d[-1])}</th>' for d in WEEKDAYS)
    rows = []
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        days = [monday + timedelta(days=n) for n in range(7)]
        cells = [
            _cell(context, d, means.get(d), (low, high), begins=d in starts)
            if first <= d <= last
            else "<td></td>"
            for d in days
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
        monday += timedelta(days=7)
    label = html.escape(text("fc.month_title", month=month_words(first)))
    return (
        f'<table class="weisu-month" aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _marks(context: PageContext, day: date, *, begins: bool) -> list[str]:
    """Return what is special about a day: holiday, make_up, begin."""
    marks = []
    if context.summary.calendar == "cn":
        info = day_info(day)
        if info.holiday and not info.workday:
            marks.append("holiday")
        elif is_swapped(info):
            marks.append("make_up")
    return [*marks, *(["begin"] if begins else [])]


def _cell(
    context: PageContext,
    day: date,
    mean: float | None,
    ends: tuple[float, float],
    *,
    begins: bool,
) -> str:
    marks = [text(f"fc.{m}") for m in _marks(context, day, begins=begins)]
    shown = "".join(f"<b>{html.escape(m)}</b>" for m in marks)
    shade = 0
    if mean is not None and ends[1] > ends[0]:
        shade = min(_SHADES - 1, int(_SHADES * (mean - ends[0]) / (ends[1] - ends[0])))
    value = "" if mean is None else number(mean)
    return f'<td class="weisu-shade-{shade}"><span>{day.day}{shown}</span><em>{value}</em></td>'


def _list(context: PageContext, seen: Outlook) -> None:
    own = context.scope.departments is not None or bool(context.filters.department)
    names = ["rank", "matter", "expected", "rise", "start", *([] if own else ["units"])]
    names.append("evidence")
    labels = {n: text(f"fc.col_{n}") for n in names}
    rows = []
    for row in records(seen.items.sort_values("rank").head(SHOWN)):
        values = item_values(context, row, seen.as_of)
        rows.append([html.escape(values[n]) for n in names])
    show_written(labels, rows, kind="weisu-items")


def item_values(context: PageContext, row: dict[str, Any], as_of: date) -> dict[str, str]:
    """Return a matter of the month in words."""
    name = matter(context, row["category"])
    evidence = str(row["evidence"] or "").removeprefix(f"{name}:").removeprefix(labelled(name, ""))
    return {
        "rank": str(row["rank"]),
        "matter": name,
        "expected": f"{number(row['expected'])}",
        "rise": rise_words(float(row["rise"])),
        "start": start_words(known_day(row["start"]), as_of),
        "units": str(row["departments"] or "—"),
        "evidence": _GAP.sub("", punctuate(evidence)),
    }


def item_table(context: PageContext, items: pd.DataFrame) -> pd.DataFrame:
    """Return the matters as a table with Chinese heads, figures at full precision."""
    rows = items.sort_values("rank")
    own = context.scope.departments is not None or bool(context.filters.department)
    table = pd.DataFrame(
        {
            text("fc.col_rank"): rows["rank"],
            text("fc.col_matter"): [matter(context, c) for c in rows["category"]],
            text("fc.col_expected"): rows["expected"],
            text("fc.col_norm"): rows["norm"],
            text("fc.col_last_year"): rows["last_year"],
            text("fc.col_start"): [known_day(d).isoformat() for d in rows["start"]],
            text("fc.col_units"): rows["departments"],
            text("fc.col_evidence"): [punctuate(str(e or "")) for e in rows["evidence"]],
        }
    )
    return table.drop(columns=[text("fc.col_units")]) if own else table
