"""督办任务, 我的任务, 督办进展: each page for each role, the way of a task, refusals keep what was
typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dashboards.shell.pages import pages_for
from dashboards.tasks_app.deeds import ASIDE, ON_THE_WAY
from data_access.accounts.rights import ROLES
from data_access.calendar.workdays import add_working_days
from data_access.days import local_day
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.types import NotAllowedError
from notify.actions import inbox
from style.wording import day_words
from supervision.actions import Source
from supervision.attachments import Attachment
from supervision.files import file_list, open_file
from supervision.sources import source_of
from supervision.states import ACTIONS
from supervision.task import Task
from tests.dashboards.conftest import LAST
from tests.dashboards.test_pages import run, words
from tests.support.task_office import (
    CODE,
    OTHER,
    PAGES,
    SYSTEM,
    UNIT,
    ZONE,
    labels,
    press,
    workday,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def at(**span: float):
    return utc_now() - timedelta(**span)


def send(test, task: Task, action: str, turn: int = 0, **typed: Any):
    """Open an action's form, type, and send it."""
    test = press(test, f"do_{action}_{task.id}")
    return again(test, task, action, turn, **typed)


def again(test, task: Task, action: str, turn: int = 0, **typed: Any):
    """Type into the form that is open, and send it."""
    form = f"deed_{task.id}_{turn}_{action}"
    for name, value in typed.items():
        kind = "text_area" if name == "note" else "date_input" if name in ("due", "until") else ""
        getattr(test, kind or "selectbox")(key=f"{form}_{name}").set_value(value)
    return press(test, f"{form}_send")


def typed(test, task: Task, action: str, turn: int = 0) -> str:
    return str(test.text_area(key=f"deed_{task.id}_{turn}_{action}_note").value)


SEES = {
    "tasks": {"leader", "governance", "evaluator", "analyst"},
    "mytasks": {"department"},
    "progress": {"leader"},
}


@pytest.mark.parametrize("role", list(ROLES))
def test_every_role_finds_its_pages_and_no_others(look, role):
    limits = {"departments": frozenset({UNIT})} if role == "department" else {}
    services = look(role, **limits)
    assert services.viewer is not None
    found = {p.key for p in pages_for(services.viewer.scope)}
    for key, roles in SEES.items():
        test = run(PAGES[key])
        assert not test.exception
        if role in roles:
            assert key in found
            assert not test.error
        else:
            assert key not in found
            assert test.error


def test_the_office_reads_what_is_open_and_what_waits_for_it(office):
    office.begin("zhili", "draft", title="拟稿一")
    task = office.begin()
    office.act("gongre", task, "refuse", note="不属本单位")
    office.sit("zhili")
    test = run(PAGES["tasks"])
    assert not test.exception
    said = words(test)
    assert "正在办理的督办任务1项，没有超期的" in said
    assert "退回待定1项、拟稿1项" in said
    assert {"青河小区供热不热", "拟稿一"} <= labels(test)
    test = press(test, f"open_task_{task.id}")
    said = words(test)
    assert test.query_params["task"] == str(task.id)
    assert "牵头单位 王工：拒签退回" in said
    assert "不属本单位" in said
    assert {"维持原派", "改派", "撤销"} <= labels(test)
    assert not {"签收", "签发", "核验通过"} & labels(test)
    assert "查明原因" not in words(press(test, f"close_{task.id}"))


def test_every_action_that_people_may_do_has_its_button():
    assert {*ON_THE_WAY, *ASIDE} == {*ACTIONS} - {"draft", "propose_reopen"}


def test_whose_turn_it_is_stands_on_top_of_a_task(office):
    task = office.begin()
    for who, action, given, turn in (
        ("gongre", "sign", {}, "下一步：县供热公司报送方案"),
        ("gongre", "report", {"note": "已恢复"}, "下一步：由未参与办理的人员核验"),
        ("zhili2", "verify", {"note": "回访"}, "下一步：治理办办结"),
        ("zhili", "close", {"outcome": "true"}, ""),
    ):
        task = office.act(who, task, action, **given)
        office.sit("zhili")
        said = words(run(PAGES["tasks"], task=str(task.id)))
        assert turn in said
        assert ("下一步" in said) == bool(turn)


