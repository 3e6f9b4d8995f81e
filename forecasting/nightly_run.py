"""One nightly run of the room: counts and calls in, forecasts, calendar, drivers and seats out.

Everything is read and written through ``data_access``; what computes is pure. A run looks at all
tickets of a jurisdiction; areas and lead units are stored beside the whole for those who may see
only some of them (``area_frames.py``, ``unit_frames.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from data_access.extract.query import Extract
from data_access.metrics.series import AreaCut
from data_access.results.declared import Frame
from data_access.results.limits import is_limited
from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.store.recordings import Recording, recordings
from data_access.types import ANY, Filters, NotAllowedError, Period, Scope
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.cleaning.finding import Finding
from forecasting.delay.completeness import DAYS, completeness, unripe
from forecasting.earlier import added, earlier_of, forecast_then, is_kept
from forecasting.expected_frames import Told, expected_frames, told_of
from forecasting.frames import COMPLETENESS, EARLIER, FINDINGS, FORECAST, ROOM, SCORE, Facts
from forecasting.grid import counts_on_grid
from forecasting.ground import Ground, calendar_of
from forecasting.monthly.items import next_month
from forecasting.reading import EXPECT_DAYS, LEAST_DAYS, NAIVE, SHOWN, span_of
from forecasting.unit_frames import unit_frames
from forecasting.whole_frames import whole_frames

LABEL = "趋势预测"
ORIGINS = 12


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
    busiest: int = 0
    extras: bool = True


@dataclass(frozen=True)
class _Known:
    """What is known besides the counts: how many of a category's tickets repeat an earlier one,
    and what was forecast and expected before, of the whole and of units; how complete the last days
    are.
    """

    repeat_rates: Mapping[str, float]
    earlier: pd.DataFrame = field(default_factory=pd.DataFrame)
    units_earlier: pd.DataFrame = field(default_factory=pd.DataFrame)
    told: Told = field(default_factory=lambda: Told(pd.DataFrame()))
    late: pd.DataFrame = field(default_factory=lambda: completeness((), date.min))


def run_forecasting(
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    repeat_rates: Mapping[str, float] | None = None,
    *,
    report: Report = silent,
) -> RunInfo:
    """Forecast a jurisdiction, store what was made and make it current.

    Below 112 days of history it is only said what each day was expected to be.

    ``repeat_rates``: by category, of the room of repeats. For scopes that see all its tickets.
    Raises ``WeisuError`` where the history is too short; what was current stays then, as after any
    other error. One run of a jurisdiction at a time.
    """
    if is_limited(scope):
        raise NotAllowedError("只有能看到全部工单的账号可以更新预测结果。现有结果没有改动。")
    code = asked.jurisdiction
    last, period = span_of(results.extract, code, asked.as_of, EXPECT_DAYS)
    plan = RunPlan(
        ROOM, LABEL, code, last,
        {
            "from": period.start.isoformat(), "to": period.end.isoformat(),
            "origins": asked.origins, "busiest": asked.busiest,
        },
    )  # fmt: skip

    def make(say: Report) -> Made:
        known = _Known(
            repeat_rates or {},
            earlier_of(results, scope, code, last),
            earlier_of(results, scope, code, last, units=True),
            told_of(results, scope, code, last),
            completeness(_recordings(results, scope, code, last, asked.as_of), last),
        )
        return _make(results.extract, scope, replace(asked, as_of=last), known, report=say)

    return run_room(results, plan, make, report=report)


def _make(extract: Extract, scope: Scope, asked: Asked, known: _Known, *, report: Report) -> Made:
    code = asked.jurisdiction
    scope.require_jurisdiction(code)
    last, period = span_of(extract, code, asked.as_of, EXPECT_DAYS)
    calendar = calendar_of(extract, code)
    unready = tuple(unripe(known.late))
    cut = Filters(code, period, as_of=last)
    ground = Ground(extract, scope, cut, False, calendar, last, unready)
    if period.days < LEAST_DAYS:
        report("每日预期", 0.0)
        made = expected_frames(ground, period, known.told, {})
        return Made({**made, COMPLETENESS: known.late}, Facts())
    report("读取每日工单量", 0.0)
    area, category, counts = counts_on_grid(
        extract, scope, code, period,
        area=asked.area_level, category=asked.category_level, last=last,
    )  # fmt: skip
    horizon = asked.horizon or to_next_months_end(last)
    cells = len(counts) // max(1, period.days)
    report(f"预测 {cells:,} 个单元", 0.1)
    run = forecast_all(
        ground.ripe(counts), calendar, RunSettings(horizon, asked.origins, asked.busiest), last=last
    )
    earlier = known.earlier
    if not is_kept(earlier, last):
        report("按四周前的数据补算当时的预测", 0.55)
        earlier = added(earlier, forecast_then(counts, calendar, last, asked.origins))
    frames: dict[Frame, pd.DataFrame] = {
        FORECAST: run.forecast,
        SCORE: _kept_scores(run.score),
        FINDINGS: _with_late(run.findings, known.late),
        COMPLETENESS: known.late,
        EARLIER: earlier,
    }
    facts = Facts(cells=cells, area_level=area, category_level=category)
    if asked.extras:
        report("民情月历、变化原因、坐席", 0.8)
        more, facts = whole_frames(ground, counts, run, known.repeat_rates, facts)
        frames.update(more)
        report("各单位", 0.9)
        frames.update(_units(ground, period, known, RunSettings(horizon, asked.origins, 0)))
        report("每日预期", 0.95)
        frames.update(expected_frames(ground, period, known.told, frames))
    return Made(frames, facts)


def _recordings(
    results: ResultStore, scope: Scope, code: str, last: date, as_of: date | None
) -> list[Recording]:
    """Return when the last days' tickets were recorded, of an earlier day as was known a day on."""
    zone = results.extract.manifest.jurisdictions[code].timezone
    known = None if as_of is None else last + timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    return recordings(results.store, scope, code, zone, first=first, last=last, known=known)


def _with_late(findings: pd.DataFrame, late: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with the days that are not known yet."""
    days = unripe(late)
    if not days:
        return findings
    whole = late[(late["channel"] == ANY) & late["period"].isin(pd.to_datetime(days))]
    share = float(whole["seen"].sum() / whole["mean"].sum())
    text = (
        f"{days[0]} 至 {days[-1]} 的工单尚未到齐(按以往录入的快慢,已到约 {share:.0%})。"
        "这些日子暂不参与预测,到齐后自动计入。"
    )
    row = asdict(Finding("late_records", ANY, ANY, ANY, days[0], days[-1], text))
    return pd.concat([pd.DataFrame([row]), findings], ignore_index=True)[list(FINDINGS.names)]


def _units(
    ground: Ground, period: Period, known: _Known, settings: RunSettings
) -> dict[Frame, pd.DataFrame]:
    earlier = known.units_earlier
    remake = not is_kept(earlier, ground.last)
    return unit_frames(ground, period, settings, earlier, remake=remake)


def to_next_months_end(last: date) -> int:
    """Return how many days it is from ``last`` to the end of the month after its own."""
    return max(28, (next_month(last).last - last).days)


def _kept_scores(score: pd.DataFrame) -> pd.DataFrame:
    """Keep every model's errors of the whole place's cells; of the others what is shown."""
    kept = (score["area"] == ANY) | score["model"].isin((SHOWN, NAIVE))
    return score[kept].reset_index(drop=True)
