"""The page's figures as tables with Chinese heads, at full precision."""

from __future__ import annotations

import pandas as pd

from dashboards.forecast_app.data import Outlook
from dashboards.forecast_app.pictures import part_name
from dashboards.forecast_app.words import category_name, day_of, model_words, off_by_model
from dashboards.shell.context import PageContext
from dashboards.shell.rows import records
from forecasting.reading import CHOSEN, error_of
from style.texts import text
from style.wording import weekday

_QUANTILES = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")


def cells_table(context: PageContext, seen: Outlook) -> pd.DataFrame:
    """Return the finer cells: what was, what will be, and whether the range is promised."""
    cells, paths = seen.cells, context.directory.category_paths
    usual = cells["usual"].where(cells["usual"] > 0)
    return pd.DataFrame(
        {
            text("fc.cell_code"): [category_name(paths, str(c)) for c in cells["code"]],
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
    days = [day_of(d) for d in rows["period"]]
    return pd.DataFrame(
        {
            text("fc.day"): [d.isoformat() for d in days],
            "星期": [weekday(d) for d in days],
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
            text("fc.day"): [day_of(d).isoformat() for d in table["period"]],
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
            text("fc.day"): [day_of(d).isoformat() for d in seats["day"]],
            text("fc.hour"): seats["hour"],
            text("fc.calls"): seats["calls"],
            text("fc.agents"): seats["agents"],
            text("fc.agents_high"): seats["agents_high"],
            text("fc.level"): seats["level"],
        }
    )


def models_table(seen: Outlook) -> pd.DataFrame:
    """Return the methods' errors in the back-test, the best first."""
    names = [n for n in off_by_model(seen) if n != CHOSEN]
    week, month = ([error_of(seen.score, ahead, n) for n in names] for ahead in (7, 28))
    return pd.DataFrame(
        {
            text("fc.model_name"): [model_words(n) for n in names],
            text("fc.off_week"): [off.share if off else None for off in week],
            text("fc.off_month"): [off.share if off else None for off in month],
        }
    )