def test_a_card_says_what_matters_now(office):
    late = at(days=30)
    due = add_working_days(local_day(late, ZONE), 5).at.date()
    office.act("gongre", office.begin(title="逾期事项", now=late, due=due), "sign")
    ended = office.begin(title="撤销事项")
    office.act("zhili", ended, "cancel", note="重复")
    office.sit("zhili")
    assert "超期" in (said := words(run(PAGES["tasks"])))
    assert day_words(due) not in said
    today = day_words(local_day(utc_now(), ZONE))
    assert f"{today}已撤销" in words(run(PAGES["tasks"], group="closed"))


def test_a_link_to_a_task_opens_it_above_the_others(office):
    first = office.begin(title="第一件")
    second = office.begin(title="第二件", due=workday(9))
    office.sit("gongre")
    test = run(PAGES["mytasks"], task=str(first.id))
    said = words(test)
    assert said.index("办理经过") < said.index("<b>第二件</b>")
    assert f"open_task_{first.id}" not in {b.key for b in test.button}
    pressed = words(press(test, f"open_task_{second.id}"))
    assert pressed.index("<b>第一件</b>") < pressed.index("办理经过")


def test_an_overdue_task_is_not_asked_for_before_a_day_that_is_past(office):
    long_ago = at(days=30)
    due = add_working_days(local_day(long_ago, ZONE), 5).at.date()
    office.act("gongre", office.begin(now=long_ago, due=due), "sign")
    office.sit("gongre")
    said = words(run(PAGES["mytasks"]))
    assert "请尽快办结并报送结果" in said
    assert "请于" not in said


def test_the_table_filters_by_address_and_says_what_is_in_it(office):
    office.begin(title="供热不热")
    office.begin(title="夜间噪声", lead=OTHER)
    office.sit("zhili")
    for query, shown, hidden in (
        ({"unit": OTHER}, "夜间噪声", "供热不热"),
        ({"q": "供热不"}, "供热不热", "夜间噪声"),
        ({"step": "written", "colour": "none", "unit": UNIT}, "供热不热", "夜间噪声"),
    ):
        test = run(PAGES["tasks"], view="table", **query)
        assert not test.exception
        table = str(test.dataframe[0].value)
        assert shown in table
        assert hidden not in table
    assert "没有符合条件" in words(run(PAGES["tasks"], q="没有这样的事"))
    assert "没有符合条件" in words(run(PAGES["tasks"], view="table", group="closed"))


def test_a_task_from_nothing_and_its_whole_way_on_the_pages(office):
    office.sit("zhili")
    test = press(run(PAGES["tasks"]), "tasks_new_open")
    test.text_input(key="new_task_0_title").set_value("东门菜市场噪声")
    refused = press(test, "new_task_0_do_issue")
    assert "须填写牵头单位" in refused.error[0].value
    assert refused.text_input(key="new_task_0_title").value == "东门菜市场噪声"
    refused.selectbox(key="new_task_0_lead").set_value(UNIT)
    test = press(refused, "new_task_0_do_issue")
    assert "1号已签发" in words(test)
    task = office.now(Task(id=1, jurisdiction=CODE, number=""))
    assert (task.state, task.title, task.lead) == ("issued", "东门菜市场噪声", UNIT)

    office.sit("gongre")
    mine = run(PAGES["mytasks"])
    assert "有1项任务等您单位办理" in words(mine)
    mine = press(mine, f"open_task_{task.id}")
    mine = send(mine, task, "sign")
    assert office.now(task).state == "signed"
    mine = send(mine, task, "ask_extension", 1, note="配件未到", until=workday(12))
    assert office.now(task).asked_until == workday(12)

    office.sit("zhili")
    test = run(PAGES["tasks"], task=str(task.id))
    assert f"申请延期至{day_words(workday(12), local_day(utc_now(), ZONE))}" in words(test)
    test = send(test, task, "grant")
    assert office.now(task).due == workday(12)

    office.sit("gongre")
    send(run(PAGES["mytasks"], task=str(task.id)), task, "report", note="已停止夜间施工")
    office.sit("zhili")
    test = send(run(PAGES["tasks"], task=str(task.id)), task, "verify", note="回访两户，已解决")
    test = send(test, task, "close", 1, outcome="true")
    assert office.now(task).state == "closed"
    assert "办结已完成" in words(test)


