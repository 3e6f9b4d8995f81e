"""The unit's rates of the last weeks: value, what it rests on, target; few answers as tickets."""

from __future__ import annotations

import streamlit as st

from dashboards.components.ticket_link import mark_address, tickets_note
from dashboards.components.tile import tile, tile_row
from dashboards.shell.context import BesideContext
from dashboards.shell.rows import Row
from dashboards.unit_app import reading
from data_access.metrics.registry import ask, definition_text
from data_access.metrics.targets import target_of, verdict
from style.texts import text
from style.wording import number, quantity, rate, span_words


def show(context: BesideContext) -> None:
    """Draw the rates."""
    period = reading.weeks_of(context).period
    st.subheader(text("unit.rates"))
    st.caption(span_words(period.start, period.last, context.filters.as_of))
    with tile_row():
        for row in reading.rates(context):
            _rate(context, row)


def _rate(context: BesideContext, row: Row) -> None:
    """Draw one rate; of few answers (the metric's own minimum) the tickets are said instead."""
    name, n = str(row["metric"]), int(row["n"] or 0)
    cut = reading.weeks_of(context)
    if not n:
        said, lines = text("unit.none"), [str(row["missing"] or "")]
    elif row["status"] == "small_n":
        said, lines = text("today.few", part=number(row["numerator"]), n=number(n)), []
    else:
        said = quantity(row["value"], ask(name).metric.unit)
        lines = [_basis(row), _target(row, name, cut.period.last.year)]
    address = mark_address(context, cut, name, "denominator") if n else ""
    link = tickets_note(context, address, text("unit.rate_tickets"))
    tile(ask(name).label, said, lines, told=definition_text(name), below=link)


def _basis(row: Row) -> str:
    hits, n = number(row["numerator"]), number(row["n"])
    return text("unit.basis", hits=hits, n=n, low=rate(row["low"], 1), high=rate(row["high"], 1))


def _target(row: Row, name: str, year: int) -> str:
    """Return whether the year's target is reached; empty where there is none."""
    target = target_of(name, year)
    if target is None:
        return ""
    kind = verdict(target, float(row["low"]), float(row["high"]))
    return text(f"unit.target_{kind}", target=rate(target.value, 0))
