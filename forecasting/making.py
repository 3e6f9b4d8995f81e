"""One run of the room: counts and calls in, forecasts, calendar, drivers and seats out.

Everything is read and written through ``data_access``; what computes is pure. A run looks at all
tickets of a jurisdiction; areas and lead units are stored beside the whole for those who may see
only some of them (``places.py``, ``units.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from data_access.extract.series import AreaCut, daily_counts
from data_access.results.limits import is_limited
from data_access.types import ANY, Filters, NotAllowedError, Period, Scope
from forecasting.reading import LOOK_BACK, ROOM, span_of

if TYPE_CHECKING:
    from data_access.extract.query import Extract
    from data_access.results.store import ResultStore, RunInfo
    from forecasting.calendar.features import Calendar

KEPT_DAYS = 34  # with one origin a week, one of them is always 28 to 34 days old
ORIGINS, ORIGINS_QUICK = 12, 3
BUSIEST = 10
MOST_CELLS = 3000
Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run looks at.

    ``area_level`` and ``category_level``: of the finest cells, None: the finest of street × 2,
    county × 2, city × 2 that a night has time for. ``horizon``: days ahead, None: to the end of
    next month. ``busiest``: cells that get the slow models too. ``extras``: also calendar, drivers,
    seats and the lead units.
    """

    jurisdiction: str
    as_of: date | None = None
    area_level: AreaCut | None = None
    category_level: int | None = None
    horizon: int | None = None
    origins: int = ORIGINS
    busiest: int = BUSIEST
    extras: bool = True


@dataclass(frozen=True)
class Made:
    """What a run made. ``frames``: by the name under which they are stored."""

    as_of: date
    period: Period
    area_level: str
    category_level: int
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def _silent(_what: str, _share: float) -> None:
    return None


def calendar_of(extract: Extract, code: str) -> Calendar:
    """Return the calendar that a jurisdiction lives by, with the seasons of the settings.

    Abroad there are neither festivals nor, unless the settings name them, seasons.
    """
    from data_access.calendar.seasons import season_spans
    from forecasting.calendar.features import Calendar
    from forecasting.calendar.seasons import NO_SEASONS, Seasons

    info = extract.manifest.jurisdictions_info.get(code, {})
    if info.get("calendar", "cn") != "cn":
        return Calendar("weekday", NO_SEASONS)
    return Calendar("cn", Seasons(**season_spans(extract.settings.seasons, code)))


def to_next_months_end(last: date) -> int:
    """Return how many days it is from ``last`` to the end of the month after its own."""
    from forecasting.monthly.items import next_month

    return max(28, (next_month(last).last - last).days)


def _make(
    extract: Extract,
    scope: Scope,
    asked: Asked,
    *,
    report: Report,
    repeat_rates: Mapping[str, float],
    earlier: pd.DataFrame,
    units_earlier: pd.DataFrame,
) -> Made:
    from forecasting.run import RunSettings, forecast_all

    code = asked.jurisdiction
    scope.require_jurisdiction(code)
    last, period = span_of(extract, code, asked.as_of)
    report("读取每日工单量", 0.0)
    area, category, counts = _counts(extract, scope, asked, last, period)
    calendar = calendar_of(extract, code)
    horizon = asked.horizon or to_next_months_end(last)
    cells = len(counts) // max(1, period.days)
    report(f"预测 {cells:,} 个单元", 0.1)
    run = forecast_all(
        counts, calendar, RunSettings(horizon, asked.origins, asked.busiest), last=last
    )
    frames: dict[str, pd.DataFrame] = {
        "forecast": run.forecast,
        "forecast_score": _kept_scores(run.score),
        "finding": run.findings,
    }
    if not _is_kept(earlier, last):
        report("按四周前的数据补算当时的预测", 0.55)
        then = forecast_all(
            counts,
            calendar,
            RunSettings(LOOK_BACK, min(ORIGINS_QUICK, asked.origins), 0),
            last=last - timedelta(days=LOOK_BACK),
        )
        parts = [earlier, then.forecast.assign(remade=True)]
        earlier = pd.concat([p for p in parts if len(p)], ignore_index=True)
    frames["earlier"] = earlier
    facts: list[tuple[str, float | None, str]] = [("cells", float(cells), "")]
    if asked.extras:
        from forecasting.extras import Ground, extras

        report("民情月历、变化原因、坐席", 0.8)
        ground = Ground(extract, scope, Filters(code, period, as_of=last), False, calendar, last)
        more, noted = extras(ground, counts, run, repeat_rates)
        frames.update(more)
        facts += noted
        from forecasting.units import unit_frames

        report("各单位", 0.9)
        frames.update(
            unit_frames(
                ground,
                period,
                RunSettings(horizon, asked.origins, 0),
                units_earlier,
                remake=not _is_kept(units_earlier, last),
            )
        )
    frames["facts"] = pd.DataFrame(facts, columns=["name", "value", "words"])
    return Made(last, period, area, category, frames)


