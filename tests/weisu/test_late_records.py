"""Tickets recorded late: told by the store's own versions, shown, left out of forecasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.leader_app.late import late_words
from dashboards.shell.expectation import Expecting
from data_access.extract.refresh import refresh
from data_access.importing import batches, job
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.store.recordings import recordings
from data_access.types import ANY, Filters, Period, Scope
from forecasting import frames
from forecasting.expected_reads import Reader
from forecasting.nightly_run import Asked, run_forecasting

SYSTEM = Scope.system("tests")
PLACE = Jurisdiction(code="330199", name="青山县", size="county")
FIRST, LAST = date(2026, 5, 4), date(2026, 6, 28)
FED = 34  # days of the feed; what lies before is one load of the past
LATE = {"电话": (1.0,), "APP": (0.4, 0.3, 0.2, 0.1)}


def tickets() -> pd.DataFrame:
    """Return 30 calls and 20 tickets of the app a day, with the day each is recorded on."""
    rng = np.random.default_rng(4)
    rows = []
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        for channel, n in (("电话", 30), ("APP", 20)):
            delays = rng.choice(len(LATE[channel]), rng.poisson(n), p=LATE[channel])
            rows += [(day, day + timedelta(days=int(d) + 1), channel) for d in delays]
    table = pd.DataFrame(rows, columns=["day", "recorded", "来源渠道"])
    table["受理时间"] = [datetime.combine(d, time(10)) for d in table["day"]]
    table["工单编号"] = [f"T{n:06d}" for n in range(len(table))]
    return table.assign(一级分类="城市管理", 二级分类="噪声污染")


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResultStore]:
    """A store that was loaded once and then fed every night up to the one after the last day."""
    folder: Path = tmp_path_factory.mktemp("fed")
    settings = load_settings(home=folder / "home", database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    table = tickets()
    begun = LAST + timedelta(days=1 - FED)
    with pytest.MonkeyPatch.context() as patch:
        for night in range(FED + 1):
            day = begun + timedelta(days=night)
            mine = table["recorded"] <= day if night == 0 else table["recorded"] == day
            file = folder / f"{day}.csv"
            table[mine].drop(columns=["day", "recorded"]).to_csv(file, index=False)
            now = datetime.combine(day, time(1)) - timedelta(hours=8)
            for module in (batches, job):
                patch.setattr(module, "utc_now", lambda now=now: now, raising=False)
            ingest(store, settings, SYSTEM, file, "standard", actor="t", place=PLACE)
    refresh(store, settings, lasting_measures())
    yield ResultStore.open(store, settings)
    store.close()


@pytest.fixture(scope="module")
def run(fed: ResultStore) -> RunInfo:
    return run_forecasting(fed, SYSTEM, Asked(PLACE.code))


def test_the_store_tells_when_tickets_were_first_recorded(fed: ResultStore) -> None:
    found = recordings(fed.store, SYSTEM, PLACE.code, "Asia/Shanghai", first=FIRST, last=LAST)
    table = tickets()
    fed_later = table[table["recorded"] > LAST + timedelta(days=1 - FED)]
    here = fed_later[fed_later["recorded"] <= LAST + timedelta(days=1)]
    assert sum(one.n for one in found) == len(here)
    assert {(one.recorded - one.accepted).days for one in found} == {1, 2, 3, 4}
    assert {one.channel for one in found} == set(LATE)
    known = LAST - timedelta(days=5)
    earlier = recordings(
        fed.store, SYSTEM, PLACE.code, "Asia/Shanghai", first=FIRST, last=LAST, known=known
    )
    assert max(one.recorded for one in earlier) == known


def test_the_last_days_are_told_as_they_will_be(fed: ResultStore, run: RunInfo) -> None:
    late = fed.read(SYSTEM, run, frames.COMPLETENESS)
    app = late[late["channel"] == "APP"].sort_values("period")
    share = (app["seen"] / app["mean"]).to_numpy()
    assert share[-1] == pytest.approx(0.4, abs=0.15)
    assert share[-2] == pytest.approx(0.7, abs=0.15)
    assert share[:3] == pytest.approx(1.0, abs=0.002)
    calls = late[late["channel"] == "电话"]
    assert (calls["seen"] / calls["mean"]).to_numpy() == pytest.approx(1.0, abs=0.08)
    whole = late[late["channel"] == ANY].sort_values("period")
    table = tickets()
    came = table.groupby("day").size()
    truth = [came[day.date()] for day in whole["period"]]
    assert ((whole["low"] <= truth) & (truth <= whole["high"])).sum() >= 6
    assert (whole["seen"] <= whole["low"]).all()


def test_an_unripe_day_is_not_held_against_what_is_expected(fed: ResultStore, run: RunInfo) -> None:
    expected = fed.read(SYSTEM, run, frames.EXPECTED)
    mine = expected[(expected["area"] == ANY) & (expected["category"] == ANY)]
    ahead = mine[mine["period"] > pd.Timestamp(LAST)]["mean"].head(7)
    assert ahead.mean() == pytest.approx(50, rel=0.06)


def test_today_says_how_many_are_to_come(fed: ResultStore, run: RunInfo) -> None:
    expecting = Expecting(Reader(fed, SYSTEM, run))
    cut = Filters(PLACE.code, Period.last_days(LAST, 7), as_of=LAST)
    assert late_words(cut, expecting).startswith("6月26日至28日的工单尚未到齐")
    assert "已到" in late_words(replace(cut, channel="APP"), expecting)
    assert late_words(replace(cut, category="01"), expecting) == ""
    assert late_words(cut.during(Period.last_days(LAST - timedelta(days=10), 7)), expecting) == ""
    assert late_words(cut, Expecting()) == ""
