"""One day of the engine: everything that the detectors of counts and of the data itself report.

A day reads only what had happened by its end: tickets accepted, closings, nothing of the days
after. The model of the city's counts is fitted to the days before the one it is first used on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.cells import Coded, code_tickets
from early_warning.detection import Detection
from early_warning.events.discovery import discoveries
from early_warning.rules import watch
from early_warning.surge.covariates import LAST_AFTER, Design, design
from early_warning.surge.daily import DailyModel, fit_daily, test_windows
from early_warning.surge.local import LocalSettings, local_surges

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Rates of false discovery and windows. Tuned on three demo cities, judged on others."""

    local_rate: float = 1e-3
    city_rate: float = 1e-4
    city_windows: tuple[int, ...] = (1, 2, 3, 5, 7, 10, 14)
    city_least: int = 8
    city_phi: float = 1.15  # least over-dispersion of a city-wide count
    city_ratio: float = 1.5  # observed / expected below which a rise is a level, not an event
    refit_days: int = 14
    least_history: int = 400
    local: LocalSettings = field(default_factory=LocalSettings)
    watch: watch.WatchSettings = field(default_factory=watch.WatchSettings)
    echo_days: int = 3  # so long after a local event what it lifted is still its echo
    event_z: float = 5.0  # … and by how many standard errors
    event_lift: float = 1.4  # a category that a local event's kind has lifted so far is known
    factor: dict[str, float] = field(default_factory=dict)  # by detector, from judgements


@dataclass(frozen=True)
class History:
    """What the engine looks at. ``tickets``: ticket_no, t_accept (local), area, category, channel,
    caller, and where known t_call, t_close, unit. ``local_events``: kind, start, end, name.
    ``areas``: code, name, lon, lat. Whatever is missing switches off what needs it.
    """

    tickets: pd.DataFrame
    first: np.datetime64
    local_events: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None

    @cached_property
    def coded(self) -> Coded:
        """Tickets as numbers, repeats left out."""
        return code_tickets(self.tickets, self.first)

    def days_of(self, column: str) -> NDArray[np.int64]:
        """Return a time's day number, -1 where missing."""
        at = self.tickets[column].to_numpy().astype("datetime64[D]")
        number = (at - self.first.astype("datetime64[D]")).astype(np.int64)
        return np.where(np.isnat(at), -1, number)

    @cached_property
    def length(self) -> int:
        """Days from the first to the last acceptance."""
        return int(self.days_of("t_accept").max()) + 1

    @cached_property
    def design(self) -> Design:
        """Rows for every day; a fit for a day uses only the rows before it."""
        days = self.first.astype("datetime64[D]") + np.arange(self.length)
        return design(days, self.local_events, origin=self.first.astype("datetime64[D]"))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Second- and third-level categories, which the city's counts are tested by."""
        return tuple(str(c) for level in (1, 2) for c in self.coded.categories[level])

    @cached_property
    def city_counts(self) -> Floats:
        """Counts of ``categories`` by day."""
        return np.concatenate([self.coded.city(level, self.length) for level in (1, 2)])

    @cached_property
    def sources(self) -> dict[str, tuple[list[str], Floats]]:
        """Counts of all tickets by channel, by street and by unit's closings."""
        n, day = self.length, self.days_of("t_accept")
        street = self.tickets["area"].str[:9]
        found = {}
        for name, values in (("channel", self.tickets["channel"]), ("street", street)):
            names = sorted(values.dropna().unique())
            found[name] = (names, watch.daily(values, day, names, n))
        if "t_call" in self.tickets:
            late = self.tickets["t_accept"] - self.tickets["t_call"] > pd.Timedelta(hours=24)
            names = found["street"][0]
            found["late"] = (names, watch.daily(street[late], day[late.to_numpy()], names, n))
        if {"t_close", "unit"} <= set(self.tickets):
            units = sorted(self.tickets["unit"].dropna().unique())
            closed = watch.daily(self.tickets["unit"], self.days_of("t_close"), units, n)
            found["closed"] = (units, closed)
        return found

    @cached_property
    def missing(self) -> tuple[list[str], Floats, Floats]:
        """Fields, their missing values by day, and all tickets by day."""
        names = [c for c in ("area", "caller", "category", "channel", "lon") if c in self.tickets]
        day, n = self.days_of("t_accept"), self.length
        total = np.bincount(day[day >= 0], minlength=n).astype(float)
        rows = []
        for name in names:
            gone = self.tickets[name].isna().to_numpy() & (day >= 0)
            rows.append(np.bincount(day[gone], minlength=n).astype(float))
        return names, np.stack(rows), total


