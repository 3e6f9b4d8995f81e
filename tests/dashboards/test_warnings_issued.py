"""A warning becomes a task where it is seen, and leads to the one that goes on."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboards.server.viewer import configure
from data_access.calendar.workdays import add_working_days
from data_access.days import local_day
from data_access.store.clock import utc_now
from early_warning.warning_reads import warning_tickets
from supervision.actions import Source, begin
from supervision.store_reads import evidence_of, tasks_of_sources, tickets_of
from tests.dashboards.test_pages import run, words
from tests.dashboards.test_warnings_page import (  # noqa: F401 - fixtures
    CODE,
    PAGE,
    SYSTEM,
    copied,
    heating,
    results,
)
from tests.support.people import viewer
from weisu.warnings_answer import answer


def opened_form(copied, key):  # noqa: F811
    """Look at 预警 with the form of a warning's task open, as the office."""
    configure(copied.settings, copied.store, viewer=viewer("governance", copied.settings))
    test = AppTest.from_string(PAGE, default_timeout=60)
    test.session_state[f"issue_warning_{key}"] = True
    return test.run()


def test_a_warning_is_issued_as_a_task_where_it_is_seen(results, copied):  # noqa: F811 - fixtures
    store, row = copied.store, heating(results)
    key, form = row["warning_id"], f"warning_{row['warning_id']}_0"
    test = opened_form(copied, key)
    assert not test.exception
    assert test.selectbox(key=f"{form}_lead").value == "县供热公司"
    assert "供暖不热" in test.text_input(key=f"{form}_title").value
    test = test.button(key=f"{form}_do_issue").click().run()
    assert not test.exception
    assert "1号已签发" in words(test)
    task = tasks_of_sources(store, SYSTEM, CODE, "warning", [key])[key]
    assert (task.state, task.lead) == ("issued", "县供热公司")
    (evidence,) = evidence_of(store, SYSTEM, task.id)
    body = evidence["body"]
    assert body["figures"]["observed"] == row["observed"]
    assert body["run"] == copied.current("warnings", CODE).run_id
    assert body["series"][-1]["n"] > 0
    assert tickets_of(store, SYSTEM, task.id)
    # The warning leads to its task, on 预警 and in the command's document.
    again = words(run(PAGE))
    assert f"task={task.id}" in again
    assert "待签收" in again
    (said,) = [w for w in answer(copied, SYSTEM, CODE)["warnings"] if w["warning_id"] == key]
    assert said["task"] == {
        "id": task.id, "number": task.number, "state": "issued", "lead": "县供热公司",
    }  # fmt: skip


def test_the_same_matter_leads_to_its_task_unless_a_person_insists(results, copied):  # noqa: F811 - fixtures
    key = heating(results)["warning_id"]
    scope = viewer("governance", copied.settings).scope
    mine = warning_tickets(copied, SYSTEM, copied.current("warnings", CODE), key)
    source = Source("tickets", tickets=tuple(str(t) for t in mine["ticket_no"]))
    due = add_working_days(local_day(utc_now(), "Asia/Shanghai"), 5).at.date()
    given = {"title": "清河供暖", "requirement": "查明", "lead": "县供热公司", "due": due}
    first = begin(copied, scope, CODE, "issue", given, source=source)
    test, form = opened_form(copied, key), f"warning_{key}_0"
    test.text_area(key=f"{form}_requirement").set_value("三日内恢复")
    test = test.button(key=f"{form}_do_issue").click().run()
    assert "同一事项已有正在办理的督办任务" in test.error[0].value
    assert f"task={first.id}" in words(test)
    assert test.text_area(key=f"{form}_requirement").value == "三日内恢复"
    test.checkbox(key=f"{form}_insist").check()
    test = test.button(key=f"{form}_do_issue").click().run()
    assert "2号已签发" in words(test)
