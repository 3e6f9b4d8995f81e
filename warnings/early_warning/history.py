"""What the engine looks at: tickets and what goes with them, counted once for all days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.cells import Coded, code_tickets
from early_warning.detection import Detection
from early_warning.rules import silence, watch
from early_warning.rules.recode import Readings
from early_warning.rules.same_matter import MatterSettings, same_matters
from early_warning.surge.covariates import Design, design
from early_warning.surge.daily import DailyModel, fit_daily
from early_warning.text.shared_words import SharedWords

Floats = NDArray[np.float64]
LEAST_TOLD = 0.5  # share of tickets with a text, and of these with one of their own, below which
LEAST_OWN = 0.2  # texts speak neither for nor against a surge


@dataclass(frozen=True)
class History:
    """What the engine looks at. ``tickets``: ticket_no, t_accept (local), area, category, channel,
    caller, and where known t_call, t_close, unit, text. ``local_events``: kind, start, end, name.
    ``areas``: code, name, lon, lat. Whatever is missing switches off what needs it. ``last``: the
    last day looked at, where tickets may have stopped before it.
    """

    tickets: pd.DataFrame
    first: np.datetime64
    local_events: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    last: np.datetime64 | None = None

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
    def _numbers(self) -> pd.Index[str]:
        found: pd.Index[str] = pd.Index(
            self.tickets["ticket_no"].to_numpy(dtype=object), dtype=object
        )
        return found

    def rows_of(self, numbers: Collection[str]) -> NDArray[np.int64]:
        """Return the rows of tickets by number, ascending; unknown numbers are left out."""
        rows = self._numbers.get_indexer_for(pd.Index(sorted(numbers), dtype=object))
        return np.sort(rows[rows >= 0]).astype(np.int64)

    @cached_property
    def _values(self) -> dict[str, tuple[NDArray[np.int64], pd.Index[str]]]:
        return {}

    def values_of(self, column: str) -> tuple[NDArray[np.int64], pd.Index[str]]:
        """Return each ticket's position among a column's distinct values (-1: none), and these:
        a million tickets have a few thousand codes, which are compared once instead.
        """
        if column not in self._values:
            found, values = pd.factorize(self.tickets[column].to_numpy(dtype=object))
            self._values[column] = found.astype(np.int64), pd.Index(values, dtype=object)
        return self._values[column]

    @cached_property
    def length(self) -> int:
        """Days from the first to the last acceptance, or to ``last`` where that is later."""
        length = int(self.days_of("t_accept").max()) + 1
        if self.last is None:
            return length
        origin = self.first.astype("datetime64[D]")
        return max(length, int((self.last.astype("datetime64[D]") - origin).astype(int)) + 1)

    @cached_property
    def _texts(self) -> list[str] | None:
        """All texts, "" where there is none; None where they cannot tell one matter from another.

        Days before the first text count for nothing: the source may have begun to send texts, or
        they were not read so far back.
        """
        if "text" not in self.tickets:
            return None
        texts = self.tickets["text"].fillna("").astype(str)
        day, told = self.days_of("t_accept"), (texts != "").to_numpy()
        if not told.any():
            return None
        said = texts[told]
        since = int((day >= day[told].min()).sum())
        if len(said) < LEAST_TOLD * since or said.nunique() < LEAST_OWN * len(said):
            return None
        return [str(t) for t in texts]

    @cached_property
    def readings(self) -> Readings | None:
        """How tickets read, each matter once; None where there are no texts to tell."""
        if self._texts is None:
            return None
        coded, texts = self.coded, self._texts
        return Readings([texts[k] for k in coded.row.tolist()], coded.day, coded.category_of[2])

    @cached_property
    def words(self) -> SharedWords | None:
        """What callers say in the same words; None where texts cannot tell one matter from another:
        hardly any, or one template for most tickets.
        """
        if self._texts is None:
            return None
        caller = pd.factorize(self.tickets["caller"])[0].astype(np.int64)
        unknown = -1 - np.arange(len(caller))  # each one's own
        area = self.tickets["area"].fillna("").astype(str)
        where = [a if len(a) >= 12 else "" for a in area]
        return SharedWords(
            self._texts, self.days_of("t_accept"), np.where(caller < 0, unknown, caller), where
        )

    def recent_matters(self, day: int, settings: MatterSettings) -> list[Detection]:
        """Return the matters of the days before ``day`` that may back a surge."""
        first = max(day - settings.support_days, 0)
        return [m for k in range(first, day) for m in self.matters(k, settings)]

    @cached_property
    def neighbours(self) -> dict[str, frozenset[str]]:
        """Each community's nearest others."""
        return neighbours_of(self.areas)

    @cached_property
    def _matters(self) -> dict[tuple[int, MatterSettings], tuple[Detection, ...]]:
        return {}

    def matters(self, day: int, settings: MatterSettings) -> tuple[Detection, ...]:
        """Return what callers say in the same words on ``day``, kept for the days after."""
        key = (day, settings)
        if key not in self._matters:
            self._matters[key] = tuple(same_matters(self.words, self.tickets, day, settings))
        return self._matters[key]

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
        """Counts of all tickets: the city and its counties, channels, streets, units' closings."""
        n, day = self.length, self.days_of("t_accept")
        street, county = self.tickets["area"].str[:9], self.tickets["area"].str[:6]
        city = np.bincount(day[day >= 0], minlength=n).astype(float)[None]
        counties = sorted(county.dropna().unique())
        found = {"whole": ([""], city)}
        if len(counties) > 1:
            by_county = watch.daily(county, day, counties, n)
            found["whole"] = (["", *counties], np.concatenate([city, by_county]))
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
    def shares_of_day(self) -> Floats:
        """By day, which share of a usual day has passed at its last ticket."""
        at = self.tickets["t_accept"].dropna().to_numpy()
        return silence.shares_of_day(at, self.first, self.length, silence.PROFILE_DAYS)

    @cached_property
    def quiet_days(self) -> NDArray[np.bool_]:
        """Holidays and the days around Spring Festival."""
        return silence.quiet_days(self.first.astype("datetime64[D]") + np.arange(self.length))

    @cached_property
    def _source_models(self) -> dict[tuple[str, int], DailyModel]:
        return {}

    def source_model(self, name: str, day: int) -> DailyModel:
        """Return the calendar of the sources ``name``, fitted to the days before ``day``."""
        if (name, day) not in self._source_models:
            counts, design = self.sources[name][1], self.design
            self._source_models[name, day] = fit_daily(
                counts[:, :day], design.rows[:day], design.penalty
            )
        return self._source_models[name, day]

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
