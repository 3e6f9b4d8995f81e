"""Long lists: what a unit sees of many tasks."""

from __future__ import annotations

from tests.dashboards.test_pages import run, words
from tests.support.task_office import PAGES, labels, press


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
