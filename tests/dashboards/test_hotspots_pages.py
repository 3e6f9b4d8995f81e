"""热点, 主题详情 and 重复诉求网络 for those who look at them, over results made by hand."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from dashboards.components import few
from dashboards.server.viewer import configure
from data_access.extract.query import Extract
from data_access.extract.texts import ticket_frame
from data_access.store import audit
from data_access.types import Period, Scope
from hotspots import actions
from hotspots import store_tables as stored
from hotspots.graphml import graphml_of
from tests.dashboards.hot_frames import AS_OF, CODE, store_results
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script
from tests.support.people import viewer

HOT, TOPIC, REPEATS = (guarded_script(p) for p in ("hotspots", "topic", "repeats"))
SYSTEM = Scope.system("tests")
BEFORE = Period(date(2026, 8, 30), date(2026, 10, 25))
"""The eight weeks before the last seven days."""


@pytest.fixture(scope="module")
def run_info(city):
    return store_results(city.store, city.settings)


@pytest.fixture
def see(look, run_info):
    return look


def test_leaders_read_what_matters_and_nothing_unstable(see):
    see("leader")
    test = run(HOT)
    assert not test.exception
    said = words(test)
    assert "“暖气不热”是当前最热的诉求" in said
    assert "建议由县供热公司牵头核查" in said
    assert "分析截至2026-10-31" in said
    assert "电梯停运" in said
    assert "/topic?jurisdiction=330199&amp;topic=T01" in said
    assert "热度 " in said
    assert "× 增长 1.5" in said
    assert "不稳定的主题" not in said
    assert "已隐藏的主题" not in said
    assert "整理主题" not in said
    assert len(test.get("plotly_chart")) == 3


def test_the_days_that_count_are_chosen_and_go_along(see):
    see("leader")
    test = run(HOT, window="30d")
    assert not test.exception
    said = words(test)
    assert "是当前最热的诉求：近30天" in said
    assert "近7天" not in said
    assert "往常" not in said
    assert "window=30d" in said
    details = run(TOPIC, topic="T01", window="30d")
    assert not details.exception
    assert details.metric[0].label == "近30天"
    assert details.metric[0].value == details.metric[1].value
    assert "此前的天数不够" in words(details)
    test.segmented_control(key="heat_window_30d").set_value("7d").run()
    assert "是当前最热的诉求：近7天" in words(test)
    # What was chosen in the filter bar of another page holds here too.
    assert "：近30天" in words(run(HOT, span="30d"))


def test_a_department_gets_its_own_topics_with_its_own_counts(see, city):
    see("department", departments=frozenset({"县住建局"}))
    test = run(HOT)
    assert not test.exception
    said = words(test)
    assert "电梯停运" in said
    assert "暖气不热" not in said.replace("小区暖气不热", "")
    assert "热度为近7天" not in said
    assert "只统计您能看到的工单" in said
    # A quarter of its tickets in the eight weeks before, as the run told of the whole topic.
    usual = re.search(r"电梯停运.*?往常约(\d+)件", said, re.DOTALL)
    assert usual
    tickets = ticket_frame(Extract(city.settings), SYSTEM, CODE, BEFORE, as_of=AS_OF)
    most = (tickets["org_lead"] == "县住建局").sum() / 4
    assert 0.5 * most < int(usual.group(1)) <= most
    details = run(TOPIC, topic="T02")
    assert not details.exception
    assert set(details.dataframe[0].value["承办单位"]) == {"县住建局"}
    assert details.metric[2].value == "—"
    elsewhere = run(TOPIC, topic="T03")
    assert "链接中的主题不在当前结果里" in words(elsewhere)


def test_a_cut_is_counted_anew(see):
    see("leader")
    whole = run(TOPIC, topic="T01").metric[1].value
    part = run(TOPIC, topic="T01", area="330199003")
    assert not part.exception
    assert part.query_params["topic"] in ("T01", ["T01"])
    count = lambda s: int(s.removesuffix("件").replace(",", ""))  # noqa: E731
    assert 0 < count(part.metric[1].value) < count(whole)


def test_a_cut_that_no_topic_has_a_ticket_of_says_so(see):
    see("leader")
    test = run(HOT, category="03", department="县住建局")
    assert not test.exception
    assert not test.error
    assert "没有成型的主题" in words(test)


def test_a_topic_is_explained_with_its_tickets(see):
    see("leader")
    test = run(TOPIC, topic="T01")
    assert not test.exception
    said = words(test)
    assert "热度怎样得出" in said
    assert "小区暖气不热" in said
    assert len(test.get("plotly_chart")) == 3
    table = test.dataframe[0].value
    assert "13812345678" not in table.to_string()
    assert len(test.get("download_button")) == 2  # a workbook and CSV
    assert "本主题的工单" in said
    assert "不稳定的主题" not in " ".join(test.selectbox[-1].options)


def test_an_analyst_puts_topics_in_order(see, city):
    see("analyst")
    test = run(HOT)
    assert not test.exception
    assert "整理主题" in words(test)
    test.selectbox(key="tool_topic").set_value("T02").run()
    test.text_input[0].set_value("电梯困人")
    next(b for b in test.button if b.label == "改名").click().run()
    assert not test.exception
    assert "已保存，页面已更新" in words(test)
    (edit,) = stored.topic_edits(city.store, SYSTEM, CODE)
    assert (edit["kind"], edit["topic_id"], edit["payload"]) == (
        "rename", "T02", {"name": "电梯困人"},
    )  # fmt: skip
    see("leader")
    assert "电梯困人" in words(run(HOT))
    see("analyst")
    test = run(HOT)
    next(b for b in test.button if b.label == "撤回").click().run()
    assert "电梯停运" in words(test)
    assert not stored.topic_edits(city.store, SYSTEM, CODE)
    log = audit.entries(city.store, SYSTEM, action="hotspot.edit")
    assert [e.action for e in log] == ["hotspot.edit.withdraw", "hotspot.edit"]


def test_each_tool_writes_its_edit(see, city):
    see("analyst")
    for tool, press in (("pin", "do_pin"), ("hide", "do_hide")):
        test = run(HOT)
        test.selectbox(key="tool_topic").set_value("T03").run()
        test.segmented_control(key="tool").set_value(tool).run()
        test.button(key=press).click().run()
        assert not test.exception
    test = run(HOT)
    test.selectbox(key="tool_topic").set_value("T03").run()
    test.segmented_control(key="tool").set_value("merge").run()
    test.multiselect[0].set_value(["T02"])
    next(b for b in test.button if b.label == "合并").click().run()
    assert "下一次分析时生效" in words(test)
    test.segmented_control(key="tool").set_value("split").run()
    test.text_input[0].set_value("夜里、凌晨")
    next(b for b in test.button if b.label == "拆分").click().run()
    assert not test.exception
    found = stored.topic_edits(city.store, SYSTEM, CODE)
    assert [(e["kind"], e["payload"]) for e in found] == [
        ("pin", {"on": True}),
        ("hide", {"on": True}),
        ("merge", {"ids": ["T02"]}),
        ("split", {"words": ["夜里", "凌晨"], "tickets": []}),
    ]
    for edit in found:
        actions.withdraw_edit(city.store, SYSTEM, CODE, edit["id"])


def test_repeats_are_counted_both_ways_and_cured_in_order(see):
    see("leader")
    test = run(REPEATS)
    assert not test.exception
    said = words(test)
    assert "件工单其实是" in said
    assert "先治清河街道幸福小区一处，可减少4件重复" in said
    assert [m.label for m in test.metric] == ["按工单", "按事项", "重复件数"]
    assert test.metric[2].value == "4件"
    # The headline and the tiles are one count.
    head = re.search(r"([\d,]+)件工单其实是([\d,]+)件事，重复([\d,]+)件", said)
    assert head is not None
    assert [f"{n}件" for n in head.groups()] == [m.value for m in test.metric]
    assert len(test.get("plotly_chart")) == 3
    # What is to be decided stands only before those who may decide it.
    assert "同一诉求人，内容相近" not in said
    assert "并单建议" not in said
    assert not [b for b in test.button if b.label == "是同一件事"]
    test.selectbox(key="group").select_index(0).run()
    assert len(test.dataframe[-1].value) == 3


def test_a_suggestion_is_decided_in_one_click(see, city):
    see("governance")
    test = run(REPEATS)
    said = words(test)
    assert "同一诉求人，内容相近" in said
    assert "1项，合并后可少2件" in said
    assert "/tickets?jurisdiction=330199&amp;q=QS" in said
    next(b for b in test.button if b.label == "不是同一件事").click().run()
    assert not test.exception
    assert "已记为不是同一件事" in words(test)
    assert "没有待判断的并单建议" in words(test)
    (row,) = stored.repeat_decisions(city.store, SYSTEM, CODE)
    assert (row["decision"], row["suggestion_id"], len(row["tickets"])) == ("refused", "S1", 3)
    next(b for b in test.button if b.label == "撤回").click().run()
    assert [b for b in test.button if b.label == "是同一件事"]


def test_a_department_sees_its_own_repeats_without_the_whole(see):
    see("department", departments=frozenset({"县住建局"}))
    test = run(REPEATS)
    assert not test.exception
    said = words(test)
    assert "按全部工单算出" in said
    assert "幸福小区" not in said
    assert not test.get("plotly_chart")


def test_the_network_grows_by_opening_a_node(see, city, run_info):
    import numpy as np
    import pandas as pd

    from dashboards.hotspots_app.network import shown_nodes

    nodes = pd.DataFrame(
        {"node_id": [f"g{i}" for i in range(500)] + ["c1"], "kind": ["matter"] * 500 + ["caller"],
         "label": "x", "n": [*range(500, 0, -1), 9],
         "x": [*np.linspace(-1, 1, 60), *[np.nan] * 441], "y": [0.0] * 60 + [np.nan] * 441}
    )  # fmt: skip
    edges = pd.DataFrame({"a": ["g499", "c1"], "b": ["g0", "g499"]})
    assert len(shown_nodes(nodes, edges, [])) == 60
    grown = shown_nodes(nodes, edges, ["g499"])
    assert {"g499", "g0", "c1"} <= set(grown["node_id"])
    assert grown[["x", "y"]].notna().all(axis=None)
    wide = pd.DataFrame({"a": "g0", "b": list(nodes["node_id"])})
    assert len(shown_nodes(nodes, wide, ["g0"])) <= 300
    see("leader")
    test = run(REPEATS, node="c1")
    assert not test.exception
    test.button(key="network_reset").click().run()
    assert "node" not in test.query_params


def test_the_network_can_be_taken_along():
    import networkx as nx
    import pandas as pd

    nodes = pd.DataFrame({"node_id": ["a", "b"], "kind": "place", "n": [1, None], "x": [0.5, 1.0]})
    edges = pd.DataFrame({"a": ["a"], "b": ["b"], "kind": ["at"], "n": [2]})
    graph = nx.parse_graphml(graphml_of(nodes, edges).decode())
    assert graph.nodes["a"] == {"kind": "place", "n": 1.0, "x": 0.5}
    assert graph.edges["a", "b"]["n"] == 2


@pytest.mark.parametrize("page", [HOT, TOPIC, REPEATS])
def test_without_results_a_page_says_why(see, page):
    see("leader", jurisdictions=frozenset({"330198"}))
    test = run(page)
    assert not test.exception
    assert "还没有热点分析结果" in words(test)
    assert "没有标题和正文" in words(test)


@pytest.mark.parametrize("page", [HOT, TOPIC, REPEATS])
def test_the_right_is_needed(see, city, page):
    from data_access.settings import load_settings

    mine = load_settings(home=city.settings.home, roles={"plain": ["today.view"]})
    configure(mine, city.store, viewer=viewer("plain", mine))
    assert "您的账号没有这项权限" in words(run(page))


def test_typical_texts_of_a_part_are_those_of_the_part(see):
    see("department", departments=frozenset({"县城管局"}))
    test = run(TOPIC, topic="T03")
    assert not test.exception
    assert "典型诉求" in words(test)
    assert json.dumps("QS1") not in words(test)


def test_a_few_tickets_of_a_unit_are_told_themselves_not_as_hot_spots(see, monkeypatch):
    see("department", departments=frozenset({"县住建局"}))
    monkeypatch.setattr(few, "LEAST_HOT", 10_000)
    test = run(HOT)
    assert not test.exception
    said = words(test)
    assert re.search(r"近7天共有工单(\d+)件，没有哪件事达到10000件，不作热点", said)
    assert "在“查工单”中查看这" in said
    assert "/tickets?jurisdiction=330199&amp;q=QS" in said
    assert "最热的" not in said
    see("leader")  # who sees all tickets reads what is hottest, however little that is
    assert "是当前最热的诉求" in words(run(HOT))
