"""Every page for every role, as Streamlit runs it."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_access.accounts.rights import ROLES
from data_access.importing import feed
from data_access.results.store import ResultStore
from data_access.types import Scope
from forecasting.nightly_run import Asked, run_forecasting
from tests.dashboards.conftest import LAST
from tests.support.pages import guarded_script, page_script, unfolded

SHELL = "from dashboards.shell.main import render\nrender()\n"
TODAY = page_script("today")
GUARDED = guarded_script("today")
IMPORT = page_script("import")


@pytest.fixture(scope="module", autouse=True)
def _forecast(city):
    """What was expected of each day, as a night stores it."""
    results = ResultStore.open(city.store, city.settings)
    run_forecasting(results, Scope.system("tests"), Asked("330199", origins=2, busiest=0))


def run(script, **query):
    test = unfolded(AppTest.from_string(script, default_timeout=60))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def words(test):
    """Everything that a page says, joined."""
    found = [e.value for kind in ("markdown", "caption", "info", "warning", "error", "success",
                                  "title", "subheader") for e in getattr(test, kind)]  # fmt: skip
    found += [h.proto.body for h in test.get("html")]
    return "\n".join(str(f) for f in found).replace("\\", "")


@pytest.mark.parametrize("role", list(ROLES))
def test_every_role_gets_a_page_without_error(look, role):
    look(role)
    test = run(SHELL)
    assert not test.exception
    assert not test.error
    assert "退出登录" in words(test)


def test_nobody_signed_in_sees_nothing_but_the_way_in(look, monkeypatch):
    look("leader")
    monkeypatch.setattr("dashboards.shell.main.current_viewer", lambda: None)
    test = run(SHELL)
    assert not test.metric
    assert "请先登录" in words(test)


@pytest.mark.parametrize("role", ["leader", "governance", "evaluator", "analyst"])
def test_today_says_what_is_so_and_what_to_do(look, role):
    look(role)
    test = run(TODAY)
    assert not test.exception
    said = words(test)
    assert "集中供热诉求" in said
    assert "清河街道" in said
    assert "建议请县供热公司" in said
    assert "数据截至 2026-10-31" in said
    assert [m.label for m in test.metric] == ["诉求量", "按时办结率（28天）", "满意率（28天）"]
    assert all("分子" in m.help or "工单数" in m.help for m in test.metric)
    assert len(test.get("plotly_chart")) == 4


def _order(node):
    """What stands on a page, from top to bottom: matters, numbers, folded filters, pictures."""
    for child in getattr(node, "children", {}).values():
        proto = getattr(child, "proto", None)
        body = getattr(proto, "body", "") if type(child).__name__ == "Html" else ""
        if "weisu-finding" in body:
            yield "sentence"
        elif "weisu-matters" in body:
            yield "matters"
        elif type(child).__name__ == "Metric":
            yield "number"
        elif type(child).__name__ == "Expander" and child.label == "时间与筛选":
            yield "filters"
        elif getattr(child, "type", "") == "plotly_chart":
            yield "picture"
        yield from _order(child)


def test_today_has_the_message_first_then_numbers_filters_folded_and_pictures(look):
    look("leader")
    test = run(TODAY)
    wanted = ["sentence", "matters", *["number"] * 3, "filters", *["picture"] * 4]
    assert [part for part in _order(test.main) if part != "matters"] == [
        part for part in wanted if part != "matters"
    ]
    assert next(iter(_order(test.main))) == "sentence"
    assert list(_order(test.main))[1] == "matters"
    assert not test.main.children[1].proto.expanded


def test_a_matter_says_what_how_much_who_leads_what_was_done_and_by_when(look):
    look("leader")
    said = words(run(TODAY))
    assert "集中供热明显上升" in said
    assert "为预期（约" in said
    assert "牵头：县供热公司" in said
    assert "进展：尚未交办" in said
    assert "期限：如今天交办" in said
    for odd in ("95%可信范围", "运行", "p 值"):
        assert odd not in said.partition('class="weisu-matters"')[2].partition("</ol>")[0]


def test_a_department_sees_its_own_rows_only(look):
    look("department", departments=frozenset({"县住建局"}))
    test = run(TODAY)
    assert not test.exception
    assert "集中供热诉求" not in words(test)
    volume = int(test.metric[0].value.removesuffix("件").replace(",", ""))
    look("leader")
    everything = int(run(TODAY).metric[0].value.removesuffix("件").replace(",", ""))
    assert 0 < volume < everything / 2


def test_a_link_brings_its_filters_and_what_it_cannot_show_is_said(look):
    look("leader")
    test = run(TODAY, span="30d", area="330199001", department="没有这个单位")
    assert not test.exception
    assert "近30天" in words(test)
    assert "当前只看：清河街道" in words(test)
    assert "“没有这个单位”不在当前数据中" in words(test)


def test_what_is_chosen_goes_into_the_address(look):
    look("leader")
    test = run(TODAY)
    box = next(s for s in test.selectbox if s.label == "承办单位")
    box.set_value("县城管局").run()
    assert not test.exception
    assert test.query_params["department"] in ("县城管局", ["县城管局"])
    next(s for s in test.selectbox if s.label == "承办单位").set_value("").run()
    assert "department" not in test.query_params


def test_tickets_or_matters_and_both_ways_of_assessing(look):
    look("leader")
    test = run(TODAY, span="30d")
    assert "考核口径" in words(test)
    assert "（剔除 " in words(test)
    tickets = int(test.metric[0].value.removesuffix("件").replace(",", ""))
    test = run(TODAY, span="30d", count="matters")
    assert not test.exception
    assert "按事项计" in words(test)
    assert test.metric[0].label == "诉求量（按事项）"
    assert "只计首件" in test.metric[0].help
    assert int(test.metric[0].value.removesuffix("件").replace(",", "")) <= tickets
    control = next(c for c in test.segmented_control if c.label == "计数")
    control.set_value("").run()
    assert not test.exception
    assert "count" not in test.query_params


def test_a_source_that_knows_no_repeats_offers_no_matters(look):
    look("leader", jurisdictions=frozenset({"330198"}))
    test = run(TODAY, count="matters")
    assert not test.exception
    assert "按事项" not in words(test)
    assert "count" not in test.query_params


def test_a_jurisdiction_outside_the_scope_is_refused(look):
    look("leader")
    test = run(GUARDED, jurisdiction="330198")
    assert not test.metric
    assert "不在您的数据范围内" in words(test)


def test_a_reader_of_several_places_may_choose_among_them(look):
    look("leader", jurisdictions=None)
    test = run(TODAY)
    box = next(s for s in test.selectbox if s.label == "地区")
    assert "330198" in box.options or "白水县" in box.options
    box.set_value("330198").run()
    assert not test.exception
    assert "白水县" in words(test)


def test_what_the_source_lacks_is_said_instead_of_drawn(look):
    look("leader", jurisdictions=frozenset({"330198"}))
    test = run(TODAY)
    assert not test.exception
    said = words(test)
    assert "暂不能判断是否偏高" in said
    assert "没有区县、街道字段" in said
    assert "数据源没有满意度评价" in said
    assert len(test.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, ""), (2, "11月1日的工单应已到齐"), (4, "11月1日至11月3日的工单应已到齐")],
)
def test_days_that_are_due_and_missing_are_named(look, monkeypatch, days, said):
    """Data end on 31 October; the source goes on delivering without a new ticket."""
    loads = [feed.Load(LAST - timedelta(n), LAST - timedelta(n + 1)) for n in range(12, -1, -1)]
    loads += [feed.Load(LAST + timedelta(n), LAST) for n in range(1, days + 1)]
    monkeypatch.setattr("dashboards.shell.freshness.feed.loads", lambda *_: loads)
    now = datetime.combine(LAST + timedelta(days), time(4))
    monkeypatch.setattr("dashboards.shell.freshness.clock.utc_now", lambda: now)
    look("leader")
    st.cache_data.clear()
    found = words(run(TODAY))
    st.cache_data.clear()
    assert said in found if said else "应已到齐" not in found


def test_empty_data_says_why(look, tmp_path):
    from dashboards.server.viewer import configure
    from data_access.settings import load_settings
    from data_access.store.engine import migrate, open_store
    from tests.support.people import viewer

    settings = load_settings(home=tmp_path)
    store = open_store(settings)
    migrate(store)
    configure(settings, store, viewer=viewer("leader", settings))
    test = run(TODAY)
    assert not test.exception
    assert "还没有可以展示的数据" in words(test)


def test_an_unexpected_error_shows_a_number_and_no_trace(look, monkeypatch):
    look("leader")

    def fail(*args, **more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("dashboards.leader_app.today.show_freshness", fail)
    test = run(GUARDED)
    assert not test.exception
    assert "错误编号" in words(test)
    assert "secret detail" not in words(test)


def test_downloads_need_their_right(look, city):
    look("leader")
    assert len(run(TODAY).get("download_button")) == 2 * 4
    from dashboards.server.viewer import configure
    from data_access.settings import load_settings
    from tests.support.people import viewer

    mine = load_settings(
        home=city.settings.home, roles={"plain": ["today.view", "data.all_departments"]}
    )
    configure(mine, city.store, viewer=viewer("plain", mine))
    test = run(TODAY)
    assert not test.exception
    assert not test.get("download_button")


def test_a_rerun_of_today_is_cheap(look):
    import time

    look("leader")
    test = run(TODAY)
    test.run()
    started = time.process_time()
    for _ in range(5):
        test.run()
    assert (time.process_time() - started) / 5 < 0.5


@pytest.mark.parametrize(
    ("role", "views"),
    [
        ("system_admin", ["导入文件", "导入批次", "隔离区"]),
        ("governance", ["导入批次", "隔离区"]),
        ("analyst", ["导入批次"]),
    ],
)
def test_import_page_shows_what_the_rights_open(look, role, views):
    look(role)
    test = run(IMPORT)
    assert not test.exception
    assert list(test.get("button_group")[0].options) == views


def test_batches_are_listed_with_their_counts(look):
    look("governance")
    test = run(IMPORT)
    table = test.dataframe[0].value
    assert set(table["文件"]) == {"区划.csv", "工单.csv"}
    counts = table[["新增", "更新", "未变", "隔离"]].sum(axis=1)
    assert (counts == table["读取"]).all()
    assert "撤销一个批次" not in words(test)


def test_a_rate_of_a_units_few_tickets_is_said_as_these(look):
    cut = {"area": "330199003", "channel": "APP"}
    look("department", departments=frozenset({"县住建局"}))
    test = run(TODAY, **cut)
    assert not test.exception
    found = re.fullmatch(r"(\d+)件中(\d+)件", test.metric[1].value)
    assert found
    assert int(found.group(2)) <= int(found.group(1)) < 30
    said = words(test)
    assert "件数少，只说件数，不算比率、不作比较" in said
    assert "样本不足" not in said.partition("查看工单")[0]
    # Nor is one drawn by month; the reason is said once.
    assert not [p for p in test.get("plotly_chart") if "rates" in p.proto.id]
    assert said.count("各月件数少，不算比率") == 1
    look("leader")
    assert run(TODAY, department="县住建局", **cut).metric[1].value.endswith("%")
