"""The step ``geo``, what it takes over, who reads what of it, and its commands."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import delete, update

from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore, RunInfo
from data_access.search.asked import Asked as Search
from data_access.search.find import find
from data_access.settings import load_settings
from data_access.settings import settings as process_settings
from data_access.store.engine import migrate, open_store
from data_access.store.tables import area
from data_access.types import CallError, Filters, NotAllowedError, Scope, WeisuError
from demo_city import CITY_CODE, write_city
from geo import area_reads, frames, nightly_run
from geo.nightly_run import Asked, run_geo
from geo.store_reads import outlines
from geo.store_tables import area_outline
from tests.data_access.test_import import PLACE, row, write
from tests.weisu.test_commands import call
from weisu import evaluate_geo, geo_step
from weisu.commands.doctor import findings
from weisu.demo import load_files

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 20)
STREET = "990181001"
OF_STREET = Scope(
    "s", frozenset({"metric.view"}), frozenset({CITY_CODE}), None, frozenset({STREET})
)
HERE = ("--jurisdiction", CITY_CODE)
CLOSED = Scope("c", frozenset(), frozenset({CITY_CODE}))
ROOT = Path(__file__).resolve().parents[2]
STORED = (
    frames.AREA_MONTHLY, frames.AREA_CATEGORY, frames.AREA_PATTERN, frames.AREA_REPORTING,
    frames.AREA_SERIES,
)  # fmt: skip


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of five months with its outlines, another place with one ticket, two runs."""
    folder = tmp_path_factory.mktemp("home") / "home"
    files = folder / "files"
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    write_city(files, seed=12, days=140, per_day=40.0, last_day=LAST)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    ingest(
        store, settings, SYSTEM, write(folder / "one.csv", [row("1")]), "standard", actor="t",
        place=PLACE,
    )  # fmt: skip
    refresh(store, settings, lasting_measures())
    results = ResultStore.open(store, settings)
    run_geo(results, SYSTEM, Asked(CITY_CODE, as_of=date(2025, 10, 15)))
    run_geo(results, SYSTEM, Asked(CITY_CODE))
    store.close()
    return folder


@pytest.fixture
def results(made_home: Path, home: Path) -> Iterator[ResultStore]:
    shutil.copytree(made_home, home, dirs_exist_ok=True)
    process_settings.cache_clear()
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    yield ResultStore.open(store, settings)
    store.close()


@pytest.fixture
def run(results: ResultStore) -> RunInfo:
    found = results.current(frames.ROOM, CITY_CODE)
    assert found is not None
    return found


def facts(results: ResultStore, run: RunInfo) -> frames.Facts:
    found = results.facts(SYSTEM, run, frames.Facts)
    assert found is not None
    return found


@pytest.mark.timeout(600)
def test_months_taken_over_are_what_a_full_run_makes(results: ResultStore, run: RunInfo) -> None:
    taken = facts(results, run)
    assert taken.taken >= 1
    whole = run_geo(results, SYSTEM, Asked(CITY_CODE, anew=True))
    assert facts(results, whole).taken == 0
    assert facts(results, whole).prints == taken.prints
    for frame in STORED:
        pd.testing.assert_frame_equal(
            results.read(SYSTEM, run, frame), results.read(SYSTEM, whole, frame)
        )
    again = run_geo(results, SYSTEM, Asked(CITY_CODE))
    assert facts(results, again).taken == len(area_reads.months(again))
    for frame in STORED:
        pd.testing.assert_frame_equal(
            results.read(SYSTEM, again, frame), results.read(SYSTEM, whole, frame)
        )


def test_levels_and_months_are_those_with_data(results: ResultStore, run: RunInfo) -> None:
    assert area_reads.levels(run) == ("street", "community")
    months = area_reads.months(run)
    assert months[-1] == date(2025, 11, 1)
    assert area_reads.is_partial(run, months[-1])
    assert area_reads.is_partial(run, months[0])
    assert not area_reads.is_partial(run, months[1])
    assert area_reads.period_of(run, months[-1]).last == LAST
    assert facts(results, run).without == {"street": 0, "community": 0}
    assert all(share < 0.2 for share in facts(results, run).outside.values())


