"""The calendar as a design matrix: one column an effect, each with how far it may reach."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.calendar.table import HOLIDAY, table
from data_access.calendar.vector import (
    MAKE_UP_KIND,
    OFF_KIND,
    day_rows,
    kinds_of,
    spring_festival_distances,
)
from data_access.types import WeisuError
from forecasting.calendar.seasons import NO_SEASONS, Seasons, inside, since_start
from forecasting.calendar.solar import longitude

Floats = NDArray[np.float64]
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
# Days from 正月初一, half-open: people go home, offices are shut, then they are back.
_SPRING = ((-28, -14), (-14, -7), (-7, -2), (-2, 0), (0, 3), (3, 7), (7, 14), (14, 21))
_HARMONICS = 6


@dataclass(frozen=True, eq=False)
class Effects:
    """``matrix``: days × columns. ``names``: of the columns. ``reach``: each coefficient's prior
    standard deviation on the log scale (what ridge regression draws it to zero with)."""

    matrix: Floats
    names: tuple[str, ...]
    reach: Floats


@dataclass(frozen=True, eq=False)
class Calendar:
    """A place's days. ``name``: ``cn`` or ``weekday`` (no holidays).

    ``events``: optional columns a city supplies (planned events, forecast weather), indexed by day,
    numbers; days without a row are zero. What isn't known beforehand must not be in it.
    """

    name: str = "cn"
    seasons: Seasons = field(default_factory=Seasons)
    events: pd.DataFrame | None = None

    def certain(self, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Tell for each day whether its holidays are published (False: a guess by the rules)."""
        rows, known = day_rows(pd.Series(days.astype("datetime64[s]")))
        return table(self.name).certain[rows] & known

    def kinds(self, days: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """Return 0 to 6 for Monday to Sunday, 7 for a statutory day off, 8 for a swapped one."""
        return kinds_of(days, self.name)

    def quiet(self, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Tell for each day whether few tickets are nothing odd: days off, the days beside them,
        the weeks around the spring festival."""
        if self.name != "cn":
            return np.zeros(len(days), dtype=bool)
        off = self.kinds(np.concatenate([days[:1] - 1, days, days[-1:] + 1])) == OFF_KIND
        moments = pd.Series(days.astype("datetime64[s]"))
        distance = spring_festival_distances(moments).to_numpy(dtype=float, na_value=999.0)
        near = (distance >= _SPRING[1][0]) & (distance < _SPRING[-1][1])
        found: NDArray[np.bool_] = off[:-2] | off[1:-1] | off[2:] | near
        return found

    def effects(self, days: NDArray[np.datetime64]) -> Effects:
        """Return the design matrix of the days; every value depends on its own day only."""
        columns: dict[str, tuple[Floats, float]] = {}
        self._week(days, columns)
        _year(days, columns)
        if self.name == "cn":
            self._festivals(days, columns)
        self._seasons(days, columns)
        self._events(days, columns)
        matrix = np.column_stack([values for values, _ in columns.values()])
        reach = np.array([width for _, width in columns.values()])
        return Effects(matrix, tuple(columns), reach)

    def _week(self, days: NDArray[np.datetime64], out: dict[str, tuple[Floats, float]]) -> None:
        kinds = self.kinds(days)
        for number, name in enumerate(WEEKDAYS):
            out[name] = ((kinds == number).astype(float), 0.5)
        if self.name == "cn":
            out["法定节假日"] = ((kinds == OFF_KIND).astype(float), 0.7)
            out["调休上班"] = ((kinds == MAKE_UP_KIND).astype(float), 0.5)

    def _festivals(
        self, days: NDArray[np.datetime64], out: dict[str, tuple[Floats, float]]
    ) -> None:
        found = table(self.name)
        rows, _ = day_rows(pd.Series(days.astype("datetime64[s]")))
        names = np.array([found.names.get(int(r), "") for r in rows], dtype=object)
        for festival in FESTIVALS:
            out[festival] = ((names == festival).astype(float), 0.25)
        off = found.kind == HOLIDAY
        limit = len(off) - 1
        after = off[np.clip(rows - 1, 0, limit)] & ~off[rows]
        before = off[np.clip(rows + 1, 0, limit)] & ~off[rows]
        out["节后首日"] = (after.astype(float), 0.2)
        out["节前一日"] = (before.astype(float), 0.2)
        moments = pd.Series(days.astype("datetime64[s]"))
        distance = spring_festival_distances(moments).to_numpy(dtype=float, na_value=999.0)
        for first, end in _SPRING:
            mask = (distance >= first) & (distance < end)
            out[f"春节{first:+d}至{end - 1:+d}日"] = (mask.astype(float), 0.4)

    def _seasons(self, days: NDArray[np.datetime64], out: dict[str, tuple[Floats, float]]) -> None:
        seasons = self.seasons
        if seasons.heating is not None:
            age = since_start(days, seasons.heating)
            on = age >= 0
            out["供暖季"] = (on.astype(float), 1.0)
            for span in (5.0, 25.0):
                values = np.where(on, np.exp(-np.maximum(age, 0) / span), 0.0)
                out[f"供暖初期{span:.0f}日"] = (values, 1.0)
            (month, day), _ = seasons.heating
            eve = inside(days, ((month, 1), (month, day - 1))) if day > 1 else np.zeros_like(on)
            out["供暖前"] = (eve.astype(float), 0.5)
        for name, span_ in (
            ("暑假", seasons.summer),
            ("招生入学", seasons.enrolment),
            ("考试季", seasons.exams),
        ):
            if span_ is not None:
                out[name] = (inside(days, span_).astype(float), 0.3)

    def _events(self, days: NDArray[np.datetime64], out: dict[str, tuple[Floats, float]]) -> None:
        if self.events is None:
            return
        known = self.events.reindex(pd.DatetimeIndex(days.astype("datetime64[s]")))
        for column in known.columns:
            values = known[column].fillna(0.0).to_numpy(dtype=float)
            if not np.isfinite(values).all():
                raise WeisuError(f"事件列“{column}”含有无效数值,请改正后重试。数据未受影响。")
            out[str(column)] = (values, 0.5)


def _year(days: NDArray[np.datetime64], out: dict[str, tuple[Floats, float]]) -> None:
    """Waves of the solar year, by the sun's longitude: the solar terms lie at fixed places."""
    angle = np.radians(longitude(days))
    for k in range(1, _HARMONICS + 1):
        out[f"年周期sin{k}"] = (np.sin(k * angle), 0.5 / k)
        out[f"年周期cos{k}"] = (np.cos(k * angle), 0.5 / k)


WEEKDAY_ONLY = Calendar("weekday", NO_SEASONS)
