"""今日待办: a row of each kind, in order; what is done leaves, the next is open; nobody else's."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from dashboards.components.list_with_detail import next_open
from dashboards.office_app.items import KINDS, Item, inside, order, sorted_rows
from dashboards.office_app.warning_rows import undecided
from dashboards.server.viewer import configure
from dashboards.shell.pages import pages_for
from data_access.accounts import passwords
from data_access.accounts.rights import ROLES
from data_access.calendar.workdays import is_workday
from data_access.days import local_day
from data_access.extract.texts import ticket_frame
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.clock import utc_now
from data_access.store.engine import open_store
from data_access.types import Filters, Period
from early_warning import frames
from event_register.register_reads import EMPTY, Register
from hotspots.store_tables import repeat_decisions
from style.texts import text
from supervision.actions import act
from supervision.waiting import URGENCIES
from tests.dashboards.conftest import LAST
from tests.dashboards.hot_frames import store_results
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script
from tests.support.people import viewer
from tests.support.task_office import CODE, OTHER, SYSTEM, UNIT, ZONE, labels, office_of, press

PAGE = guarded_script("daily")
ORDER = "weisu_office_order"
TODAY = local_day(utc_now(), ZONE)


def at(**span: float):
    return utc_now() - timedelta(**span)


def last_workday() -> date:
    day = TODAY - timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def store_warnings(results: ResultStore) -> None:
    """Store a night's warnings: two to be handled, one that is only listed."""
    days = dict.fromkeys(("first", "last", "opened", "seen", "latest"), pd.Timestamp(LAST))
    rows = [
        {
            "warning_id": f"W{n}", "board": "event", "kind": "event", "detector": "street",
            "branch": "诉求激增", "severity": severity, "rule": "显著高于预期", "state": "growing",
            "area_code": f"33019900{n}", "category_code": "01", "lead_unit": UNIT, "life": False,
            "observed": 12.0, "expected": 3.0, "score": 9.0 - n, "n": 12, "callers": 9,
            **days,
        }
        for n, severity in enumerate(("橙", "黄", "蓝"), 1)
    ]  # fmt: skip
    extract = results.extract
    span = Period(LAST - timedelta(days=3), LAST + timedelta(days=1))
    mine = ticket_frame(extract, SYSTEM, CODE, span, as_of=LAST)["ticket_no"].tolist()[:9]
    held = [{"ticket_no": t, "warning_id": f"W{i % 3 + 1}"} for i, t in enumerate(mine)]
    run_id = results.begin("warnings", CODE, as_of=LAST, settings={"from": "2026-10-01",
                                                                   "to": "2026-11-01"})  # fmt: skip
    for frame, data in ((frames.WARNING, rows), (frames.WARNING_TICKET, held)):
        results.write(run_id, frame, frame.shaped(pd.DataFrame(data)))
    for frame in (frames.DETECTION, frames.WARNING_DAILY, frames.FIGURE):
        results.write(run_id, frame, frame.shaped())
    results.complete(run_id)


