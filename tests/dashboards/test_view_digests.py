"""What saved views tell subscribers: the sentence of the page, in each reader's scope, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dashboards.shell.digests import digest
from dashboards.shell.pages import PAGES
from data_access.notices.inbox import inbox
from data_access.saved_views.subscriptions import Rhythm, subscribe
from data_access.saved_views.views import Draft, SavedView, change_view, save_view
from early_warning.nightly_run import Asked, run_warnings
from forecasting.nightly_run import Asked as AskedForecast
from forecasting.nightly_run import run_forecasting
from tests.dashboards.conftest import LAST
from tests.dashboards.hot_frames import store_results
from tests.dashboards.map_frames import store_map
from tests.dashboards.test_pages import run
from tests.dashboards.test_saved_views import desk_script, sentence_of
from tests.support.pages import guarded_script
from tests.support.task_office import CODE, OTHER, SYSTEM, UNIT
from weisu import digests_step
from weisu.digests_step import digests

MONDAY = datetime.fromisoformat("2026-11-02T19:00")  # 03:00 on Tuesday in China


def kept(office, page: str, who: str = "zhili", **query: str) -> SavedView:
    draft = Draft(CODE, page, f"{page}的视图", query, "place")
    return save_view(office.results.store, office.scopes[who], draft)


def tell_me(office, who: str, view: SavedView, rhythm: Rhythm = "daily") -> None:
    subscribe(office.results.store, office.scopes[who], CODE, view.id, rhythm)


def told(office, who: str) -> list[tuple[str, str, str]]:
    """Return title, text and link of what somebody was told of views."""
    found = inbox(office.results.store, office.scopes[who])
    return [(d.notice.title, d.notice.text, d.notice.link)
            for d in found if d.notice.room == "saved_views"]  # fmt: skip


def night(office) -> dict[str, int]:
    done = digests(office.results.store, office.results.settings, lambda *_: None)
    assert done.failed == ()
    counted: dict[str, int] = done.detail["jurisdictions"][CODE]
    return counted


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("today", {"span": "30d"}),
        ("today", {"span": "30d", "area": "330199002", "count": "matters"}),
        ("compare", {"metric": "volume", "against": "week"}),
        ("compare", {"metric": "satisfaction_rate", "span": "30d", "department": UNIT}),
        ("tickets", {"span": "30d", "q": "暖气", "status": "办理中"}),
        ("warnings", {}),
        ("progress", {}),
        ("unit", {}),
        ("daily", {}),
        ("hotspots", {}),
        ("hotspots", {"window": "30d"}),
        ("map", {}),
        ("map", {"measure": "count", "area": "330199002"}),
        ("topic", {"topic": "T01"}),
        ("repeats", {}),
        ("forecast", {}),
        ("forecast", {"area": "330199002"}),
    ],
)
def test_a_digest_says_what_its_page_says(office, page, query):
    if page == "warnings":
        run_warnings(office.results, SYSTEM, Asked(CODE, LAST - timedelta(days=2)))
    if page in ("progress", "unit"):
        office.begin(title="供热不热")
    if page in ("hotspots", "topic", "repeats"):
        store_results(office.results.store, office.results.settings)
    if page == "map":
        store_map(office.results.store, office.results.settings)
    if page == "forecast":
        run_forecasting(office.results, SYSTEM, AskedForecast(CODE, origins=2, busiest=0))
    view = kept(office, page, **query)
    who = {"unit": "gongre", "daily": "zhili"}.get(page, "lingdao")
    found = digest(office.results, office.scopes[who], view)
    assert found is not None
    office.sit(who)
    shown = run(guarded_script(page), **found.fields)
    assert not shown.exception
    assert sentence_of(shown)
    assert found.said.startswith(sentence_of(shown))
    assert "（依据：青山县；" in found.said


def test_pages_without_a_sentence_or_without_results_tell_nothing(office, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(office.results, "current", lambda *_: None)
        assert digest(office.results, office.scopes["zhili"], kept(office, "warnings")) is None
    assert [page.key for page in PAGES if page.keeps is not None and not page.digest] == []
    assert digest(office.results, office.scopes["gongre"], kept(office, "tasks")) is None


def test_tickets_are_set_against_as_many_days_before_and_tasks_told_by_state(office):
    scope = office.scopes["zhili"]
    burst = digest(office.results, scope, kept(office, "tickets", area="330199001"))
    assert burst is not None
    assert "比前7天的" in burst.said
    every = digest(office.results, scope, kept(office, "tickets", whole="1"))
    assert every is not None
    assert "比前" not in every.said
    none = digest(office.results, scope, kept(office, "tasks", unit=OTHER))
    assert none is not None
    assert none.said.startswith("没有符合条件的督办任务。")
    office.begin(title="供热不热")
    office.begin(title="噪声", lead=OTHER)
    office.begin(title="又一件", lead=OTHER, action="draft")
    some = digest(office.results, scope, kept(office, "tasks", unit=OTHER))
    assert some is not None
    assert some.said.startswith("共2项督办任务：拟稿1项、待签收1项。")


def test_each_subscriber_is_told_once_a_day_in_his_own_scope(office, monkeypatch):
    monkeypatch.setattr(digests_step, "utc_now", lambda: MONDAY)
    view = kept(office, "tickets", span="30d", department=OTHER)
    private = save_view(
        office.results.store, office.scopes["zhili"], Draft(CODE, "today", "我的", {})
    )
    for who in ("zhili", "gongre"):
        tell_me(office, who, view)
    tell_me(office, "zhili", private)
    assert night(office) == {"due": 3, "told": 3}
    assert night(office) == {"due": 0, "told": 0}
    mine = {title: (said, link) for title, said, link in told(office, "zhili")}
    assert set(mine) == {"tickets的视图（查工单）", "我的（今日要情）"}
    ((title, said, link),) = told(office, "gongre")
    assert title == "tickets的视图（查工单）"
    assert f"取值“{OTHER}”不在当前数据中，已按全部显示" in said
    assert OTHER not in said.partition("。")[0]
    assert said.partition("。")[0] != mine[title][0].partition("。")[0]
    assert link.startswith(f"/tickets?jurisdiction={CODE}&span=30d&department=")
    assert told(office, "lingdao") == []
    monkeypatch.setattr(digests_step, "utc_now", lambda: MONDAY + timedelta(days=1))
    change_view(office.results.store, office.scopes["zhili"], view.id, name="收回的", shared="own")
    assert night(office) == {"due": 3, "told": 2}
    assert len(told(office, "gongre")) == 1
    assert len(told(office, "zhili")) == 4


def test_a_view_that_cannot_be_told_keeps_no_other_from_it_and_is_told_later(office, monkeypatch):
    monkeypatch.setattr(digests_step, "utc_now", lambda: MONDAY)
    for page in ("compare", "tickets"):
        tell_me(office, "zhili", kept(office, page))

    def breaks(*_: object) -> str:
        raise RuntimeError("secret detail")

    with monkeypatch.context() as patch:
        patch.setattr("dashboards.compare_app.digest.said", breaks)
        done = digests(office.results.store, office.results.settings, lambda *_: None)
        assert done.failed == ("青山县",)
        assert "有1份视图摘要没有送出" in done.detail["jurisdictions"][CODE]
    assert [title for title, _, _ in told(office, "zhili")] == ["tickets的视图（查工单）"]
    assert night(office) == {"due": 1, "told": 1}
    assert len(told(office, "zhili")) == 2


def test_subscribing_and_leaving_at_the_page(office):
    view = kept(office, "tickets", q="暖气")
    office.sit("gongre")
    test = run(desk_script("tickets"))
    test.selectbox(key=f"view_told_{view.id}").set_value("weekly").run()
    assert not test.exception
    again = run(desk_script("tickets"))
    assert again.selectbox(key=f"view_told_{view.id}").value == "weekly"
    again.selectbox(key=f"view_told_{view.id}").set_value("none").run()
    assert run(desk_script("tickets")).selectbox(key=f"view_told_{view.id}").value == "none"


def test_a_view_of_a_topic_that_is_gone_says_so_and_one_of_a_kind_counts_it(office):
    store_results(office.results.store, office.results.settings)
    gone = digest(office.results, office.scopes["zhili"], kept(office, "topic", topic="T99"))
    assert gone is not None
    assert gone.said.startswith("所选主题已不在当前结果中")
    office.begin(title="供热不热", action="draft")
    drafts = digest(office.results, office.scopes["zhili"], kept(office, "daily", kind="draft"))
    assert drafts is not None
    assert "其中拟稿1件" in drafts.said
