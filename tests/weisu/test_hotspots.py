"""From tickets to hot matters: the pipeline's step, the commands, what is made current."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import Settings, load_settings
from data_access.settings import settings as process_settings
from data_access.store import runs
from data_access.store.engine import Store, migrate, open_store
from data_access.types import Period, Scope
from demo_city import CITY_CODE, write_city
from hotspots import actions
from hotspots.analysis import Asked
from hotspots.frames import GROUPS, MEMBERS, TOPICS
from hotspots.nightly_run import run_hotspots
from tests.data_access.test_import import PLACE, row, write
from weisu import city_step, hotspots_step, pipeline
from weisu.cli import cli
from weisu.demo import load_files

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 23)
TOPIC_KEYS = {
    "rank", "topic_id", "name", "state", "n", "n_recent", "expected", "callers", "streets", "heat",
    "heat_parts", "burst_level", "burst_since", "stability", "pinned", "category", "place", "words",
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_city(folder, seed=11, days=75, per_day=22.0, last_day=LAST)
    return folder


@pytest.fixture(scope="module")
def home(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    path = write(folder / "bare.csv", [row("1", text="")])
    ingest(store, settings, SYSTEM, path, "standard", actor="t", place=PLACE)
    refresh(store, settings, lasting_measures())
    pipeline.run(store, settings, only=["hotspots"])
    store.close()
    return folder


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, Store]]:
    monkeypatch.setenv("WEISU_HOME", str(home))
    monkeypatch.delenv("WEISU_DATABASE_URL", raising=False)
    process_settings.cache_clear()
    settings = load_settings(home=home)
    store = open_store(settings)
    yield settings, store
    store.close()
    process_settings.cache_clear()


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def document(*arguments: object) -> dict[str, object]:
    return dict(read(*arguments))


def read(*arguments: object) -> dict[str, Any]:
    """Return an answer whose parts are looked into."""
    found: dict[str, Any] = json.loads(call(*arguments, "--json").stdout)
    return found


def test_the_step_analyses_what_has_texts_and_says_why_not(opened: tuple[Settings, Store]) -> None:
    settings, store = opened
    results = ResultStore.open(store, settings)
    run = results.current("hotspots", CITY_CODE)
    assert run is not None
    assert run.as_of == LAST
    assert run.rows(TOPICS) > 20
    assert run.rows(MEMBERS) > run.rows(GROUPS) > 0
    assert {"pingpong", "nodes", "edges", "cure", "suggestions"} <= set(run.files)
    if results.extract.manifest.filled("tickets", PLACE.code).get("content", 0) == 0:
        assert results.current("hotspots", PLACE.code) is None
        assert "没有标题" in hotspots_step.why_not(results, SYSTEM, PLACE.code)
    assert "没有变化" in hotspots_step.why_not(results, SYSTEM, CITY_CODE)
    state = runs.latest(store, pipeline.ROOM)
    assert state is not None
    assert state.status == "done"


def test_an_edit_or_new_data_calls_for_a_new_run(
    opened: tuple[Settings, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, store = opened
    results = ResultStore.open(store, settings)
    run = results.current("hotspots", CITY_CODE)
    assert run is not None
    number = actions.pin_topic(store, SYSTEM, CITY_CODE, "x")
    said = hotspots_step.why_not(results, SYSTEM, CITY_CODE)
    assert "刚分析过" in said  # the same day, a moment ago
    monkeypatch.setattr(city_step, "PAUSE", timedelta(0))
    assert hotspots_step.why_not(results, SYSTEM, CITY_CODE) == ""
    actions.withdraw_edit(store, SYSTEM, CITY_CODE, number)


def test_hotspots_answers_from_the_current_run(opened: tuple[Settings, Store]) -> None:
    settings, store = opened
    run = ResultStore.open(store, settings).current("hotspots", CITY_CODE)
    assert run is not None
    found = document("hotspots", "--jurisdiction", CITY_CODE, "--level", "county", "--top", 5)
    assert found["run_id"] == run.run_id
    assert (found["as_of"], found["to"]) == ("2025-11-23", "2025-11-24")
    assert isinstance(found["tickets"], int)
    assert isinstance(found["matters"], int)
    assert 0 < found["matters"] < found["tickets"]
    topics = found["topics"]
    assert isinstance(topics, list)
    assert 0 < len(topics) <= 5
    assert [t["rank"] for t in topics] == list(range(1, len(topics) + 1))
    for topic in topics:
        assert set(topic) == TOPIC_KEYS
        product = 1.0
        for factor in topic["heat_parts"].values():
            product *= factor
        assert topic["heat"] == pytest.approx(product)
    assert isinstance(found["counties"], list)
    assert isinstance(found["repeats"], list)
    assert {"group_id", "kind", "name", "n", "units", "score"} <= set(found["repeats"][0])
    words = call("hotspots", "--jurisdiction", CITY_CODE).output
    assert topics[0]["name"] in words


def test_other_days_are_computed_now_and_change_nothing(opened: tuple[Settings, Store]) -> None:
    settings, store = opened
    results = ResultStore.open(store, settings)
    before = results.current("hotspots", CITY_CODE)
    found = document(
        "hotspots", "--jurisdiction", CITY_CODE, "--from", "2025-10-01", "--to", "2025-11-01"
    )
    assert found["run_id"] is None
    assert (found["from"], found["to"], found["as_of"]) == (
        "2025-10-01", "2025-11-01", "2025-10-31",
    )  # fmt: skip
    assert results.current("hotspots", CITY_CODE) == before


def test_the_two_tables_are_written(opened: tuple[Settings, Store], tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "热点.xlsx"
    done = call("hotspots", "--jurisdiction", CITY_CODE, "--xlsx", path)
    assert done.exit_code == 0
    sheets = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["热点问题表", "热点问题留言明细表", "说明"]
    assert path.stat().st_mode & 0o077 == 0


def test_calls_that_cannot_be_answered(opened: tuple[Settings, Store]) -> None:
    from data_access.types import CallError, WeisuError

    with pytest.raises(CallError, match="--jurisdiction"):
        call("hotspots")
    with pytest.raises(WeisuError, match="还没有可分析的数据"):
        call("hotspots", "--jurisdiction", "990999")
    with pytest.raises(CallError, match="--profile"):
        call("evaluate", "hotspots", "--source", "x.csv")
    with pytest.raises(WeisuError, match="没有文件"):
        call("evaluate", "hotspots", "--source", "x.csv", "--profile", "standard")
    assert call("hotspots", "--level", "galaxy").exit_code == 2


def test_a_run_keeps_ids_and_replays_edits(opened: tuple[Settings, Store]) -> None:
    settings, store = opened
    results = ResultStore.open(store, settings)
    old = results.current("hotspots", CITY_CODE)
    assert old is not None
    topics = results.read(SYSTEM, old, TOPICS, where={"depth": 3}, order=["-n", "topic_id"])
    topic = str(topics["topic_id"].iloc[0])
    number = actions.rename_topic(store, SYSTEM, CITY_CODE, topic, "改过的名")
    new = run_hotspots(results, SYSTEM, Asked(CITY_CODE))
    assert results.current("hotspots", CITY_CODE) == new
    again = results.read(SYSTEM, new, TOPICS, where={"topic_id": topic})
    assert again["name"].tolist() == ["改过的名"]
    both = set(topics["topic_id"]) & set(results.read(SYSTEM, new, TOPICS)["topic_id"])
    assert len(both) > 0.9 * len(topics)
    was = topics.set_index("topic_id")["state"]
    now = results.read(SYSTEM, new, TOPICS, where={"depth": 3}).set_index("topic_id")["state"]
    born = [t for t in both if was[t] == "born"]
    assert all(now[t] == "born" for t in born)
    actions.withdraw_edit(store, SYSTEM, CITY_CODE, number)


def test_a_run_that_breaks_leaves_what_was_current(
    opened: tuple[Settings, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, store = opened
    results = ResultStore.open(store, settings)
    before = results.current("hotspots", CITY_CODE)

    def breaks(*_: object, **__: object) -> Callable[..., None]:
        raise MemoryError("too big")

    monkeypatch.setattr("hotspots.analysis.find", breaks)
    with pytest.raises(MemoryError):
        run_hotspots(results, SYSTEM, Asked(CITY_CODE, period=Period(LAST, LAST + timedelta(1))))
    assert results.current("hotspots", CITY_CODE) == before


def test_a_file_is_measured_beside_truth_and_leaves_no_trace(
    opened: tuple[Settings, Store], files: Path
) -> None:
    settings, store = opened
    found = document(
        "evaluate", "hotspots", "--source", files, "--profile", "standard", "--truth", files
    )
    topics, truth = found["topics"], found["truth"]
    assert isinstance(topics, dict)
    assert isinstance(truth, dict)
    assert set(topics) == {
        "coarse", "middle", "fine", "npmi", "diversity", "stability", "stable_share",
        "outlier_share",
    }  # fmt: skip
    assert 0 <= topics["outlier_share"] < 0.5
    assert -1 <= topics["npmi"] <= 1
    assert 0 < truth["repeats"]["f1"] <= 1
    assert set(truth["events"]) == {"events", "nmi", "purity", "noticed", "delay"}
    assert ResultStore.open(store, settings).current("hotspots", "eval00") is None


def test_the_store_is_measured_too(opened: tuple[Settings, Store]) -> None:
    done = call(
        "evaluate", "hotspots", "--jurisdiction", CITY_CODE,
        "--from", "2025-10-01", "--to", "2025-11-01",
    )  # fmt: skip
    assert "用词一致（NPMI）" in done.output


def test_heat_is_told_for_the_days_that_are_asked(opened: tuple[Settings, Store]) -> None:
    week, month, year = (
        read("hotspots", "--jurisdiction", CITY_CODE, "--period", period)
        for period in ("7d", "30d", "365d")
    )
    assert week == read("hotspots", "--jurisdiction", CITY_CODE)
    assert month["run_id"] == week["run_id"]
    assert [found["window"]["from"] for found in (week, month, year)] == [
        "2025-11-17", "2025-10-25", "2025-09-10",
    ]  # fmt: skip
    topics = [found["topics"] for found in (week, month, year)]
    assert all(len(own) == 10 for own in topics)
    # The run holds 75 days: all of a topic's tickets are in the year, and nothing tells the usual.
    assert all(t["n_recent"] == t["n"] and t["expected"] is None for t in topics[2])
    assert all(t["n_recent"] >= t["callers"] > 0 for own in topics for t in own)
    heats = [[t["heat"] for t in own] for own in topics]
    assert all(own == sorted(own, reverse=True) for own in heats)
    said = call("hotspots", "--jurisdiction", CITY_CODE, "--period", "30d").output
    assert "近30天 " in said
    assert call("hotspots", "--period", "9d").exit_code == 2


def test_a_period_that_is_asked_is_ranked_by_all_its_days(
    opened: tuple[Settings, Store],
) -> None:
    asked = ("hotspots", "--jurisdiction", CITY_CODE, "--from", "2025-09-20", "--to", "2025-11-01")
    found = read(*asked)
    assert found["window"] == {"key": "asked", "from": "2025-09-20", "to": "2025-11-01"}
    assert len(found["topics"]) == 10
    assert all(t["n_recent"] == t["n"] for t in found["topics"])