def test_counts_are_the_tickets_that_open(results: ResultStore, run: RunInfo) -> None:
    month = area_reads.months(run)[2]
    for level, category in (("street", ""), ("community", ""), ("street", "05")):
        values = area_reads.area_values(results, SYSTEM, run, level, month, "count", category)
        for _, one in values.sort_values("tickets", ascending=False).head(2).iterrows():
            filters = Filters(
                CITY_CODE, area_reads.period_of(run, month), area=one["area"], category=category,
                as_of=LAST,
            )  # fmt: skip
            found = find(results.extract, SYSTEM, Search(filters))
            assert found.count == one["tickets"] == one["n"]


def test_shares_have_the_registrys_parts(results: ResultStore, run: RunInfo) -> None:
    from data_access.metrics.evaluate import evaluate

    month = area_reads.months(run)[1]
    filters = Filters(CITY_CODE, area_reads.period_of(run, month), as_of=LAST)
    for measure, metric in (
        ("on_time", "on_time_rate"), ("satisfied", "satisfaction_rate"), ("repeat", "repeat_rate")
    ):  # fmt: skip
        values = area_reads.area_values(results, SYSTEM, run, "street", month, measure)
        known = evaluate(results.extract, SYSTEM, filters, [metric], ["area_street"])
        known = known[known["area_street"].notna()].set_index("area_street")
        mine = values.set_index("area").loc[known.index]
        assert (mine["hits"] == known["numerator"].astype(float)).all()
        assert (mine["base"] == known["denominator"].astype(float)).all()


def test_a_street_reads_its_own_areas_only(results: ResultStore, run: RunInfo) -> None:
    month = area_reads.months(run)[2]
    whole = area_reads.area_values(results, SYSTEM, run, "community", month, "per_10k")
    mine = area_reads.area_values(results, OF_STREET, run, "community", month, "per_10k")
    assert len(mine)
    assert mine["area"].str.startswith(STREET).all()
    pd.testing.assert_frame_equal(
        mine, whole[whole["area"].str.startswith(STREET)].reset_index(drop=True)
    )
    assert area_reads.reporting(results, OF_STREET, run, "street")["area"].tolist() == [STREET]
    with pytest.raises(NotAllowedError):
        results.read(OF_STREET, run, frames.AREA_SERIES)


