"""The commands of warnings and their step, over a demo city from its files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from data_access.extract.refresh import refresh
from data_access.importing import feed
from data_access.metrics.additive import lasting_measures
from data_access.notices.tables import notice
from data_access.results.store import ResultStore
from data_access.results.values import records
from data_access.settings import load_settings
from data_access.settings import settings as process_settings
from data_access.store import runs
from data_access.store.engine import migrate, open_store
from data_access.types import CallError, Scope, WeisuError
from demo_city import CITY_CODE, write_city
from early_warning.live.notices import Part, notices
from early_warning.warning_reads import warning_list, warning_tickets
from early_warning.words import title
from weisu import pipeline
from weisu.cli import cli
from weisu.demo import load_files

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 23)
OF_A_WARNING = {
    "rank", "title", "rule_name", "verdict", "task", "evidence", "warning_id", "kind", "detector",
    "branch", "severity", "rule", "area_code", "category_code", "lead_unit", "first", "last",
    "opened", "seen", "state", "pushed", "life", "observed", "expected", "p_value", "score", "n",
    "callers", "places", "similar", "risks", "known", "doubt", "note", "board", "channel", "unit",
    "figures", "late", "since", "counted", "due", "latest", "event_id", "event_name", "told_under",
}  # fmt: skip
OF_A_SCORE = {
    "jurisdiction", "from", "to", "days", "precision", "recall", "median_lead", "alerts_per_day",
    "most_a_day", "pushes", "right", "events", "found", "called_wrongly", "by_rule", "by_shape",
    "deadlines", "risk_words", "life_words", "by_hour",
    "risk_words_by_hour",
}  # fmt: skip

OF_RISKS = {
    "warnings", "right", "precision", "low", "high", "events", "found", "recall", "by_class",
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_city(folder, seed=11, days=425, per_day=14.0, last_day=LAST)
    return folder


@pytest.fixture(scope="module")
def home(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    pipeline.run(store, settings, only=["warnings"])
    store.close()
    return folder


@pytest.fixture(autouse=True)
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WEISU_HOME", str(home))
    monkeypatch.delenv("WEISU_DATABASE_URL", raising=False)
    process_settings.cache_clear()
    yield
    process_settings.cache_clear()


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)


def document(*arguments: object) -> dict[str, Any]:
    done = call(*arguments, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_open_warnings_come_ranked_with_their_evidence() -> None:
    found = document("warnings", "--jurisdiction", CITY_CODE)
    assert set(found) == {"jurisdiction", "as_of", "run", "missing", "warnings"}
    assert found["as_of"] == LAST.isoformat()
    rows = found["warnings"]
    assert rows
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    sure = [r for r in rows if r["life"] or not r["doubt"]]
    levels = ["红橙黄蓝".index(r["severity"]) for r in sure]
    assert levels == sorted(levels)
    assert rows[: len(sure)] == sure  # what is in doubt comes last
    for row in rows:
        assert set(row) == OF_A_WARNING
        assert row["rule"]
        assert row["evidence"]
        assert row["state"] != "closed"
    late = [row for row in rows if row["detector"] == "deadline"]
    assert all(len(row["late"]) == row["observed"] for row in late)
    assert all(row["late"] == [] for row in rows if row not in late)
    lines = call("warnings", "--jurisdiction", CITY_CODE).output.splitlines()
    assert len([line for line in lines if "超期的可能性" in line]) == sum(
        len(row["late"]) for row in late
    )
    assert len([line for line in lines if "定级规则" in line]) == len(rows)


def test_a_replay_scores_itself_from_files_and_leaves_no_trace(files: Path) -> None:
    before = document("warnings", "--jurisdiction", CITY_CODE)
    found = document(
        "evaluate", "warnings", "--source", files, "--profile", "standard", "--truth", files
    )
    assert set(found) == OF_A_SCORE
    assert found["to"] == "2025-11-24"
    assert found["days"] == 25
    assert found["right"] <= found["pushes"]
    assert found["found"] <= found["events"]
    assert found["deadlines"]["days"] == 23  # the last two are not over
    risks = found["risk_words"]
    assert set(risks) == OF_RISKS
    assert sum(r["warnings"] for r in risks["by_class"]) == risks["warnings"]
    assert sum(r["right"] for r in risks["by_class"]) == risks["right"]
    assert document("warnings", "--jurisdiction", CITY_CODE) == before


def test_the_step_says_what_it_cost_and_does_nothing_twice(home: Path) -> None:
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    try:
        first = runs.latest(store, pipeline.ROOM)
        assert first is not None
        assert first.status == "done"
        from weisu.warnings_step import warnings

        again = warnings(store, settings, lambda *_: None).detail["jurisdictions"]
        assert "没有变化" in again[CITY_CODE]
    finally:
        store.close()


def test_a_unit_is_told_only_of_its_own_tickets(home: Path) -> None:
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    try:
        results = ResultStore.open(store, settings)
        run = results.current("warnings", CITY_CODE)
        assert run is not None
        rows = warning_list(results, SYSTEM, run)
        unit = str(rows["lead_unit"].dropna().iloc[0])
        mine = Scope("u", frozenset({"warning.view"}), frozenset({CITY_CODE}), frozenset({unit}))
        own = warning_list(results, mine, run)
        since, pushed = pd.Timestamp("2020-01-01"), records(own.assign(pushed=own["opened"]))
        found = notices(pushed, CITY_CODE, since, {}, {}, part=Part(unit))
        told = {one.about: one for one in found}
        assert told
        for row in own[own["lead_unit"] == unit].to_dict("records"):
            tickets = warning_tickets(results, mine, run, row["warning_id"])
            assert set(tickets["org_lead"]) == {unit}
            text = told[f"warning:{CITY_CODE}:{row['warning_id']}:pushed:unit"].text
            assert text == f"涉及本单位{len(tickets)}件。定级：{row['rule']}。建议由本单位牵头。"
    finally:
        store.close()


def test_calls_that_cannot_be_answered(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="--jurisdiction"):
        call("warnings")
    with pytest.raises(WeisuError, match="还没有"):
        call("warnings", "--jurisdiction", CITY_CODE, "--as-of", "2024-01-01")
    with pytest.raises(CallError, match="真值"):
        call("evaluate", "warnings", "--jurisdiction", CITY_CODE, "--truth", tmp_path)
    bad = tmp_path / "events.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(WeisuError, match="缺少列"):
        call("evaluate", "warnings", "--jurisdiction", CITY_CODE, "--truth", bad)
    assert call("warnings", "--as-of", "gestern").exit_code == 2


def test_days_that_are_due_and_empty_are_told_once_as_a_matter_of_the_data(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source goes on delivering and brings no ticket of three days; then they come in."""
    from weisu import warnings_step

    here = tmp_path / "home"
    shutil.copytree(home, here)
    settings = load_settings(home=here, database_url="", storage="")
    store = open_store(settings)
    at = LAST
    monkeypatch.setattr("weisu.warnings_step.clock.utc_now", lambda: datetime.combine(at, time(4)))
    daily = [feed.Load(LAST - timedelta(days=n), LAST - timedelta(days=n + 1)) for n in range(12)]

    def delivered(*_: object) -> list[feed.Load]:
        more = [feed.Load(LAST + timedelta(days=n), LAST) for n in range(1, (at - LAST).days + 1)]
        return [*reversed(daily), *more]

    monkeypatch.setattr("weisu.warnings_step.feed.loads", delivered)
    try:
        results = ResultStore.open(store, settings)
        nights = []
        for number in range(1, 5):
            at = LAST + timedelta(days=number)
            done = warnings_step.warnings(store, settings, lambda *_: None)
            run = results.current("warnings", CITY_CODE)
            assert run is not None
            assert run.as_of == LAST
            rows = warning_list(results, SYSTEM, run)
            silent = rows[(rows["detector"] == "silent") & (rows["state"] != "closed")]
            nights.append(silent)
            assert "没有变化" not in str(done.detail) or number == 1
        # On the day after the last one with tickets nothing is due yet.
        assert nights[0].empty
        for silent in nights[1:]:
            (row,) = silent.to_dict("records")
            assert row["kind"] == "data"
            assert title({str(k): v for k, v in row.items()}, {}, {}) == "全市：来源中断"
            assert row["opened"] == row["pushed"] == pd.Timestamp(LAST + timedelta(days=1))
            assert row["observed"] == 0
        assert len({s["warning_id"].iloc[0] for s in nights[1:]}) == 1
        with store.read() as connection:
            told = connection.execute(select(notice.c.title)).scalars().all()
        assert len([one for one in told if "来源中断" in one]) == 1
        # The days come in after all: the night goes on from the last day, the silence is over.
        late = tmp_path / "late"
        write_city(late, seed=11, days=4, per_day=14.0, last_day=at, truth=False)
        load_files(store, settings, SYSTEM, late, lambda _what, _share: None)
        refresh(store, settings, lasting_measures())
        monkeypatch.setattr("weisu.warnings_step.feed.loads", lambda *_: [])
        warnings_step.warnings(store, settings, lambda *_: None)
        results = ResultStore.open(store, settings)
        run = results.current("warnings", CITY_CODE)
        assert run is not None
        assert run.as_of == at
        rows = warning_list(results, SYSTEM, run)
        assert set(rows.loc[rows["detector"] == "silent", "state"]) == {"closed"}
    finally:
        store.close()
