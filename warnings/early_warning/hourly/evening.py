"""What the hours of a day are compared with: counted once, the evening before."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.detection import Detection
from early_warning.events.related import Neighbours
from early_warning.history import History
from early_warning.hourly.like_days import profile
from early_warning.known import Calendar, calendar_of
from early_warning.settings import EngineSettings
from early_warning.surge.covariates import design
from early_warning.surge.daily import DailyModel, window_tests
from early_warning.surge.local import base_of, shares

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
RECENT_DAYS = 60
"""Days of single tickets: the longest window of counts, and who called before."""
COLUMNS = ("ticket_no", "t_accept", "area", "category", "caller", "lon", "lat")


@dataclass(frozen=True)
class CityDue:
    """The city's categories by window (categories × windows).

    ``observed``, ``before``: counted and expected on the window's days before the day; ``today``:
    expected of the whole day; ``phi``: spread of the window's sum; ``usable``: by category.
    """

    categories: tuple[str, ...]
    observed: Floats
    before: Floats
    today: Floats
    phi: Floats
    usable: Flags


@dataclass(frozen=True)
class LocalDue:
    """One level of places by one level of categories.

    ``share``: of each category that each place has (places × categories), ``cases``: on how many
    tickets it rests; ``year``: by category, tickets in the ``length`` days that tell the base;
    ``usable``: categories with a past.
    """

    areas: tuple[str, ...]
    categories: tuple[str, ...]
    share: Floats
    cases: Floats
    year: Floats
    usable: Flags
    length: float


@dataclass(frozen=True)
class Evening:
    """``day``: whose hours are to be looked at, counted from ``first``. ``recent``: the tickets of
    the ``RECENT_DAYS`` before (``COLUMNS``, and ``counted``: no repeat). ``renamed``: codes that
    took over another one's tickets; ``matters``: of the last days, that may back a surge; ``told``:
    whether texts tell one matter from another; ``near``: each community's nearest others.
    """

    day: int
    first: np.datetime64
    city: CityDue
    local: tuple[LocalDue, ...]
    recent: pd.DataFrame
    shares: Floats
    calendar: Calendar
    renamed: frozenset[str] = frozenset()
    matters: tuple[Detection, ...] = ()
    told: bool = False
    near: Neighbours = field(default_factory=dict)


def evening_of(
    history: History,
    day: int,
    model: DailyModel,
    settings: EngineSettings,
    renamed: frozenset[str] = frozenset(),
) -> Evening:
    """Return what the hours of ``day`` are compared with; nothing of the day itself is read.

    The day may be the one after the history's last.
    """
    number = history.days_of("t_accept")
    rows = np.flatnonzero((number >= day - RECENT_DAYS) & (number < day))
    kept = [c for c in COLUMNS if c in history.tickets]
    recent = history.tickets.iloc[rows][kept].reset_index(drop=True)
    at = history.tickets["t_accept"].to_numpy()[rows]
    return Evening(
        day,
        history.first,
        _city(history, day, model, settings),
        _local(history, day, settings),
        recent.assign(counted=np.isin(rows, history.coded.row), day=number[rows]),
        profile(at, history.first, day),
        calendar_of(history, day, model, settings),
        renamed,
        tuple(history.recent_matters(day, settings.matter)),
        history.words is not None,
        history.neighbours,
    )


def _city(history: History, day: int, model: DailyModel, settings: EngineSettings) -> CityDue:
    rows = _design_rows(history, day)
    counts = history.city_counts[:, : day + 1].copy()
    if counts.shape[1] > day:
        counts[:, day] = 0.0
    else:  # the day itself has not come yet
        counts = np.concatenate([counts, np.zeros((len(counts), 1))], axis=1)
    mean = model.mean(rows)
    windows = settings.city_windows
    whole = window_tests(counts, mean, windows, least_phi=settings.city_phi)
    mean[:, day] = 0.0
    before = window_tests(counts, mean, windows, least_phi=settings.city_phi)
    year = counts[:, -400:-21].sum(axis=1)
    known = np.concatenate([history.coded.known(k, day, 400) for k in (1, 2)])
    return CityDue(
        history.categories,
        whole.observed,
        before.expected,
        whole.expected - before.expected,
        whole.phi,
        (year >= 12) & known,
    )


def _design_rows(history: History, day: int) -> Floats:
    """Return the calendar's rows up to ``day``, which may be the one after the history's last."""
    if day < history.length:
        return history.design.rows[: day + 1]
    origin = history.first.astype("datetime64[D]")
    return design(origin + np.arange(day + 1), history.local_events, origin=origin).rows


def _local(history: History, day: int, settings: EngineSettings) -> tuple[LocalDue, ...]:
    coded, local = history.coded, settings.local
    found = []
    for area in range(len(coded.area_levels)):
        share = shares(coded, area, day - max(local.windows) - 3, local)
        for level in local.levels:
            base = base_of(coded, day, area, level, local)
            found.append(
                LocalDue(
                    tuple(map(str, coded.areas[area])), tuple(map(str, coded.categories[level])),
                    share[level][0], share[level][1], base.year, base.usable, base.length,
                )
            )  # fmt: skip
    return tuple(found)
