"""What rests on many months: patterns of spots, and how much is reported of what is expected."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from geo.frames import AREA_MONTHLY, AREA_PATTERN, AREA_REPORTING
from geo.level_areas import LevelAreas
from geo.statistics.expected_reports import Index
from geo.statistics.over_time import LEAST_MONTHS, patterns


def pattern_rows(series: pd.DataFrame, whole: Collection[pd.Timestamp]) -> pd.DataFrame:
    """Return ``AREA_PATTERN`` from ``AREA_SERIES``; of months only those that are ``whole``."""
    found = []
    kept = series[series["month"].isin(list(whole))]
    for key, mine in kept.groupby(["level", "measure"], sort=True):
        level, measure = map(str, key)
        z = mine.pivot_table(
            index="area", columns="month", values="z", aggfunc="first", dropna=False
        )
        kind = mine.pivot_table(index="area", columns="month", values="kind", aggfunc="first")
        kind = kind.reindex(index=z.index, columns=z.columns)
        hot, cold = (kind.to_numpy() == "HH"), (kind.to_numpy() == "LL")
        rows = pd.DataFrame({"area": z.index.to_numpy()})
        rows["level"], rows["measure"] = level, measure
        rows["months"], rows["hot"], rows["cold"] = z.shape[1], hot.sum(axis=1), cold.sum(axis=1)
        rows["pattern"], rows["note"] = "", ""
        if z.shape[1] < LEAST_MONTHS:
            rows["note"] = f"仅有{z.shape[1]}个整月，不足{LEAST_MONTHS}个月，不判断随时间的变化"
        else:
            named, trend, p = patterns(np.nan_to_num(z.to_numpy(dtype=float)), hot, cold)
            rows["pattern"], rows["trend"], rows["trend_p"] = list(named), trend, p
        found.append(rows)
    return AREA_PATTERN.shaped(pd.concat(found, ignore_index=True) if found else None)


def with_patterns(monthly: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return rows of ``AREA_MONTHLY`` with the pattern of all whole months, where one holds."""
    keys = ["level", "measure", "area"]
    known = found.loc[found["pattern"] != "", [*keys, "pattern"]]
    rows = monthly.drop(columns="pattern").merge(known, on=keys, how="left")
    return AREA_MONTHLY.shaped(rows.assign(pattern=rows["pattern"].fillna("")))


def reporting_rows(places: LevelAreas, index: Index) -> pd.DataFrame:
    """Return a level's rows of ``AREA_REPORTING``."""
    return AREA_REPORTING.shaped(
        pd.DataFrame(
            {
                "level": places.level, "area": places.codes, "settlement": places.settlement,
                "observed": index.observed, "expected": index.expected, "ratio": index.ratio,
                "smoothed": index.smoothed, "low": index.low, "high": index.high,
                "p_adjusted": index.p_adjusted, "kind": index.kind,
            }
        )
    )  # fmt: skip
