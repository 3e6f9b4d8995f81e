"""The tasks that a figure counts, on 督办任务: named in the address by metric and cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast, get_args

import streamlit as st

from dashboards.components.links import anchor
from dashboards.components.notes import note_of
from dashboards.components.task_link import listed_address
from dashboards.shell.kept import kept
from dashboards.shell.plain import plain
from dashboards.shell.task_context import TaskContext
from data_access.metrics.registry import ask, registry
from data_access.search.asked import Part
from data_access.search.task_figure import tasks_behind
from data_access.types import Filters, Period
from style.texts import text
from style.wording import number, punctuate, span_words
from supervision.store_reads import Asked, counted

_METRICS = frozenset(name for name, m in registry().items() if m.dataset == "tasks")


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of a metric over the tasks issued in a period, as of a day (None: as the metric has
    it), of one lead unit (empty: of all)."""

    metric: str
    part: Part
    period: Period
    as_of: date | None = None
    lead: str = ""


def figure_of(fields: Mapping[str, str]) -> Figure | None:
    """Return the figure that an address names; None where it names none, or none that there is."""
    metric, part = fields.get("figure", ""), fields.get("part", "")
    since, until = _day(fields.get("since", "")), _day(fields.get("until", ""))
    known = metric.partition(":")[0] in _METRICS and part in get_args(Part)
    if not known or since is None or until is None or until < since:
        return None
    period = Period(since, until + timedelta(days=1))
    as_of = _day(fields.get("asof", ""))
    return Figure(metric, cast("Part", part), period, as_of, fields.get("lead", ""))


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


@kept(50)
def numbers_of(context: TaskContext, figure: Figure) -> tuple[int, ...]:
    """Return the numbers of the tasks that a figure counts. ``WeisuError``: a part or a variant
    that the metric doesn't have."""
    cut = Filters(context.code, figure.period, department=figure.lead, as_of=figure.as_of)
    return tasks_behind(context.extract, context.scope, cut, figure.metric, figure.part)


def show_counted(context: TaskContext, figure: Figure) -> None:
    """Say which figure's tasks are listed, how many it counts, and what of them is out of reach."""
    found = numbers_of(context, figure)
    asked = Asked(code=context.code, numbers=found)
    seen = sum(counted(context.results.store, context.scope, asked).values())
    span = span_words(figure.period.start, figure.period.last, context.today)
    key = "tasks.figure_lead" if figure.lead else "tasks.figure_issued"
    said = text(
        f"tasks.figure_{figure.part}", about=text(key, span=span, unit=figure.lead),
        label=punctuate(ask(figure.metric).label), count=number(len(found)),
    )  # fmt: skip
    if seen < len(found):
        said += text("tasks.figure_hidden", count=number(len(found) - seen))
    leave = anchor(listed_address(context), text("tasks.figure_leave"))
    st.markdown(plain(said))
    st.html(note_of(leave, screen=True))
