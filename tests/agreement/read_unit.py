"""Reads 本单位今日: tasks are counted as on 我的任务; what falls due as its table lists it."""

from __future__ import annotations

from datetime import timedelta

from dashboards.unit_app.reading import RATES
from data_access.metrics.registry import ask
from tests.agreement.numbers import exactly
from tests.agreement.read_frame import leave
from tests.agreement.reading import Reading
from tests.agreement.tables import head


def read(reading: Reading) -> None:
    """Read the sentence, the headings and the table."""
    page = reading.page
    for key in ("unit.said_tasks", "unit.said_tasks_late", "unit.tasks"):
        for told in page.take(key, count=r"[\d,]+", late=r"[\d,]+"):
            reading.count("tasks waiting", told["count"], "结论", window="now", alone="1")
            if "late" in told.blanks:
                reading.count("tasks waiting late", told["late"], "结论", window="now", alone="1")
    for key in ("unit.said_soon", "unit.due_soon"):
        for told in page.take(key, count=r"[\d,]+", days=r"\d+"):
            reading.count("due within 3", told["count"], "结论", window="now")
    for told in page.take("unit.due", count=r"[\d,]+"):
        reading.count("due within 10", told["count"], "标题", window="now")
    for name in ("overdue", "dissatisfied", "returned"):
        for told in page.take(f"unit.problem_{name}", count=r"[\d,]+"):
            reading.count(f"problem {name}", told["count"], "清单", window="now")
    for told in page.take("unit.said_overdue", count=r"[\d,]+"):
        reading.count("problem overdue", told["count"], "结论", window="now")
    for table in page.tables.values():
        # On paper stand the first rows only.
        if head("unit.col_risk") in table.frame and not table.name.endswith(":paper"):
            n = len(table.frame)
            reading.say("due within 10", exactly(n), n, "列表", window="now")
    _rates(reading)
    leave(reading)


def _rates(reading: Reading) -> None:
    """The rates of four weeks are those that other pages tell of the same days."""
    last = reading.look.last_day
    window = (last - timedelta(days=27), last)
    names = {ask(name).label: name for name in RATES}
    for tile in reading.page.tiles:
        if tile.label in names:
            tile.taken = True
            if tile.value.endswith("%"):
                reading.about(names[tile.label], tile.value, "数字", window=window)
