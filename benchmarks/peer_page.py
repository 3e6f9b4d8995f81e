"""The page that one would write without us: all tickets in a frame, numbers by pandas.

It shows what the leader page shows (three numbers against last week and last year, the trend, the
categories that rose, the areas, two rates by month) without expectations, intervals or as-of rules.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.express as px
import streamlit as st

from benchmarks.loading import LAST_DAY

COLUMNS = (
    "day", "area_street", "category_code", "due_result", "satisfied", "t_close", "deadline",
    "status",
)  # fmt: skip


@st.cache_resource(show_spinner=False)
def tickets(folder: str) -> pd.DataFrame:
    """Return all tickets, read once a process."""
    frame = pd.read_parquet(f"{folder}/tickets", columns=list(COLUMNS))
    return frame.assign(day=pd.to_datetime(frame["day"]))


def render(folder: str) -> None:
    """Draw the page."""
    frame = tickets(folder)
    end = date.fromisoformat(st.query_params.get("to", (LAST_DAY + timedelta(days=1)).isoformat()))
    start = end - timedelta(days=7)
    _tiles(frame, end)
    now = _span(frame, start, end)
    before = _span(frame, start - timedelta(days=56), start)
    trend = _span(frame, start - timedelta(days=28), end).groupby("day").size()
    st.plotly_chart(px.line(trend.reset_index(name="n"), x="day", y="n", title="每日诉求量"))
    kinds = _rises(now, before)
    st.plotly_chart(px.bar(kinds, x="n", y="category", orientation="h", title="上升的分类"))
    areas = now.groupby("area_street").size().nlargest(8).reset_index(name="n")
    st.plotly_chart(px.bar(areas, x="n", y="area_street", orientation="h", title="区域"))
    months = _span(frame, end - timedelta(days=183), end)
    rates = months.groupby(months["day"].dt.to_period("M")).apply(_rates).reset_index()
    rates["day"] = rates["day"].astype(str)
    st.plotly_chart(px.line(rates, x="day", y=["on_time", "satisfied"], title="按时与满意"))


def _span(frame: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    return frame[(frame["day"] >= pd.Timestamp(start)) & (frame["day"] < pd.Timestamp(end))]


def _rates(frame: pd.DataFrame) -> pd.Series:
    on_time = frame["t_close"].notna() & (frame["t_close"] <= frame["deadline"])
    due = frame["deadline"].notna()
    rated = frame["satisfied"].notna()
    happy = frame["satisfied"].isin(["非常满意", "满意", "基本满意"])
    return pd.Series(
        {"on_time": on_time[due].mean(), "satisfied": happy[rated].mean(), "n": len(frame)}
    )


def _tiles(frame: pd.DataFrame, end: date) -> None:
    def numbers(back: int, days: int) -> Any:
        last = end - timedelta(days=back)
        return _rates(_span(frame, last - timedelta(days=days), last))

    for column, (name, days) in zip(
        st.columns(3), (("n", 7), ("on_time", 28), ("satisfied", 28)), strict=True
    ):
        now, week, year = (numbers(back, days)[name] for back in (0, days, 364))
        column.metric(name, f"{now:.4g}", f"{now - week:.4g} / {now - year:.4g}")


def _rises(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    counts = now.groupby(now["category_code"].str[:4]).size()
    usual = before.groupby(before["category_code"].str[:4]).size() / 8
    excess = (counts - usual).nlargest(6)
    return pd.DataFrame({"category": excess.index, "n": counts.reindex(excess.index).to_numpy()})
