"""What is looked at on 督办任务: in the address, so that a link shows the same list and task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from dashboards.shell import view_address
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.counted import Figure, figure_of, numbers_of
from supervision.colours import ORDER
from supervision.ladder import NAMES
from supervision.states import FINAL, OPEN
from supervision.store_reads import Asked

VIEWS = ("board", "table")
GROUPS = ("open", "issued", "sign", "office", "proposed", "closed", "all")
SOURCES = ("warning", "topic", "repeat", "calendar", "tickets", "note")
OFFICE = ("drafted", "refused", "extension_asked", "reported", "verified")
"""States in which the office has to do something."""
PAGE = 50
"""Rows of the table at a time."""
ISSUED = tuple(state for state in OPEN if state != "drafted")
"""States of what was issued and is not closed."""
_STATES = {
    "open": OPEN, "issued": ISSUED, "sign": ("issued",), "office": OFFICE, "closed": FINAL,
}  # fmt: skip
_PRESSED = "task_pressed"
_COUNTED = ("figure", "part", "since", "until", "asof", "lead")
_OWN = ("view", "group", "colour", "step", "unit", "source", "q", "task", "page", *_COUNTED)


@dataclass(frozen=True, slots=True)
class View:
    """One look. ``task``: which is open beside the list, 0 for none; ``page`` counts from 0.

    ``figure`` (a metric) with ``part``, ``since`` and ``until`` (days, both included), ``asof`` and
    ``lead``: only the tasks that this figure counts, see ``counted.Figure``.
    """

    view: str = "board"
    group: str = "open"
    colour: str = ""
    step: str = ""
    unit: str = ""
    source: str = ""
    q: str = ""
    task: int = 0
    page: int = 0
    figure: str = ""
    part: str = ""
    since: str = ""
    until: str = ""
    asof: str = ""
    lead: str = ""

    @property
    def counted(self) -> Figure | None:
        """The figure whose tasks are looked at, None for all tasks."""
        return figure_of({name: getattr(self, name) for name in _COUNTED}) if self.figure else None

    def asked(self, context: TaskContext, *, limit: int = PAGE) -> Asked:
        """Return which tasks are looked at."""
        states = _STATES.get(self.group, ())
        figure = self.counted
        return Asked(
            code=context.code,
            states=states,
            unit=self.unit,
            step=self.step,
            source=self.source,
            colour=self.colour,  # type: ignore[arg-type]
            words=self.q,
            proposed=self.group == "proposed",
            marks=context.marks,
            numbers=None if figure is None else numbers_of(context, figure),
            order="newest" if self.group in ("closed", "all") else "urgent",
            limit=limit,
            offset=self.page * PAGE,
        )

    @property
    def narrowed(self) -> int:
        """How many of the further filters are in force."""
        return sum(map(bool, (self.colour, self.step, self.unit, self.source)))


_FIRST = View()


def read() -> View:
    """Return what the address asks for; what it cannot mean is left out."""
    return of(st.query_params)


def of(query: Mapping[str, str]) -> View:
    """Return what the fields of an address ask for."""
    known = {
        "view": VIEWS, "group": GROUPS, "colour": ORDER, "step": NAMES,
        "source": SOURCES,
    }  # fmt: skip
    found = view_address.said(query, _OWN, known)
    if figure_of(found) is None:
        found = {k: v for k, v in found.items() if k not in _COUNTED}
    numbers = {n: int(found.pop(n)) for n in ("task", "page") if found.get(n, "").isdecimal()}
    texts = {k: v for k, v in found.items() if k not in ("task", "page")}
    return View(**texts, **numbers)  # type: ignore[arg-type]


def write(view: View) -> None:
    """Put a look into the address; what is as at first is left out."""
    view_address.write(view, _FIRST, _OWN)


def opened(task: int) -> None:
    """Open a task beside the list, 0 to close it."""
    st.session_state[_PRESSED] = task
    write(replace(read(), task=task))


def from_outside(task: int) -> bool:
    """Tell whether the open task came with the link, not from a button of the page."""
    return bool(task != st.session_state.get(_PRESSED, 0))