def test_what_is_refused_stays_as_it_was_typed(office):
    task = office.begin()
    office.act("gongre", task, "sign")
    office.sit("gongre")
    long = "长" * 3000
    test = send(run(PAGES["mytasks"], task=str(task.id)), task, "report", note=long)
    assert "最多 2000 个字" in test.error[0].value
    assert typed(test, task, "report") == long
    test = again(test, task, "report", note="已恢复")
    assert office.now(task).state == "reported"
    assert not test.error


def test_who_comes_second_is_told_and_keeps_his_words(office):
    task = office.begin()
    office.sit("zhili")
    test = press(run(PAGES["tasks"], task=str(task.id)), f"do_cancel_{task.id}")
    office.act("gongre", task, "sign")
    test = again(test, task, "cancel", note="误发，另行处理")
    assert "已有变动" in test.error[0].value
    assert "gongre“签收”" in test.error[0].value
    assert typed(test, task, "cancel") == "误发，另行处理"
    assert office.now(task).state == "signed"
    test = again(test, task, "cancel")
    assert not test.error
    assert office.now(task).state == "cancelled"


def test_words_stay_also_where_the_action_is_gone(office):
    task = office.begin()
    office.sit("gongre")
    test = press(run(PAGES["mytasks"], task=str(task.id)), f"do_refuse_{task.id}")
    office.act("zhili", task, "cancel", note="重复")
    test = again(test, task, "refuse", note="此路段不归我单位")
    assert "已撤销" in test.error[0].value
    assert typed(test, task, "refuse") == "此路段不归我单位"
    assert "拒签退回" not in labels(test)


def test_several_are_reminded_at_once_and_each_refusal_is_said(office):
    tasks = [office.begin(title=f"第{n}件") for n in range(3)]
    office.act("zhili", tasks[0], "cancel", note="重复")
    office.sit("zhili")
    test = run(PAGES["tasks"], view="table")
    test.session_state["bulk_remind_asked"] = tuple(tasks)
    test.run()
    assert not test.exception
    said = words(test)
    assert "催办：已办2项" in said
    assert "督办〔2026〕1号没有办" in said or "1号没有办" in said
    assert [office.now(t).reminded for t in tasks] == [0, 1, 1]


def test_rows_are_ticked_by_name_where_a_phone_shows_no_boxes(office):
    for n in range(3):
        office.begin(title=f"第{n}件")
    office.sit("zhili")
    test = run(PAGES["tasks"], view="table")
    (names,) = (one for one in test.multiselect if one.label == "选几项一并办理")
    names.set_value([0, 2]).run()
    assert not test.exception
    assert any(button.label == "催办" for button in test.button)


def test_the_board_folds_all_but_the_first_of_a_part_on_a_phone(office):
    for n in range(3):
        office.begin(title=f"第{n}件")
    office.sit("zhili")
    said = words(run(PAGES["tasks"]))
    assert said.count("weisu-fold") == 1
    assert "<summary>其余2项</summary>" in said


def test_files_are_named_and_each_opening_is_in_the_audit_log(office):
    task = office.begin(files=[Attachment("现场.png", PNG)])
    office.sit("gongre")
    test = run(PAGES["mytasks"], task=str(task.id))
    assert any("现场.png" in b.label for b in test.get("download_button"))
    (line,) = file_list(office.results, office.scopes["gongre"], task)
    assert open_file(office.results, office.scopes["gongre"], line.id).content == PNG
    with pytest.raises(NotAllowedError, match="没有这个附件"):
        open_file(office.results, office.scopes["chengguan"], line.id)
    log = audit.entries(office.results.store, SYSTEM, action="task.file")
    assert [(e.actor, e.detail["file"]) for e in log] == [("gongre", line.id)]