def test_a_department_has_counts_of_its_own_tickets(results: ResultStore, run: RunInfo) -> None:
    month = area_reads.months(run)[2]
    unit = results.extract.query(
        SYSTEM,
        CITY_CODE,
        "SELECT org_lead FROM t WHERE org_lead IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    )["org_lead"].iloc[0]
    scope = Scope("d", frozenset({"metric.view"}), frozenset({CITY_CODE}), frozenset({unit}))
    mine = area_reads.area_values(results, scope, run, "street", month, "count")
    known = results.extract.query(
        scope, Filters(CITY_CODE, area_reads.period_of(run, month)),
        "SELECT area_street AS area, count(*) AS n FROM t WHERE area_street IS NOT NULL "
        "GROUP BY 1 ORDER BY 1",
    )  # fmt: skip
    assert mine["area"].tolist() == known["area"].tolist()
    assert mine["tickets"].tolist() == known["n"].tolist()
    assert mine["z"].isna().all()
    share = area_reads.area_values(results, scope, run, "street", month, "on_time")
    assert (share["hits"] <= share["base"]).all()
    for asked in ("per_10k", "to_expected"):
        with pytest.raises(NotAllowedError, match="本单位"):
            area_reads.area_values(results, scope, run, "street", month, asked)
    for read in (
        lambda: area_reads.patterns(results, scope, run, "street", "count"),
        lambda: area_reads.reporting(results, scope, run, "street"),
    ):
        with pytest.raises(NotAllowedError):
            read()
    with pytest.raises(NotAllowedError):
        area_reads.area_values(
            results, replace(SYSTEM, jurisdictions=frozenset()), run, "street", month, "count"
        )


def test_small_numbers_are_withheld_from_who_opens_no_tickets(
    results: ResultStore, run: RunInfo
) -> None:
    month = area_reads.months(run)[2]
    whole = area_reads.area_values(results, SYSTEM, run, "community", month, "count")
    told = area_reads.area_values(results, CLOSED, run, "community", month, "count")
    assert not whole["withheld"].any()
    small = whole["tickets"].between(1, 4)
    assert small.any()
    assert told.loc[small.to_numpy(), "withheld"].all()
    assert told.loc[told["withheld"], ["n", "tickets", "hits", "value", "z"]].isna().all().all()
    assert (told.loc[~told["withheld"], "tickets"] >= 5).sum() + (
        told.loc[~told["withheld"], "tickets"] == 0
    ).sum() == (~told["withheld"]).sum()
    # No street's number less what is told of its communities leaves a single one.
    streets = area_reads.area_values(results, CLOSED, run, "street", month, "count")
    for street in streets.loc[~streets["withheld"], "area"]:
        gone = told["withheld"] & told["area"].str.startswith(street)
        assert gone.sum() != 1


def test_two_months_say_where_intervals_part(results: ResultStore, run: RunInfo) -> None:
    months = area_reads.months(run)
    found = area_reads.two_months(results, SYSTEM, run, "street", months[1], months[2], "per_10k")
    first = area_reads.area_values(results, SYSTEM, run, "street", months[1], "per_10k")
    assert found["area"].tolist() == first["area"].tolist()
    assert found["smoothed_before"].tolist() == pytest.approx(
        first["smoothed"].tolist(), nan_ok=True
    )
    apart = found["low_after"].gt(found["high_before"]) | found["high_after"].lt(
        found["low_before"]
    )
    assert found["apart"].tolist() == apart.tolist()


def test_why_a_place_is_left_alone(results: ResultStore, run: RunInfo) -> None:
    assert "没有变化" in geo_step.why_not(results, SYSTEM, CITY_CODE)
    assert "没有可以比较的区域" in geo_step.why_not(results, SYSTEM, PLACE.code)
    with results.store.write() as connection:
        moved = {"at": run.started_at + timedelta(seconds=5)}
        connection.execute(update(area_outline).values(**moved))
    assert geo_step.why_not(results, SYSTEM, CITY_CODE) == ""


def test_a_run_of_an_older_shape_is_made_anew_and_nothing_of_it_taken_over(
    results: ResultStore, run: RunInfo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city: Any = SimpleNamespace(results=results, scope=SYSTEM)
    assert nightly_run._Kept(city, run)._prints == facts(results, run).prints != {}
    for module in (nightly_run, geo_step, evaluate_geo):
        monkeypatch.setattr(module, "shape_print", lambda: "another")
    assert nightly_run._Kept(city, run)._prints == {}
    assert geo_step.why_not(results, SYSTEM, CITY_CODE) == ""
    with pytest.raises(WeisuError, match="旧版本"):
        evaluate_geo.measure(results, SYSTEM, CITY_CODE, tmp_path)


def test_the_shape_is_columns_in_order_types_and_version() -> None:
    frame = frames.AREA_SERIES
    first, second, *rest = frame.columns
    others = (
        replace(frame, columns=(second, first, *rest)),
        replace(frame, columns=(first, second)),
        replace(frame, columns=(first, replace(second, kind="text"), *rest)),
        replace(frame, columns=(first, replace(second, required=False), *rest)),
    )
    prints = {frames.shape_print([one]) for one in (frame, *others)}
    assert len(prints) == 5
    assert frames.shape_print([frame], 2) not in prints
    assert frames.shape_print([replace(frame)]) == frames.shape_print([frame])


def test_without_data_or_areas_nothing_is_replaced(results: ResultStore, run: RunInfo) -> None:
    with pytest.raises(WeisuError, match="区域表"):
        run_geo(results, SYSTEM, Asked(PLACE.code))
    assert results.current(frames.ROOM, PLACE.code) is None


def test_what_is_missing_is_told(results: ResultStore) -> None:
    with results.store.write() as connection:
        connection.execute(delete(area_outline).where(area_outline.c.level == "community"))
        connection.execute(update(area).values(population=None))
    refresh(results.store, results.settings, lasting_measures(), full=True)
    found = run_geo(results, SYSTEM, Asked(CITY_CODE))
    notes = "；".join(facts(results, found).notes)
    assert "社区（村）没有边界，以最近的区域代替相邻区域" in notes
    assert "街道（镇）没有常住人口" in notes
    assert facts(results, found).without["community"] == 150
    month = area_reads.months(found)[1]
    none = area_reads.area_values(results, SYSTEM, found, "street", month, "per_10k")
    assert not none["shown"].any()
    assert area_reads.reporting(results, SYSTEM, found, "street").empty


def test_the_step_runs_in_the_night_and_not_by_the_hour() -> None:
    from weisu import pipeline

    assert "geo" in [step.name for step in pipeline.STEPS]
    assert "geo" not in [step.name for step in pipeline.LIGHT_STEPS]


def test_the_command_says_what_esda_says(results: ResultStore, tmp_path: Path) -> None:
    document = json.loads(call("geo", "stats", *HERE, "--level", "street", "--json").output)
    told = [one for one in document["areas"] if one["shown"]]
    assert document["measure"] == "per_10k"
    assert document["month"] == "2025-10"
    assert len(told) >= 8
    drawn = {
        one.code: base64.b64encode(one.wkb or b"").decode()
        for one in outlines(results.store, SYSTEM, CITY_CODE, level="street", shapes="full")
    }
    given, made = tmp_path / "in.npz", tmp_path / "out.npz"
    np.savez(
        given, hits=[one["hits"] for one in told], people=[one["base"] for one in told],
        shapes=[drawn[one["area"]] for one in told],
    )  # fmt: skip
    subprocess.run(
        [sys.executable, str(ROOT / "tests/geo/esda_of_command.py"), str(given), str(made)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True,
    )  # fmt: skip
    with np.load(made) as held:
        z, moran = held["z"], held["moran"]
    linked = [k for k, one in enumerate(told) if one["z"] is not None]
    assert len(linked) >= 8
    assert [told[k]["z"] for k in linked] == pytest.approx(z[linked].tolist(), abs=1e-8)
    assert [told[k]["moran"] for k in linked] == pytest.approx(moran[linked].tolist(), abs=1e-8)


def test_the_command_in_words_and_its_refusals(results: ResultStore) -> None:
    said = call(
        "geo", "stats", *HERE, "--level", "street", "--measure", "on_time", "--month", "2025-11"
    )
    assert "按时办结率：2025-11，街道（镇） 24 个" in said.output
    assert "不是整月" in said.output
    named = json.loads(
        call("geo", "stats", *HERE, "--level", "community", "--category", "05", "--json").output
    )
    assert named["category"] == "05"
    for wrong in (
        ("--level", "county"),
        ("--level", "street", "--month", "2024-01"),
        ("--level", "street", "--category", "没有这类"),
        ("--level", "street", "--category", "05", "--measure", "to_expected"),
    ):
        with pytest.raises(CallError):
            call("geo", "stats", *HERE, *wrong)


def test_the_analysis_is_held_against_the_truth(results: ResultStore, home: Path) -> None:
    asked = ("evaluate", "geo", "--jurisdiction", CITY_CODE, "--truth")
    found = json.loads(call(*asked, home / "files", "--json").output)
    assert found["reporting"]["areas"] == 150
    assert found["reporting"]["rank_correlation"] > 0.75
    assert found["reporting"]["settlement_agrees"] == 1.0
    assert found["reporting"]["quiet_below_09"] >= 0.9 * found["reporting"]["quiet"]
    assert all(one["with_find"] <= 0.12 * one["maps"] for one in found["shuffled"])
    assert "诉求意愿" in call(*asked, home / "files").output
    with pytest.raises(WeisuError, match=r"communities\.csv"):
        call(*asked, home)


def test_doctor_looks_at_outlines(results: ResultStore) -> None:
    from weisu.outline_health import outlines as looked

    good, words = looked(results.store, SYSTEM)
    assert good
    assert "街道（镇） 24 个、社区（村） 150 个" in words
    assert any(line == words for _, line in findings())
    with results.store.write() as connection:
        connection.execute(delete(area_outline).where(area_outline.c.code == "990181001001"))
        connection.execute(
            update(area_outline).where(area_outline.c.code == STREET).values(area_m2=1.0)
        )
    good, words = looked(results.store, SYSTEM)
    assert not good
    assert STREET in words
    with results.store.write() as connection:
        connection.execute(delete(area_outline).where(area_outline.c.code == STREET))
    good, words = looked(results.store, SYSTEM)
    assert good
    assert "街道（镇） 1 个、社区（村） 1 个没有边界" in words
