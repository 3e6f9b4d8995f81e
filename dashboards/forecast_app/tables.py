"""The page's figures as tables with Chinese heads, at full precision.

A download has all digits; what is shown and printed is as exact as it can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.tables import WHOLE
from dashboards.forecast_app.pictures import part_name
from dashboards.forecast_app.reading import Outlook
from dashboards.forecast_app.sentences import model_words
from dashboards.shell.context import PageContext
from dashboards.shell.rows import known_day, records
from forecasting.reading import CHOSEN, category_name, error_of, finding_words
from style.texts import text
from style.wording import MINUS, MISSING, number, punctuate, rate, weekday

_QUANTILES = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")

_COUNTS = (
    "cell_usual", "cell_week", "cell_month", "cell_low", "cell_high", "day_mean", "calls",
    "col_expected", "col_norm", "col_last_year",
)  # fmt: skip
_WHOLE_FROM = 10
"""From which expected number of a column on its tickets are whole; smaller ones say tenths."""
_WHOLE = "whole"
_SHARES = ("level", "off_week", "off_month")
Words = Callable[[float], str]


def _signed(value: float) -> str:
    size = f"{abs(value):,.1f}%"
    return f"{'+' if value > 0 else MINUS}{size}" if size != "0.0%" else size


def _shapes(table: pd.DataFrame) -> dict[str, tuple[str, Words]]:
    """Return by head how a column's figures read: for the browser's table, and in words."""
    share: tuple[str, Words] = ("percent", lambda v: rate(v, 2))
    counts = [text(f"fc.{name}") for name in _COUNTS]
    counts += [text("fc.day_q", q=f"{int(q[1:])}%") for q in _QUANTILES]
    return {
        **{head: _counted(table[head]) for head in counts if head in table},
        **{text(f"fc.{name}"): share for name in _SHARES},
        text("fc.cell_change"): ("%+.1f%%", _signed),
        text("fc.apart_value"): ("%.2f", lambda v: number(v, 2)),
    }


def _counted(values: pd.Series[Any]) -> tuple[str, Words]:
    if pd.to_numeric(values, errors="coerce").max() >= _WHOLE_FROM:
        return _WHOLE, number
    return "%.1f", lambda v: number(v, 1)


def column_formats(table: pd.DataFrame) -> dict[str, Any]:
    """Return how ``st.dataframe`` shows the columns."""
    return {
        head: WHOLE if shape == _WHOLE else st.column_config.NumberColumn(format=shape)
        for head, (shape, _) in _shapes(table).items()
        if head in table
    }


def in_words(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the cells by head as they are printed."""
    shapes = _shapes(table)

    def cell(head: str, value: Any) -> str:
        if pd.isna(value):
            return MISSING
        if head in shapes:
            return shapes[head][1](float(value))
        return number(float(value)) if isinstance(value, float) else str(value)

    return {str(head): [cell(str(head), v) for v in table[head]] for head in table}


def cells_table(context: PageContext, seen: Outlook) -> pd.DataFrame:
    """Return the finer cells: what was, what will be, and whether the range is promised."""
    cells, paths = seen.cells, context.directory.category_paths
    usual = cells["usual"].where(cells["usual"] > 0)
    return pd.DataFrame(
        {
            text("fc.cell_code"): [
                category_name(paths, str(c)) or text("fc.unknown") for c in cells["code"]
            ],
            text("fc.cell_usual"): cells["usual"],
            text("fc.cell_week"): cells["week"],
            text("fc.cell_month"): cells["month"],
            text("fc.cell_change"): 100 * (cells["month"] / usual - 1),
            text("fc.cell_low"): cells["low"],
            text("fc.cell_high"): cells["high"],
            text("fc.cell_promise"): [
                text("fc.rough" if r else "fc.promised") for r in cells["rough"]
            ],
        }
    )


def days_table(seen: Outlook) -> pd.DataFrame:
    """Return the forecast by day with its quantiles."""
    rows = seen.ahead
    days = [known_day(d) for d in rows["period"]]
    return pd.DataFrame(
        {
            text("fc.day"): [d.isoformat() for d in days],
            text("fc.weekday"): [weekday(d) for d in days],
            text("fc.day_mean"): rows["mean"].to_numpy(),
            **{text("fc.day_q", q=f"{int(q[1:])}%"): rows[q].to_numpy() for q in _QUANTILES},
            text("fc.cell_promise"): [
                text("fc.rough" if r else "fc.promised") for r in rows["rough"]
            ],
        }
    )


def before_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier forecast beside what came."""
    return pd.DataFrame(
        {
            text("fc.day"): [known_day(d).isoformat() for d in table["period"]],
            text("fc.day_actual"): table["actual"].to_numpy(),
            text("fc.day_mean"): table["mean"].to_numpy(),
            text("fc.cell_low"): table["q05"].to_numpy(),
            text("fc.cell_high"): table["q95"].to_numpy(),
        }
    )


def drivers_table(context: PageContext, drivers: pd.DataFrame) -> pd.DataFrame:
    """Return every part of both comparisons in all readings."""
    rows = records(drivers)
    return pd.DataFrame(
        {
            text("fc.comparison"): [text(f"fc.drivers_{r['comparison']}") for r in rows],
            text("fc.reading"): [text(f"fc.reading_{r['reading']}") for r in rows],
            text("fc.part"): [part_name(context, str(r["reading"]), str(r["key"])) for r in rows],
            text("fc.change"): [int(r["change"]) for r in rows],
        }
    )


def seats_table(seats: pd.DataFrame) -> pd.DataFrame:
    """Return calls and seats of every hour of the fortnight."""
    return pd.DataFrame(
        {
            text("fc.day"): [known_day(d).isoformat() for d in seats["day"]],
            text("fc.hour"): seats["hour"],
            text("fc.calls"): seats["calls"],
            text("fc.agents"): seats["agents"],
            text("fc.agents_high"): seats["agents_high"],
            text("fc.level"): seats["level"],
        }
    )


def findings_table(context: PageContext, findings: pd.DataFrame) -> pd.DataFrame:
    """Return what was found in the data, the latest first."""
    areas = context.directory.area_names
    names = context.directory.categories
    rows = records(findings.sort_values(["last", "first", "text"], ascending=False))
    return pd.DataFrame(
        {
            text("fc.finding_first"): [known_day(r["first"]).isoformat() for r in rows],
            text("fc.finding_last"): [known_day(r["last"]).isoformat() for r in rows],
            text("fc.finding_text"): [punctuate(finding_words(r, areas, names)) for r in rows],
        }
    )


def _methods(seen: Outlook) -> list[str]:
    return [name for name in seen.off_by_model if name != CHOSEN]


def tested(seen: Outlook) -> bool:
    """Tell whether the back-test has an error of any method."""
    return bool(_methods(seen))


def models_table(seen: Outlook) -> pd.DataFrame:
    """Return the methods' errors in the back-test, the best first."""
    names = _methods(seen)
    week, month = ([error_of(seen.score, ahead, n) for n in names] for ahead in (7, 28))
    return pd.DataFrame(
        {
            text("fc.model_name"): [model_words(n) for n in names],
            text("fc.off_week"): [off.share if off else None for off in week],
            text("fc.off_month"): [off.share if off else None for off in month],
        }
    )
