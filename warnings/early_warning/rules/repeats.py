"""Rules on matters that come back: one caller many times, many callers on one thing, redone often,
passed from unit to unit. The rule packs of 新都 (three times), 晋城 and 巴彦淖尔 (three units).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from early_warning.detection import Detection


@dataclass(frozen=True, slots=True)
class RepeatSettings:
    """How often is too often, within how many days."""

    days: int = 30
    same_caller: int = 3
    callers: int = 5
    redone: int = 3
    units: int = 3


def repeat_rules(
    tickets: pd.DataFrame, day: pd.Timestamp, number: int, settings: RepeatSettings | None = None
) -> list[Detection]:
    """Return what the rules find on ``day`` (its number is ``number``).

    ``tickets``: t_accept, caller, area, category, ticket_no; where there, ``n_redo`` and
    ``n_return`` (as known by the end of the day). Only cells with a ticket on the day are reported,
    so that nothing is said twice.
    """
    settings = settings or RepeatSettings()
    end = day + pd.Timedelta(days=1)
    recent = tickets[
        (tickets["t_accept"] < end)
        & (tickets["t_accept"] >= end - pd.Timedelta(days=settings.days))
        & tickets["category"].notna()
    ]
    today = recent["t_accept"] >= day
    return [
        *_one_caller(recent, today, number, settings),
        *_many_callers(recent, today, number, settings),
        *_counted(recent[today], "n_redo", settings.redone, "redone", number),
        *_counted(recent[today], "n_return", settings.units, "passed_on", number),
    ]


def _one_caller(
    recent: pd.DataFrame, today: pd.Series, number: int, settings: RepeatSettings
) -> list[Detection]:
    known = recent[recent["caller"].notna()].assign(matter=recent["category"].str[:4])
    groups = known.groupby(["caller", "matter"], sort=True)
    size = groups.size()
    often = size[size >= settings.same_caller]
    fresh = known[today.reindex(known.index)].groupby(["caller", "matter"]).size().index
    found = []
    for key in often.index.intersection(fresh):
        rows = groups.get_group(key)
        found.append(_detection("repeat_caller", rows, number, settings.days))
    return found


def _many_callers(
    recent: pd.DataFrame, today: pd.Series, number: int, settings: RepeatSettings
) -> list[Detection]:
    placed = recent[recent["area"].notna() & recent["caller"].notna()]
    groups = placed.groupby(["area", "category"], sort=True)
    callers = groups["caller"].nunique()
    many = callers[callers >= settings.callers]
    fresh = placed[today.reindex(placed.index)].groupby(["area", "category"]).size().index
    return [
        _detection("repeat_matter", groups.get_group(key), number, settings.days)
        for key in many.index.intersection(fresh)
    ]


def _counted(
    rows: pd.DataFrame, column: str, least: int, detector: str, number: int
) -> list[Detection]:
    if column not in rows:
        return []
    return [
        _detection(detector, rows.loc[[k]], number, 1)
        for k in rows.index[pd.to_numeric(rows[column]).fillna(0) >= least]
    ]


def _detection(detector: str, rows: pd.DataFrame, number: int, days: int) -> Detection:
    last = rows.sort_values("t_accept").iloc[-1]
    return Detection(
        detector, "repeat", number, days, float(len(rows)), 0.0, 1.0,
        area="" if pd.isna(last["area"]) else str(last["area"]), category=str(last["category"]),
        evidence=tuple(sorted(rows["ticket_no"].astype(str))),
    )  # fmt: skip
