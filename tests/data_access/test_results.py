"""Results: declared frames only, current as a whole, read through a scope, swept by a rule."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select, update

from data_access.extract.layout import Storage
from data_access.results import keep
from data_access.results.declared import Column, Frame, Link, Reach
from data_access.results.facts import RunFacts
from data_access.results.files import ResultShapeError, encode
from data_access.results.limits import may_read
from data_access.results.room_run import Made, Report, RunPlan, run_room
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store import lease
from data_access.store.engine import Store
from data_access.store.tables import analysis_run
from data_access.types import Filters, NotAllowedError, Period, Scope, WeisuError
from tests.data_access.test_extract import load, row
from tests.support.frames import frames_of

CODE = "990101"
ALL = Scope.system("test")
HOUSING = Scope("u", frozenset(), frozenset({CODE}), frozenset({"住建局"}))
STREET = Scope("s", frozenset(), frozenset({CODE}), None, frozenset({"990101001"}))
OTHER = Scope("o", frozenset(), frozenset({"330100"}))
DAY = date(2026, 3, 31)
NO_WAIT = timedelta(seconds=-1)
ROOMS = ("hotspots", "forecasting", "early_warning", "event_register", "deadline_risk", "geo")

TICKETS = Frame(
    "trial",
    "of_ticket",
    "工单",
    (Column("ticket_no", "text", "工单编号", required=True), Column("kind", "text", "类")),
    "tickets",
)
KINDS = Frame(
    "trial",
    "kinds",
    "类",
    (
        Column("kind", "text", "类", required=True),
        Column("n", "int", "件数", "件", whole=True),
        Column("about", "json", "说明"),
        Column("day", "day", "日期"),
        Column("on", "bool", "开"),
        Column("vector", "vector", "向量"),
    ),
    "linked",
    link=Link(TICKETS, "kind", ("kind",)),
)
WHOLE = Frame("trial", "all_of_it", "全部", (Column("n", "int", "件数"),), "whole")
AREAS = Frame(
    "trial", "areas", "区域", (Column("area", "text", "区划"), Column("n", "int", "件数")), "area"
)
UNITS = Frame(
    "trial", "units", "单位", (Column("unit", "text", "单位"), Column("n", "int", "件数")), "unit"
)
OPEN = Frame("trial", "notes", "说明", (Column("words", "text", "文字"),), "open")


@pytest.fixture
def results(store: Store, settings: Settings, tmp_path: Path) -> ResultStore:
    rows = [
        row("1", unit="住建局"),
        row("2", unit="城管局", street="城关街道"),
        row("3", unit="城管局"),
    ]
    load(store, settings, tmp_path / "a.csv", rows)
    return ResultStore.open(store, settings)


def kinds(n: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": ["a", "b"],
            "n": [n, 1],
            "about": [{"词": ["热"]}, None],
            "day": [pd.Timestamp("2026-03-02"), pd.NaT],
            "on": [True, None],
            "vector": [[0.5, 1.0], None],
        }
    )


def made(results: ResultStore, n: int = 2) -> RunInfo:
    run_id = results.begin("trial", CODE, as_of=DAY, settings={"seed": 1})
    results.write(
        run_id, TICKETS, pd.DataFrame({"ticket_no": ["1", "2", "3"], "kind": ["a", "b", "b"]})
    )
    results.write(run_id, KINDS, kinds(n))
    results.write(run_id, WHOLE, pd.DataFrame({"n": [3]}))
    results.write(run_id, OPEN, pd.DataFrame({"words": ["x"]}))
    return results.complete(run_id)


def test_a_run_is_read_back_as_it_was_written(results: ResultStore) -> None:
    assert results.current("trial", CODE) is None
    run = made(results)
    found = results.current("trial", CODE)
    assert found == run
    assert (run.as_of, run.settings, run.room) == (DAY, {"seed": 1}, "trial")
    assert run.fingerprint == results.extract.manifest.fingerprint(CODE)
    assert run.has(KINDS)
    assert run.rows(TICKETS) == 3
    frame = results.read(ALL, run, KINDS, order=["kind"])
    assert list(frame.columns) == list(KINDS.names)
    assert frame["n"].tolist() == [2, 1]
    assert frame["about"][0] == '{"词": ["热"]}'
    assert frame["day"][0] == pd.Timestamp("2026-03-02")
    assert list(frame["vector"][0]) == [0.5, 1.0]
    assert frame.isna().sum().to_dict() == {
        "kind": 0, "n": 0, "about": 1, "day": 1, "on": 1, "vector": 1,
    }  # fmt: skip


def test_reading_takes_conditions_order_and_limit(results: ResultStore) -> None:
    run = made(results)
    read = results.read(
        ALL, run, TICKETS, columns=["ticket_no"], where={"kind": "b"}, order=["-ticket_no"]
    )
    assert read["ticket_no"].tolist() == ["3", "2"]
    some = results.read(ALL, run, TICKETS, where={"ticket_no": ["1", "9"]}, limit=5)
    assert some["ticket_no"].tolist() == ["1"]
    assert results.read(ALL, run, TICKETS, where={"kind": "x' OR 'a'='a"}).empty
    assert results.read(ALL, run, KINDS, where={"on": None})["kind"].tolist() == ["b"]
    assert results.read(ALL, run, TICKETS, where={"kind": []}).empty
    with pytest.raises(KeyError):
        results.read(ALL, run, TICKETS, where={"secret": 1})
    assert results.read(ALL, run, AREAS).empty  # declared, and not stored by this run


def test_what_is_not_declared_is_refused(results: ResultStore) -> None:
    run_id = results.begin("trial", CODE, as_of=DAY)
    for frame, words in (
        (kinds().drop(columns="n"), "missing"),
        (kinds().assign(more=1), "unknown"),
        (kinds().assign(n=["viel", "wenig"]), "int"),
        (kinds().assign(n=[0.5, 1.0]), "int"),
        (kinds().assign(kind=np.array(["a", None])), "gaps"),
    ):
        with pytest.raises(ResultShapeError, match=words):
            results.write(run_id, KINDS, frame)
    with pytest.raises(ValueError, match="trial"):
        results.write(run_id, replace(KINDS, room="another"), kinds())
    assert encode(KINDS, kinds().assign(n=[2.0, np.nan])).rows == 2
    assert encode(KINDS, kinds().iloc[:0]).rows == 0


def test_a_crash_half_way_leaves_the_old_results_current(
    results: ResultStore, settings: Settings
) -> None:
    old = made(results)
    run_id = results.begin("trial", CODE, as_of=DAY)
    results.write(run_id, KINDS, kinds(99))
    fresh = ResultStore.open(results.store, settings)
    found = fresh.current("trial", CODE)
    assert found is not None
    assert found.run_id == old.run_id
    assert fresh.read(ALL, found, KINDS, where={"kind": "a"})["n"].tolist() == [2]
    # The sweep tells a run that was cut off from one at work by its lease.
    with lease.held(results.store, keep.lease_name("trial", CODE), "试算"):
        assert keep.sweep_results(results.store, settings, older_than=NO_WAIT) == 0
    assert keep.sweep_results(results.store, settings, older_than=NO_WAIT) == 1
    storage = Storage.of(settings)
    assert not storage.fs.exists(storage.path(f"results/trial/{run_id}/kinds.parquet"))
    assert fresh.read(ALL, found, KINDS, where={"kind": "a"})["n"].tolist() == [2]
    with pytest.raises(WeisuError):
        results.complete(run_id)
    with pytest.raises(WeisuError):
        results.write(run_id, KINDS, kinds())


def test_a_file_without_its_row_is_swept(results: ResultStore, settings: Settings) -> None:
    run_id = results.begin("trial", CODE, as_of=DAY)
    storage = Storage.of(settings)
    storage.write_whole(f"results/trial/{run_id}/kinds.parquet", b"cut off")
    results.fail(run_id, "broken")
    assert keep.sweep_results(results.store, settings) == 1
    assert not storage.fs.exists(storage.path(f"results/trial/{run_id}"))


def test_readers_see_one_run_or_the_other_never_a_mixture(results: ResultStore) -> None:
    made(results, 0)
    seen, stop = [], threading.Event()

    def look() -> None:
        reader = ResultStore.open(results.store, results.settings)
        while not stop.is_set():
            run = reader.current("trial", CODE)
            assert run is not None
            n = reader.read(ALL, run, KINDS, where={"kind": "a"})["n"].tolist()
            seen.append((run.run_id, n[0]))

    thread = threading.Thread(target=look)
    thread.start()
    ids = {made(results, n).run_id: n for n in range(1, 6)}
    stop.set()
    thread.join()
    assert seen
    assert all(ids.get(run_id, 0) == n for run_id, n in seen)


def ended(results: ResultStore, info: RunInfo, when: str, **more: Any) -> None:
    values = {"finished_at": pd.Timestamp(when).to_pydatetime(), **more}
    with results.store.write() as connection:
        mine = analysis_run.c.run_id == info.run_id
        connection.execute(update(analysis_run).where(mine).values(values))


def test_old_runs_are_kept_by_the_rule(results: ResultStore, settings: Settings) -> None:
    settings = settings.model_copy(update={"results_keep_runs": 2, "results_keep_months": 2})
    infos = [made(results, n) for n in range(6)]
    # One finished each of the last months, all but the last two.
    for info, month in zip(infos, ("01", "02", "02", "03", "04", "04"), strict=True):
        ended(results, info, f"2026-{month}-{10 + infos.index(info)}")
    assert keep.sweep_results(results.store, settings) == 3
    kept = [r.run_id for r in results.history("trial", CODE)]
    assert kept == [infos[n].run_id for n in (5, 4, 3)]
    assert keep.sweep_results(results.store, settings) == 0


def test_hours_take_no_nights_place(results: ResultStore, settings: Settings) -> None:
    settings = settings.model_copy(update={"results_keep_runs": 2, "results_keep_months": 0})
    infos = [made(results, n) for n in range(5)]
    for number, info in enumerate(infos):
        light = {"settings": {"light": infos[1].run_id}} if number > 1 else {}
        ended(results, info, f"2026-05-0{1 + number}", **light)
    assert keep.sweep_results(results.store, settings) == 2
    kept = [r.run_id for r in results.history("trial", CODE)]
    assert kept == [infos[n].run_id for n in (4, 1, 0)]


def test_a_limited_scope_reads_its_own_rows_and_no_figures_of_others(results: ResultStore) -> None:
    run = made(results)
    mine = results.read(HOUSING, run, TICKETS)
    assert mine["ticket_no"].tolist() == ["1"]
    linked = results.read(HOUSING, run, KINDS)
    assert linked["kind"].tolist() == ["a"]
    assert linked["n"].isna().all()
    assert sorted(results.read(STREET, run, TICKETS)["ticket_no"]) == ["1", "3"]
    with pytest.raises(NotAllowedError):
        results.read(HOUSING, run, WHOLE)
    assert not may_read(HOUSING, WHOLE)
    assert may_read(ALL, WHOLE)
    assert results.read(HOUSING, run, OPEN)["words"].tolist() == ["x"]
    for frame in (OPEN, KINDS, TICKETS):
        with pytest.raises(NotAllowedError):
            results.read(OTHER, run, frame)


def test_a_frame_of_areas_is_cut_to_the_scopes_areas(results: ResultStore) -> None:
    run_id = results.begin("trial", CODE, as_of=DAY)
    areas = pd.DataFrame({"area": ["990101001", "990101001002", "990101002"], "n": [1, 2, 3]})
    results.write(run_id, AREAS, areas)
    run = results.complete(run_id)
    assert results.read(STREET, run, AREAS)["n"].tolist() == [1, 2]
    with pytest.raises(NotAllowedError):
        results.read(HOUSING, run, AREAS)


def test_a_frame_of_units_is_cut_to_the_scopes_units(results: ResultStore) -> None:
    run_id = results.begin("trial", CODE, as_of=DAY)
    results.write(run_id, UNITS, pd.DataFrame({"unit": ["住建局", "城管局", ""], "n": [1, 2, 3]}))
    run = results.complete(run_id)
    assert results.read(ALL, run, UNITS)["n"].tolist() == [1, 2, 3]
    assert results.read(HOUSING, run, UNITS)["n"].tolist() == [1]
    assert results.read(HOUSING, run, UNITS, where={"unit": "城管局"}).empty
    assert results.read(replace(HOUSING, departments=frozenset()), run, UNITS).empty
    # A unit's total says something of its tickets outside the scope's areas.
    for scope in (STREET, replace(HOUSING, areas=STREET.areas)):
        assert not may_read(scope, UNITS)
        with pytest.raises(NotAllowedError):
            results.read(scope, run, UNITS)


def test_results_join_with_the_tickets_that_the_scope_sees(results: ResultStore) -> None:
    run = made(results)
    sql = (
        "SELECT kind, count(*) AS n FROM of_ticket JOIN t USING (ticket_no) "
        "GROUP BY kind ORDER BY kind"
    )
    march = Filters(CODE, Period(date(2026, 3, 1), date(2026, 4, 1)))
    found = results.query(ALL, run, sql, [TICKETS], cut=march)
    assert dict(zip(found["kind"], found["n"], strict=True)) == {"a": 1, "b": 2}
    found = results.query(HOUSING, run, sql, [TICKETS], cut=march)
    assert dict(zip(found["kind"], found["n"], strict=True)) == {"a": 1}
    april = Filters(CODE, Period(date(2026, 4, 1), date(2026, 5, 1)))
    assert results.query(ALL, run, sql, [TICKETS], cut=april).empty


@pytest.mark.parametrize("room", ROOMS)
def test_every_declared_frame_can_be_stored_and_its_limits_make_sense(room: str) -> None:
    declared = frames_of(import_module(f"{room}.frames"))
    for frame in declared.values():
        assert encode(frame, pd.DataFrame(columns=list(frame.names))).rows == 0
        assert all(c.label for c in frame.columns)
        if frame.reach == "tickets":
            assert set(frame.tickets) <= set(frame.names)
        if frame.reach in {"area", "unit"}:
            assert {"area": frame.area, "unit": frame.unit}[frame.reach] in frame.names
        if frame.link:
            assert frame.link.frame in declared.values()
            assert set(frame.link.columns) <= set(frame.link.frame.names)
            assert frame.link.key in frame.names


class Facts(RunFacts):
    """What a run of the trial notes."""

    room: ClassVar[str] = "trial"
    reach: ClassVar[Reach] = "whole"
    notes: tuple[str, ...] = ()
    since: date | None = None
    share: float = 0.5


def test_facts_come_back_typed(results: ResultStore) -> None:
    run_id = results.begin("trial", CODE, as_of=DAY)
    facts = Facts(notes=("没有来电时间",), since=DAY, share=0.25)
    results.write_facts(run_id, facts)
    run = results.complete(run_id)
    assert results.facts(ALL, run, Facts) == facts
    for scope in (HOUSING, OTHER):
        with pytest.raises(NotAllowedError):
            results.facts(scope, run, Facts)
    assert not may_read(HOUSING, Facts)
    with pytest.raises(WeisuError):
        results.write_facts(run_id, facts)


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (b'{"notes": ["x"], "gone": 1}', Facts(notes=("x",))),  # an older version's
        (b'{"share": "half"}', None),
        (b"torn", None),
    ],
)
def test_facts_of_other_versions_break_no_reader(
    results: ResultStore, settings: Settings, stored: bytes, read: Facts | None
) -> None:
    run_id = results.begin("trial", CODE, as_of=DAY)
    results.write_facts(run_id, Facts())
    Storage.of(settings).write_whole(f"results/trial/{run_id}/facts.json", stored)
    assert results.facts(ALL, results.complete(run_id), Facts) == read


def test_a_run_that_kept_its_facts_as_a_frame_has_none(results: ResultStore) -> None:
    old = Frame("trial", "facts", "运行说明", (Column("name", "text", "名称"),), "open")
    run_id = results.begin("trial", CODE, as_of=DAY)
    results.write(run_id, old, pd.DataFrame({"name": ["cells"]}))
    assert results.facts(ALL, results.complete(run_id), Facts) is None
    assert results.facts(ALL, made(results), Facts) is None


def test_a_run_stores_all_or_ends_as_failed(results: ResultStore) -> None:
    plan = RunPlan("trial", "试算", CODE, DAY, {"seed": 1})
    said: list[str] = []
    kept: list[str] = []

    def good(say: Report) -> Made:
        say("算", 0.5)
        with pytest.raises(lease.LeaseTakenError, match="试算"):
            run_room(results, plan, good)
        rows = pd.DataFrame({"n": [3]})
        return Made({WHOLE: rows}, Facts(share=0.1), "全新", lambda: kept.append("vectors"))

    run = run_room(results, plan, good, report=lambda what, share: said.append(f"{what}{share}"))
    assert (said, kept) == (["算0.5"], ["vectors"])
    assert (run.message, run.settings, run.as_of) == ("全新", {"seed": 1}, DAY)
    assert results.facts(ALL, run, Facts) == Facts(share=0.1)

    def torn(_say: Report) -> Made:
        rows = pd.DataFrame({"n": [4]})
        return Made({WHOLE: rows, KINDS: rows}, Facts(), keep=lambda: kept.append("more"))

    with pytest.raises(ResultShapeError):
        run_room(results, plan, torn)
    assert results.current("trial", CODE) == run
    assert kept == ["vectors"]
    assert lease.current_holder(results.store, keep.lease_name("trial", CODE)) is None
    with results.store.read() as connection:
        query = select(analysis_run.c.status).order_by(analysis_run.c.started_at.desc())
        assert connection.execute(query).scalars().first() == "failed"
