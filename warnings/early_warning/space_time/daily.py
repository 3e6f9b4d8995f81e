"""The prospective scan of one day over communities, one first-level category after the other.

Optional: its windows join places that are no administrative units, and it costs more than all other
detectors together. It is run where a duty officer asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from early_warning.cells import Coded
from early_warning.detection import Detection
from early_warning.space_time.scan import prospective_scan
from early_warning.space_time.windows import circles

COMMUNITY = 1


def scan_day(
    coded: Coded,
    areas: pd.DataFrame,
    day: int,
    *,
    days: int = 90,
    windows: Sequence[int] = (1, 2, 3, 5, 7, 10, 14),
    cap: float = 0.1,
    replicates: int = 39,
    level: float = 0.01,
    least: int = 5,
) -> list[Detection]:
    """Return clusters of communities alive on ``day``; nothing later is read.

    ``areas``: code, lon, lat. Space-time permutation over ``days`` days, windows of at most ``cap``
    of all tickets; p-values (Gumbel's tail of ``replicates``) times the number of categories.
    ``area`` is the community in the middle, ``evidence`` all of the cluster's.
    """
    places = areas.dropna(subset=["lon", "lat"]).set_index("code")
    codes = [str(c) for c in coded.areas[COMMUNITY] if c in places.index]
    if len(codes) < 3 or day < days:
        return []
    row = np.full(len(coded.areas[COMMUNITY]), -1)
    row[[k for k, c in enumerate(coded.areas[COMMUNITY]) if c in places.index]] = np.arange(
        len(codes)
    )
    where = places.loc[codes]
    lat = where["lat"].to_numpy(dtype=float)
    points = np.stack(
        [where["lon"].to_numpy(dtype=float) * np.cos(np.radians(lat.mean())), lat], axis=1
    )
    part = coded.between(day - days + 1, day)
    at = coded.area_of[COMMUNITY][part]
    at = np.where(at >= 0, row[at], -1)
    when, kind = coded.day[part] - (day - days + 1), coded.category_of[0][part]
    size = np.bincount(at[at >= 0], minlength=len(codes)).astype(float) + 0.5
    zones = circles(points, size, cap=cap)
    found = []
    for k, name in enumerate(coded.categories[0]):
        mine = (kind == k) & (at >= 0)
        if mine.sum() < 10 * least:
            continue
        counts = np.bincount(at[mine] * days + when[mine], minlength=len(codes) * days)
        clusters = prospective_scan(
            counts.reshape(len(codes), days).astype(float), zones, windows=windows,
            replicates=replicates, seed=day, least=least, most=2,
        )  # fmt: skip
        found += [
            Detection(
                "scan", "event", day, one.days, one.observed, one.expected,
                min(one.p_value * len(coded.categories[0]), 1.0), area=codes[one.places[0]],
                category=str(name), evidence=tuple(codes[p] for p in one.places),
            )
            for one in clusters
            if one.p_value * len(coded.categories[0]) < level
        ]  # fmt: skip
    return found
