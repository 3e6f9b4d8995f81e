"""The way in: areas, counts, neighbours and a measure go in, what is said of every area comes out.

What is told of an area, and when: nothing where it rests on too few tickets; HH (a hot spot: high
among high), LL (a cold spot), HL and LH (unlike those around) where chance would do as much in one
of twenty such finds at most; its side among areas alike where the intervals do not meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from geo.statistics.false_discovery import adjusted
from geo.statistics.frames import AREA_MEASURES
from geo.statistics.like_areas import LIKE, alike, among_like, features
from geo.statistics.local_statistics import DRAWS, gi_star, local_moran, quadrants
from geo.statistics.measures import Measure
from geo.statistics.neighbours import Neighbours
from geo.statistics.over_time import LEAST_MONTHS, patterns
from geo.statistics.rates import Smoothed, smoothed, standardised

Floats = NDArray[np.float64]
LEAST_N = 20
LEAST_AREAS = 8
"""Fewer areas than this have no neighbourhood that could stand out from the rest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How areas are looked at. ``least_n``: tickets below which nothing is told of an area.

    ``correct``: whether p-values are adjusted for how many areas are looked at; ``alpha``: up to
    which one stands out. ``like``: how many areas alike each is set beside. ``draws``, ``seed``:
    of the permutations.
    """

    least_n: int = LEAST_N
    alpha: float = 0.05
    correct: bool = True
    like: int = LIKE
    draws: int = DRAWS
    seed: int = 12345


@dataclass(frozen=True, slots=True)
class _Case:
    """What every part of the answer is about: areas in order of their codes, and the question."""

    codes: list[str]
    people: Floats
    near: Neighbours
    measure: Measure
    asked: Asked


def area_measures(
    areas: pd.DataFrame,
    counts: pd.DataFrame,
    neighbours: Neighbours,
    measure: Measure,
    asked: Asked = Asked(),
) -> pd.DataFrame:
    """Return the frame ``AREA_MEASURES``: a row for each of ``areas``, by code.

    ``areas``: ``area``, ``population`` and, where known, ``density``, ``urban``, and columns
    ``mix:…`` with tickets by category. ``counts``: ``area``, ``hits``, ``base`` (for a measure with
    a base of its own; of rates per resident it is the population) and, for patterns over time,
    ``month``; months of an area that are missing count as zero. The result depends neither on the
    order of rows nor on threads. KeyError: an area without place among the neighbours.
    """
    use_one_thread()
    areas = areas.sort_values("area", kind="stable").reset_index(drop=True)
    codes = areas["area"].astype(str).tolist()
    people = areas["population"].to_numpy(dtype=float)
    case = _Case(codes, people, neighbours.of(codes), measure, asked)
    hits, base = _sums(case, counts)
    shown = _shown(case, hits, base)
    made = smoothed(hits, base, share=measure.form == "share", wanted=shown)
    pattern, said = _patterns(case, counts)
    rest = hits if measure.evidence == "hits" else base
    frame = pd.DataFrame(
        {
            "area": codes,
            "measure": measure.name,
            "shown": shown,
            "n": np.round(rest).astype(np.int64),
            **_levels(case, made, shown, _features(areas)),
            **_spots(case, hits, base, shown),
            "pattern": np.where(shown, pattern, ""),
            "note": _notes(case, shown, base, said),
        }
    )
    return AREA_MEASURES.shaped(frame)


def area_columns(
    hits: Floats,
    base: Floats,
    neighbours: Neighbours,
    measure: Measure,
    asked: Asked,
    *,
    spots: bool,
) -> dict[str, NDArray[Any]]:
    """Return what is said of areas without those alike and without months: for many parts at once.

    Areas in the order of ``neighbours``; ``base`` as ``area_measures`` has it (residents, ones for
    counts). Columns of ``AREA_MEASURES`` by name, those that are not asked for left out.
    """
    codes = list(neighbours.codes)
    case = _Case(codes, base, neighbours, measure, asked)
    shown = _shown(case, hits, base)
    made = smoothed(hits, base, share=measure.form == "share", wanted=shown)
    rest = hits if measure.evidence == "hits" else base
    found = _spots(case, hits, base, shown) if spots else {}
    return {
        "area": np.array(codes, dtype=object),
        "shown": shown,
        "n": np.round(rest).astype(np.int64),
        **_values(case, made, shown),
        **found,
    }


def month_spots(
    hits: Floats, base: Floats, neighbours: Neighbours, measure: Measure, asked: Asked
) -> tuple[Floats, NDArray[Any]]:
    """Return ``z`` and ``kind`` of a month among all areas with a base: what patterns are made of.

    A month has few tickets of each area, but a pattern rests on all months: all areas are in.
    """
    case = _Case(list(neighbours.codes), base, neighbours, measure, asked)
    found = _spots(case, hits, base, base > 0)
    return found["z"], found["kind"]


def _levels(
    case: _Case, made: Smoothed, shown: NDArray[np.bool_], found: Floats
) -> dict[str, NDArray[Any]]:
    """Return the values with intervals and the median of areas alike; empty where not shown."""
    values = _values(case, made, shown)
    bounds = (values["smoothed"], values["low"], values["high"])
    like = among_like(*bounds, alike(found, case.asked.like))
    side = np.where(shown, like.side, 0)
    return {
        **values,
        "like_median": np.where(shown, like.median, np.nan),
        "like_low": np.where(shown, like.low, np.nan),
        "like_high": np.where(shown, like.high, np.nan),
        "like_side": side,
    }


def _values(case: _Case, made: Smoothed, shown: NDArray[np.bool_]) -> dict[str, Floats]:
    def told(x: Floats) -> Floats:
        return np.where(shown, x * case.measure.unit, np.nan)

    return {
        "value": told(made.raw),
        "smoothed": told(made.smoothed),
        "low": told(made.low),
        "high": told(made.high),
    }


def _shown(case: _Case, hits: Floats, base: Floats) -> NDArray[np.bool_]:
    """Tell which areas rest on enough tickets.

    An area that ought to have many and has none is news, and no small number: there the expected
    tickets count.
    """
    if case.measure.evidence == "base":
        return np.asarray(base >= max(case.asked.least_n, 1))
    if case.measure.form == "count":
        return np.asarray(hits >= case.asked.least_n)
    due = base * hits.sum() / base.sum() if base.sum() > 0 else base
    return np.asarray((np.maximum(hits, due) >= case.asked.least_n) & (base > 0))


def _sums(case: _Case, counts: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return hits and base of every area, in order."""
    by, codes, people, measure = counts.groupby("area"), case.codes, case.people, case.measure
    hits = by["hits"].sum().reindex(codes).fillna(0.0).to_numpy(dtype=float)
    if measure.form == "per_resident":
        return hits, np.where(people > 0, people, 0.0)
    if measure.form == "count":
        return hits, np.ones(len(codes))
    return hits, by["base"].sum().reindex(codes).fillna(0.0).to_numpy(dtype=float)


