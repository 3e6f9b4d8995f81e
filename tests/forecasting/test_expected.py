"""What was expected of each day: known beforehand, wide enough, the season's, and of any cut."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.types import ANY
from forecasting.calendar.features import WEEKDAY_ONLY, Calendar
from forecasting.calendar.seasons import Seasons
from forecasting.expected.cells import UNIT, cells_of
from forecasting.expected.cut import READ_BEFORE, Cell, of_cut
from forecasting.expected.days import Expected, expected_days
from forecasting.expected.sums import rises, sum_of
from forecasting.reading import EXPECT_DAYS

START = pd.Timestamp("2023-01-02")  # a Monday
WEEK = np.array([1.15] * 5 + [0.75, 0.5])


def city(
    rng: np.random.Generator, days: int, means: dict[str, float], scatter: float = 1.5
) -> pd.DataFrame:
    """Counts by second-level category, with a weekly shape."""
    index = pd.date_range(START, periods=days)
    parts = []
    for code, mean in means.items():
        mu = mean * WEEK[index.day_of_week]
        n = rng.negative_binomial(mu / (scatter - 1), 1 / scatter)
        parts.append(pd.DataFrame({"area": ANY, "category": code, "channel": ANY, "day": index,
                                   "n": n}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def coded(means: np.ndarray) -> dict[str, float]:
    """Name means by second-level codes."""
    return {f"{n // 9 + 1:02d}{n % 9 + 1:02d}": float(m) for n, m in enumerate(means)}


def told(
    counts: pd.DataFrame, units: pd.DataFrame | None = None, calendar: Calendar = WEEKDAY_ONLY
) -> tuple[Expected, dict[tuple[str, str], np.ndarray]]:
    """Return the expectation of all days and the counts by cell."""
    days = np.arange(
        counts["day"].min().to_datetime64().astype("datetime64[D]"),
        counts["day"].max().to_datetime64().astype("datetime64[D]") + 1,
    )
    none = counts.iloc[:0]
    cells = cells_of(days, counts, [none], none if units is None else units)
    found = expected_days(cells, calendar, first=EXPECT_DAYS, ahead=14)
    parts = (cells.shaped, cells.derived, cells.summed)
    seen = np.concatenate([p.counts for p in parts])
    keys = cells.keys[["area", "category"]].itertuples(index=False, name=None)
    return found, {k: seen[row] for row, k in enumerate(keys)}


def row_of(found: Expected, area: str, category: str) -> int:
    keys = found.keys
    return int(((keys["area"] == area) & (keys["category"] == category)).to_numpy().argmax())


def cell(found: Expected) -> Cell:
    return Cell(found.mean, found.scatter, found.drift, found.season)


def test_weeks_lie_in_their_range_as_often_as_it_says():
    rng = np.random.default_rng(11)
    inside, came_in_all, due = [], 0.0, 0.0
    for _ in range(6):
        means = coded(rng.gamma(1, 12, 12) + 1)
        found, seen = told(city(rng, 420, means))
        for (area, category), counts in seen.items():
            row = row_of(found, area, category)
            for start in range(210, 413, 7):
                total = sum_of(cell(found), row, slice(start, start + 7))
                assert total is not None
                came = counts[start : start + 7].sum()
                inside.append(total.low <= came <= total.high)
                came_in_all, due = came_in_all + came, due + total.mean
    assert 0.93 <= np.mean(inside) <= 0.995
    assert came_in_all / due == pytest.approx(1, abs=0.02)


@settings(max_examples=8, deadline=None)
@given(st.integers(60, 200), st.integers(0, 400))
def test_a_day_is_expected_by_what_was_known_before_its_week(day: int, came: int):
    counts = city(np.random.default_rng(3), 203, {"0101": 8.0, "0102": 3.0})
    before, _ = told(counts)
    week_start = START + pd.Timedelta(days=day - day % 7)
    changed = counts.copy()
    later = changed["day"] >= week_start
    changed.loc[later, "n"] = came
    after, _ = told(changed)
    upto = day - day % 7 + 7
    assert np.array_equal(before.mean[:, :upto], after.mean[:, :upto], equal_nan=True)


def test_nothing_is_expected_of_the_first_weeks():
    found, _ = told(city(np.random.default_rng(4), 60, {"0101": 9.0}))
    assert np.isnan(found.mean[:, :EXPECT_DAYS]).all()
    assert not np.isnan(found.mean[:, EXPECT_DAYS:]).any()
    assert found.frame()["period"].min() == START + pd.Timedelta(days=EXPECT_DAYS)


def test_a_burst_hardly_moves_what_is_expected_afterwards():
    counts = city(np.random.default_rng(5), 196, {"0101": 20.0, "0102": 30.0})
    plain, _ = told(counts)
    day = (counts["day"] == START + pd.Timedelta(days=185)) & (counts["category"] == "0101")
    counts.loc[day, "n"] *= 12
    burst, _ = told(counts)
    row = row_of(plain, ANY, "0101")
    assert burst.mean[row, 189:196] / plain.mean[row, 189:196] == pytest.approx(1, abs=0.1)


def test_a_season_that_comes_every_year_is_no_rise():
    rng = np.random.default_rng(8)
    index = pd.date_range(START, periods=3 * 365)
    winter = (index.month == 11) & (index.day >= 15) | (index.month == 12)
    heating = rng.poisson(np.where(winter, 60.0, 6.0))
    steady = rng.poisson(80.0, len(index))
    base = {"area": ANY, "channel": ANY, "day": index}
    counts = pd.concat([pd.DataFrame({**base, "category": c, "n": n})
                        for c, n in (("0101", heating), ("0201", steady))])  # fmt: skip
    calendar = Calendar("weekday", Seasons(heating=((11, 15), (12, 31))))
    found, seen = told(counts, calendar=calendar)
    start = int((pd.Timestamp("2025-11-17") - START).days)
    week = slice(start, start + 7)
    observed = np.array(
        [
            seen[a, c][week].sum()
            for a, c in found.keys[["area", "category"]].itertuples(index=False)
        ]
    )
    assert not any(r.notable for r in rises(observed, cell(found), week))
    row = row_of(found, ANY, "0101")
    assert found.season[row, week].mean() > 2


def test_what_rose_is_found_and_where_nothing_happened_little_is():
    rng = np.random.default_rng(6)
    week, wrong = slice(196, 203), []
    means = coded(rng.gamma(1, 6, 60) + 0.3)
    for number in range(12):
        counts = city(rng, 203, means)
        found, seen = told(counts)
        fine = np.flatnonzero(found.keys["category"].str.len().to_numpy() == 4)
        observed = np.array([seen[ANY, c][week].sum() for c in found.keys["category"].iloc[fine]])
        part = cell(found).rows(fine)
        wrong.append(any(r.notable for r in rises(observed, part, week)))
        if number == 0:
            largest = int(np.argsort(observed)[-4])
            observed[largest] *= 4
            first = rises(observed, part, week)[0]
            assert first.row == largest
            assert first.notable
            assert first.low < first.ratio < first.high
    assert np.mean(wrong) <= 0.34  # a tenth is meant


def test_a_unit_has_the_season_of_what_it_is_sent():
    rng = np.random.default_rng(9)
    index = pd.date_range(START, periods=800)
    wave = 1 + 0.9 * np.sin(2 * np.pi * np.arange(800) / 365.25)
    base = {"area": ANY, "channel": ANY, "day": index}
    rows = [
        pd.DataFrame({**base, "category": c, "n": rng.poisson(m)})
        for c, m in (("0101", 30 * wave), ("0201", np.full(800, 60.0)))
    ]
    office = rows[0].assign(area="供热办", n=rows[0]["n"] // 2)
    found, seen = told(pd.concat(rows, ignore_index=True), office)
    row = row_of(found, UNIT + "供热办", ANY)
    weeks = slice(500, 800)
    error = np.abs(found.mean[row, weeks] - seen[UNIT + "供热办", ANY][weeks]).sum()
    assert error / seen[UNIT + "供热办", ANY][weeks].sum() < 0.35
    assert found.season[row, weeks].max() / found.season[row, weeks].min() > 3


def test_a_cut_is_its_share_of_the_cell_above():
    rng = np.random.default_rng(10)
    days = np.arange(np.datetime64("2025-01-06"), np.datetime64("2025-01-06") + READ_BEFORE + 15)
    mean = np.full((1, len(days)), 40.0)
    above = Cell(mean, np.full_like(mean, 2.0), np.full_like(mean, 0.1), np.ones_like(mean))
    counts = rng.poisson(10.0, mean.shape).astype(float)
    found = of_cut(days, counts, above)
    assert np.isnan(found.mean[0, :56]).all()
    assert found.mean[0, -7:] == pytest.approx(10, rel=0.1)
    assert (found.drift[0, -7:] > 0.1).all()
    counts[0, -7:] = 500  # what comes in a week says nothing of what was expected of it
    assert of_cut(days, counts, above).mean[0, -8:-7] == pytest.approx(found.mean[0, -8:-7])


def test_one_cell_counts_what_names_a_wider_category_only():
    counts = city(np.random.default_rng(12), 70, {"0101": 5.0, "01": 2.0})
    found, seen = told(counts)
    assert (
        seen[ANY, "01"]
        == seen[ANY, "0101"] + counts.loc[counts["category"] == "01", "n"].to_numpy()
    ).all()
    assert not found.keys.duplicated(["area", "category"]).any()
