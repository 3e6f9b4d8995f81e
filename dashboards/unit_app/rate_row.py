"""The unit's rates of the last weeks: value, what it rests on, target; few answers as tickets."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.shell.context import BesideContext
from dashboards.shell.links import anchor
from dashboards.shell.rows import Row
from dashboards.shell.ticket_link import mark_address
from dashboards.unit_app import reading
from data_access.metrics.registry import ask
from data_access.metrics.targets import target_of, verdict
from style.texts import text
from style.wording import number, punctuate, quantity, rate, span_words

LEAST_RATE = 10
"""Cases from which a rate is told as one; fewer are told as tickets."""


def show(context: BesideContext) -> None:
    """Draw the rates."""
    period = reading.weeks_of(context).period
    st.subheader(text("unit.rates"))
    st.caption(span_words(period.start, period.last, context.filters.as_of))
    with st.grid(columns=3, min_column_width=200, gap="small", key="unit_rates"):
        for row in reading.rates(context):
            _rate(context, row)


def _rate(context: BesideContext, row: Row) -> None:
    name = str(row["metric"])
    with st.container(border=True, height="stretch", gap="xsmall"):
        n = int(row["n"] or 0)
        said = text("unit.few", hits=number(row["numerator"]), n=number(n))
        if not n:
            said = text("unit.none")
        elif n >= LEAST_RATE:
            said = quantity(row["value"], ask(name).metric.unit)
        st.metric(ask(name).label, said)
        lines = (
            [punctuate(str(row["missing"] or ""))]
            if not n
            else [_basis(row), _target(context, row, n)]
        )
        address = mark_address(context, reading.weeks_of(context), name, "denominator")
        if n and address:
            lines.append(anchor(address, text("unit.rate_tickets")))
        notes = [line if line.startswith("<a") else html.escape(line) for line in lines if line]
        st.html("".join(f'<p class="weisu-note">{note}</p>' for note in notes))


def _basis(row: Row) -> str:
    if int(row["n"]) < LEAST_RATE:
        return ""
    hits, n = number(row["numerator"]), number(row["n"])
    return text("unit.basis", hits=hits, n=n, low=rate(row["low"], 1), high=rate(row["high"], 1))


def _target(context: BesideContext, row: Row, n: int) -> str:
    """Return whether the target is reached; of few cases nothing is said."""
    name = str(row["metric"])
    target = target_of(name, reading.weeks_of(context).period.last.year)
    if target is None or n < LEAST_RATE:
        return ""
    kind = verdict(target, float(row["low"]), float(row["high"]))
    return text(f"unit.target_{kind}", target=rate(target.value, 0))
