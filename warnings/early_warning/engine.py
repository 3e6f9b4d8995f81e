"""One day of the engine: everything that the detectors of counts and of the data itself report.

A day reads only what had happened by its end: tickets accepted, closings, nothing of the days
after. The model of the city's counts is fitted to the days before the one it is first used on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from early_warning.detection import Detection
from early_warning.events.discovery import discoveries
from early_warning.history import History
from early_warning.known import explained
from early_warning.rules import silence, watch
from early_warning.rules.recode import RENAMED, recoded
from early_warning.rules.same_matter import backed
from early_warning.settings import EngineSettings
from early_warning.surge.daily import DailyModel, fit_daily, window_tests
from early_warning.surge.local import COLUMNS, local_surges


def fit_city(history: History, day: int) -> DailyModel:
    """Fit the city's counts to the days before ``day``."""
    rows = history.design.rows[:day]
    return fit_daily(history.city_counts[:, :day], rows, history.design.penalty)


@dataclass(frozen=True, slots=True)
class Found:
    """What a day's detectors report before false-discovery control, and how many they tested."""

    data: tuple[Detection, ...]
    city: tuple[Detection, ...]
    local: tuple[Detection, ...]
    city_tests: int
    local_tests: int
    words: tuple[Detection, ...] = ()


def look(history: History, day: int, model: DailyModel, settings: EngineSettings) -> Found:
    """Run all detectors of one day; nothing later than the day is read."""
    data = _data_watch(history, day, settings)
    city, tests = _city(history, day, model, settings)
    moved = _recoded(history, day, model, settings)
    renamed = {one.category for one in moved}
    local, more = _local(history, day, settings)
    late = {one.area for one in data if one.detector == "backlog"}
    # The days before first: texts are read forwards, and looking back reads them all anew.
    earlier = history.recent_matters(day, settings.matter)
    matters = _matters(history, day, model, settings)
    city = [d for d in city if d.category not in renamed]
    local = [d for d in local if d.category not in renamed and d.area[:9] not in late]
    if history.words is not None:
        recent = [*matters, *earlier]
        city, local = (backed(d, recent, history.neighbours) for d in (city, local))
    return Found(
        (*data, *moved),
        explained(city, history, day, model, settings),
        explained(local, history, day, model, settings),
        tests,
        more,
        matters,
    )


def _matters(
    history: History, day: int, model: DailyModel, settings: EngineSettings
) -> tuple[Detection, ...]:
    """Return what callers say in the same words. The calendar explains what the whole city says;
    of one place, rain makes people call but not speak of one thing.
    """
    found = history.matters(day, settings.matter)
    wide = explained([d for d in found if not d.area], history, day, model, settings)
    return (*(d for d in found if d.area), *wide)


def _recoded(
    history: History, day: int, model: DailyModel, settings: EngineSettings
) -> list[Detection]:
    """Return the codes that took over another one's tickets; a young one is its new name."""
    leaves = [str(c) for c in history.coded.categories[2]]
    below = len(history.coded.categories[1])
    mean = model.mean(history.design.rows[: day + 1])[below:]
    counts = history.city_counts[below:, : day + 1]
    moved = recoded(counts, mean, leaves, day, readings=history.readings, settings=settings.recode)
    old = dict(zip(leaves, history.coded.known(2, day, 500), strict=True))
    return [d if old[d.category] else replace(d, known=RENAMED) for d in moved]


def select(found: Found, settings: EngineSettings) -> list[Detection]:
    """Return the detections that stand at the settings' rates of false discovery."""
    return [
        *found.data,
        *found.words,
        *discoveries(found.city, found.city_tests, settings.city_rate, settings.factor),
        *discoveries(found.local, found.local_tests, settings.local_rate, settings.factor),
    ]


def _city(
    history: History, day: int, model: DailyModel, settings: EngineSettings
) -> tuple[list[Detection], int]:
    mean = model.mean(history.design.rows[: day + 1])
    counts = history.city_counts[:, : day + 1]
    result = window_tests(counts, mean, settings.city_windows, least_phi=settings.city_phi)
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
        Detection("local", "event", day, days, observed, expected, p, area=area, category=category)
        for area, category, days, observed, expected, p in zip(
            *(frame[name].tolist() for name in COLUMNS[:6]), strict=True
        )
    ]
    coded = history.coded
    tests = sum(len(a) for a in coded.areas) * sum(len(c) for c in coded.categories)
    return found, tests


def _data_watch(history: History, day: int, settings: EngineSettings) -> list[Detection]:
    found = silences(history, day, settings)
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


def silences(history: History, day: int, settings: EngineSettings) -> list[Detection]:
    """Return what stopped: the city and its counties by the calendar, channels and streets by
    their calendar and by their share of what came at all. Whether a day after the history's last
    one is over nobody has said: nothing is missing of it.
    """
    if day >= history.length:
        return []
    watched = settings.watch

    def due(name: str, windows: tuple[int, ...]) -> silence.Due:
        anchor = day - (day - settings.least_history) % settings.refit_days
        return silence.due_today(
            history.sources[name][1][:, : day + 1], history.source_model(name, anchor),
            history.design.rows[: day + 1], float(history.shares_of_day[day]),
            windows=windows, least_phi=watched.silence.least_phi,
        )  # fmt: skip

    names, _ = history.sources["whole"]
    found = silence.whole_stops(
        due("whole", watched.silence.windows), names, day, history.quiet_days[: day + 1],
        watched.silence,
    )  # fmt: skip
    kinds: tuple[tuple[str, watch.Source], ...] = (("channel", "channel"), ("street", "area"))
    for name, source in kinds:
        names, counts = history.sources[name]
        if names:
            found += watch.fallen_sources(
                counts[:, : day + 1], names, day, source, watched,
                cap=due(name, watched.windows).expected,
            )  # fmt: skip
    return silence.one_matter(found)
