"""What each day's count was expected to be, told by the data before its week began.

The shape of a series (season, kinds of day, known events) is that known at the end of the month
before, its level that of the weeks before the Monday of its own week. So a day's expectation has
not seen the day, nor any of its week: a rise does not raise its own yardstick.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from data_access.calendar.vector import weekdays_of, weeks_of
from forecasting.calendar.features import Calendar
from forecasting.calendar.groups import EVENTS, SEASON, WEEK
from forecasting.expected.curves import MODEL, Curves, curves
from forecasting.expected.scatter import Scatter, scatter_of
from forecasting.models.level import level_ratio
from forecasting.models.parents import generations, parents_of
from forecasting.reading import EXPECT_DAYS
from forecasting.types import Days, Floats, History

_YEAR = 365
_LOOK_BACK = 112  # days whose level still counts
_SHARE_LIFE = 120.0  # half-life of a derived series' share of its parent, in days
_DISPERSION = 1.5  # variance ÷ mean by which a day's burst is cut back
_AT_ONCE = 62  # days that a shape serves: a month and what lies ahead of its last week
_COLUMNS = ("mean", "scatter", "drift", "season", "weekday", "event")


@dataclass(frozen=True, eq=False)
class Expected:
    """Series × days: ``mean`` (NaN: too little was known), its ``scatter`` and ``drift`` (see
    ``scatter.py``), and the factors ``season``, ``weekday`` (kinds of day) and ``event`` that the
    mean holds beside its level, each averaging 1 over a year."""

    days: Days
    keys: pd.DataFrame
    mean: Floats
    scatter: Floats
    drift: Floats
    season: Floats
    weekday: Floats
    event: Floats

    def frame(self, since: int = 0) -> pd.DataFrame:
        """Return one row for every series and day from column ``since`` on that has a mean."""
        n, length = len(self.keys), len(self.days) - since
        rows = self.keys.loc[np.repeat(np.arange(n), length)].reset_index(drop=True)
        rows["period"] = np.tile(self.days[since:].astype("datetime64[s]"), n)
        for name in _COLUMNS:
            rows[name] = getattr(self, name)[:, since:].ravel()
        return rows[rows["mean"].notna()].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class Cells:
    """Series over the same days. ``shaped``: learn a shape of their own. ``derived``: take the
    shape of the same category in the whole place, and have their own level only. ``summed``: each
    the sum of the derived ones that its row of ``members`` (summed × derived, 0 and 1) names."""

    shaped: History
    derived: History
    summed: History
    members: sparse.csr_matrix

    @property
    def keys(self) -> pd.DataFrame:
        """Return all series' keys in their order."""
        parts = [self.shaped.keys, self.derived.keys, self.summed.keys]
        return pd.concat(parts, ignore_index=True)


def expected_days(
    cells: Cells, calendar: Calendar, *, first: int, ahead: int, told: Floats | None = None
) -> Expected:
    """Return the expectation of the weeks from column ``first`` on, and ``ahead`` days more.

    ``told``: means of earlier weeks (all series × days, NaN: none), from which the scatter is
    learnt too. Nothing is expected of the first 28 days.
    """
    work = _Work(cells, ahead, told)
    shaped = cells.shaped
    made: Curves | None = None
    known_to = -1
    begin = max(bisect_right(work.starts, first) - 1, 0)
    for number, start in enumerate(work.starts[begin:], begin):
        origin = work.origin(start)
        if made is None or origin != known_to:
            reach = min(len(work.days) - origin - 1, _AT_ONCE)
            made, known_to = curves(shaped.until(origin + 1), calendar, reach), origin
        work.expect(made, start, work.starts[number + 1 : number + 2])
    return work.expected()


