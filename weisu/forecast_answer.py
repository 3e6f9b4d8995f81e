"""What ``weisu forecast`` answers: cells of the current run, or of one made now, as a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from data_access.extract.query import Directory
from data_access.results.store import ResultStore, RunInfo
from data_access.types import ANY, Filters, Period, Scope
from forecasting.making import ROOM, Asked, make, span_of
from forecasting.reading import SHOWN, error_of

Progress = Callable[[str, float], None]
_QUANTILES = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")


@dataclass(frozen=True)
class Wanted:
    """What the command asked for. ``level``: city, county or street; ``cuts``: of ``--where``."""

    code: str
    level: str = "city"
    category_level: int = 0
    horizon: int = 28
    as_of: date | None = None
    cuts: Mapping[str, str] = field(default_factory=dict)


def answer(
    results: ResultStore, scope: Scope, wanted: Wanted, *, fresh: bool, progress: Progress
) -> dict[str, Any]:
    """Return the document whose schema is in ``docs/forecasting.md``.

    The current run answers where it holds the cells and days that are asked for; what is computed
    now is stored nowhere.
    """
    last, _ = span_of(results.extract, wanted.code, wanted.as_of)
    run = None if fresh else results.current(ROOM, wanted.code)
    if run is not None and _holds(results, scope, run, wanted):
        frames = {n: results.read(scope, run, n) for n in ("forecast", "forecast_score", "finding")}
        as_of, run_id = run.as_of or last, run.run_id
    else:
        found = make(results.extract, scope, _asked(wanted, last), report=progress)
        frames, as_of, run_id = dict(found.frames), found.as_of, ""
    directory = results.extract.directory(scope, wanted.code)
    return _document(frames, as_of, run_id, wanted, directory)


def _asked(wanted: Wanted, last: date) -> Asked:
    cut = None
    if wanted.cuts:
        cut = Filters(wanted.code, Period.of_day(last), **wanted.cuts)
    level: Any = wanted.level
    return Asked(
        wanted.code,
        wanted.as_of,
        cut,
        level,
        wanted.category_level,
        wanted.horizon,
        extras=False,
    )


def _holds(results: ResultStore, scope: Scope, run: RunInfo, wanted: Wanted) -> bool:
    """Tell whether a run holds what is asked for, made of the data there are now or asked for."""
    if wanted.as_of is not None and wanted.as_of != run.as_of:
        return False
    if set(wanted.cuts) - {"area", "category"}:
        return False
    facts = results.read(scope, run, "facts").set_index("name")
    grid = facts["words"].get("grid", "")
    digits = facts["value"].get("grid", 0.0)
    held = results.read(scope, run, "forecast", columns=["period"], order=["-period"], limit=1)
    ahead = 0
    if len(held) and run.as_of:
        ahead = (pd.Timestamp(held["period"].iloc[0]).date() - run.as_of).days
    return (
        wanted.level in ("city", grid)
        and wanted.category_level <= digits
        and wanted.horizon <= ahead
        and len(wanted.cuts.get("category", "")) <= 2 * digits
        # An area is a cell of its own only where the run has cells of areas of its level.
        and (not wanted.cuts.get("area") or wanted.level == grid)
    )


def cells_of(frame: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    """Return the rows of the cells of a level, inside the cuts."""
    area = frame["area"] == ANY if wanted.level == "city" else frame["area"] != ANY
    codes = frame["category"].astype(str)
    if wanted.category_level == 0:
        category = codes == ANY
    else:
        # A code that isn't made of digits has no levels: it stands at every one of them.
        digits = codes.str.len() == 2 * wanted.category_level
        category = (codes != ANY) & (digits | ~codes.str.isdigit())
    kept = area & category & (frame["channel"] == ANY)
    if wanted.cuts.get("category") and wanted.category_level:
        kept &= codes.str.startswith(wanted.cuts["category"])
    if wanted.cuts.get("area") and wanted.level != "city":
        kept &= frame["area"].astype(str).str.startswith(wanted.cuts["area"])
    return frame[kept]


def _document(
    frames: Mapping[str, pd.DataFrame],
    as_of: date,
    run_id: str,
    wanted: Wanted,
    directory: Directory,
) -> dict[str, Any]:
    forecast, score = frames["forecast"], frames["forecast_score"]
    now = forecast[pd.to_datetime(forecast["origin"]) == pd.Timestamp(as_of)]
    now = cells_of(now, wanted).sort_values(["area", "category", "period"])
    now = now[
        pd.to_datetime(now["period"]) <= pd.Timestamp(as_of) + pd.Timedelta(wanted.horizon, "D")
    ]
    scores = score[(score["model"] == SHOWN) & (score["channel"] == ANY)]
    by_cell = {k: g for k, g in scores.groupby(["area", "category"])}
    cells = [
        _cell(key, rows, by_cell.get(key), directory)
        for key, rows in now.groupby(["area", "category"], sort=True)
    ]
    return {
        "jurisdiction": wanted.code,
        "as_of": as_of.isoformat(),
        "run_id": run_id or None,
        "level": wanted.level,
        "category_level": wanted.category_level,
        "horizon": wanted.horizon,
        "where": dict(wanted.cuts),
        "notes": [str(t) for t in frames["finding"].get("text", [])],
        "cells": cells,
    }


def _cell(
    key: Any, rows: pd.DataFrame, score: pd.DataFrame | None, directory: Directory
) -> dict[str, Any]:
    area, category = str(key[0]), str(key[1])
    place = directory.areas.get(area)
    error = error_of(score) if score is not None else None
    return {
        "area": {"code": area, "name": place.name if place else None},
        "category": {"code": category, "name": directory.category_paths.get(category)},
        "model": str(rows["model"].iloc[0]),
        "expected": float(rows["mean"].sum()),
        "promised": bool(not rows["rough"].any()),
        "error_week": error.share if error else None,
        "error_origins": error.origins if error else 0,
        "days": [
            {
                "day": pd.Timestamp(r["period"]).strftime("%Y-%m-%d"),
                "mean": float(r["mean"]),
                **{q: float(r[q]) for q in _QUANTILES},
                "rough": bool(r["rough"]),
                "certain": bool(r["certain"]),
            }
            for r in rows.to_dict("records")
        ],
    }


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people."""
    yield f"数据截至 {document['as_of']}，今后 {document['horizon']} 天："
    for cell in document["cells"]:
        named = [cell["area"]["name"], cell["category"]["name"]]
        name = " ".join(n for n in named if n) or (
            "全部" if cell["category"]["code"] == ANY and cell["area"]["code"] == ANY else "未填写"
        )
        week = cell["days"][:7]
        off = "" if cell["error_week"] is None else f"\t提前一周平均偏差 {cell['error_week']:.0%}"
        rough = "" if cell["promised"] else "\t量小，区间粗略"
        low, high = sum(d["q05"] for d in week) / len(week), sum(d["q95"] for d in week) / len(week)
        yield (
            f"{name}\t共约 {cell['expected']:.0f} 件\t近一周每日约 "
            f"{sum(d['mean'] for d in week) / len(week):.1f} 件（{low:.0f}–{high:.0f}）{off}{rough}"
        )
    if not document["cells"]:
        yield "所选范围没有可预测的工单。"
    yield from (f"说明：{note}" for note in document["notes"])
