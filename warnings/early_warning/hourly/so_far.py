"""A day so far: what stands out of the tickets that have come, against days like it.

A cell is looked at when a ticket of it has come since the last look, so that a look costs what is
new. Counts so far are a warning where they are more than the whole day would let expect (which
hourly looking cannot bring about by chance more often than the night's), or more than the hours
until now would, in ``LOOKS`` looks (Bonferroni): the first costs nothing, the second pays for
looking early.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.cells import AREA_LENGTHS, CATEGORY_LENGTHS, REPEAT_DAYS, first_tickets
from early_warning.detection import Detection
from early_warning.events.discovery import discoveries
from early_warning.hourly.evening import COLUMNS, Evening, LocalDue
from early_warning.hourly.like_days import share_by
from early_warning.known import marked_by
from early_warning.rules.same_matter import backed, told_alike
from early_warning.settings import EngineSettings
from early_warning.surge.thresholds import upper_tail
from early_warning.text.shared_words import SharedWords

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
COLUMNS_OF_TODAY = (*COLUMNS, "t_call")
LOOKS = 24
"""Looks a day that are paid for."""
LATE = pd.Timedelta(hours=24)
"""Tickets entered longer after the call belong to another day; the night tells of backlogs."""


class DaySoFar:
    """One day's tickets against its evening before.

    ``today``: the day's tickets (``COLUMNS`` and, where known, ``t_call``), as far as known or all
    of them; ``rows``: where each stands among ``tickets``, the frame that ``words`` was made of.
    """

    def __init__(  # noqa: PLR0917 - what a day is made of
        self,
        evening: Evening,
        today: pd.DataFrame,
        words: SharedWords | None,
        tickets: pd.DataFrame,
        rows: Ints,
        settings: EngineSettings,
    ) -> None:
        """Take the day; nothing is counted yet."""
        self.evening, self.today, self.settings = evening, today, settings
        self._words = words if evening.told else None
        self._tickets, self._rows = tickets, rows
        start = evening.first.astype("datetime64[D]") + evening.day
        self.minute: Floats = (
            (today["t_accept"].to_numpy() - start.astype("datetime64[ns]"))
            / np.timedelta64(1, "m")
        ).astype(float)  # fmt: skip

    def look(self, so_far: Flags, fresh: Flags, said: Sequence[Detection] = ()) -> list[Detection]:
        """Return what stands out among the tickets ``so_far`` in the cells of the ``fresh`` ones.

        ``said``: matters that earlier hours of the day found; they back a surge as well.
        """
        if not fresh.any():
            return []
        share = share_by(self.evening.shares, float(self.minute[so_far].max()))
        evening, settings = self.evening, self.settings
        matters = self._matters(so_far, fresh, share)
        counted, new = so_far & self._counted, fresh & self._counted
        city = self._city(counted, new, share)
        # What places explain of a surge of the city is told by all of its cells, not by fresh ones.
        within = {d.category[:4] for d in city}
        local = [
            one
            for k, level in enumerate(evening.local)
            for one in self._level(
                level, *divmod(k, len(CATEGORY_LENGTHS)), counted, new, share, within
            )
        ]
        if evening.told:
            recent = [*matters, *said, *evening.matters]
            city, local = (backed(d, recent, evening.near) for d in (city, local))
        tests = sum(level.share.size for level in evening.local)
        city = list(marked_by(city, evening.calendar, settings))
        local = list(marked_by(local, evening.calendar, settings))
        return [
            *matters,
            *discoveries(city, len(evening.city.categories), settings.city_rate, settings.factor),
            *discoveries(local, tests, settings.local_rate, settings.factor),
        ]

    @cached_property
    def _counted(self) -> Flags:
        """Which of the day's tickets count: no repeat of an earlier one, not entered late."""
        recent = self.evening.recent
        again = recent["caller"].isin(set(self.today["caller"].dropna()))
        again |= recent["caller"].isna()
        month = recent["day"] >= self.evening.day - REPEAT_DAYS - 1
        before = recent[again & month]
        columns = [c for c in before if c in self.today and c != "day"]
        both = pd.concat([before[columns], self.today[columns]], ignore_index=True)
        found = first_tickets(both)[len(before) :] & self.today["category"].notna().to_numpy()
        if "t_call" in self.today:
            late = self.today["t_accept"] - self.today["t_call"] > LATE
            found = found & ~late.to_numpy()
        return np.asarray(found)

    @cached_property
    def _old(self) -> pd.DataFrame:
        return self.evening.recent[self.evening.recent["counted"].to_numpy()]

    def _matters(self, so_far: Flags, fresh: Flags, share: float) -> list[Detection]:
        if self._words is None:
            return []
        evening, matter = self.evening, self.settings.matter
        found = self._words.matters_so_far(
            evening.day, self._rows[so_far], self._rows[fresh], share=share, looks=LOOKS
        )
        alike = told_alike(found, self._tickets, evening.day, matter)
        wide = marked_by([d for d in alike if not d.area], evening.calendar, self.settings)
        return [*(d for d in alike if d.area), *wide]

    def _city(self, so_far: Flags, fresh: Flags, share: float) -> list[Detection]:
        city, settings = self.evening.city, self.settings
        names = np.array(city.categories, dtype=str)
        today = np.zeros(len(names))
        looked = np.zeros(len(names), dtype=bool)
        for length in CATEGORY_LENGTHS[1:]:
            at = _positions(_cut(self.today["category"], length), names)
            today += np.bincount(at[so_far & (at >= 0)], minlength=len(names))
            looked[at[fresh & (at >= 0)]] = True
        which = np.flatnonzero(looked & city.usable)
        windows = np.array(settings.city_windows)
        o = city.observed[which] + today[which, None]
        p, e = _surer(
            o, city.before[which] + city.today[which],
            city.before[which] + share * city.today[which], city.phi[which],
        )  # fmt: skip
        usable = (o >= settings.city_least) & (o > settings.city_ratio * e)
        p = np.where(usable, p, 1.0)
        best = p.argmin(axis=1) if len(which) else np.zeros(0, dtype=int)
        found = []
        for row, k in enumerate(which):
            w = best[row]
            value = min(p[row, w] * len(windows), 1.0)
            if value < 1e-3 and city.categories[k] not in self.evening.renamed:
                found.append(
                    Detection(
                        "city", "event", self.evening.day, int(windows[w]), float(o[row, w]),
                        float(e[row, w]), float(value), category=city.categories[k],
                    )
                )  # fmt: skip
        return found

    def _level(  # noqa: PLR0917 - one level's figures
        self,
        level: LocalDue,
        area: int,
        category: int,
        so_far: Flags,
        fresh: Flags,
        share: float,
        within: AbstractSet[str],
    ) -> list[Detection]:
        settings, n = self.settings.local, len(level.categories)
        if not n or not level.areas:
            return []
        cell = self._cells(self.today, level, area, category)
        old = self._old_cells(level, area, category)
        cells = np.unique(cell[fresh & (cell >= 0)])
        if within:
            told = np.array([c[:4] in within for c in level.categories])
            both = np.append(cell[so_far & (cell >= 0)], old[old >= 0])
            cells = np.union1d(cells, both[told[both % n]])
        cells = cells[level.usable[cells % n]]
        if not len(cells):
            return []
        age = self.evening.day - self._old["day"].to_numpy()
        i, j = cells // n, cells % n
        now_own = np.bincount(
            np.searchsorted(cells, cell[so_far][np.isin(cell[so_far], cells)]),
            minlength=len(cells),
        )
        now_all = np.bincount(cell[so_far & (cell >= 0)] % n, minlength=n)[j]
        mine = np.isin(old, cells)
        at, old_age = np.searchsorted(cells, old[mine]), age[mine]
        kind, kind_age = old[old >= 0] % n, age[old >= 0]
        o = now_own[:, None] + _by_window(at, old_age, len(cells), settings.windows)
        every = now_all[:, None] + _by_window(kind, kind_age, n, settings.windows)[j]
        seen, due, p = self._against_others(level, i, j, o, every, share)
        best = p.argmin(axis=1)
        row = np.arange(len(cells))
        p, seen, due = p[row, best], seen[row, best], due[row, best]
        chosen = np.array(settings.windows)[best]
        return [
            Detection(
                "local", "event", self.evening.day, int(chosen[c]), float(seen[c]), float(due[c]),
                float(p[c]), area=level.areas[i[c]], category=level.categories[j[c]],
            )
            for c in np.flatnonzero(p < settings.level_cut)
            if level.categories[j[c]] not in self.evening.renamed
        ]  # fmt: skip

    def _against_others(  # noqa: PLR0917 - one level's figures
        self, level: LocalDue, i: Ints, j: Ints, o: Floats, every: Floats, share: float
    ) -> tuple[Floats, Floats, Floats]:
        """Return what was seen and expected of cells, and how probable that is (cells × windows).

        ``i``, ``j``: each cell's place and category; ``o``: its tickets, ``every``: the category's
        in all places, which come in the same hours.
        """
        settings = self.settings.local
        w = np.array(settings.windows, dtype=float)
        part, k = level.share[i, j][:, None], settings.city_cases
        spread = (settings.spread + 1.0 / (settings.unsure_cases + level.cases[i, j]))[:, None]
        day = (level.year[j] / level.length)[:, None]
        by_now = day * (w - 1.0 + share)
        rise = (every - o + k) / (by_now * (1.0 - part) + k)
        whole = np.maximum(part * day * w * rise, settings.least_a_day * w)
        now = np.maximum(part * by_now * rise, settings.least_a_day * (w - 1.0 + share))
        p, e = np.ones(o.shape), whole.copy()
        test = (o >= np.array(settings.least)) & (o > now)
        if test.any():
            wide = np.broadcast_to(spread, o.shape)[test]
            p[test], e[test] = _surer(
                o[test], whole[test], now[test], 1.0 + wide * whole[test], 1.0 + wide * now[test]
            )
        p = np.where(o > e, p / np.array(settings.weights), 1.0)
        return o, e, p

    @cached_property
    def _kept_cells(self) -> dict[tuple[str, int, int], Ints]:
        return {}

    def _old_cells(self, level: LocalDue, area: int, category: int) -> Ints:
        key = ("old", area, category)
        if key not in self._kept_cells:
            self._kept_cells[key] = _cells_of(self._old, level, area, category)
        return self._kept_cells[key]

    def _cells(self, frame: pd.DataFrame, level: LocalDue, area: int, category: int) -> Ints:
        key = ("today", area, category)
        if key not in self._kept_cells:
            self._kept_cells[key] = _cells_of(frame, level, area, category)
        return self._kept_cells[key]


