"""What nights tell of each day beforehand: it stays told, and every reader reads his own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.types import ANY, Filters, Period, Scope
from demo_city import CITY_CODE, write_city
from forecasting import frames
from forecasting.expected.cut import drawn
from forecasting.expected_reads import Cells, Reader, read_cells
from forecasting.nightly_run import Asked, run_forecasting
from weisu.demo import load_files
from weisu.forecasting_step import why_not
from weisu.hotspots_due import due_of

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 23)  # a Sunday
WEEK = (LAST - timedelta(days=6), LAST)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResultStore]:
    """A city of a hundred days: too short for a forecast, long enough to expect something."""
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home") / "home"
    write_city(files, seed=31, days=100, per_day=20.0, last_day=LAST)
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    yield ResultStore.open(store, settings)
    store.close()


@pytest.fixture(scope="module")
def run(results: ResultStore) -> RunInfo:
    """The last of three nights."""
    for day in (WEEK[0], LAST - timedelta(days=4)):
        run_forecasting(results, SYSTEM, Asked(CITY_CODE, as_of=day))
    return run_forecasting(results, SYSTEM, Asked(CITY_CODE))


def expected(results: ResultStore, run: RunInfo) -> pd.Series:
    rows = results.read(SYSTEM, run, frames.EXPECTED)
    found: pd.Series = rows.set_index(["area", "category", "period"])["mean"]
    return found


def read(
    results: ResultStore, run: RunInfo, scope: Scope = SYSTEM, category: str = ANY, **cut: Any
) -> Cells:
    asked = Filters(CITY_CODE, Period.last_days(LAST, 7), **cut)
    return read_cells(Reader(results, scope, run), asked, (category,), WEEK)


def due(
    results: ResultStore, run: RunInfo, scope: Scope = SYSTEM, category: str = ANY, **cut: Any
) -> np.ndarray:
    """Return what is expected of a cut with a ticket every other day, on the last week's days."""
    asked = Filters(CITY_CODE, Period.last_days(LAST, 7), **cut)
    days = (LAST - timedelta(days=69), LAST)
    above = read_cells(Reader(results, scope, run), asked, (category,), days)
    counts = (np.arange(len(above.days), dtype=np.float64) % 2.0)[None, :]
    found = drawn(above.days, counts, above.cell, above.exact)
    return np.concatenate([found.mean[0, -7:], found.scatter[0, -7:], found.drift[0, -7:]])


def limited(**limits: Any) -> Scope:
    return Scope("a", frozenset({"today.view"}), frozenset({CITY_CODE}), **limits)


def test_a_short_history_is_expected_though_not_forecast(results, run):
    assert why_not(results, SYSTEM, CITY_CODE)  # nothing new since
    assert run.has(frames.EXPECTED)
    assert not run.has(frames.FORECAST)
    known = expected(results, run)
    assert np.isfinite(known).all()
    days = known.index.get_level_values("period")
    assert days.min().date() == LAST - timedelta(days=99 - 28)
    assert days.max().date() > LAST


def test_what_was_told_of_a_week_stays_told(results, run):
    nights = results.history(frames.ROOM, CITY_CODE)[::-1]
    first, second, last = (expected(results, night) for night in nights)
    sunday = pd.Timestamp(LAST)
    for before, after in ((first, second), (second, last)):
        both = before.index.intersection(after.index)
        both = both[both.get_level_values("period") <= sunday]
        assert len(both)
        assert before[both].tolist() == after[both].tolist()


def test_each_reader_reads_his_own_cells(results, run):
    whole = read(results, run)
    assert whole.exact.all()
    assert np.isfinite(whole.cell.mean).all()
    units = results.read(SYSTEM, run, frames.UNIT_EXPECTED)
    unit = str(units.groupby("unit")["mean"].sum().idxmax())
    own = read(results, run, limited(departments=frozenset({unit})))
    asked = read(results, run, department=unit)
    assert own.exact.all()
    assert own.cell.mean == pytest.approx(asked.cell.mean)
    assert own.cell.mean.sum() < whole.cell.mean.sum()
    other = read(results, run, limited(departments=frozenset({"没有这个单位"})))
    both = read(results, run, limited(departments=frozenset({unit}), areas=frozenset({"99"})))
    assert not other.exact.any()
    assert not both.exact.any()