def fit_city(history: History, day: int) -> DailyModel:
    """Fit the city's counts to the days before ``day``."""
    rows = history.design.rows[:day]
    return fit_daily(history.city_counts[:, :day], rows, history.design.penalty)


@dataclass(frozen=True, slots=True)
class Found:
    """What a day's detectors report before false-discovery control, and how many tests they made."""

    data: tuple[Detection, ...]
    city: tuple[Detection, ...]
    local: tuple[Detection, ...]
    city_tests: int
    local_tests: int


def look(history: History, day: int, model: DailyModel, settings: EngineSettings) -> Found:
    """Run all detectors of one day; nothing later than the day is read."""
    data = _data_watch(history, day, settings)
    city, tests = _city(history, day, model, settings)
    leaves = [str(c) for c in history.coded.categories[2]]
    below = len(history.coded.categories[1])
    mean = model.mean(history.design.rows[: day + 1])
    moved = watch.recoded(
        history.city_counts[below:, : day + 1], mean[below:], leaves, day, settings.watch
    )
    recoded = {one.category for one in moved}
    old = dict(zip(leaves, history.coded.known(2, day, 500), strict=True))
    moved = [d if old[d.category] else replace(d, known="分类编码改名") for d in moved]
    local, more = _local(history, day, settings)
    late = {one.area for one in data if one.detector == "backlog"}
    return Found(
        (*data, *moved),
        _explained([d for d in city if d.category not in recoded], history, day, model, settings),
        _explained(
            [d for d in local if d.category not in recoded and d.area[:9] not in late],
            history, day, model, settings,
        ),
        tests,
        more,
    )  # fmt: skip


def select(found: Found, settings: EngineSettings) -> list[Detection]:
    """Return the detections that stand at the settings' rates of false discovery."""
    return [
        *found.data,
        *discoveries(found.city, found.city_tests, settings.city_rate, settings.factor),
        *discoveries(found.local, found.local_tests, settings.local_rate, settings.factor),
    ]


def _city(
    history: History, day: int, model: DailyModel, settings: EngineSettings
) -> tuple[list[Detection], int]:
    mean = model.mean(history.design.rows[: day + 1])
    counts = history.city_counts[:, : day + 1]
    result = test_windows(counts, mean, settings.city_windows, least_phi=settings.city_phi)
    year = counts[:, -400:-21].sum(axis=1)
    known = np.concatenate([history.coded.known(k, day, 400) for k in (1, 2)])
    usable = (
        (result.observed >= settings.city_least)
        & (result.observed > settings.city_ratio * result.expected)
        & ((year >= 12) & known)[:, None]
    )
    p = np.where(usable, result.p_value, 1.0)
    best = p.argmin(axis=1)
    value = np.minimum(p[np.arange(len(p)), best] * len(settings.city_windows), 1.0)
    found = [
        Detection(
            "city", "event", day, settings.city_windows[best[k]],
            float(result.observed[k, best[k]]), float(result.expected[k, best[k]]),
            float(value[k]), category=history.categories[k],
        )
        for k in np.flatnonzero(value < 1e-3)
    ]  # fmt: skip
    return found, len(p)


def _local(history: History, day: int, settings: EngineSettings) -> tuple[list[Detection], int]:
    frame = local_surges(history.coded, day, settings.local)
    found = [
        Detection("local", "event", day, int(r.days), float(r.observed), float(r.expected),
                  float(r.p_value), area=str(r.area), category=str(r.category))
        for r in frame.itertuples()
    ]  # fmt: skip
    coded = history.coded
    tests = sum(len(a) for a in coded.areas) * sum(len(c) for c in coded.categories)
    return found, tests


