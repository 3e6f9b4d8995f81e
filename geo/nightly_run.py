"""One nightly run of the room: every level's months counted, looked at, stored.

A month whose tickets, areas and settings are what they were is taken over from the run before: its
rows would come out the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Period, Scope, WeisuError
from geo.area_counts import NO_CATEGORY, TICKETS, Counted, count
from geo.area_levels import levels_of
from geo.boundaries.levels import WORDS
from geo.city_areas import places_of_city
from geo.frames import (
    AREA_MONTHLY,
    AREA_PATTERN,
    AREA_REPORTING,
    AREA_SERIES,
    ROOM,
    Facts,
    shape_print,
)
from geo.level_areas import LevelAreas
from geo.month_patterns import pattern_rows, reporting_rows, with_patterns
from geo.month_rows import MONTHLY, Role, joined, level_month, lowered, month_frames
from geo.month_rows import Made as Months
from geo.months import covered, days_of, is_whole
from geo.statistics import area_measures
from geo.statistics.expected_reports import Index, cells_of, reporting_index
from geo.store_reads import area_rows
from geo.ticket_reads import first_report_counts, month_print

LABEL = "区域分析"
SEED = 12345
MONTHS = 24
OF_CATEGORIES = 13
WITH_SPOTS = 3
REPORTING_MONTHS = 12
MOST_CELLS = 10_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run looks at. ``as_of`` None: the last day with data. ``anew``: take nothing over."""

    jurisdiction: str
    as_of: date | None = None
    seed: int = SEED
    anew: bool = False


@dataclass(frozen=True)
class _City:
    """What every part of a run is about."""

    results: ResultStore
    scope: Scope
    code: str
    months: tuple[date, ...]
    first: date
    last: date
    places: tuple[LevelAreas, ...]
    asked: area_measures.Asked

    def filters(self, period: Period) -> Filters:
        """Return all of the city's tickets of a period, as known on the last day."""
        return Filters(self.code, period, as_of=self.last)

    def role(self, month: date) -> Role:
        """Return what is told of a month's categories."""
        back = len(self.months) - 1 - self.months.index(month)
        return 2 if back < WITH_SPOTS else 1 if back < OF_CATEGORIES else 0


def run_geo(
    results: ResultStore, scope: Scope, asked: Asked, *, report: Report = silent
) -> RunInfo:
    """Look at the last 24 months of a city's areas and store what is found.

    ``WeisuError`` where there is no data, or no level with two areas; what was current stays then.
    """
    code = asked.jurisdiction
    summary = results.extract.manifest.jurisdictions.get(code)
    levels = levels_of(area_rows(results.store, scope, code))
    if summary is None or summary.first_day is None or summary.last_day is None:
        raise WeisuError(f"地区 {code} 还没有可分析的数据。")
    if not levels:
        raise WeisuError(f"地区 {code} 的区域表中没有可比较的区域。请先导入区域表；数据没有改动。")
    last = min(asked.as_of or summary.last_day, summary.last_day)
    months = tuple(covered(summary.first_day, last, MONTHS))
    partial = [m.isoformat() for m in months if not is_whole(m, summary.first_day, last)]
    plan = RunPlan(
        ROOM, LABEL, code, last,
        {
            "levels": list(levels), "months": [m.isoformat() for m in months],
            "partial": partial, "seed": asked.seed,
        },
    )  # fmt: skip

    def make(say: Report) -> Made:
        say("整理区域与边界", 0.0)
        city = _City(
            results, scope, code, months, summary.first_day or last, last,
            places_of_city(results, scope, code, levels),
            area_measures.Asked(seed=asked.seed),
        )  # fmt: skip
        return _look(city, None if asked.anew else results.current(ROOM, code), partial, say)

    return run_room(results, plan, make, report=report)


def _look(city: _City, past: RunInfo | None, partial: Sequence[str], say: Report) -> Made:
    """Return the frames and facts of a run."""
    kept = _Kept(city, past)
    made: list[Months] = []
    prints: dict[str, str] = {}
    notes: dict[str, None] = {}
    outside: dict[str, list[int]] = {place.level: [0, 0] for place in city.places}
    for number, month in enumerate(city.months):
        say(f"{month:%Y年%m月}", 0.9 * number / len(city.months))
        counted = [_counted(city, place, month) for place in city.places]
        mark = _print(city, month, counted)
        made.append(kept.taken(month, mark) or _made(city, month, counted))
        prints[month.isoformat()] = f"{mark}:{city.role(month)}"
        for place, one in zip(city.places, counted, strict=True):
            notes.update(dict.fromkeys(one.missing.values()))
            told = one.rows["area"].isin(place.codes)
            outside[place.level][0] += int(one.rows.loc[~told, TICKETS].sum())
            outside[place.level][1] += int(one.rows[TICKETS].sum())
    say("随时间的变化", 0.9)
    whole = [pd.Timestamp(m) for m in city.months if m.isoformat() not in partial]
    frames = {frame: joined(frame, [one[frame] for one in made]) for frame in MONTHLY}
    found = pattern_rows(frames[AREA_SERIES], whole)
    frames[AREA_MONTHLY] = joined(AREA_MONTHLY, [with_patterns(frames[AREA_MONTHLY], found)])
    frames |= {AREA_PATTERN: found, AREA_REPORTING: _reporting(city)}
    bare = {place.level: place.bare for place in city.places}
    unpeopled = {p.level: int((~(p.people > 0)).sum()) for p in city.places}
    facts = Facts(
        notes=(*_notes(city.places), *notes),
        levels=tuple(place.level for place in city.places),
        months=tuple(m.isoformat() for m in city.months),
        partial=tuple(partial),
        without=bare,
        unpeopled=unpeopled,
        prints=prints,
        taken=kept.count,
        shape=shape_print(),
        outside={level: out / all_ if all_ else 0.0 for level, (out, all_) in outside.items()},
    )
    return Made(frames, facts)


