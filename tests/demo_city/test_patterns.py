"""Over several seeds, two years each: the published patterns hold, with the ranges published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from demo_city import write_city
from demo_city.calendar.workdays import is_workday, spring_festival
from tests.demo_city.conftest import read

LAST = date(2026, 6, 30)
DAYS = 731
GOOD = ["非常满意", "满意", "基本满意"]
# Published: supply failures 86 %, infrastructure 92-93 %, policy 93-95 %, repeats 76 %.
SATISFIED = {
    "supply": (("0401", "0501", "0601"), 0.80, 0.91),
    "infrastructure": (("0301", "0302", "0303", "0304"), 0.90, 0.955),
    "policy": (("1002", "1003", "1101", "1103", "1402", "2101"), 0.92, 0.97),
}


@dataclass(frozen=True)
class Seeded:
    """Two years of one seed."""

    tickets: pd.DataFrame
    daily: pd.Series
    background: pd.DataFrame
    callbacks: pd.DataFrame

    def daily_of(self, rows: pd.Series) -> pd.Series:
        """Count some tickets by day."""
        counts = self.tickets[rows].groupby("day").size()
        return counts.reindex(self.daily.index, fill_value=0)

    @property
    def storm_days(self) -> set[pd.Timestamp]:
        """The days of storms and the day after."""
        storms = self.background[self.background["name"].str.contains("暴雨")]
        return {
            d
            for a, b in zip(storms["start"], storms["end"], strict=True)
            for d in pd.date_range(a, pd.Timestamp(b) + pd.Timedelta(days=1))
        }


@pytest.fixture(scope="module", params=[4, 101, 2026])
def seeded(request, tmp_path_factory) -> Seeded:
    """Two years without words."""
    folder = tmp_path_factory.mktemp(f"seed{request.param}")
    write_city(folder, seed=request.param, days=DAYS, last_day=LAST, words=False)
    tickets = read(folder / "tickets.csv").drop_duplicates()
    tickets["day"] = tickets["受理时间"].dt.normalize()
    days = pd.date_range(LAST - timedelta(days=DAYS - 1), LAST)
    daily = tickets.groupby("day").size().reindex(days, fill_value=0)
    background = pd.read_csv(folder / "truth" / "background.csv", dtype=str)
    return Seeded(tickets, daily, background, read(folder / "callbacks.csv"))


def share(values, wanted) -> float:
    return float(values.isin(wanted).mean())


def test_volume_is_about_what_was_asked_for(seeded):
    assert seeded.daily.mean() == pytest.approx(150, rel=0.12)


def test_type_mix_channels_and_paths(seeded):
    kinds = seeded.tickets["诉求类型"]
    assert 0.40 <= share(kinds, ["咨询"]) <= 0.64
    assert 0.10 <= share(kinds, ["求助"]) <= 0.30
    assert 0.015 <= share(kinds, ["投诉", "举报"]) <= 0.46
    assert 0.006 <= share(kinds, ["建议"]) <= 0.156
    assert 0.001 <= share(kinds, ["表扬"]) <= 0.005
    assert 0.02 <= share(kinds, ["其他"]) <= 0.05
    assert share(seeded.tickets["来源渠道"], ["电话"]) == pytest.approx(0.9067, abs=0.015)
    assert share(seeded.tickets["来源渠道"], ["微信/小程序"]) == pytest.approx(0.0709, abs=0.015)
    assert 0.25 <= seeded.tickets["派单时间"].notna().mean() <= 0.45


def test_repeats_are_ten_to_twenty_per_cent(seeded):
    known = seeded.tickets[seeded.tickets["联系电话"].notna()].sort_values("受理时间")
    gap = known.groupby(["联系电话", "分类编码"])["受理时间"].diff()
    assert 0.10 <= (gap <= pd.Timedelta(days=30)).mean() <= 0.20


def test_the_week_and_its_noise(seeded):
    by_day = seeded.daily.groupby(pd.DatetimeIndex(seeded.daily.index).day_of_week).mean()
    assert by_day.idxmax() == 0
    assert 0.58 <= by_day[[5, 6]].mean() / by_day[[0, 1, 2, 3, 4]].mean() <= 0.76
    ordinary = seeded.daily[[
        is_workday(d.date()) and d.day_of_week < 5 and d not in seeded.storm_days
        and abs((d.date() - spring_festival(d.year)).days) > 20
        for d in seeded.daily.index
    ]]  # fmt: skip
    spread = []
    for k in range(5):
        same = ordinary[pd.DatetimeIndex(ordinary.index).day_of_week == k]
        spread.append((same / same.rolling(9, center=True).median()).std())
    assert 0.10 <= np.mean(spread) <= 0.15


@pytest.mark.parametrize("year", [2025, 2026])
def test_spring_festival_takes_forty_to_sixty_per_cent(seeded, year):
    first = pd.Timestamp(spring_festival(year))
    dip = seeded.daily[first : first + pd.Timedelta(days=2)].mean()
    usual = seeded.daily[first - pd.Timedelta(days=28) : first - pd.Timedelta(days=8)].mean()
    # 150 tickets a day leave three days' mean five per cent unsure.
    assert 0.36 <= 1 - dip / usual <= 0.64


def test_heating_steps_up_six_to_eightfold_and_decays(seeded):
    heat = seeded.daily_of(seeded.tickets["一级分类"] == "供热")
    before = np.mean([heat[f"{y}-11-06" : f"{y}-11-14"].mean() for y in (2024, 2025)])
    first = np.mean([heat[f"{y}-11-15" : f"{y}-11-19"].mean() for y in (2024, 2025)])
    later = np.mean([heat[f"{y}-12-08" : f"{y}-12-20"].mean() for y in (2024, 2025)])
    summer = heat["2025-06-01":"2025-08-31"].mean()
    assert 5 <= first / before <= 9
    assert later < 0.75 * first
    assert summer < 0.05 * first


def test_storms_raise_everything_and_rain_raises_floods(seeded):
    daily, storms = seeded.daily, seeded.background[seeded.background["name"].str.contains("暴雨")]
    rises = []
    for a, b in zip(storms["start"], storms["end"], strict=True):
        for day in pd.date_range(a, b):
            if day not in daily.index:
                continue
            usual = daily[(daily.index.day_of_week == day.day_of_week)
                          & (abs((daily.index - day).days) <= 28)
                          & ~daily.index.isin(list(seeded.storm_days))]  # fmt: skip
            rises.append(daily[day] / usual.mean() - 1)
    assert 0.40 <= np.mean(rises) <= 0.80
    flooded = seeded.daily_of(
        seeded.tickets["二级分类"].isin(["房屋质量与维修", "排水", "河湖水利"])
    )
    wet = flooded.index.isin(
        pd.to_datetime(seeded.background.loc[seeded.background["kind"] == "降雨", "start"])
    )
    season = flooded.index.month.isin([6, 7, 8, 9]) & ~flooded.index.isin(list(seeded.storm_days))
    assert 1.40 <= flooded[season & wet].mean() / flooded[season & ~wet].mean() <= 2.0


def test_reach_and_satisfaction(seeded):
    assert 0.55 <= share(seeded.callbacks["是否接通"], ["是"]) <= 0.80
    rated = seeded.tickets[seeded.tickets["满意度"].notna()]
    good = rated["满意度"].isin(GOOD)
    for name, (codes, low, high) in SATISFIED.items():
        assert low <= good[rated["分类编码"].str[:4].isin(codes)].mean() <= high, name
    again = good[rated["重复工单标记"].notna()].mean()
    assert 0.70 <= again <= 0.82
    assert again < good.mean() - 0.06


def test_the_telephone_side_and_departments(seeded):
    sent = seeded.tickets[seeded.tickets["派单时间"].notna() & seeded.tickets["办结时间"].notna()]
    hours = (sent["办结时间"] - sent["派单时间"]).dt.total_seconds() / 3600
    by_unit = hours.groupby(sent["主办单位"]).median()
    assert by_unit["市住建局"] > 1.2 * by_unit["市公安局交警大队"]
    assert 0.004 < (sent["按时情况"] == "超期").mean() < 0.06