def _spots(case: _Case, hits: Floats, base: Floats, shown: NDArray[np.bool_]) -> dict[str, Any]:
    """Return ``z``, ``moran``, ``p``, ``p_adjusted``, ``kind`` of all areas; told ones alone count.

    Areas that rest on too few tickets are no part of the test: neither as a find nor as a
    neighbour.
    """
    near, measure, asked = case.near, case.measure, case.asked
    empty = np.full(len(hits), np.nan)
    found: dict[str, Any] = {name: empty.copy() for name in ("z", "moran", "p", "p_adjusted")}
    found["kind"] = np.full(len(hits), "", dtype=object)
    at = np.flatnonzero(shown)
    if len(at) < LEAST_AREAS:
        return found
    inside = near.of([near.codes[k] for k in at])
    values = _comparable(hits[at], base[at], measure)
    gi = gi_star(values, inside, draws=asked.draws, seed=asked.seed)
    found["z"][at], found["p"][at] = gi.z, gi.p
    found["moran"][at] = local_moran(values, inside, draws=0).value
    p = adjusted(gi.p) if asked.correct else gi.p
    found["p_adjusted"][at] = p
    side = np.array(quadrants(values, inside), dtype=object)
    found["kind"][at] = np.where(p <= asked.alpha, side, "")
    return found


def _comparable(hits: Floats, base: Floats, measure: Measure) -> Floats:
    """Return what local statistics look at: counts as they are, rates beside what is usual."""
    if measure.form == "count":
        return hits
    return standardised(hits, base, share=measure.form == "share")


def _features(areas: pd.DataFrame) -> Floats:
    def of(name: str) -> Floats | None:
        return areas[name].to_numpy(dtype=float) if name in areas else None

    mix = [c for c in areas.columns if str(c).startswith("mix:")]
    table = areas[sorted(mix)].to_numpy(dtype=float) if mix else None
    return features(areas["population"].to_numpy(dtype=float), of("density"), of("urban"), table)


def _patterns(case: _Case, counts: pd.DataFrame) -> tuple[list[str], str]:
    """Return each area's pattern over the months, and what is to be said of all."""
    none = [""] * len(case.codes)
    if "month" not in counts:
        return none, ""
    months = sorted(counts["month"].unique())
    if len(months) < LEAST_MONTHS:
        return none, f"仅有{len(months)}个月数据，不足{LEAST_MONTHS}个月，不判断随时间的变化"
    z, hot, cold = [], [], []
    for month in months:
        hits, base = _sums(case, counts[counts["month"] == month])
        found_z, kind = month_spots(hits, base, case.near, case.measure, case.asked)
        z.append(np.nan_to_num(found_z))
        hot.append(kind == "HH")
        cold.append(kind == "LL")
    found, _, _ = patterns(np.array(z).T, np.array(hot).T, np.array(cold).T)
    return list(found), ""


def _notes(case: _Case, shown: NDArray[np.bool_], base: Floats, said: str) -> list[str]:
    """Return what a reader must know about each area's figures, in Chinese."""
    near, measure, asked = case.near, case.measure, case.asked
    notes = []
    for k, how in enumerate(near.how):
        parts = [said] if said else []
        if base[k] <= 0:
            parts.append("没有常住人口数据" if measure.form == "per_resident" else "没有可比的件数")
        elif not shown[k]:
            parts.append(f"件数不足{asked.least_n}件，不显示")
        if how == "island":
            parts.append("没有相邻区域，不判断聚集")
        elif how == "nearest":
            parts.append("缺少边界，以最近的区域代替相邻区域")
        if measure.form == "count":
            parts.append("件数多可能只因人口多")
        notes.append("；".join(parts))
    return notes
