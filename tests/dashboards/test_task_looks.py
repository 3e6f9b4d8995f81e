"""常用筛选: a person's own looks at the list of tasks."""

from __future__ import annotations

from tests.dashboards.test_pages import run
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
