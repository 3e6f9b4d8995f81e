"""The year has the shapes that hotlines publish: shares, weeks, seasons, outcomes, repeats."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from demo_city.calendar.workdays import spring_festival
from demo_city.volume import expected


def daily(frame) -> pd.Series:
    days = pd.date_range("2025-04-01", "2026-03-31")
    return frame.groupby("day").size().reindex(days, fill_value=0)


def share(values, wanted) -> float:
    return float(values.isin(wanted if isinstance(wanted, list) else [wanted]).mean())


def test_type_mix_is_inside_the_published_ranges(tickets):
    kinds = tickets["诉求类型"]
    assert 0.40 <= share(kinds, "咨询") <= 0.64
    assert 0.10 <= share(kinds, "求助") <= 0.30
    assert 0.015 <= share(kinds, ["投诉", "举报"]) <= 0.46
    assert 0.006 <= share(kinds, "建议") <= 0.156
    assert 0.001 <= share(kinds, "表扬") <= 0.005
    assert 0.02 <= share(kinds, "其他") <= 0.05


def test_channels_and_paths(tickets):
    assert share(tickets["来源渠道"], "电话") == pytest.approx(0.9067, abs=0.01)
    assert share(tickets["来源渠道"], "微信/小程序") == pytest.approx(0.0709, abs=0.01)
    assert 0.25 <= tickets["派单时间"].notna().mean() <= 0.45
    assert 0.53 <= share(tickets["直接答复"], "是") <= 0.67


def test_every_category_occurs_with_about_its_weight(tickets):
    assert tickets["分类编码"].nunique() >= 175
    level_1 = tickets["分类编码"].str[:2].value_counts(normalize=True)
    assert level_1["01"] == pytest.approx(0.1163, abs=0.03)
    assert level_1["13"] == pytest.approx(0.0977, abs=0.03)
    assert level_1["25"] == pytest.approx(0.0047, abs=0.003)


def test_weekends_are_quieter_and_days_vary(tickets):
    counts = daily(tickets)
    weekdays = pd.DatetimeIndex(counts.index).day_of_week
    assert 0.55 < counts[weekdays >= 5].mean() / counts[weekdays < 5].mean() < 0.85
    wednesdays = counts["2025-10-20":"2025-12-28"].iloc[2::7]
    assert 0.05 < wednesdays.std() / wednesdays.mean() < 0.30


def test_the_expected_week_follows_the_weekday_curve():
    monday = date(2025, 9, 8)
    week = [expected(monday + timedelta(days=k)).sum() for k in range(7)]
    assert int(np.argmax(week)) == 0
    assert sorted(week[:5], reverse=True) == pytest.approx(week[:5])
    assert max(week[5:]) < 0.85 * min(week[:5])


def test_days_have_two_humps_and_noise_comes_at_night(tickets):
    hours = tickets["hour"].value_counts(normalize=True)
    assert hours[[9, 10]].min() > hours[12]
    assert hours[[15, 16]].min() > hours[12]
    noise = tickets[tickets["二级分类"] == "噪声"]["hour"]
    assert share(noise, [20, 21, 22, 23]) > 2 * share(tickets["hour"], [20, 21, 22, 23])


def test_heating_season_steps_up(tickets):
    heat = daily(tickets[tickets["一级分类"] == "供热"])
    before, start = heat["2025-10-01":"2025-10-31"].mean(), heat["2025-11-15":"2025-11-22"].mean()
    assert start > 6 * before
    assert heat["2025-06-01":"2025-08-31"].mean() < 0.1 * start
    assert heat["2026-02-25":"2026-03-14"].mean() < 0.4 * start
    leaves = tickets[tickets["一级分类"] == "供热"]["三级分类"].value_counts(normalize=True)
    assert leaves["室温不达标"] == pytest.approx(0.47, abs=0.08)


def test_spring_festival_dips_and_rebounds(tickets):
    counts, first = daily(tickets), pd.Timestamp(spring_festival(2026))
    usual = counts["2026-01-05":"2026-01-30"].mean()
    dip = counts[first : first + pd.Timedelta(days=2)].mean()
    assert 0.35 <= dip / usual <= 0.62
    after = counts[first + pd.Timedelta(days=8) : first + pd.Timedelta(days=17)].mean()
    assert after > 1.02 * counts["2026-03-09":"2026-03-22"].mean()
    wages = daily(tickets[tickets["二级分类"] == "劳动报酬"])
    assert wages["2026-01-05":"2026-02-10"].mean() > 1.6 * wages["2025-05-01":"2025-08-31"].mean()


def test_rain_is_local(year, tickets):
    rain = year["local_events"].query("类型 == '天气' and 名称.str.contains('雨')")
    days = {
        d for a, b in zip(rain["日期"], rain["结束日期"], strict=True) for d in pd.date_range(a, b)
    }
    drains = tickets[tickets["二级分类"] == "排水"]
    wet = drains["day"].isin(days)
    season = drains["day"].between("2025-06-01", "2025-09-30")
    assert wet.sum() / len(days) > 3 * (season & ~wet).sum() / (122 - len(days))
    dry_top = drains[~wet]["街道"].value_counts(normalize=True).iloc[:3].sum()
    one = rain.iloc[0]
    storm = drains[drains["day"].between(one["日期"], one["结束日期"])]
    assert storm["街道"].value_counts(normalize=True).iloc[:3].sum() > dry_top


def test_callbacks_reach_some_and_flatter(year, tickets):
    calls = year["callbacks"]
    assert 0.55 <= share(calls["是否接通"], "是") <= 0.80
    rated = tickets[tickets["满意度"].notna()]
    good = ["非常满意", "满意", "基本满意"]
    assert 0.80 <= share(rated["满意度"], good) <= 0.95
    repeats = rated[rated["重复工单标记"].notna()]
    assert share(repeats["满意度"], good) < share(rated["满意度"], good) - 0.04
    solved = rated["是否解决"] == "是"
    assert share(rated[solved]["满意度"], good) > share(rated[~solved]["满意度"], good) + 0.15
    late = rated["按时情况"] == "超期"
    assert share(rated[late]["满意度"], good) < share(rated[~late]["满意度"], good)


def test_repeats_within_thirty_days(tickets):
    known = tickets[tickets["联系电话"].notna()].sort_values("受理时间")
    gap = known.groupby(["联系电话", "分类编码"])["受理时间"].diff()
    assert 0.10 <= (gap <= pd.Timedelta(days=30)).mean() <= 0.20
    first_month = daily(tickets).iloc[:28].mean()
    assert first_month == pytest.approx(daily(tickets)["2025-04-29":"2025-06-30"].mean(), rel=0.15)


def test_handling_counts(tickets):
    sent = tickets[tickets["派单时间"].notna()]
    assert 0.004 < share(sent["按时情况"], "超期") < 0.06
    assert 0.01 < (sent["延期次数"] == "1").mean() < 0.10
    assert 0.01 < (sent["退单次数"] == "1").mean() < 0.08
    assert (sent["重办次数"].astype(float) > 0).any()
    longer = sent["延期次数"] == "1"
    assert (sent[longer]["截止时间"] > sent[longer]["原截止时间"]).all()
    assert (sent[~longer]["截止时间"] == sent[~longer]["原截止时间"]).all()
    closed = sent[sent["办结时间"].notna()]
    late = closed["办结时间"] > closed["截止时间"]
    assert (late == (closed["按时情况"] == "超期")).all()


def test_places_report_up_to_threefold_differently(year, tickets):
    areas = year["areas"].query("区划级别 == 'community'").set_index("区划编码")
    rate = tickets["行政区划"].value_counts() / areas["常住人口"].astype(float)
    urban = rate[areas["区划名称"].str.endswith("社区")]
    low, high = np.percentile(urban.dropna(), [10, 90])
    assert 1.8 < high / low < 4


def test_telephone_desk(year):
    calls = year["calls"]
    answered = calls[calls["是否放弃"] == "否"]
    assert 0.93 <= len(answered) / len(calls) <= 0.995
    assert (answered["等待时长"].astype(float) <= 15).mean() > 0.75
    assert calls["工单编号"].notna().mean() == pytest.approx(0.58, abs=0.05)
    assert calls[calls["是否放弃"] == "是"]["应答时间"].isna().all()
    wait = (answered["应答时间"] - answered["呼入时间"]).dt.total_seconds()
    assert (wait == answered["等待时长"].astype(float)).all()