def test_the_season_of_all_tickets_is_told_without_their_number(results, run):
    shape = results.read(limited(areas=frozenset({"99"})), run, frames.EXPECTED_SHAPE)
    sizes = shape.groupby(["unit", "category"])["mean"].mean()
    assert len(sizes) > 5
    assert sizes.to_numpy() == pytest.approx(1.0)


def test_a_part_has_one_expectation_whoever_looks(results, run):
    rows = results.read(SYSTEM, run, frames.EXPECTED)
    units = results.read(SYSTEM, run, frames.UNIT_EXPECTED)
    unit = str(units.groupby("unit")["mean"].sum().idxmax())
    totals = rows[(rows["area"] != ANY) & (rows["category"] == ANY)].groupby("area")["mean"].sum()
    street = str(totals[totals.index.str.len() > 6].idxmax())
    second = str(rows.loc[rows["category"].str.len() == 4, "category"].iloc[0])
    of_street, of_unit = frozenset({street}), frozenset({unit})
    cuts: tuple[dict[str, Any], ...] = ({"category": second}, {"channel": "电话"}, {})
    for cut in cuts:
        both = due(results, run, area=street, department=unit, **cut)
        assert due(results, run, limited(areas=of_street), **cut) == pytest.approx(
            due(results, run, area=street, **cut)
        )
        assert due(results, run, limited(departments=of_unit), **cut) == pytest.approx(
            due(results, run, department=unit, **cut)
        )
        assert due(results, run, limited(areas=of_street), department=unit, **cut) == pytest.approx(
            both
        )
        assert due(results, run, limited(departments=of_unit), area=street, **cut) == pytest.approx(
            both
        )


def test_a_street_and_its_matter_add_up_to_what_is_seen(results, run):
    rows = results.read(SYSTEM, run, frames.EXPECTED)
    totals = rows[(rows["area"] != ANY) & (rows["category"] == ANY)].groupby("area")["mean"].sum()
    street = str(totals[totals.index.str.len() > 6].idxmax())
    mine = limited(areas=frozenset({street}))
    assert read(results, run, mine).cell.mean == pytest.approx(
        read(results, run, area=street).cell.mean
    )
    # A second-level category of a street takes the city's shape, for his own reader too.
    second = str(rows.loc[rows["category"].str.len() == 4, "category"].iloc[0])
    above = read(results, run, area=street, category=second)
    assert not above.exact.any()
    city = read(results, run, category=second).cell.mean
    assert above.cell.mean / above.cell.mean.mean() == pytest.approx(city / city.mean())
    near = read(results, run, mine, category=second)
    assert not near.exact.any()
    assert near.cell.mean == pytest.approx(above.cell.mean)


def test_a_channel_is_never_a_cell_of_its_own(results, run):
    found = read(results, run, channel="电话")
    assert not found.exact.any()
    assert np.isfinite(found.cell.mean).all()


def test_topics_are_told_what_pages_are_told_of_their_categories(results, run):
    due = due_of(results, SYSTEM, CITY_CODE, LAST)
    codes = expected(results, run).loc[ANY].index.get_level_values("category").unique()
    second = [c for c in codes if len(c) == 4 and c.isdigit()]
    assert second
    assert set(second) <= set(due.of("7d"))
    code = second[0]
    told = due.of("7d")[code]
    assert told.expected == pytest.approx(read(results, run, category=code).cell.mean.sum())
    assert told.upper > told.expected
    assert told.turn > 0
    # The next night's topics are found before its forecast is made.
    assert due_of(results, SYSTEM, CITY_CODE, LAST + timedelta(days=1)).of("7d")
    assert not due_of(results, SYSTEM, CITY_CODE, LAST + timedelta(days=90)).of("7d")