def _cells_of(frame: pd.DataFrame, level: LocalDue, area: int, category: int) -> Ints:
    """Return each ticket's cell (place × categories + category), -1 where it has none here."""
    where = _positions(_cut(frame["area"], AREA_LENGTHS[area]), np.array(level.areas, dtype=str))
    what = _positions(
        _cut(frame["category"], CATEGORY_LENGTHS[category]), np.array(level.categories, dtype=str)
    )
    return np.where((where >= 0) & (what >= 0), where * len(level.categories) + what, -1)


def _by_window(at: Ints, age: Ints, n: int, windows: Sequence[int]) -> Floats:
    """Count by position and window (positions × windows) what is younger than the window."""
    longest = max(windows)
    young = age < longest
    table = np.bincount(at[young] * longest + age[young], minlength=n * longest)
    until = np.cumsum(table.reshape(n, longest), axis=1)
    return np.asarray(until[:, np.array(windows) - 1], dtype=float)


def _surer(
    o: Floats, whole: Floats, by_now: Floats, phi: Floats, phi_now: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return the smaller p-value of the whole day's expectation and of that by now, which pays for
    its looks, and the expectation it rests on.
    """
    p = upper_tail(o, whole, phi)
    part = LOOKS * upper_tail(o, by_now, phi if phi_now is None else phi_now)
    return np.minimum(p, part), np.where(part < p, by_now, whole)


def _cut(codes: pd.Series, length: int) -> NDArray[np.str_]:
    """Return the codes of one level, "" where they do not reach so far."""
    whole = codes.fillna("").to_numpy(dtype=object).astype(str)
    cut = whole.astype(f"<U{length}")
    return np.where(np.char.str_len(cut) == length, cut, "")


def _positions(codes: NDArray[np.str_], names: NDArray[np.str_]) -> Ints:
    """Return each code's position among ``names`` (-1: not there)."""
    order = np.argsort(names, kind="stable")
    if not len(names):
        return np.full(len(codes), -1)
    at = np.searchsorted(names[order], codes)
    at[at == len(names)] = 0
    found = names[order][at] == codes
    return np.where(found & (codes != ""), order[at], -1)
