"""What pages and commands see of areas: values of a month, two months side by side, patterns.

Readers who are limited to areas get the rows of those. Who is limited to departments gets counts
and shares of the own tickets, made anew, and nothing that takes all tickets to say. From who may
not open tickets, figures of fewer than five are withheld, and others beside them, so that none can
be had by subtracting (``small_cells``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, NotAllowedError, Period, Scope
from geo.area_counts import SHARES, TICKETS, count
from geo.frames import AREA_CATEGORY, AREA_MONTHLY, AREA_PATTERN, AREA_REPORTING
from geo.months import after, days_of

if TYPE_CHECKING:
    import pandas as pd

OPENS_TICKETS = "metric.view"
"""The right with which tickets are opened: to who has it small numbers are no secret."""
OWN = ("count", *SHARES)
"""Measures that can be told of a department's own tickets alone."""
_SAID = tuple(c for c in AREA_MONTHLY.names if c not in ("level", "month", "few"))
COLUMNS = (*_SAID, "withheld")


def levels(run: RunInfo) -> tuple[str, ...]:
    """Return the levels that the run looked at, the widest first."""
    return tuple(run.settings.get("levels", ()))


def months(run: RunInfo) -> tuple[date, ...]:
    """Return the first days of the months covered, the oldest first."""
    return tuple(date.fromisoformat(day) for day in run.settings.get("months", ()))


def is_partial(run: RunInfo, month: date) -> bool:
    """Tell whether a month is not whole: data begin or end within it."""
    return month.isoformat() in run.settings.get("partial", ())


def period_of(run: RunInfo, month: date) -> Period:
    """Return the days of a month that the run covers: of these the tickets are opened."""
    return days_of(month, run.as_of or after(month))


def area_values(  # noqa: PLR0917 - what is asked for
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    level: str,
    month: date,
    measure: str,
    category: str = "",
) -> pd.DataFrame:
    """Return a row for each area of a level with something to tell, by code.

    Columns: those of ``AREA_MONTHLY`` (``tickets``: what opening the area's tickets of
    ``period_of`` shows; ``pattern``: over all whole months), numbers of whole things nullable, and
    ``withheld``: not told to this reader, all figures are gaps. An area without a row has no ticket
    of the category. A department's reader has ``n``, ``hits``, ``base``, ``tickets`` and ``value``
    of the own tickets; ``NotAllowedError`` for other measures than ``OWN``.
    """
    if scope.departments is not None:
        return _own(results, scope, run, level, month, measure, category)
    where = {"level": level, "month": month, "measure": measure}
    if not category:
        return _told(scope, results.read(scope, run, AREA_MONTHLY, where=where, order=("area",)))
    where["category"] = category
    found = results.read(scope, run, AREA_CATEGORY, where=where, order=("area",))
    blank = found.assign(pattern="", note="", like_side=0)
    return _told(scope, AREA_MONTHLY.shaped(blank))


def _told(scope: Scope, found: pd.DataFrame) -> pd.DataFrame:
    """Return rows as a reader may see them."""
    found["n"], found[TICKETS] = found["n"].astype("Int64"), found[TICKETS].astype("Int64")
    few = found["few"].to_numpy(dtype=bool)
    gone = few if not scope.has(OPENS_TICKETS) else few & False
    if gone.any():
        for name in _SAID:
            if name in ("area", "measure"):
                continue
            blank = {"shown": False, "like_side": 0}.get(name, "" if _is_text(name) else None)
            found.loc[gone, name] = blank
    found["withheld"] = gone
    return found[list(COLUMNS)]


def _is_text(name: str) -> bool:
    return AREA_MONTHLY.column(name).kind == "text"


def _own(  # noqa: PLR0917 - as area_values
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    level: str,
    month: date,
    measure: str,
    category: str,
) -> pd.DataFrame:
    """Return what a department's own tickets come to."""
    import pandas as pd

    if measure not in OWN:
        raise NotAllowedError(
            "这项指标按全部工单算出，您的账号只能查看本单位、本辖区的工单。请改看件数或比率。"
        )
    filters = Filters(run.jurisdiction, period_of(run, month), category=category, as_of=run.as_of)
    share = measure in SHARES
    asked = (measure,) if share else ()
    rows = count(results.extract, scope, filters, level, shares=asked, by_category=False).rows
    rows = rows[rows["area"] != ""]
    hits = rows[f"hits:{measure}" if share else TICKETS].astype(float)
    base = rows[f"base:{measure}"].astype(float) if share else pd.Series(1.0, index=rows.index)
    found = pd.DataFrame(
        {
            "area": rows["area"], "measure": measure, "shown": base > 0, "hits": hits,
            "base": base, "n": (base if share else hits).astype("int64"),
            "value": (hits / base).where(base > 0), TICKETS: rows[TICKETS], "like_side": 0,
            "level": level, "month": pd.Timestamp(month), "few": False,
        }
    )  # fmt: skip
    texts = {"kind": "", "pattern": "", "note": ""}
    return _told(scope, AREA_MONTHLY.shaped(found.assign(**texts)))


def two_months(  # noqa: PLR0917 - as area_values
    results: ResultStore,
    scope: Scope,
    run: RunInfo,
    level: str,
    before: date,
    after: date,
    measure: str,
    category: str = "",
) -> pd.DataFrame:
    """Return a measure's months side by side: ``area`` and, of each month with ``_before`` and
    ``_after``, n, tickets, value, smoothed, low, high, kind, shown, withheld; ``change`` is the
    difference of the smoothed values (of a department's own tickets of the plain ones), ``apart``
    whether the intervals do not meet: only then is it called a change.
    """
    import numpy as np

    kept = [
        "area", "n", "tickets", "value", "smoothed", "low", "high", "kind", "shown", "withheld",
    ]  # fmt: skip
    asked = (results, scope, run, level)
    first = area_values(*asked, before, measure, category)[kept]
    second = area_values(*asked, after, measure, category)[kept]
    found = first.merge(second, on="area", how="outer", suffixes=("_before", "_after"))
    found = found.sort_values("area", ignore_index=True)
    for side in ("_before", "_after"):
        for flag in ("shown", "withheld"):
            found[flag + side] = found[flag + side].eq(True)
    smooth = [found[f"smoothed{s}"].to_numpy(dtype=float) for s in ("_before", "_after")]
    plain = [found[f"value{s}"].to_numpy(dtype=float) for s in ("_before", "_after")]
    change = smooth[1] - smooth[0]
    found["change"] = np.where(np.isnan(change), plain[1] - plain[0], change)
    low, high = (
        found[[f"{n}_before", f"{n}_after"]].to_numpy(dtype=float) for n in ("low", "high")
    )
    found["apart"] = (low[:, 1] > high[:, 0]) | (high[:, 1] < low[:, 0])
    return found


def patterns(
    results: ResultStore, scope: Scope, run: RunInfo, level: str, measure: str
) -> pd.DataFrame:
    """Return the areas with a pattern over the months, by pattern and code: ``AREA_PATTERN``.

    ``NotAllowedError`` for a department's reader: spots take all tickets to say.
    """
    found = results.read(
        scope, run, AREA_PATTERN, where={"level": level, "measure": measure}, order=("area",)
    )
    return found[found["pattern"] != ""].reset_index(drop=True)


def reporting(results: ResultStore, scope: Scope, run: RunInfo, level: str) -> pd.DataFrame:
    """Return how much the areas of a level report of what is expected, the least first."""
    return results.read(
        scope, run, AREA_REPORTING, where={"level": level}, order=("smoothed", "area")
    )
