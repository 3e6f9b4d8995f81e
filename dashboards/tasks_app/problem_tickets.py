"""Lists of tickets that call for supervision, by unit; a unit's are issued as one task."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.issue_task import Proposal, issue_part
from dashboards.components.tables import table_options
from dashboards.shell.kept import kept
from dashboards.shell.rows import day_of
from dashboards.shell.task_context import TaskContext
from data_access.metrics.problem_tickets import LISTS
from style.texts import text
from style.wording import day_table, day_words, number
from supervision.sources import source_of
from supervision.ticket_reads import PASSED, listed_tickets

NAMES = (*LISTS, PASSED)
_OPEN = "tasks_problem_open"


@dataclass(frozen=True)
class OfUnit:
    """A unit's tickets of a list: their numbers and the first day."""

    unit: str
    tickets: tuple[str, ...]
    oldest: str


def show(context: TaskContext) -> None:
    """Draw the lists for whoever may see all tickets, once they are asked for."""
    if context.scope.departments is not None or context.scope.areas is not None:
        return
    if st.toggle(text("tasks.problem"), key=_OPEN):
        with st.container(border=True, key="part_problem"):
            _lists(context)


@st.fragment
def _lists(context: TaskContext) -> None:
    last = context.summary.last_day
    if last is None:
        return
    st.caption(text("tasks.problem_what", as_of=day_words(last)))
    name = st.segmented_control(
        text("tasks.problem_list"), NAMES, default=NAMES[0], required=True,
        format_func=lambda one: text(f"tasks.problem_{one}"), key="tasks_problem_list",
    )  # fmt: skip
    found = by_unit(context, str(name))
    if not found:
        show_empty(text("tasks.problem_none"))
        return
    table = pd.DataFrame(
        {
            text("tasks.problem_unit"): [
                one.unit or text("tasks.problem_no_unit") for one in found
            ],
            text("tasks.problem_n"): [len(one.tickets) for one in found],
            text("tasks.problem_oldest"): [one.oldest for one in found],
        }
    )
    event = st.dataframe(
        table, hide_index=True, on_select="rerun", selection_mode="single-row",
        key=f"tasks_problem_{name}", **table_options(table),
    )  # fmt: skip
    for row in event.selection.rows:
        _issue(context, str(name), found[row])


def _issue(context: TaskContext, name: str, one: OfUnit) -> None:
    unit = one.unit or text("tasks.problem_no_unit")
    n = number(len(one.tickets))
    label = text("tasks.problem_issue", unit=unit, n=n)
    key = f"problem_{name}_{one.unit}"
    issue_part(context, key, lambda: _proposal(context, name, one, unit), None, label=label)


def _proposal(context: TaskContext, name: str, one: OfUnit, unit: str) -> Proposal:
    listed = text(f"tasks.problem_{name}")
    last = context.summary.last_day
    title = text("tasks.problem_title", unit=unit, list=listed, n=number(len(one.tickets)))
    says = text(
        "tasks.problem_says", unit=unit, list=listed, n=number(len(one.tickets)),
        as_of=day_words(last) if last else "", oldest=one.oldest,
    )  # fmt: skip
    return Proposal(
        lambda: source_of(
            "tickets", "", title=title, says=(says,), as_of=last, tickets=one.tickets
        ),
        {"title": title, "basis": says, "lead": one.unit},
        step="letter",
    )


@kept(8)
def by_unit(context: TaskContext, name: str) -> list[OfUnit]:
    """Return a list's tickets by unit, the unit with the most first."""
    last = context.summary.last_day
    if last is None:
        return []
    frame = listed_tickets(context.results, context.scope, context.code, name, last)
    found = []
    for unit, mine in frame.assign(unit=frame["org_lead"].fillna("")).groupby("unit", sort=True):
        oldest = day_of(mine["day"].min())
        shown = day_table(oldest) if oldest else ""
        found.append(OfUnit(str(unit), tuple(mine["ticket_no"].astype(str)), shown))
    return sorted(found, key=lambda one: (-len(one.tickets), one.unit))