@pytest.fixture(scope="module")
def found_home(city, tmp_path_factory):
    """A city in which the nights have found warnings, topics and repeats."""
    home = tmp_path_factory.mktemp("found") / "var"
    shutil.copytree(city.settings.home, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    store_warnings(ResultStore.open(store, settings))
    store_results(store, settings)
    store.close()
    return home


@pytest.fixture
def office(found_home, tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    with office_of(found_home, tmp_path / "var") as opened:
        yield opened


Steps = tuple[tuple[str, str, dict[str, Any]], ...]
SIGN: Steps = (("gongre", "sign", {}),)
REPORT: Steps = (*SIGN, ("gongre", "report", {"note": "已恢复"}))
VERIFY: Steps = (*REPORT, ("zhili2", "verify", {"note": "回访"}))
LATER = {"until": TODAY + timedelta(days=9), "note": "设备在途"}
WAYS: dict[str, Steps] = {
    "extension": (*SIGN, ("gongre", "ask_extension", LATER)),
    "dispute": (("gongre", "refuse", {"note": "不属本单位"}),),
    "verify": REPORT,
    "close": VERIFY,
    "reopen": (*VERIFY, ("zhili", "close", {"outcome": "true"})),
}
"""How a task comes to ask what it does."""


def tasks_of_every_kind(office) -> dict[str, int]:
    """Make tasks of which each asks something else; their numbers by kind."""
    found = {}
    for kind, steps in WAYS.items():
        task = office.begin(title=f"{kind}一事")
        for who, action, given in steps:
            task = office.act(who, task, action, **given)
        found[kind] = task.id
    act(
        office.results, SYSTEM, found["reopen"], "propose_reopen",
        {"note": "又有", "proposal": "又有"},
    )  # fmt: skip
    found["unsigned"] = office.begin(title="unsigned一事", now=at(hours=30)).id
    for kind, due in (("climb", TODAY - timedelta(days=20)), ("overdue", last_workday())):
        task = office.begin(title=f"{kind}一事", now=at(days=30), due=due)
        office.act("gongre", task, "sign")
        found[kind] = task.id
    found["draft"] = office.begin("lingdao", "draft", title="draft一事").id
    return found


def listed(test) -> list[tuple[str, ...]]:
    """The rows of the list."""
    names = [n for n in ("urgency", "kind", "what")
             if text(f"office.col_{n}") in test.dataframe[0].value]  # fmt: skip
    frame = test.dataframe[0].value[[text(f"office.col_{n}") for n in names]]
    return [tuple(row) for row in frame.itertuples(index=False, name=None)]


def test_a_row_of_each_kind_stands_in_the_order_of_urgency(office):
    tasks_of_every_kind(office)
    office.sit("zhili")
    test = run(PAGE)
    assert not test.exception
    rows = listed(test)
    kinds = {kind for _, kind, _ in rows}
    assert kinds == {text(f"office.kind_{kind}") for kind in KINDS}
    told = [text(f"office.urgency_{u}") for u in URGENCIES]
    places = [told.index(urgency) for urgency, _, _ in rows]
    assert places == sorted(places)
    assert rows[-1][1] == "并单建议"
    assert f"有{len(rows)}件事等治理办处理" in words(test)
    assert f"先办“{rows[0][2]}”" in words(test)


def test_a_kind_is_chosen_and_the_address_keeps_it(office):
    tasks_of_every_kind(office)
    office.sit("zhili")
    test = run(PAGE, kind="verify")
    assert [row[1] for row in listed(test)] == ["verify一事"]
    assert "待核验 1" in [o.content for o in test.get("button_group")[0].proto.options]
    assert len(listed(run(PAGE, kind="nonsense"))) > 9


def test_what_is_done_leaves_and_the_next_one_is_open(office):
    tasks = tasks_of_every_kind(office)
    office.sit("zhili")
    test = run(PAGE)
    before = [row[2] for row in listed(test)]
    test.query_params["item"] = f"task:{tasks['extension']}"
    test = test.run()
    assert "申请延期至" in words(test)
    test = press(test, f"do_grant_{tasks['extension']}")
    test = press(test, f"deed_{tasks['extension']}_0_grant_send")
    assert "同意延期已完成" in words(test)
    now = [row[-1] for row in listed(test)]
    assert now == [one for one in before if one != "extension一事"]
    following = before[before.index("extension一事") + 1]
    assert f"<b>{following}</b>" in words(test)
    assert test.query_params["item"] != f"task:{tasks['extension']}"


def test_a_unit_that_was_pressed_leaves_until_tomorrow(office):
    tasks = tasks_of_every_kind(office)
    office.sit("zhili")
    for kind in ("climb", "overdue", "unsigned"):
        assert f"{kind}一事" in [row[2] for row in listed(run(PAGE))]
        act(office.results, office.scopes["zhili"], tasks[kind], "remind", {})
        assert f"{kind}一事" not in [row[2] for row in listed(run(PAGE))]


def test_a_warning_is_judged_in_place(office):
    office.sit("zhili")
    test = run(PAGE, kind="warning", item="warning:W1")
    assert test.session_state[ORDER] == ["warning:W1", "warning:W2"]
    assert {"标记属实", "标记误报", "标记早已知道"} <= labels(test)
    test = press(test, "judge_false_W1")
    assert "已记录" in words(test)
    assert test.session_state[ORDER] == ["warning:W2"]
    assert test.query_params["item"] == "warning:W2"
    test = press(test, "judge_known_W2")
    # The last of its kind: the day goes on with what comes first.
    assert test.session_state[ORDER][0].startswith("merge:")
    assert test.query_params["item"] == test.session_state[ORDER][0]


def test_a_merge_is_decided_in_place(office):
    office.sit("zhili")
    test = run(PAGE, kind="merge")
    (row,) = listed(test)
    assert row[1] == "暖气一直不热"
    test.query_params["item"] = test.session_state[ORDER][0]
    test = press(test.run(), "accepted_S1")
    assert "已记为同一件事" in words(test)
    (said,) = repeat_decisions(office.results.store, SYSTEM, CODE)
    assert (said["decision"], said["suggestion_id"]) == ("accepted", "S1")
    assert "并单建议" not in [r[1] for r in listed(run(PAGE))]


def test_one_thing_of_several_is_dealt_with_at_once(office):
    task = office.begin(title="unsigned一事", now=at(hours=30))
    other = office.begin(title="另一unsigned", now=at(hours=30), lead=OTHER)
    office.sit("zhili")
    test = run(PAGE)
    test.session_state["bulk_remind_asked"] = (office.now(task), office.now(other))
    test = test.run()
    assert "催办：已办2项" in words(test)
    assert not [row for row in listed(test) if "unsigned" in row[2]]


def test_anothers_things_do_not_appear(office):
    office.begin(title="供热的事", now=at(hours=30))
    office.begin(title="城管的事", now=at(hours=30), lead=OTHER)
    office.begin(title="城关的事", now=at(hours=30), area="330199002")
    office.sit("zhili")
    found = [row[2] for row in listed(run(PAGE, department=UNIT))]
    assert "供热的事" in found
    assert "城管的事" not in found
    # Who is limited to an area is the office of that area.
    settings, store = office.results.settings, office.results.store
    limited = viewer("governance", settings, areas=frozenset({"330199002"}))
    configure(settings, store, viewer=limited)
    test = run(PAGE)
    assert not test.exception
    found = [row[2] for row in listed(test) if row[1] != "预警待判"]
    assert found == ["城关的事"]
    elsewhere = viewer("governance", settings, jurisdictions=frozenset({"330198"}))
    configure(settings, store, viewer=elsewhere)
    assert "没有等治理办处理的事" in words(run(PAGE))


@pytest.mark.parametrize("role", [r for r in ROLES if r != "governance"])
def test_who_may_not_issue_tasks_is_refused(office, role):
    settings, store = office.results.settings, office.results.store
    limits = {"departments": frozenset({UNIT})} if role == "department" else {}
    who = viewer(role, settings, **limits)
    configure(settings, store, viewer=who)
    test = run(PAGE)
    assert test.error
    assert not test.dataframe
    assert "daily" not in {p.key for p in pages_for(who.scope)}


def item(key: str, urgency="later", kind="verify", since=None, **more) -> Item:
    return Item(key, kind, key, "", urgency, since, **more)


def test_the_order_is_urgency_then_kind_then_who_waits_longest():
    rows = [
        item("a", "now", "overdue", date(2026, 11, 2)),
        item("b", "now", "warning", date(2026, 11, 9)),
        item("c", "today", "extension", date(2026, 10, 1)),
        item("d", "now", "overdue", date(2026, 11, 1)),
        item("e", "later", "merge", ahead=1),
        item("f", "later", "merge", ahead=0),
        item("g", "later", "verify"),
    ]
    assert "".join(i.key for i in sorted_rows(rows)) == "bdacgfe"
    assert all(order(a) < order(b) for a, b in pairwise(sorted_rows(rows)))


def test_a_cut_holds_what_lies_in_it_and_what_it_lies_in():
    days = Period(date(2026, 11, 1), date(2026, 11, 8))
    cut = Filters(CODE, days, area="330199001", department=UNIT)
    assert inside(item("a", area="330199001002", unit=UNIT), cut)
    assert inside(item("a", unit=UNIT), cut)
    assert not inside(item("a", area="330199002", unit=UNIT), cut)
    assert not inside(item("a", area="330199001", unit=OTHER), cut)


def test_what_follows_the_one_that_is_done_is_open():
    assert next_open(["a", "b", "c"], "b", ["a", "b", "c"]) == "b"
    assert next_open(["a", "b", "c"], "b", ["a", "c"]) == "c"
    assert next_open(["a", "b", "c", "d"], "b", ["a", "d"]) == "d"
    assert next_open(["a", "b"], "b", ["a"]) == "a"
    assert next_open(["a"], "a", []) is None
    assert next_open(["a"], "x", ["a"]) is None


def test_who_decided_one_warning_of_an_event_decided_those_that_are_no_graver():
    def row(key: str, severity: str):
        return {"warning_id": key, "severity": severity}

    events = {("warning", k): "E" for k in "abc"}
    register = Register({"E": {"part_of": None, "life": False}}, events, {})
    going = [row("a", "红"), row("b", "橙"), row("c", "黄"), row("d", "黄")]

    def left(register, *decided: str) -> str:
        return "".join(r["warning_id"] for r in undecided(going, register, decided=decided))

    assert left(register) == "abcd"
    assert left(register, "a") == "d"
    assert left(register, "b") == "ad"
    assert left(EMPTY, "b") == "acd"
    # A warning that is over and still a task's matter decides as one that goes on does.
    over = [row("b", "橙")]
    alone = [one for one in going if one not in over]
    found = undecided(alone, register, decided=["b"], tasked=over)
    assert [r["warning_id"] for r in found] == ["a", "d"]


def test_a_decision_on_the_whole_holds_for_its_parts_and_none_on_a_part_for_the_whole():
    def row(key: str):
        return {"warning_id": key, "severity": "黄"}

    # A rude clerk is a part of what is told as people stuck in a lift: a task on the clerk leaves
    # the lift to be decided.
    going = [row("lift"), row("clerk")]
    register = Register(
        {"E1": {"part_of": None, "life": False}, "E2": {"part_of": "E1", "life": False}},
        {("warning", "lift"): "E1", ("warning", "clerk"): "E2"},
        {"E1": ({"kind": "warning", "live": True},)},
    )
    assert register.whole("warning", "clerk") == "E1"
    assert undecided(going, register, decided=["clerk"]) == [row("lift")]
    assert undecided(going, register, decided=["lift"]) == []
