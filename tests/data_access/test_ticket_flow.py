"""The ways of a ticket: what no ticket can do is counted, what one can do never is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import schemas
from data_access.importing import batches
from data_access.importing.load import ingest
from data_access.importing.ticket_flow import (
    STEPS,
    can_follow,
    check_events,
    check_tickets,
    went_back,
)
from data_access.settings import Settings
from data_access.store.engine import Store
from tests.data_access.test_import import PLACE, SCOPE, current, write

AT = datetime(2026, 3, 2, 1, 0)  # noqa: DTZ001 - naive UTC by contract
NODES = ("t_dispatch", "t_sign", "t_close", "t_callback", "t_archive")
COUNTS = ("n_return", "n_redo")
SENT = (*NODES, *COUNTS, "status")
NO_DAYS: frozenset[str] = frozenset()


def tickets(**columns: Any) -> dict[str, list[Any]]:
    """One ticket; hours after ``AT`` for its nodes."""
    found: dict[str, list[Any]] = {name: [columns.get(name)] for name in SENT}
    for name in NODES:
        if found[name][0] is not None:
            found[name] = [AT + timedelta(hours=found[name][0])]
    return found


def told(days: frozenset[str] = NO_DAYS, **columns: Any) -> list[tuple[str, str, list[str]]]:
    found = check_tickets(tickets(**columns), SENT, days)
    return [(r.name, r.kind, list(r.values)) for r in found]


def test_every_state_has_its_place() -> None:
    assert set(STEPS) == {"", *schemas.STATES}
    assert set().union(*STEPS.values()) <= set(schemas.STATES)
    reached, ahead = {""}, [""]
    while ahead:
        ahead += STEPS[ahead.pop()] - reached
        reached |= set(ahead)
    assert reached == {"", *schemas.STATES}


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        ("", "待受理", True), ("待受理", "已归档", True), ("待签收", "退单申请", True),
        ("退单申请", "待签收", True), ("办理中", "延期申请", True), ("办理中", "办理中", True),
        ("待审核", "办理中", True), ("待回访", "重办", True), ("重办", "办理中", True),
        ("待派单", "挂账", True), ("挂账", "办理中", True), ("已办结", "已归档", True),
        ("已归档", "办理中", False), ("待受理", "待回访", False), ("待派单", "已办结", False),
        ("已办结", "待签收", False), ("撤诉", "办理中", False), ("延期申请", "已办结", False),
    ],
)  # fmt: skip
def test_which_state_can_follow_which(before: str, after: str, *, possible: bool) -> None:
    assert can_follow(before, after) is possible


@pytest.mark.parametrize(
    "columns",
    [
        {"t_dispatch": 1, "t_sign": 2, "t_close": 30, "t_callback": 40, "t_archive": 50,
         "status": "已归档"},
        {"status": "待受理"},
        {"t_dispatch": 1, "status": "待签收"},
        {"t_dispatch": 1, "t_sign": 2, "n_return": 1, "status": "待派单"},
        {"t_dispatch": 1, "t_sign": 2, "t_close": 9, "t_callback": 20, "n_redo": 1,
         "status": "办理中"},
        {"t_dispatch": 1, "t_sign": 2, "t_close": 90, "t_callback": 20, "n_redo": 1,
         "t_archive": 99, "status": "已归档"},  # the first callback, the last closing
        {"t_close": 1, "status": "已办结"},
        {"t_archive": 1, "status": "已归档"},
        {"t_dispatch": 1, "t_sign": 0.95, "status": "办理中"},  # two clocks
        {"t_dispatch": 1, "t_close": 2, "status": "挂账"},
        {"status": None},
    ],
)  # fmt: skip
def test_what_a_ticket_can_do_is_never_told(columns: dict[str, Any]) -> None:
    assert told(**columns) == []


@pytest.mark.parametrize(
    ("columns", "name", "kind", "says"),
    [
        ({"t_dispatch": 9, "t_sign": 2}, "t_sign", "step_order", "派单时间"),
        ({"t_sign": 9, "t_close": 2}, "t_close", "step_order", "签收时间"),
        ({"t_close": 9, "t_callback": 2}, "t_callback", "step_order", "办结时间"),
        ({"t_close": 9, "t_archive": 2}, "t_archive", "step_order", "办结时间"),
        ({"t_close": 9, "status": "待受理"}, "status", "state_times", "待受理，已有办结时间"),
        ({"t_dispatch": 1, "t_sign": 2, "n_return": 0, "status": "待签收"}, "status",
         "state_times", "待签收，已有签收时间"),
        ({"status": "已办结"}, "status", "state_times", "已办结，没有办结时间"),
        ({"t_close": 1, "t_archive": 2, "status": "待回访"}, "status", "state_times",
         "待回访，已有归档时间"),
    ],
)  # fmt: skip
def test_what_no_ticket_can_do_is_told(
    columns: dict[str, Any], name: str, kind: str, says: str
) -> None:
    (found,) = told(n_redo=0, **columns)
    assert found == (name, kind, [says])


def test_what_a_file_does_not_say_is_nowhere_missed() -> None:
    columns: dict[str, list[Any]] = {
        "status": ["已归档", "待受理"],
        "t_close": [None, None],
        "t_sign": [None, AT],
    }
    assert check_tickets(columns, ["status"], NO_DAYS) == []
    # Without a count of returns nobody knows whether it was signed for before.
    columns["status"] = ["已归档", "待签收"]
    assert check_tickets(columns, ["status", "t_sign"], NO_DAYS) == []


def test_of_days_the_order_within_the_day_says_nothing() -> None:
    columns = {"t_sign": 9, "t_close": 2, "status": None}
    assert told(frozenset({"t_close"}), **columns) == []
    assert told(frozenset({"t_close"}), t_sign=60, t_close=2) != []


def events(*steps: tuple[int, str, str, int]) -> dict[str, list[Any]]:
    return {
        "ticket_no": ["A"] * len(steps), "seq": [s[0] for s in steps],
        "from_status": [s[1] or None for s in steps], "to_status": [s[2] or None for s in steps],
        "t": [AT + timedelta(hours=s[3]) for s in steps],
    }  # fmt: skip


def test_steps_are_held_against_the_table_and_the_step_before() -> None:
    assert check_events(events((1, "", "待受理", 0), (2, "待受理", "待派单", 1))) == []
    found = {
        r.kind: (r.rows, list(r.values))
        for r in check_events(
            events((1, "", "待受理", 5), (2, "待派单", "已办结", 1), (3, "已办结", "结束了", 6))
        )
    }
    assert found == {
        "impossible_step": (1, ["待派单→已办结"]),
        "broken_chain": (1, ["待受理，下一步自待派单"]),
        "step_back": (1, ["已办结"]),
        "unknown_state": (1, ["结束了"]),
    }


def test_steps_apart_are_not_joined() -> None:
    assert check_events(events((1, "", "待受理", 0), (7, "待审核", "待回访", 3))) == []


@given(st.data())
def test_whatever_way_the_table_allows_is_told_of_nowhere(data: st.DataObject) -> None:
    state, steps = "", []
    for seq in range(data.draw(st.integers(1, 12))):
        if not STEPS[state]:
            break
        after = data.draw(st.sampled_from(sorted(STEPS[state])))
        steps.append((seq, state, after, seq))
        state = after
    shuffled = data.draw(st.permutations(steps))
    assert check_events(events(*shuffled)) == []


def test_an_import_keeps_the_ticket_and_tells_of_it(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    header = ("工单编号", "受理时间", "签收时间", "办结时间", "状态")
    rows: list[tuple[str, ...]] = [
        ("1", "2026-03-01 09:00", "2026-03-03 09:00", "2026-03-02 09:00", "已办结"),
        ("2", "2026-03-01 09:00", "", "2026-03-02 09:00", "待受理"),
        ("3", "2026-03-01 09:00", "2026-03-01 10:00", "2026-03-02 09:00", "已归档"),
    ]
    path = write(tmp_path / "工单.csv", rows, header)
    done = ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    assert (done.inserted, done.quarantined) == (3, 0)
    assert set(current(store)) == {"1", "2", "3"}
    notes = batches.list_batches(store, SCOPE)[0].notes
    said = "\n".join(notes)
    assert "办结时间有 1 行早于它前面的环节，照原样保留，示例：“签收时间”（1）。请核对模板" in said
    assert "状态与各环节时间不符的有 1 行，照原样保留，示例：“待受理，已有办结时间”（1）。" in said


def test_an_import_of_steps_tells_what_no_ticket_can_do(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    header = ("工单编号", "序号", "原状态", "新状态", "时间")
    rows: list[tuple[str, ...]] = [
        ("1", "1", "", "待受理", "2026-03-01 09:00"),
        ("1", "2", "待受理", "待回访", "2026-03-01 10:00"),
        ("1", "3", "待回访", "王芳说的", "2026-03-01 11:00"),
    ]
    path = write(tmp_path / "工单流转.csv", rows, header)
    done = ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    assert (done.inserted, done.quarantined) == (3, 0)
    said = "".join(batches.list_batches(store, SCOPE)[0].notes)
    assert "流转规则中没有的步骤有 1 步" in said
    assert "“待受理→待回访”（1）" in said
    assert "不认识的状态 1 种" in said


@given(st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=len(NODES), max_size=len(NODES)))
def test_of_times_in_order_nothing_is_told_and_of_others_something(
    hours: list[int | None],
) -> None:
    said = [h for h in hours if h is not None]
    columns: dict[str, Any] = dict(zip(NODES, hours, strict=True))
    found = told(n_redo=0, **columns)
    assert bool(found) is (said != sorted(said))
    assert {kind for _, kind, _ in found} <= {"step_order"}


@given(st.permutations(NODES), st.data())
def test_a_node_is_named_where_it_precedes_the_one_before_it(
    order: list[str], data: st.DataObject
) -> None:
    at: dict[str, Any] = {name: i * data.draw(st.integers(1, 3)) for i, name in enumerate(order)}
    named = {name for name, _, _ in told(n_redo=0, **at)}
    steps = pairwise(NODES)
    assert named == {after for first, after in steps if at[after] < at[first]}


def test_calls_and_contacts_have_their_place_too() -> None:
    columns: dict[str, list[Any]] = {
        "t_call": [AT + timedelta(hours=1), AT], "t_accept": [AT, AT],
        "t_dispatch": [AT + timedelta(hours=2)] * 2,
        "t_first_contact": [AT + timedelta(hours=3), AT + timedelta(hours=1)],
    }  # fmt: skip
    found = {
        r.name: (r.rows, list(r.values)) for r in check_tickets(columns, list(columns), NO_DAYS)
    }
    assert found == {"t_accept": (1, ["来电时间"]), "t_first_contact": (1, ["派单时间"])}


@pytest.mark.parametrize(
    ("before", "after", "redone", "back"),
    [
        ("已归档", "办理中", True, True), ("已办结", "办理中", False, True),
        ("已办结", "办理中", True, False), ("已办结", "待回访", False, False),
        ("办理中", "待派单", False, False), ("待派单", "待受理", False, True),
        ("撤诉", "办理中", False, True), ("挂账", "待签收", False, False),
        ("没见过", "办理中", False, False), ("办理中", "办理中", False, False),
    ],
)  # fmt: skip
def test_which_state_a_later_file_cannot_bring(
    before: str, after: str, *, redone: bool, back: bool
) -> None:
    assert went_back(before, after, redone=redone) is back


@given(st.data())
def test_no_road_that_the_table_allows_goes_back(data: st.DataObject) -> None:
    start = state = data.draw(st.sampled_from(sorted(STEPS)))
    for _ in range(data.draw(st.integers(0, 6))):
        state = data.draw(st.sampled_from(sorted(STEPS[state] | {state})))
    assert not went_back(start, state, redone=True)


def test_an_older_file_loaded_later_is_told_of_and_kept(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    header = ("工单编号", "受理时间", "办结时间", "重办次数", "状态")
    closed = "2026-03-02 09:00"
    new: list[tuple[str, ...]] = [
        ("1", "2026-03-01 09:00", closed, "0", "已归档"),
        ("2", "2026-03-01 09:00", closed, "0", "已办结"),
        ("3", "2026-03-01 09:00", closed, "0", "已办结"),
    ]
    old: list[tuple[str, ...]] = [
        ("1", "2026-03-01 09:00", "", "0", "办理中"),
        ("2", "2026-03-01 09:00", closed, "1", "重办"),
        ("3", "2026-03-01 09:00", "", "0", "办理中"),
    ]
    first = write(tmp_path / "新.csv", new, header)
    ingest(store, settings, SCOPE, first, "standard", actor="t", place=PLACE)
    path = write(tmp_path / "旧.csv", old, header)
    done = ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    assert (done.updated, done.quarantined) == (3, 0)
    (said,) = [n for n in done.notes if "倒退" in n]
    assert said.startswith("比库中已有的状态倒退的有 2 件，按本次文件入库")
    assert "“已归档→办理中”（1）" in said
    assert "“已办结→办理中”（1）" in said
    assert "撤销本批次" in said
    path = write(tmp_path / "再来.csv", old, header)
    again = ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    assert (again.unchanged, [n for n in again.notes if "倒退" in n]) == (3, [])