def _is_kept(earlier: pd.DataFrame, last: date) -> bool:
    """Tell whether some forecast is known whose four weeks have all come, none too long ago."""
    if earlier.empty:
        return False
    age = (pd.Timestamp(last) - pd.to_datetime(earlier["origin"])).dt.days
    return bool(age.between(LOOK_BACK, KEPT_DAYS).any())


def earlier_of(
    results: ResultStore, scope: Scope, code: str, last: date, prefix: str = ""
) -> pd.DataFrame:
    """Return what was forecast before ``last`` and shown: one origin a week, five weeks back.

    Kept from run to run, so that a forecast can be held against what came although its own run is
    swept long before. ``prefix``: of the frames' names (``unit_``: the lead units').
    """
    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        return pd.DataFrame()
    parts = [results.read(scope, run, f"{prefix}earlier")]
    if run.as_of < last:
        parts.append(results.read(scope, run, f"{prefix}forecast").assign(remade=False))
    known = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
    known["origin"] = pd.to_datetime(known["origin"])
    known["period"] = pd.to_datetime(known["period"])
    age = (pd.Timestamp(last) - known["origin"]).dt.days
    ahead = (known["period"] - known["origin"]).dt.days
    known = known.loc[age.between(1, KEPT_DAYS) & (ahead <= LOOK_BACK)]
    origins = pd.Series(sorted(known["origin"].unique()), dtype="datetime64[ns]")
    weekly = origins.groupby(origins.dt.to_period("W")).first()
    kept: pd.DataFrame = known.loc[known["origin"].isin(weekly)].reset_index(drop=True)
    return kept


def _kept_scores(score: pd.DataFrame) -> pd.DataFrame:
    """Keep every model's errors of the whole place's cells; of the others what is shown."""
    from forecasting.models.tiers import NAIVE
    from forecasting.run import SHOWN

    kept = (score["area"] == ANY) | score["model"].isin((SHOWN, NAIVE))
    return score[kept].reset_index(drop=True)


def _counts(
    extract: Extract, scope: Scope, asked: Asked, last: date, period: Period
) -> tuple[AreaCut, int, pd.DataFrame]:
    """Return the grid and its counts; the finest that a night has time for where none is asked."""
    area, category = asked.area_level, asked.category_level
    grids: list[tuple[AreaCut, int]] = [("street", 2), ("county", 2), ("city", 2)]
    if area is not None or category is not None:
        grids = [(area or "city", 2 if category is None else category)]
    for number, (level, digits) in enumerate(grids):
        counts = daily_counts(
            extract,
            scope,
            asked.jurisdiction,
            period,
            area_level=level,
            category_level=digits,
            as_of=last,
        )
        few = len(counts) // period.days <= MOST_CELLS
        if few or number == len(grids) - 1:
            return level, digits, counts
    raise AssertionError("unreachable")


def run_forecasting(
    results: ResultStore, scope: Scope, asked: Asked, *, report: Report = _silent
) -> RunInfo:
    """Forecast a jurisdiction, store what was made and make it current.

    For scopes that see all its tickets. Raises ``WeisuError`` where the history is too short; what
    was current stays then, as after any other error. One run of a jurisdiction at a time.
    """
    from data_access import lease
    from data_access.results.keep import lease_name

    if is_limited(scope):
        raise NotAllowedError("只有能看到全部工单的账号可以更新预测结果。现有结果没有改动。")
    last, period = span_of(results.extract, asked.jurisdiction, asked.as_of)
    with lease.held(results.store, lease_name(ROOM, asked.jurisdiction), "趋势预测"):
        settings: dict[str, Any] = {
            "from": period.start.isoformat(),
            "to": period.end.isoformat(),
            "origins": asked.origins,
            "busiest": asked.busiest,
        }
        run_id = results.begin(ROOM, asked.jurisdiction, as_of=last, settings=settings)

        def say(what: str, share: float) -> None:
            results.report(run_id, share, what)
            report(what, share)

        try:
            rates = _repeat_rates(results, scope, asked.jurisdiction)
            found = _make(
                results.extract,
                scope,
                replace(asked, as_of=last),
                report=say,
                repeat_rates=rates,
                earlier=earlier_of(results, scope, asked.jurisdiction, last),
                units_earlier=earlier_of(results, scope, asked.jurisdiction, last, "unit_"),
            )
            for name, frame in found.frames.items():
                results.write(run_id, name, _grid_noted(name, frame, found))
        except BaseException as error:
            results.fail(run_id, str(error) or type(error).__name__)
            raise
        return results.complete(run_id)


def _grid_noted(name: str, frame: pd.DataFrame, found: Made) -> pd.DataFrame:
    if name != "facts":
        return frame
    grid = pd.DataFrame(
        [("grid", float(found.category_level), found.area_level)], columns=list(frame.columns)
    )
    return pd.concat([frame.astype(object), grid.astype(object)], ignore_index=True)


def _repeat_rates(results: ResultStore, scope: Scope, code: str) -> Mapping[str, float]:
    from data_access.results.repeats import repeat_rates

    run = results.current("hotspots", code)
    if run is None or not run.has("members"):
        return {}
    return repeat_rates(results, scope, run)
