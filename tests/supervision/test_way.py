"""The way of a task, and what is refused on it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete

from data_access.accounts.model import scope_of
from data_access.accounts.store import create_account, list_accounts
from data_access.store import audit
from data_access.store.tables import organisation
from data_access.types import NotAllowedError, WeisuError
from notify.actions import inbox
from supervision import store_histories
from supervision import store_tables as stored
from supervision.actions import Source
from supervision.refusals import ChangedError, SameMatterError
from supervision.task import Task, fold
from tests.support.places import CODE
from tests.support.tasks import STREETS, SYSTEM, Town


def told(town: Town, who: str) -> list[str]:
    return [d.notice.title for d in inbox(town.results.store, town.scopes[who])]


def rebuilt(town: Town) -> None:
    """Check that what is stored of every task is what its events add up to."""
    for task, events in store_histories.histories(town.results.store):
        blank = Task(id=task.id, jurisdiction=task.jurisdiction, number=task.number)
        assert fold(blank, events) == task


def test_the_whole_way(town):
    task = town.begin("zhili", assisting=["乙局"])
    assert (task.state, task.number, task.step) == ("issued", "2026-00001", "written")
    assert "签发" in told(town, "jia")[0]
    assert "签发" in told(town, "yi")[0]
    assert not told(town, "bing")
    assert town.act("jia", task, "sign").state == "signed"
    asked = town.later(days=1).act(
        "jia", task, "ask_extension", until="2026-11-18", note="配件未到"
    )
    assert (asked.state, asked.asked_until) == ("extension_asked", date(2026, 11, 18))
    granted = town.act("zhili", task, "grant", due="2026-11-18")
    assert (granted.state, granted.due, granted.extended) == ("signed", date(2026, 11, 18), 1)
    assert town.act("jia", task, "report", note="已更换循环泵").state == "reported"
    assert town.act("zhili", task, "return", note="仍有三户不热").returned == 1
    town.act("jia", task, "report", note="三户已热")
    town.act("zhili", task, "verify", note="电话回访三户，均已热")
    closed = town.act("zhili", task, "close", outcome="true")
    assert (closed.state, closed.outcome, closed.workers) == ("closed", "true", ("jia",))
    again = town.later(days=20).act("zhili", task, "reopen", note="又不热", due="2026-12-01")
    assert (again.state, again.reopened, again.closed_at) == ("reopened", 1, None)
    rebuilt(town)
    assert audit.verify(town.results.store) is None
    assert len(audit.entries(town.results.store, SYSTEM, action="task.")) == again.version


def test_who_acts_on_an_older_state_is_told_what_happened(town):
    task = town.begin("zhili")
    seen = task.version
    town.act("jia", task, "comment", note="收到")
    town.act("jia", task, "sign", version=seen)  # a comment changes nothing
    with pytest.raises(ChangedError, match="jia“签收”"):
        town.act("zhili", task, "cancel", note="误发", version=seen)
    with pytest.raises(WeisuError, match="已签收"):
        town.act("jia2", task, "sign", version=task.version)


def test_the_same_matter_leads_to_the_open_task(town):
    source = Source("warning", "w1", matter="E7", tickets=("t1", "t2", "t3"))
    task = town.begin("zhili", source=source)
    for other in (
        source,
        Source("topic", "T9", matter="E7"),
        Source("tickets", "", tickets=("t1", "t2", "t8")),
    ):
        with pytest.raises(SameMatterError) as refused:
            town.begin("zhili2", source=other)
        assert refused.value.task is not None
        assert refused.value.task.id == task.id
    second = town.begin("zhili2", source=source, insist=True)
    assert second.number == "2026-00002"
    town.act("zhili", second, "cancel", note="重复")
    town.act("zhili", task, "cancel", note="已由他处办理")
    assert town.begin("zhili", source=source).number == "2026-00003"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"lead": "丁局"}, "没有名为“丁局”的单位"),
        ({"due": "2026-10-30"}, "已经过去"),
        ({"due": "2026-11-08"}, "休息日"),
        ({"due": "2027-10-01"}, "国庆节"),
        ({"due": "11月8日"}, "不是日期"),
        ({"area": "330199999"}, "不存在"),
        ({"title": "题" * 61}, "最多 60 个字"),
        ({"title": ""}, "须填写事项"),
        ({"note": "长" * 100_000}, "100,000 个字"),
        ({"assisting": ["甲局"]}, "不能同时"),
        ({"step": "oral"}, "督办级别"),
        ({"confidential": True}, "指定人员"),
        ({"confidential": True, "readers": ["nobody"]}, "没有登录名"),
        ({"outcome": "true"}, "不需要填写"),
    ],
)
def test_a_wrong_field_is_said_and_nothing_is_kept(town, given, words):
    with pytest.raises(WeisuError, match=words):
        town.begin("zhili", **given)
    assert list(store_histories.histories(town.results.store)) == []


def test_nobody_sees_a_task_outside_his_scope(town):
    task = town.begin("zhili", confidential=True, readers=["jia"])
    other = town.begin("zhili2", area=STREETS[1], title="另一件")
    for who, one in (("zhili2", task), ("lingdao", task), ("jia2", task), ("bing", other),
                     ("pianqu", other), ("waixian", other)):  # fmt: skip
        with pytest.raises(NotAllowedError, match="没有这项督办任务"):
            town.act(who, one, "comment", note="看看")
    assert "仅限指定人员" in told(town, "jia")[0] + told(town, "jia")[1]
    assert all("青河小区" not in title for title in told(town, "jia2"))
    town.act("jia", task, "sign")


def test_who_did_the_work_does_not_verify_it(town):
    settings = town.results.settings
    del settings
    task = town.begin("zhili")
    town.act("jia", task, "sign")
    town.act("jia", task, "report", note="已办")
    with pytest.raises(NotAllowedError, match="核验人"):
        town.act("jia", task, "verify", note="好")


def test_what_was_typed_with_a_number_in_it_is_masked_and_kept_sealed(town):
    task = town.begin("zhili")
    town.act("jia", task, "sign", note="已联系张先生 13812345678")
    with town.results.store.read() as connection:
        events = stored.events_of(connection, task.id)
    assert "[电话]" in events[-1].note
    assert "138" not in str(events)


def test_another_county_begins_nothing(town):
    with pytest.raises(NotAllowedError):
        town.begin("waixian")
    with pytest.raises(NotAllowedError, match="签发"):
        town.begin("jia")
    with pytest.raises(WeisuError, match="数据范围"):
        town.begin("pianqu", area=STREETS[1])
    assert town.begin("lingdao", "draft", due="", requirement="").state == "drafted"
    assert CODE


def test_what_a_task_must_say_is_not_taken_away(town):
    task = town.begin("zhili", basis="群众反映")
    with pytest.raises(WeisuError, match="须填写事项"):
        town.act("zhili", task, "amend", note="改", title=" ")
    with pytest.raises(WeisuError, match="须填写办理要求"):
        town.act("zhili", task, "amend", note="改", requirement="")
    changed = town.act("zhili", task, "amend", note="改", basis="", title=None)
    assert (changed.title, changed.basis) == (task.title, "")
    with pytest.raises(WeisuError, match="须填写"):
        town.act("jia", task, "refuse", note=" \n")
    drafted = town.begin("zhili", "draft")
    with pytest.raises(WeisuError, match="须填写事项"):
        town.act("zhili", drafted, "edit", title="")


def test_a_task_is_given_to_another_unit_or_not_at_all(town):
    task = town.begin("zhili")
    with pytest.raises(WeisuError, match="甲局已是牵头单位"):
        town.act("zhili", task, "reassign", lead="甲局", note="再办")
    town.act("zhili", task, "reassign", lead="乙局", note="属乙局职责")
    assert "改派" in told(town, "jia")[0]
    assert "改派" in told(town, "yi")[0]


def test_nobody_moves_a_task_out_of_his_own_sight(town):
    task = town.begin("zhili")
    with pytest.raises(WeisuError, match="数据范围"):
        town.act("pianqu", task, "amend", area=STREETS[1], note="地点有误")
    assert town.act("zhili", task, "amend", area=STREETS[1], note="地点有误").area == STREETS[1]


def test_a_unit_that_is_gone_is_told_and_its_task_goes_to_another(town):
    task = town.begin("zhili", lead="丙公司")
    with town.results.store.write() as connection:
        connection.execute(delete(organisation).where(organisation.c.name == "丙公司"))
    with pytest.raises(WeisuError, match="没有名为“丙公司”的单位"):
        town.begin("zhili", lead="丙公司")
    town.act("zhili", task, "remind")
    moved = town.act("zhili", task, "reassign", lead="乙局", note="丙公司已撤并")
    assert (moved.lead, moved.former) == ("乙局", "丙公司")
    town.act("yi", task, "sign")


def test_who_is_of_both_units_is_told_once_of_one_event(town):
    create_account(
        town.results.store, town.results.settings, SYSTEM, login="liangju", display_name="两局",
        password="Weisu-12345-x", role="department",
        jurisdictions=[CODE], departments=["甲局", "乙局"],
    )  # fmt: skip
    accounts = {a.login: a for a in list_accounts(town.results.store, SYSTEM)}
    town.scopes["liangju"] = scope_of(accounts["liangju"], town.results.settings)
    task = town.begin("zhili", assisting=["乙局"])
    for who in ("liangju", "jia", "yi"):
        assert told(town, who) == ["签发：青河小区供热不热"]
    (mine,) = inbox(town.results.store, town.scopes["liangju"])
    assert mine.notice.department == "甲局"
    town.act("zhili", task, "reassign", lead="乙局", assisting=[], note="属乙局职责")
    assert len(told(town, "liangju")) == 2
    assert len(told(town, "jia")) == len(told(town, "yi")) == 2