def _notes(places: Sequence[LevelAreas]) -> list[str]:
    """Return what was missing of areas, in Chinese."""
    notes = []
    for place in places:
        name, count_ = WORDS[place.level], len(place.codes)
        unknown = int((~(place.people > 0)).sum())
        if count_ < area_measures.LEAST_AREAS:
            notes.append(f"{name}只有{count_}个，不足{area_measures.LEAST_AREAS}个，不判断聚集")
        if place.bare == count_:
            notes.append(f"{name}没有边界，以最近的区域代替相邻区域")
        elif place.bare:
            notes.append(f"{name}有{place.bare}个没有边界，以最近的区域代替相邻区域")
        if unknown == count_:
            notes.append(f"{name}没有常住人口，不计算每万人件数和与预期之比")
        elif unknown:
            notes.append(f"{name}有{unknown}个没有常住人口，不计算其每万人件数")
    return notes


def _counted(city: _City, place: LevelAreas, month: date) -> Counted:
    filters = city.filters(days_of(month, city.last))
    return count(city.results.extract, city.scope, filters, place.level)


def _print(city: _City, month: date, counted: Sequence[Counted]) -> str:
    """Return a digest of what a month's rows are made of."""
    filters = city.filters(days_of(month, city.last))
    parts = hashlib.sha256(repr((shape_print(), city.asked)).encode())
    parts.update(month_print(city.results.extract, city.scope, filters).encode())
    for place, one in zip(city.places, counted, strict=True):
        parts.update(place.print().encode())
        parts.update(one.rows.to_csv(index=False).encode())
        parts.update(repr(sorted(one.missing)).encode())
    return parts.hexdigest()[:16]


def _made(city: _City, month: date, counted: Sequence[Counted]) -> Months:
    """Return a month's rows, made anew."""
    known = {c for one in counted for c in one.rows["category"]} - {NO_CATEGORY}
    period = days_of(month, city.last)
    levels = [
        level_month(
            place, one.rows, sorted(known), _index(city, place, period), sorted(one.missing)
        )
        for place, one in zip(city.places, counted, strict=True)
    ]
    return month_frames(levels, pd.Timestamp(month), city.role(month), city.asked)


def _index(city: _City, place: LevelAreas, period: Period) -> Index | None:
    """Return the reports of a period against what is expected, None without residents."""
    if not (place.people > 0).any():
        return None
    for digits in (6, 4, 2):
        counts = first_report_counts(
            city.results.extract, city.scope, city.filters(period), place.level, digits
        )
        cells = len(place.codes) * len(counts[["week", "matter"]].drop_duplicates())
        if cells <= MOST_CELLS:
            break
    if counts.empty:
        return None
    return reporting_index(cells_of(counts, place.codes), place.people, place.settlement)


def _reporting(city: _City) -> pd.DataFrame:
    period = Period(city.months[-REPORTING_MONTHS:][0], days_of(city.months[-1], city.last).end)
    found = []
    for place in city.places:
        index = _index(city, place, period)
        if index is not None:
            found.append(reporting_rows(place, index))
    return AREA_REPORTING.shaped(pd.concat(found, ignore_index=True) if found else None)


class _Kept:
    """The months of the run before, to be taken over where they still hold."""

    def __init__(self, city: _City, run: RunInfo | None) -> None:
        facts = city.results.facts(city.scope, run, Facts) if run is not None else None
        self._city, self._run = city, run
        # Rows of an older shape may lack a column, or have it in another unit or type.
        same = facts is not None and facts.shape == shape_print()
        self._prints = facts.prints if facts is not None and same else {}
        self.count = 0

    def taken(self, month: date, mark: str) -> Months | None:
        """Return a month's rows as they stand, None where it is to be made anew."""
        before, _, role = self._prints.get(month.isoformat(), "").partition(":")
        now = self._city.role(month)
        if self._run is None or before != mark or int(role) < now:
            return None
        results, scope = self._city.results, self._city.scope
        rows = {f: results.read(scope, self._run, f, where={"month": month}) for f in MONTHLY}
        self.count += 1
        return lowered({frame: frame.shaped(held) for frame, held in rows.items()}, now)
