"""Reads the tables of figures of 趋势预测."""

from __future__ import annotations

from datetime import date
from typing import Any

from style.texts import text
from tests.agreement.drawn import Table
from tests.agreement.numbers import known
from tests.agreement.read_forecast_days import (
    FORECAST,
    VOLUME,
    ahead,
    next_month,
    past,
    year_before,
)
from tests.agreement.reading import Reading
from tests.agreement.tables import head


def read(reading: Reading) -> None:
    """Read the table that is chosen."""
    table = reading.page.table("page")
    if table is None:
        return
    heads = {str(c) for c in table.frame.columns}
    if head("fc.cell_week") in heads and head("fc.cell_code") in heads:
        _cells(reading, table)
    elif head("fc.day_actual") in heads:
        _before(reading, table)
    elif head("fc.weekday") in heads:
        _days(reading, table)
    elif head("fc.col_last_year") in heads:
        _items(reading, table)
    elif head("fc.comparison") in heads:
        _driver_rows(reading, table)
    elif head("fc.agents") in heads:
        names = ("fc.day", "fc.hour", "fc.calls", "fc.agents")
        for day, hour, calls, agents in table.rows(*(head(n) for n in names)):
            window = (date.fromisoformat(str(day)),) * 2
            reading.cell("agents", agents, "坐席表", window=window, hour=str(int(hour)))
            reading.cell("calls", calls, "坐席表", window=window, hour=str(int(hour)))
    elif head("fc.model_name") in heads:
        shown = text("fc.model_shown")
        for name, week, month in table.rows(
            *(head(f"fc.{n}") for n in ("model_name", "off_week", "off_month"))
        ):
            if name == shown:
                reading.cell("error", week, "方法表", window="1–7 天")
                reading.cell("error", month, "方法表", window="8–28 天")
            else:
                reading.cell(f"error of {name}", week, "方法表", window="1–7 天")
    table.taken.update(heads)


def _cells(reading: Reading, table: Table) -> None:
    names = ("cell_code", "cell_usual", "cell_week", "cell_month", "cell_change")
    rows = table.rows(*(head(f"fc.{n}") for n in names))
    for name, usual, week, month, change in rows:
        cell = {"category": reading.look.names.category(str(name))}
        reading.cell(VOLUME, usual, "分类表", window=past(reading, 28), **cell)
        reading.cell(FORECAST, week, "分类表", window=ahead(reading, 7), **cell)
        reading.cell(FORECAST, month, "分类表", window=ahead(reading, 28), **cell)
        if known(change) and usual:
            reading.cell("month to month", change, "分类表", window=ahead(reading, 28), **cell)
            reading.cell(
                "month to month",
                100 * (month / usual - 1),
                "分类表",
                window=ahead(reading, 28),
                **cell,
            )
    for figure, place, window in (
        (VOLUME, 1, past(reading, 28)),
        (FORECAST, 2, ahead(reading, 7)),
        (FORECAST, 3, ahead(reading, 28)),
    ):
        reading.total(figure, [r[place] for r in rows], "分类表合计", window=window)


def _days(reading: Reading, table: Table) -> None:
    quantiles = {q: text("fc.day_q", q=q) for q in ("5%", "95%")}
    rows = table.rows(head("fc.day"), head("fc.day_mean"), *quantiles.values())
    found = [(date.fromisoformat(str(r[0])), *r[1:]) for r in rows]
    for day, mean, low, high in found:
        reading.cell(FORECAST, mean, "每日表", window=(day, day))
        reading.cell(f"{FORECAST}#q05", low, "每日表", window=(day, day))
        reading.cell(f"{FORECAST}#q95", high, "每日表", window=(day, day))
    for length in (7, 28):
        window = ahead(reading, length)
        reading.total(
            FORECAST, [m for d, m, *_ in found if d <= window[1]], "每日表合计", window=window
        )
    month = next_month(reading)
    mine = [m for d, m, *_ in found if month[0] <= d <= month[1]]
    if len(mine) == (month[1] - month[0]).days + 1:
        reading.total(FORECAST, mine, "每日表合计", window=month)


def _before(reading: Reading, table: Table) -> None:
    names = ("day", "day_actual", "day_mean", "cell_low", "cell_high")
    rows = table.rows(*(head(f"fc.{n}") for n in names))
    for day, actual, mean, _, _ in rows:
        window = (date.fromisoformat(str(day)),) * 2
        reading.cell(VOLUME, actual, "此前表", window=window)
        reading.cell("forecast made earlier", mean, "此前表", window=window)
    if len(rows) == 28:
        window = past(reading, 28)
        reading.total(VOLUME, [r[1] for r in rows], "此前表合计", window=window)
        reading.total("forecast made earlier", [r[2] for r in rows], "此前表合计", window=window)
        inside = sum(1 for r in rows if r[3] <= r[1] <= r[4])
        reading.cell("days inside", inside, "此前表", window=window)
        whole = sum(r[1] for r in rows)
        if whole:
            off = sum(abs(r[1] - r[2]) for r in rows) / whole
            reading.cell("error of that forecast", off, "此前表", window=window)


def _items(reading: Reading, table: Table) -> None:
    names = ("matter", "expected", "norm", "last_year")
    month = next_month(reading)
    for i, (name, expected, norm, last_year) in enumerate(
        table.rows(*(head(f"fc.col_{n}") for n in names))
    ):
        cell = {"category": reading.look.names.category(str(name))}
        reading.cell(FORECAST, expected, "事项表（数据）", window=month, **cell)
        reading.cell(VOLUME, last_year, "事项表（数据）", window=year_before(month), **cell)
        if i == 0 and norm:
            reading.cell("rise of month", expected / norm, "事项表（数据）", basis="first")


def _driver_rows(reading: Reading, table: Table) -> None:
    names = ("comparison", "reading", "part", "change")
    rows: list[Any] = table.rows(*(head(f"fc.{n}") for n in names))
    for comparison, which in {(r[0], r[1]) for r in rows}:
        basis = "month" if "前28天" in comparison else "year"
        mine = [r[3] for r in rows if r[0] == comparison and r[1] == which]
        reading.total(
            "volume change", mine, f"变化表：{which}", window=past(reading, 28), basis=basis
        )
        names_of = {
            text("fc.reading_category"): ("category", reading.look.names.category),
            text("fc.reading_area"): ("area", reading.look.names.area),
        }
        for _, _, part, change in (r for r in rows if r[0] == comparison and r[1] == which):
            if which in names_of:
                column, named = names_of[which]
                cell: Any = {column: named(str(part))}
                window = past(reading, 28)
                reading.cell("volume change", change, "变化表", window=window, basis=basis, **cell)
