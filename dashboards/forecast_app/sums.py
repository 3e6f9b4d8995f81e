"""Several areas or units at once: what is expected of each, and the sum.

Expected numbers of places that share no ticket add up exactly; their ranges don't, so that none is
given for the sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboards.forecast_app.stored import Kind, View
from data_access.metrics.series import daily_counts, daily_counts_by_unit
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, Filters, Period, Scope
from forecasting.frames import FORECAST, UNIT_FORECAST
from forecasting.reading import LOOK_BACK


@dataclass(frozen=True)
class Sums:
    """``table``: place, usual (the last 28 days), week, month, the most first.

    ``left_out``: units that are in the view but have too few tickets for a forecast.
    """

    kind: Kind
    run: RunInfo
    as_of: date
    table: pd.DataFrame
    before_week: float
    left_out: tuple[str, ...]


def sums_of(
    results: ResultStore, scope: Scope, run: RunInfo, cut: Filters, view: View
) -> Sums | None:
    """Return the sums over a view's places (areas: all stored ones below); None where none is."""
    if view.kind == "whole" or run.as_of is None:
        return None
    column = "unit" if view.kind == "unit" else "area"
    where: dict[str, object] = {"category": view.category}
    where |= {"unit": list(view.places)} if view.kind == "unit" else {"channel": ANY}
    frame = UNIT_FORECAST if view.kind == "unit" else FORECAST
    rows = results.read(scope, run, frame, columns=[column, "period", "mean"], where=where)
    if view.kind == "area":
        below = tuple(view.places)
        rows = rows[[str(a).startswith(below) for a in rows["area"]]]
    if rows.empty:
        return None
    ahead = (pd.to_datetime(rows["period"]) - pd.Timestamp(run.as_of)).dt.days
    week = rows[ahead <= 7].groupby(column)["mean"].sum()
    month = rows[ahead <= LOOK_BACK].groupby(column)["mean"].sum()
    counts = _counts(results, scope, run.as_of, cut, view)
    mine = counts[counts["place"].isin(month.index)]
    usual = mine.groupby("place")["n"].sum().reindex(month.index).fillna(0)
    late = mine["day"] > pd.Timestamp(run.as_of) - pd.Timedelta(7, "D")
    table = pd.DataFrame({"usual": usual, "week": week, "month": month})
    table.index.name = "place"
    left = tuple(u for u in view.places if u not in table.index) if view.kind == "unit" else ()
    return Sums(
        view.kind,
        run,
        run.as_of,
        table.sort_values("month", ascending=False).reset_index(),
        float(mine.loc[late, "n"].sum()),
        left,
    )


def _counts(
    results: ResultStore, scope: Scope, as_of: date, cut: Filters, view: View
) -> pd.DataFrame:
    """Return tickets of the last four weeks by place and day: place, day, n."""
    period = Period.last_days(as_of, LOOK_BACK)
    extract, code = results.extract, cut.jurisdiction
    if view.kind == "unit":
        found = daily_counts_by_unit(extract, scope, code, period, as_of=as_of, cut=cut)
        return found.rename(columns={"unit": "place"})
    parts = []
    for level in ("county", "street"):
        counts = daily_counts(
            extract, scope, code, period, area_level=level, as_of=as_of,
            cut=replace(cut, as_of=None),
        )  # fmt: skip
        parts.append(counts.rename(columns={"area": "place"}))
    return pd.concat(parts, ignore_index=True)