def _data_watch(history: History, day: int, settings: EngineSettings) -> list[Detection]:
    found: list[Detection] = []
    for name, field_name in (("channel", "channel"), ("street", "area")):
        names, counts = history.sources[name]
        found += watch.fallen_sources(counts[:, : day + 1], names, day, field_name, settings.watch)
    if "late" in history.sources:
        names, late = history.sources["late"]
        counts = history.sources["street"][1]
        found += watch.late_entries(
            late[:, : day + 1], counts[:, : day + 1], names, day, settings.watch
        )
    if "closed" in history.sources:
        names, closed = history.sources["closed"]
        found += watch.bulk_closings(closed[:, : day + 1], names, day, settings.watch)
    names, missing, total = history.missing
    found += watch.emptied_fields(
        missing[:, : day + 1], total[: day + 1], names, day, settings.watch
    )
    return found


def _explained(
    found: Sequence[Detection],
    history: History,
    day: int,
    model: DailyModel,
    settings: EngineSettings,
) -> tuple[Detection, ...]:
    """Mark detections that a local event of the calendar explains: of a kind that has lifted the
    category before, or named after the place, and on days that the window covers.
    """
    events = history.local_events
    if events is None or events.empty or not found:
        return tuple(found)
    going = _going(history, day, settings)
    if not going:
        return tuple(found)
    lifted = _lifted(history, model, settings)
    names = {} if history.areas is None else dict(
        zip(history.areas["code"], history.areas["name"], strict=True)
    )  # fmt: skip
    marked = []
    for one in found:
        place = names.get(one.area[:9], "")
        why = ""
        for kind, name, start, end in going:
            named = bool(place) and place in name and one.first <= end + settings.echo_days
            if named or _expects(lifted.get(kind, {}), one, start, settings):
                why = name
        marked.append(replace(one, known=why) if why else one)
    return tuple(marked)


def _going(history: History, day: int, settings: EngineSettings) -> list[tuple[str, str, int, int]]:
    """Return local events whose effect may still be felt: kind, name, start, end."""
    events = history.local_events
    if events is None:
        return []
    origin = history.first.astype("datetime64[D]")
    start = (events["start"].to_numpy().astype("datetime64[D]") - origin).astype(int)
    end = (events["end"].to_numpy().astype("datetime64[D]") - origin).astype(int)
    reach = LAST_AFTER + settings.echo_days + max(settings.local.windows)
    return [
        (str(events["kind"].iloc[k]), str(events["name"].iloc[k]), int(start[k]), int(end[k]))
        for k in np.flatnonzero((start <= day) & (start + reach >= day))
    ]


def _expects(
    lifted: dict[str, list[tuple[int, int]]],
    one: Detection,
    start: int,
    settings: EngineSettings,
) -> bool:
    """Tell whether a kind of event has lifted the category on days that the window covers."""
    return any(
        one.day >= start + low and one.first < start + high + settings.echo_days
        for low, high in lifted.get(one.category, ())
    )


def _lifted(
    history: History, model: DailyModel, settings: EngineSettings
) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Return by kind of local event and category on which days after its start it was lifted."""
    least = np.log(settings.event_lift)
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for kind, column, low, high in history.design.events:
        beta, error = model.beta[:, column], model.error[:, column]
        for k in np.flatnonzero((beta > least) & (beta > settings.event_z * error)):
            found.setdefault(kind, {}).setdefault(history.categories[k], []).append((low, high))
    return found


def neighbours_of(areas: pd.DataFrame | None, nearest: int = 6) -> dict[str, frozenset[str]]:
    """Return each community's nearest others by centre (``areas``: code, lon, lat)."""
    if areas is None or not {"lon", "lat"} <= set(areas):
        return {}
    rows = areas[areas["code"].str.len() == 12].dropna(subset=["lon", "lat"])
    if len(rows) < 2:
        return {}
    from scipy.spatial import cKDTree

    lat = np.radians(rows["lat"].to_numpy(dtype=float))
    points = np.stack([rows["lon"].to_numpy(dtype=float) * np.cos(lat.mean()),
                       rows["lat"].to_numpy(dtype=float)], axis=1)  # fmt: skip
    codes = rows["code"].to_numpy(dtype=object)
    _, at = cKDTree(points).query(points, k=min(nearest + 1, len(rows)))
    return {str(codes[k]): frozenset(str(c) for c in codes[at[k]] if c != codes[k])
            for k in range(len(rows))}  # fmt: skip
