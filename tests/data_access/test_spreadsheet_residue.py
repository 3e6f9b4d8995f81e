"""What spreadsheets leave in files: wrappings, stray cells, other calendars, empty formulas."""

# ruff: noqa: DTZ001 - naive times are UTC, or cells of a sheet

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from sqlalchemy import select

from data_access.importing.load import ingest
from data_access.importing.profile_files import parse_profile
from data_access.importing.readers import ReadOptions, open_rows, unwrapped
from data_access.store.tables import ticket_version
from data_access.types import Scope

SCOPE = Scope.system("test")
PROFILE = parse_profile(
    'profile: p\nlabel: 某市\njurisdiction: {code: "350100", name: 某市}\ntables:\n'
    "  - entity: ticket\n    null_marks: ['-']\n    columns:\n"
    "      ticket_no: 编号\n      t_accept: 受理\n      org_lead: {from: 部门, optional: true}\n"
    "      title: {from: 标题, optional: true}\n      deadline: {from: 截止, optional: true}\n",
    Path("p.yaml"),
)


def loaded(store: Any, settings: Any, path: Path) -> tuple[list[Any], list[str]]:
    got = ingest(store, settings, SCOPE, path, PROFILE, actor="t")
    assert not got.quarantined
    with store.read() as connection:
        query = select(ticket_version).order_by(ticket_version.c.ticket_no)
        return list(connection.execute(query)), got.notes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('="0013"', "0013"), ('= "0013"', "0013"), ('=T("0013")', "0013"), ("'0014", "0014"),
        (" '0014", "0014"), ('="a""b"', 'a"b'), ('=""', ""), ("=1+1", "=1+1"), ('="a', '="a'),
        ("'quoted' words", "'quoted' words"), ("0013", "0013"),
    ],
)  # fmt: skip
def test_wrappings_of_numbers(text, plain):
    assert unwrapped(text) == plain
    assert unwrapped("'甲说", prose=True) == "'甲说"


def test_wrapped_cells_are_read_in_every_field(store, settings, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        '="编号",受理,部门,标题\n="0013",="2025-03-04 09:00",="008",\'路灯不亮\n'
        '\'0014,\'2025-03-04 09:00,"=""-""",=\'x\'\n',
        encoding="utf-8",
    )
    rows, _ = loaded(store, settings, path)
    assert [(r.ticket_no, r.org_lead, r.title) for r in rows] == [
        ("0013", "008", "'路灯不亮"),
        ("0014", None, "='x'"),
    ]
    assert {r.t_accept for r in rows} == {datetime(2025, 3, 4, 1)}


def test_stray_cells_leave_the_row_alone(store, settings, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("编号,受理,,\n1,2025-03-04 09:00,,\n2,2025-03-04 09:00,,7\n", encoding="utf-8")
    rows, notes = loaded(store, settings, path)
    assert len(rows) == 2
    assert notes[:1] == ["第 4 列没有列名却有内容（1 行），未导入这些格"]
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["编号", "受理"], ["3", "2025-03-04 09:00", None, 5, " "], ["4", "2025-03-04", 1]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    rows, notes = loaded(store, settings, tmp_path / "a.xlsx")
    assert len(rows) == 4
    assert notes[:1] == ["第 3、4 列没有列名却有内容（1 行），未导入这些格"]


def test_days_counted_from_1904(store, settings, tmp_path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active.append(["编号", "受理", "截止", "部门"])
    book.active.append(["1", datetime(2025, 3, 4, 9), date(2025, 3, 10), 44264])
    book.active.append(["2", 44258.375, 44264, "x"])
    book.save(tmp_path / "a.xlsx")
    rows, notes = loaded(store, settings, tmp_path / "a.xlsx")
    assert {r.t_accept for r in rows} == {datetime(2025, 3, 4, 1)}
    assert {r.deadline for r in rows} == {datetime(2025, 3, 10, 15, 59, 59)}
    assert rows[0].org_lead == "44264"
    assert any("1904" in note for note in notes)


def test_formulas_and_merged_cells_are_counted(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["报表", None], ["编号", "标题"], ["1", "=A3&1"], ["2", "x"], ["3", "=1+1"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("B6:B7")
    sheet.merge_cells("X4:Y5")
    book.save(tmp_path / "a.xlsx")
    with open_rows(tmp_path / "a.xlsx", ReadOptions(header_row=2)) as source:
        rows = [row for chunk in source.chunks(9) for row in chunk.rows]
    assert [r[0] for r in rows] == ["1", "2", "3"]
    assert "1 处合并单元格" in source.notes[0]
    assert "2 个公式没有保存结果" in source.notes[1]