class _Work:
    """Counts and expectations in the making: shaped series, then derived ones, then sums."""

    def __init__(self, cells: Cells, ahead: int, told: Floats | None) -> None:
        shaped, derived = cells.shaped, cells.derived
        self.keys, self.members = cells.keys, cells.members
        self.days: Days = np.concatenate([shaped.days, shaped.ahead(ahead)])
        self.shaped, known = len(shaped), len(shaped.days)
        self.summed = self.shaped + len(derived)
        self.counts = np.full((len(self.keys), len(self.days)), np.nan)
        self.counts[:, :known] = np.concatenate(
            [shaped.counts, derived.counts, cells.summed.counts]
        )
        self.mean = np.full(self.counts.shape, np.nan) if told is None else told.copy()
        self.ratio = np.ones(len(self.keys))
        self.reasons = {r: np.ones(self.counts.shape) for r in (SEASON, WEEK, EVENTS)}
        self.above = parents_of(self.keys)
        self.whole = int(np.flatnonzero(self.above < 0)[0])
        starts = {EXPECT_DAYS, *np.flatnonzero(weekdays_of(self.days) == 0).tolist()}
        self.starts = sorted(s for s in starts if EXPECT_DAYS <= s <= known)

    def origin(self, start: int) -> int:
        """Return the last day that the shape of a week knows: the end of the month before."""
        months = self.days[: start + 1].astype("datetime64[M]")
        ends = np.flatnonzero(months[1:] != months[:-1])
        return int(ends[-1]) if len(ends) and ends[-1] >= EXPECT_DAYS - 1 else start - 1

    def expect(self, made: Curves, start: int, following: list[int]) -> None:
        """Fill in the week that begins on column ``start``; the last one goes on to the end."""
        end = min([*following, len(self.days)])
        back, week = slice(max(0, start - _LOOK_BACK), start), slice(start, end)
        counts = self._learnt(made, back)
        for rows in generations(self.above[: self.shaped]):
            above = self.above[rows]
            usual = np.where(above < 0, 1.0, self.ratio[above])
            self._level(rows, counts, made.curve[rows][:, back], usual)
            self._fill(made, rows, rows, np.ones(len(rows)), week)
        rows = np.arange(self.shaped, self.summed)
        above = self.above[rows]
        share = _share(counts[rows], counts[above])
        self._level(rows, counts, made.curve[above][:, back] * share[:, None], self.ratio[above])
        self._fill(made, rows, above, share, week)
        self._sum(week)

    def _sum(self, week: slice) -> None:
        drawn = slice(self.shaped, self.summed)
        mean = self.mean[drawn, week]
        total = self.members @ mean
        self.mean[self.summed :, week] = total
        for values in self.reasons.values():
            parts = self.members @ (mean * values[drawn, week])
            values[self.summed :, week] = np.divide(
                parts, total, out=np.ones_like(total), where=total > 0
            )

    def _learnt(self, made: Curves, back: slice) -> Floats:
        """Return the counts of the days looked back at; what cleaning left out stays out."""
        counts = self.counts[:, back].copy()
        cleaned = np.isnan(made.counts[:, back])
        counts[: self.shaped, : cleaned.shape[1]][cleaned] = np.nan
        # A day without a single ticket where many were due is a matter of the data.
        silent = (self.counts[self.whole, back] == 0) & (made.curve[self.whole, back] > 5)
        counts[:, silent] = np.nan
        return counts

    def _level(self, rows: np.ndarray, counts: Floats, curve: Floats, usual: Floats) -> None:
        scatter = np.full(len(rows), _DISPERSION)
        self.ratio[rows] = level_ratio(counts[rows], curve, scatter, usual, MODEL.level)

    def _fill(
        self, made: Curves, rows: np.ndarray, shape: np.ndarray, share: Floats, week: slice
    ) -> None:
        mean = made.curve[shape][:, week] * (share * self.ratio[rows])[:, None]
        # A curve that leaves what was ever seen is an extrapolation, not an expectation.
        highest = np.nan_to_num(self.counts[rows, : week.start]).max(axis=1, initial=0.0)
        self.mean[rows, week] = np.minimum(mean, 3.0 * highest[:, None] + 5.0)
        for reason, values in self.reasons.items():
            values[rows, week] = made.reasons[reason][shape][:, week]

    def expected(self) -> Expected:
        """Return what was filled in, with its scatter."""
        found, week_of = self._scatter()
        season, weekday, event = (self.reasons[r] for r in (SEASON, WEEK, EVENTS))
        return Expected(
            self.days, self.keys, self.mean, found.scatter[:, week_of], found.drift[:, week_of],
            season, weekday, event,
        )  # fmt: skip

    def _scatter(self) -> tuple[Scatter, np.ndarray]:
        """Return the scatter by calendar week, and which week each day is of."""
        number, weekday = weeks_of(self.days), weekdays_of(self.days)
        week_of = number - number[0]
        shape = (len(self.keys), int(week_of[-1]) + 1, 7)
        counts, mean = np.full(shape, np.nan), np.full(shape, np.nan)
        counts[:, week_of, weekday], mean[:, week_of, weekday] = self.counts, self.mean
        long_known = 7 * np.arange(shape[1]) >= _YEAR
        return scatter_of(counts, mean, long_known), week_of


def _share(counts: Floats, of: Floats) -> Floats:
    """Return each series' share of its parent's tickets; a single burst says nothing of it."""
    age = np.arange(counts.shape[1])[::-1]
    weight = 0.5 ** (age / _SHARE_LIFE) * ~(np.isnan(counts) | np.isnan(of))
    all_of = np.nan_to_num(of)
    total = (weight * all_of).sum(axis=1) + 1e-9
    seen = np.nan_to_num(counts)
    share = ((weight * seen).sum(axis=1) + 0.05) / (total + 0.05)
    due = share[:, None] * all_of
    cut = np.minimum(seen, due + 3.0 * np.sqrt(_DISPERSION * due) + 1)
    result: Floats = ((weight * cut).sum(axis=1) + 0.05) / (total + 0.05)
    return np.minimum(result, 1.0)