def test_evidence_tickets_and_earlier_tasks_stand_beside_a_task(office):
    days = [(LAST - timedelta(days=n), 10.0 + n, 8.0) for n in (2, 1, 0)]
    source = source_of(
        "topic", "T1", title="供暖不热", says=("近7天30件",), days=days, as_of=LAST,
        tickets=("QS000001", "QS000002"),
    )  # fmt: skip
    first = office.begin(source=source)
    office.act("zhili", first, "cancel", note="先行处理")
    task = office.begin(source=source, title="供暖不热再次出现")
    office.sit("zhili")
    test = run(PAGES["tasks"], task=str(task.id))
    said = words(test)
    until = day_words(LAST, local_day(utc_now(), ZONE))
    assert f"签发依据：热点主题（截至{until}）" in said
    assert len(test.get("plotly_chart")) == 1
    test.toggle(key=f"open_tickets_{task.id}").set_value(True).run()
    assert "QS000001" in str(test.dataframe[0].value)
    assert "13812345678" not in str(test.dataframe[0].value)
    office.act("zhili", task, "cancel", note="并案")
    third = office.begin(source=Source("topic", "T2", matter="E1"))
    assert "此前同一事项" not in words(run(PAGES["tasks"], task=str(third.id)))


def test_the_sheet_says_number_units_due_and_the_rule_of_colours(office):
    task = office.begin(basis="市领导批示", assisting=[OTHER])
    letter = office.begin(step="letter", title="路灯不亮")
    office.sit("zhili")
    said = words(run(PAGES["tasks"], task=str(task.id)))
    sheet = said[said.index("weisu-sheet") :]
    for part in ("督办单", "1号", "市领导批示", OTHER, day_words(workday(5)), "颜色规则：红"):
        assert part in sheet
    assert "没有回访结果" not in sheet
    for who, action, given in (
        ("gongre", "sign", {}), ("gongre", "report", {"note": "已恢复"}),
        ("zhili2", "verify", {"note": "回访"}), ("zhili", "close", {"outcome": "true"}),
    ):  # fmt: skip
        office.act(who, task, action, **given)
    said = words(run(PAGES["tasks"], task=str(task.id)))
    assert "核实结论：属实；核验依据：没有回访结果" in said[said.index("办理成效") :]
    sheet = words(run(PAGES["tasks"], task=str(letter.id)))
    assert "工作提醒函" in sheet
    assert f"{UNIT}：" in sheet


def test_a_confidential_task_is_for_those_named_in_it(office):
    task = office.begin(confidential=True, readers=["gongre"], title="涉密事项")
    for who, page, seen in (("zhili2", "tasks", False), ("lingdao", "progress", False),
                            ("gongre", "mytasks", True), ("zhili", "tasks", True)):  # fmt: skip
        office.sit(who)
        test = run(PAGES[page], task=str(task.id))
        assert not test.exception
        assert ("涉密事项" in words(test)) == seen


def test_a_leaders_note_reaches_the_office_as_a_draft(office):
    office.sit("lingdao")
    test = run(PAGES["progress"])
    assert "目前没有正在办理的督办任务" in words(test)
    test = press(test, "leader_note_0_send")
    assert "请写明批示内容" in test.error[0].value
    note = "请供热公司三日内查清青河小区供热不热的原因，主要负责同志到现场，周五前报我。"
    test.text_area(key="leader_note_0_note").set_value(note)
    test = press(test, "leader_note_0_send")
    assert "批示已发给治理办" in words(test)
    task = office.now(Task(id=1, jurisdiction=CODE, number=""))
    assert (task.state, task.source_kind, task.issuer) == ("drafted", "note", "lingdao")
    assert note in task.basis
    assert any(
        "拟稿" in d.notice.title for d in inbox(office.results.store, office.scopes["zhili"])
    )


def test_a_leader_sees_who_is_stuck_and_why(office):
    long_ago = at(days=3)
    task = office.begin(now=long_ago, title="三天没有签收")
    office.begin(title="刚刚签发")
    office.sit("lingdao")
    test = run(PAGES["progress"])
    said = words(test)
    assert "需关注“三天没有签收”，在县供热公司，超时未签收" in said
    assert "卡得最久的1项" in said
    assert [m.value for m in test.metric] == ["2项", "0项", "—"]
    form = f"instruct_{task.id}_0"
    test.text_area(key=f"{form}_note").set_value("请今天签收并报方案。")
    test = press(test, f"{form}_send")
    assert "批示已发给治理办和牵头单位" in words(test)
    office.sit("zhili")
    assert "请今天签收并报方案。" in words(run(PAGES["tasks"], task=str(task.id)))
