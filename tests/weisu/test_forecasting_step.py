"""The pipeline's step ``forecasting``: what it stores, skips, resumes, and keeps from the past."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.metrics.series import daily_counts_by_unit
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.types import ANY, NotAllowedError, Period, Scope
from demo_city import CITY_CODE, write_city
from forecasting import frames, nightly_run, unit_frames
from forecasting.nightly_run import Asked, run_forecasting
from forecasting.reading import whole
from tests.data_access.test_import import PLACE, row, write
from tests.support.frames import frames_of
from weisu import forecasting_step, pipeline
from weisu.demo import load_files

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 23)
QUICK = Asked(CITY_CODE, area_level="city", category_level=1, origins=2, busiest=0)
UNIT = "市市场监管局"


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home") / "home"
    write_city(files, seed=12, days=200, per_day=8.0, last_day=LAST)
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    path = write(folder / "one.csv", [row("1")])
    ingest(store, settings, SYSTEM, path, "standard", actor="t", place=PLACE)
    refresh(store, settings, lasting_measures())
    store.close()
    return folder


@pytest.fixture
def results(made_home: Path, tmp_path: Path) -> Iterator[ResultStore]:
    home = tmp_path / "home"
    shutil.copytree(made_home, home)
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    yield ResultStore.open(store, settings)
    store.close()


def step(results: ResultStore) -> dict[str, str]:
    found = forecasting_step.forecasting(results.store, results.settings, lambda _w, _s: None)
    said: dict[str, str] = found.detail["jurisdictions"]
    return said


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    run_whole = nightly_run.run_forecasting

    def run(results, scope, asked, *rates, **more):
        quick = replace(QUICK, jurisdiction=asked.jurisdiction)
        return run_whole(results, scope, quick, *rates, **more)

    monkeypatch.setattr(nightly_run, "run_forecasting", run)


def test_a_night_stores_everything_and_the_next_has_nothing_to_do(results, quick):
    assert "forecasting" in [s.name for s in pipeline.STEPS]
    said = step(results)
    run = results.current(frames.ROOM, CITY_CODE)
    assert run is not None
    assert said[CITY_CODE] == run.run_id
    assert said[PLACE.code] == "只有 1 天数据，满 28 天后开始预测"
    assert set(run.files) == {
        "forecast", "earlier", "forecast_score", "finding", "component", "calendar_item",
        "driver", "staffing", "facts", "unit_forecast", "unit_earlier", "unit_score",
        "unit_finding", "unit_item", "unit_driver", "unit_component", "expected",
        "unit_expected", "expected_shape", "completeness",
    }  # fmt: skip
    forecast = results.read(SYSTEM, run, frames.FORECAST)
    assert np.isfinite(forecast[["mean", "q05", "q95"]].to_numpy(dtype=float)).all()
    assert pd.Timestamp(forecast["period"].max()).date() == date(2025, 12, 31)
    seats = results.read(SYSTEM, run, frames.STAFFING)
    assert len(seats) == 14 * 24
    assert np.isfinite(seats[["calls", "agents", "wait_s"]].to_numpy(dtype=float)).all()
    drivers = results.read(SYSTEM, run, frames.DRIVER)
    sums = drivers.groupby(["comparison", "reading"])["change"].sum().groupby(level=0).nunique()
    assert set(drivers["comparison"]) == {"month"}
    assert (sums == 1).all()
    assert step(results)[CITY_CODE] == "数据没有变化，沿用现有预测"
    assert results.current(frames.ROOM, CITY_CODE) == run


def test_what_was_cut_off_goes_on_and_one_failure_stops_nobody(results, monkeypatch):
    at = {"calls": 0}

    def fails(_results, _scope, asked, *_rates, **_more):
        at["calls"] += 1
        raise RuntimeError("secret detail")

    monkeypatch.setattr(nightly_run, "run_forecasting", fails)
    monkeypatch.setattr(forecasting_step, "why_not", lambda *_: "")
    said = step(results)
    assert at["calls"] == 2  # both were tried
    assert set(said.values()) == {"趋势预测没有完成，沿用原有结果；原因见运行日志，下一轮会再试。"}
    assert results.current(frames.ROOM, CITY_CODE) is None


def test_a_run_that_breaks_leaves_what_was_current(results, monkeypatch):
    first = run_forecasting(results, SYSTEM, QUICK)
    monkeypatch.setattr(
        nightly_run, "_make", lambda *_a, **_k: (_ for _ in ()).throw(MemoryError())
    )
    with pytest.raises(MemoryError):
        run_forecasting(results, SYSTEM, QUICK)
    found = results.current(frames.ROOM, CITY_CODE)
    assert found is not None
    assert found.run_id == first.run_id
    assert len(results.history(frames.ROOM, CITY_CODE)) == 1


def test_what_was_forecast_is_kept_and_held_against_what_came(results):
    first = LAST - timedelta(days=30)
    run_forecasting(results, SYSTEM, replace(QUICK, as_of=first, extras=False))
    run_forecasting(results, SYSTEM, replace(QUICK, as_of=LAST - timedelta(days=8), extras=False))
    run = run_forecasting(results, SYSTEM, replace(QUICK, extras=False))
    earlier = results.read(SYSTEM, run, frames.EARLIER)
    origin = pd.to_datetime(earlier["origin"]).dt.date
    assert {first, LAST - timedelta(days=8)} <= set(origin)
    kept = earlier[origin == first]
    assert not kept["remade"].any()  # what was shown then, not made up for
    assert kept.groupby(["area", "category", "channel"]).size().max() == 28
    before = results.read(SYSTEM, results.history(frames.ROOM, CITY_CODE)[-1], frames.FORECAST)
    all_of_it = {"area": ANY, "category": ANY, "channel": ANY}
    one, two = (
        f[(f[list(all_of_it)] == pd.Series(all_of_it)).all(axis=1)]
        .sort_values("period")["mean"]
        .head(28)
        for f in (before, kept)
    )
    assert list(one) == list(two)


def test_the_first_night_makes_up_for_the_past(results):
    run = run_forecasting(results, SYSTEM, replace(QUICK, extras=False))
    earlier = results.read(SYSTEM, run, frames.EARLIER)
    assert earlier["remade"].all()
    assert set(pd.to_datetime(earlier["origin"]).dt.date) == {LAST - timedelta(days=28)}


def _limited(
    *, departments: frozenset[str] | None = None, areas: frozenset[str] | None = None
) -> Scope:
    return Scope("a", frozenset({"forecast.view"}), frozenset({CITY_CODE}), departments, areas)


def test_limited_readers_cannot_reach_the_whole(results):
    run = run_forecasting(results, SYSTEM, replace(QUICK, area_level="street"))
    one = _limited(departments=frozenset({UNIT}))
    for name, frame in frames_of(frames).items():
        if name.startswith("unit_"):
            assert set(results.read(one, run, frame)["unit"]) <= {UNIT}
            continue
        if frame is frames.EXPECTED_SHAPE:
            continue  # without how many tickets there are
        with pytest.raises(NotAllowedError):
            results.read(one, run, frame)
    with pytest.raises(NotAllowedError):
        run_forecasting(results, one, QUICK)
    street = _limited(areas=frozenset({f"{CITY_CODE}008"}))
    mine = results.read(street, run, frames.FORECAST)
    assert set(mine["area"]) == {f"{CITY_CODE}008"}
    for scope in (one, street):
        with pytest.raises(NotAllowedError):
            results.facts(scope, run, frames.Facts)
    for frame in (
        frames.CALENDAR_ITEM, frames.DRIVER, frames.STAFFING, frames.UNIT_FORECAST,
        frames.UNIT_DRIVER,
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            results.read(street, run, frame)
    own = results.read(one, run, frames.UNIT_FORECAST, where={"category": ANY})
    everything = whole(results.read(SYSTEM, run, frames.FORECAST))
    assert 0 < own["mean"].sum() < everything["mean"].sum() / 2
    assert set(results.read(street, run, frames.AREA_DRIVER)["area"]) == {f"{CITY_CODE}008"}


def test_units_are_forecast_from_their_own_tickets_and_add_up(results, monkeypatch):
    monkeypatch.setattr(unit_frames, "LEAST_FIRST", 28)
    run = run_forecasting(results, SYSTEM, QUICK)
    ahead = results.read(SYSTEM, run, frames.UNIT_FORECAST)
    assert "" not in set(ahead["unit"])
    counts = daily_counts_by_unit(
        results.extract, SYSTEM, CITY_CODE, Period.last_days(LAST, 112), as_of=LAST
    )
    recent = counts.groupby("unit")["n"].sum().drop("", errors="ignore")
    assert set(ahead["unit"]) == set(recent[recent >= 28].index)
    total = ahead[ahead["category"] == ANY].set_index(["unit", "period"])["mean"]
    first = ahead[ahead["category"].str.fullmatch(r"\d\d")]
    sums = first.groupby(["unit", "period"])["mean"].sum()
    assert len(sums)
    assert np.allclose(sums, total.reindex(sums.index))
    assert (ahead["q05"] <= ahead["mean"] + 1e-9).mean() > 0.99
    then = results.read(SYSTEM, run, frames.UNIT_EARLIER)
    assert then["remade"].all()
    assert set(then["unit"]) == set(ahead["unit"])
    errors = results.read(SYSTEM, run, frames.UNIT_SCORE, where={"category": ANY})
    assert {"reconciled", "snaive"} <= set(errors["model"])
    parts = results.read(
        SYSTEM, run, frames.UNIT_DRIVER, where={"unit": UNIT, "comparison": "month"}
    )
    assert len(set(parts.groupby("reading")["change"].sum())) == 1
    assert results.read(SYSTEM, run, frames.UNIT_ITEM)["departments"].isin(set(ahead["unit"])).all()


def test_what_was_forecast_of_units_is_kept_too(results):
    first = LAST - timedelta(days=30)
    before = run_forecasting(results, SYSTEM, replace(QUICK, as_of=first))
    shown = results.read(SYSTEM, before, frames.UNIT_FORECAST)
    run = run_forecasting(results, SYSTEM, QUICK)
    kept = results.read(SYSTEM, run, frames.UNIT_EARLIER)
    kept = kept[(pd.to_datetime(kept["origin"]).dt.date == first) & (kept["category"] == ANY)]
    assert not kept["remade"].any()
    cell = kept[kept["unit"] == UNIT].sort_values("period")["mean"].tolist()
    mine = shown[(shown["unit"] == UNIT) & (shown["category"] == ANY)].sort_values("period")
    assert cell == mine["mean"].tolist()[:28]
