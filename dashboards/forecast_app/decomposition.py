"""One series taken apart: trend, weekdays, months, holidays, as the nightly run found them."""

from __future__ import annotations

import html
from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboards.charts.changes import Step, diverging
from dashboards.charts.outlook import Past, outlook
from dashboards.charts.picture import Caption, Picture
from dashboards.charts.show import show
from dashboards.components.notes import show_note
from dashboards.forecast_app.reading import Outlook
from dashboards.shell.context import PageContext
from dashboards.shell.rows import known_day, records
from forecasting.reading import APART_DAYS
from style.texts import text
from style.wording import change, day_table, labelled, number

PARTS = ("week", "year", "holiday", "trend")
_CLEAR = 0.03
_TWO_YEARS = 730
_DEAR = 10


def apart_part(context: PageContext, seen: Outlook) -> None:
    """Draw what a series is made of, on demand."""
    if not st.toggle(text("fc.apart"), key="fc_apart_on"):
        return
    if seen.components.empty:
        st.caption(text("fc.apart_none", days=APART_DAYS))
        return
    there = set(seen.components["part"])
    names = [p for p in PARTS if p in there]
    chosen = st.segmented_control(
        text("fc.apart_choose"),
        names,
        default=names[0],
        required=True,
        format_func=lambda p: text(f"fc.apart_{p}"),
        key="fc_apart",
        label_visibility="collapsed",
    )
    name = str(chosen) if chosen in names else names[0]
    show(picture(context, seen, name), key="picture_fc_apart")
    if name in {"year", "trend"} and _is_young(context, seen):
        show_note(text("fc.apart_young"))


def _is_young(context: PageContext, seen: Outlook) -> bool:
    first = context.summary.first_day
    return first is None or (seen.as_of - first) < timedelta(days=_TWO_YEARS)


def picture(context: PageContext, seen: Outlook, name: str) -> Picture:
    """Return one part: the trend as a line, the others as factors against the usual day."""
    rows = records(seen.components[seen.components["part"] == name].sort_values("place"))
    if name == "trend":
        return _trend(context, seen, rows)
    # Festivals by how much they matter, the rest in their own order.
    if name == "holiday":
        rows.sort(key=lambda r: -abs(float(r["value"]) - 1))
        rows = rows[:_DEAR]
    most = max(rows, key=lambda r: abs(float(r["value"]) - 1))
    size = float(most["value"]) - 1
    title = text("fc.apart_even", what=text(f"fc.apart_{name}"))
    if abs(size) >= _CLEAR:
        way = "more" if size > 0 else "less"
        share = change(abs(size), signed=False)
        title = text(f"fc.apart_{way}", name=most["key"], share=share)
    steps = [
        Step(
            str(r["key"]),
            float(r["value"]) - 1,
            _factor(float(r["value"]) - 1),
            html.escape(labelled(str(r["key"]), _factor(float(r["value"]) - 1))),
        )
        for r in rows
    ]
    return diverging(_caption(context, seen, title, text("fc.apart_unit")), steps)


def _trend(context: PageContext, seen: Outlook, rows: list[dict[str, object]]) -> Picture:
    points = [
        Past(
            known_day(r["key"]),
            float(str(r["value"])),
            None,
            labelled(day_table(known_day(r["key"]))[:7], number(float(str(r["value"])), 1)),
        )
        for r in rows
    ]
    first, last = points[0].value, points[-1].value
    ratio = last / first - 1 if first else 0.0
    way = "flat" if abs(ratio) < _CLEAR else "up" if ratio > 0 else "down"
    digits = 0 if max(first, last) >= 10 else 1
    title = text(f"fc.apart_trend_{way}", first=number(first, digits), last=number(last, digits))
    return outlook(_caption(context, seen, title, text("unit.tickets")), points, [], "", inner=True)


def _caption(context: PageContext, seen: Outlook, title: str, unit: str) -> Caption:
    return Caption(title, unit, context.source, seen.as_of, text("fc.apart_key"))


def _factor(size: float) -> str:
    return change(size) if abs(size) >= 0.005 else "0%"


def apart_table(components: pd.DataFrame) -> pd.DataFrame:
    """Return every part's figures."""
    rows = records(components)
    return pd.DataFrame(
        {
            text("fc.apart_choose"): [text(f"fc.apart_{r['part']}") for r in rows],
            text("fc.part"): [str(r["key"]) for r in rows],
            text("fc.apart_value"): [float(r["value"]) for r in rows],
            text("fc.apart_measure"): [
                text("fc.apart_a_day" if r["part"] == "trend" else "fc.apart_times") for r in rows
            ],
        }
    )
