"""常用筛选, and long lists: what a person sees of many tasks, and keeps looking at."""

from __future__ import annotations

from tests.dashboards.test_pages import run, words
from tests.support.task_office import OTHER, PAGES, labels, press


def test_a_look_is_kept_under_a_name_and_shown_again_by_one_click(office):
    office.begin(title="供热不热")
    office.begin(title="夜间噪声", lead=OTHER)
    office.sit("zhili")
    test = run(PAGES["tasks"], view="table", unit=OTHER, task="1")
    test = press(test, "tasks_look_save")
    assert "起一个名称" in test.error[0].value
    test.text_input(key="tasks_look_name").set_value("城管的")
    test = press(test, "tasks_look_save")
    assert not test.error
    assert "城管的" in labels(test)
    office.sit("zhili2")
    assert "城管的" not in labels(run(PAGES["tasks"]))
    office.sit("zhili")
    test = press(run(PAGES["tasks"]), "look_城管的")
    assert dict(test.query_params) == {"view": "table", "unit": OTHER}
    table = str(test.dataframe[0].value)
    assert "夜间噪声" in table
    assert "供热不热" not in table
    assert "城管的" not in labels(press(test, "look_gone_城管的"))


def test_a_unit_reads_how_much_waits_and_sees_all_of_it_when_it_asks(office):
    tasks = [office.begin(title=f"第{n}件供热不热") for n in range(23)]
    office.sit("gongre")
    test = run(PAGES["mytasks"], task=str(tasks[-1].id))
    assert "有23项任务等您单位办理" in words(test)
    cards = {b.key for b in test.button if str(b.key).startswith("open_task_")}
    assert len(cards) == 20
    assert f"close_{tasks[-1].id}" in {b.key for b in test.button}
    assert "还有2项，全部列出" in labels(test)
    test = press(test, "waiting_rest")
    assert len({b.key for b in test.button if str(b.key).startswith("open_task_")}) == 22
